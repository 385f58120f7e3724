"""Years against years in the browser (对比)."""

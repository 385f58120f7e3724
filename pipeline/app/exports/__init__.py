"""Rubrics for other systems in the browser (导出)."""

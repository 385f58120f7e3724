"""A run: files and folders of notices to results, what has not changed taken over."""

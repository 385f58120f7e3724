"""A dataset: its files, written and read back."""

"""The words of the tool, and records in a few of them."""

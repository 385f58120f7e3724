"""Text exports: tab-separated, a cell a line, drawn with characters, Markdown."""

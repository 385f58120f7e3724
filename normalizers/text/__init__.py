"""What a text is to a grammar: its two views, numerals, ranges, list numbers."""

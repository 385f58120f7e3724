"""Text recognition: ink to lines, lines to text, rules to cells."""

"""The frame of every page: its template, the one style sheet, and the keys of the keyboard."""

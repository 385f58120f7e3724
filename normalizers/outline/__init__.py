"""The outline of a rubric: its rows as a tree of headings, names and items with their points."""

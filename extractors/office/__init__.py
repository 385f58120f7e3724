"""Word and Excel files, the numbering of their lists, and older ones through LibreOffice."""

"""What a table means: headers (表头), columns, rows, the outline of its names."""

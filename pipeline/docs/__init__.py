"""What docs/ says of tables, columns and findings, made from the records."""

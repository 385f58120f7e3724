"""The Excel file of one notice."""

"""The workbook for those who score by hand: a form to fill in, and formulas that follow docs/scoring.md."""

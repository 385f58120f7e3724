"""The form to score by hand (评分工作簿): rows, cells to fill in, the expression as formulas."""

"""How scores are computed, as formulas: those that are printed, and those that are said in words."""

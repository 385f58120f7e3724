"""How the work on one file is shared."""

"""The rules of scoring, each written once: a rubric becomes one expression, which printers walk."""

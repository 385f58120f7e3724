"""Columns of a form, and where its rows begin."""

from __future__ import annotations

ID, SLOT = "A", "B"
LABEL, NAME, TEXT, WORTH, WHAT, INPUT, MATTER, RESULT, TOLD = "C", "D", "E", "F", "G", "H", "I", "J", "K"
HEADER_ROW = 6
FIRST_FORM_ROW = HEADER_ROW + 1
CALC = "计算"
MARKER = "rubrics-scoring-1"

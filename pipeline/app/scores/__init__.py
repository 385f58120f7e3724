"""Scoring units in the browser (打分)."""

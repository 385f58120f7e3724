"""Scoring (评分): marks of a unit and a rubric in, a score sheet with every step out. See docs/scoring.md."""

from pipeline.scoring.model import Asked, Fault, Line, Mark, ScoreSheet, Span, Step
from pipeline.scoring.sheet import blank, score

__all__ = ["Asked", "Fault", "Line", "Mark", "ScoreSheet", "Span", "Step", "blank", "score"]

"""What changed between two rubrics (年度对比): matches, then differences field by field. Pure; no files."""

from pipeline.compare.changes import compare, compare_tables
from pipeline.compare.model import Change, Comparison, FieldChange, Link, RubricPair

__all__ = ["Change", "Comparison", "FieldChange", "Link", "RubricPair", "compare", "compare_tables"]

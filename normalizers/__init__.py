"""Meaning: a neutral document to rubric records and findings."""

"""Corrections (更正) of people as files beside the notices, one for each document; they outlive every run."""

from pipeline.corrections.model import NONE, Changed, CorrectionFile, Corrections, Unusable

__all__ = ["NONE", "Changed", "CorrectionFile", "Corrections", "Unusable"]

"""Doubts (疑点): the findings of all notices, worst first."""

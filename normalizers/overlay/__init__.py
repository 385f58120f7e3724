"""Corrections (更正) of people on top of the machine's reading, before sums, figures and checks.

`model` says what a correction is, `addresses` which record it means, `values` how a field is written;
`overlay` applies it, `rereading` reads a corrected text again.
"""

from normalizers.overlay.model import Correction, Outcome, Value

__all__ = ["Correction", "Outcome", "Value"]

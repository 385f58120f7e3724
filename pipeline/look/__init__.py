"""The look that all pages share (配色): app, evidence page and reports take their colours from here."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def style(name: str) -> str:
    """A style sheet of the look: `light` has the colours by their use, `dark` those for a dark screen."""
    return files("pipeline.look").joinpath(f"{name}.css").read_text("utf-8")

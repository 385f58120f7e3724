"""Scans with a layer of text (双层PDF): its text is read, and laid out by the rules in the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence

from extractors.grids.grid import lay_out
from extractors.grids.lines import Run
from extractors.limits import SCAN_SECONDS, at_page, grant
from extractors.scans.drawn import drawn_on
from extractors.scans.ink import Picture
from extractors.tables.paragraphs import Sheet


def read_layer(number: int, picture: Picture, scale: float, layer: Sequence[Run]) -> Sheet:
    """The page of this number: its text from the layer, its rules from its image (`scale` pixels a point)."""
    grant(SCAN_SECONDS)
    at_page(number)
    drawn = drawn_on(picture, scale)
    height, width = drawn.white.shape
    size = width / scale, height / scale
    runs = [_turned(run, drawn.angle, size) for run in layer] if drawn.angle else layer
    return Sheet(number, *size, lay_out(runs, drawn.rules), quality="ocr")


def _turned(run: Run, angle: float, size: tuple[float, float]) -> Run:
    """A run where it stands once the page is level: moved up or down, by its distance from the middle."""
    x, y = (run.edges[0] + run.edges[-1]) / 2 - size[0] / 2, (run.top + run.bottom) / 2 - size[1] / 2
    turn = math.radians(angle)
    across = x * math.cos(turn) + y * math.sin(turn) - x
    down = y * math.cos(turn) - x * math.sin(turn) - y
    edges = [edge + across for edge in run.edges]
    return Run(run.text, edges, run.top + down, run.bottom + down, run.size)

"""Glyphs of one page set in lines of text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.place import Box

# Drawn again within this share of its size, a glyph is bold by hand and no second character.
_OVERPRINT = 0.15
# Places are given to so many decimals, so that the same page gives the same bytes.
DECIMALS = 2
# The width of a blank is the layout's: 部  长 and 部 长 are one text.
_BLANKS = re.compile(r" {2,1000}")


class Glyph(NamedTuple):
    """A printed character (sometimes two, as a ligature) with its place and font size."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float


class Run(NamedTuple):
    """Glyphs drawn one after another on one baseline without a gap.

    `edges` are the left edges of all glyphs and the right edge of the last. Each glyph is one
    character of `text`; one that means several, as a ligature, is a run of its own.
    """

    text: str
    edges: Sequence[float]
    top: float
    bottom: float
    size: float

    @property
    def blank(self) -> bool:
        """Whether no glyph can be seen."""
        return not self.text or self.text.isspace()

    def part(self, start: int, end: int) -> Run:
        """The glyphs from `start` up to `end`."""
        whole = start == 0 and end == len(self.edges) - 1
        text = self.text if whole else self.text[start:end]
        return Run(text, self.edges[start : end + 1], self.top, self.bottom, self.size)

    def glyphs(self) -> list[Run]:
        """Each glyph as a run of its own."""
        return [self.part(at, at + 1) for at in range(len(self.edges) - 1)]


class Line(NamedTuple):
    """One line of text: its characters from left to right, its place and its usual font size."""

    text: str
    box: Box
    size: float


def runs_of(glyphs: Iterable[Glyph]) -> list[Run]:
    """Glyphs in the order in which they are drawn, put together where one goes on from another."""
    runs: list[Run] = []
    text, edges, last = "", [0.0], None
    for glyph in glyphs:
        if last is not None and len(glyph.text) == 1 and len(text) == len(edges) and _goes_on(last, glyph):
            text += glyph.text
            edges.append(glyph.x0)
        else:
            if last is not None:
                runs.append(Run(text, (*edges, last.x1), last.top, last.bottom, last.size))
            text, edges = glyph.text, [glyph.x0]
        last = glyph
    if last is not None:
        runs.append(Run(text, (*edges, last.x1), last.top, last.bottom, last.size))
    return runs


def _goes_on(before: Glyph, after: Glyph) -> bool:
    same = abs(after.bottom - before.bottom) <= 0.01 and abs(after.size - before.size) <= 0.01
    return same and after.x0 > before.x0 and abs(after.x0 - before.x1) <= 0.1 * after.size


def set_lines(runs: Iterable[Run]) -> list[Line]:
    """Runs set in lines: those whose heights overlap by half stand on one line, also ² and ₂."""
    runs = list(runs)
    if len(runs) < 2:  # as in nearly all cells
        return [_line(runs)] if runs and not runs[0].text.isspace() else []
    rows: list[list[Run]] = []
    leads: list[Run] = []  # the largest visible run of each row measures its height
    visible: list[bool] = []
    for run in sorted(runs, key=_foot):
        blank = run.text.isspace()
        for number in range(len(rows) - 1, max(len(rows) - 3, -1), -1):
            lead = leads[number]
            if _level(lead, run):
                rows[number].append(run)
                if not blank and (run.size > lead.size or not visible[number]):
                    leads[number] = run
                    visible[number] = True
                break
        else:
            rows.append([run])
            leads.append(run)
            visible.append(not blank)
    order = [number for number, seen in enumerate(visible) if seen]
    if len(order) > 1:
        order.sort(key=lambda number: _foot(leads[number]))
    return [_line(rows[number]) for number in order]


def _foot(run: Run) -> tuple[float, float]:
    return run.bottom, run.edges[0]


def _level(one: Run, other: Run) -> bool:
    if other.top >= one.bottom:
        return False
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def _line(runs: list[Run]) -> Line:
    if len(runs) == 1:
        text = runs[0].text
        if not (text[:1].isspace() or text[-1:].isspace()):
            return _line_of(runs[0])
    runs = _in_order(runs)
    while runs[0].blank:
        del runs[0]
    while runs[-1].blank:
        del runs[-1]
    runs[0] = _without_blanks(runs[0], at_start=True)
    runs[-1] = _without_blanks(runs[-1], at_start=False)
    if len(runs) == 1:
        return _line_of(runs[0])
    text = runs[0].text
    for before, run in pairwise(runs):
        gap = run.edges[0] - before.edges[-1] > 0.25 * max(run.size, before.size)
        text += " " + run.text if gap and _narrow(before.text[-1]) and _narrow(run.text[0]) else run.text
    sizes: Counter[float] = Counter()
    for run in runs:
        sizes[run.size] += len(run.text) - run.text.count(" ")
    box = rounded(
        runs[0].edges[0],
        min(run.top for run in runs),
        max(run.edges[-1] for run in runs),
        max(run.bottom for run in runs),
    )
    return Line(_one_blank(text), box, max(sizes, key=lambda size: (sizes[size], size)))


def _line_of(run: Run) -> Line:
    text, edges, top, bottom, size = run
    return Line(_one_blank(text), rounded(edges[0], top, edges[-1], bottom), size)


def _one_blank(text: str) -> str:
    return _BLANKS.sub(" ", text) if "  " in text else text


def _in_order(runs: list[Run]) -> list[Run]:
    """The runs of a line from left to right; glyph by glyph, each once, where runs lie on one another."""
    if len(runs) == 1:
        return runs
    runs = sorted(runs, key=lambda run: run.edges[0])
    if all(after.edges[0] >= before.edges[-2] + _OVERPRINT * before.size for before, after in pairwise(runs)):
        return runs
    kept: list[Run] = []
    for glyph in sorted((glyph for run in runs for glyph in run.glyphs()), key=lambda glyph: glyph.edges[0]):
        if not any(_overprints(glyph, twin) for twin in reversed(kept[-8:])):
            kept.append(glyph)
    return kept


def _overprints(glyph: Run, twin: Run) -> bool:
    """Whether a glyph is printed again on the spot of another, as for a bold face made by hand."""
    near = _OVERPRINT * glyph.size
    close = abs(twin.edges[0] - glyph.edges[0]) < near and abs(twin.top - glyph.top) < near
    return close and twin.text == glyph.text and not glyph.blank


def _without_blanks(run: Run, *, at_start: bool) -> Run:
    """A run without the blanks before its first visible glyph, or behind its last."""
    last = len(run.edges) - 1
    if last == 1 or not run.text[0 if at_start else -1].isspace():
        return run
    if at_start:
        return run.part(last - len(run.text.lstrip()), last)
    return run.part(0, len(run.text.rstrip()))


def _narrow(char: str) -> bool:
    """Whether words of this script are parted by spaces: Latin letters and digits, not Han."""
    return char.isalnum() and unicodedata.east_asian_width(char) not in "WF"


def rounded(x0: float, top: float, x1: float, bottom: float) -> Box:
    """A box to so many decimals."""
    return Box(round(x0, DECIMALS), round(top, DECIMALS), round(x1, DECIMALS), round(bottom, DECIMALS))


def box_of(runs: Sequence[Run]) -> Box:
    """The box around some runs."""
    return Box(
        min(run.edges[0] for run in runs),
        min(run.top for run in runs),
        max(run.edges[-1] for run in runs),
        max(run.bottom for run in runs),
    )

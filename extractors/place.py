"""Where something stands in a source: page and box, or a structural path."""

from __future__ import annotations

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle on a page in points, origin at the top left corner."""

    x0: float
    top: float
    x1: float
    bottom: float

    def holds(self, other: Box) -> bool:
        """Whether the middle of another box stands in this one."""
        across, down = (other.x0 + other.x1) / 2, (other.top + other.bottom) / 2
        return self.x0 <= across <= self.x1 and self.top <= down <= self.bottom


class Anchor(NamedTuple):
    """One place: a page (from 1) with a box where the source has pages, else a path.

    The path names the way through the structure, as `table 2/row 3/cell 1` or `line 27`.
    """

    page: int | None = None
    box: Box | None = None
    path: str = ""

    def __str__(self) -> str:
        page = f"p.{self.page}" if self.page is not None else ""
        return " ".join(part for part in (page, self.path) if part)


class Fragment(NamedTuple):
    """Characters `start` to `end` of a text, and the place where they are printed.

    A cell that a page break cuts has one fragment for each page.
    """

    start: int
    end: int
    anchor: Anchor

    def moved(self, by: int) -> Fragment:
        """The same characters in a text that has so many before them."""
        return Fragment(self.start + by, self.end + by, self.anchor)

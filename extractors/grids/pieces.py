"""Pieces of lines of text, and the gaps between them that part columns where no rule does."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from extractors.grids.lines import Run

# Text further apart than this share of its size stands in two pieces.
_APART = 0.6
# Pieces that begin, end or have their middle within so many points stand below one another.
_ALIGNED = 3.0
# Text may reach over a column line by this share of its size: brackets and stops have blank halves.
_OVER = 0.3
# Gaps alone part columns where four of five rows have so many at least.
LEAST_COLUMNS = 3
# Text that begins at one place in so many rows at least stands at the edge of a column.
_ROWS = 3


class Piece(NamedTuple):
    """Text of one line without a wide gap."""

    x0: float
    top: float
    x1: float
    bottom: float
    size: float

    @property
    def middle(self) -> tuple[float, float]:
        """The point in its middle."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2

    def crosses(self, x: float) -> bool:
        """Whether a vertical line cuts the piece."""
        slack = _OVER * self.size
        return self.x0 + slack < x < self.x1 - slack


def starts_of(runs: Sequence[Run], rows: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    """Where text begins in two of three rows: a column whose text stands at its left edge.

    A spreadsheet puts figures at the right edge of the column before, so that no gap parts 30 from 少巡一次.
    The rows of sections do not count.
    """
    held = [_held(runs, top, bottom) for top, bottom in rows if len(pieces_of(runs, top, bottom)) != 1]
    counts = Counter(x for row in held for x in {round(run.edges[0]) for run in row})
    return tuple(sorted(x for x, count in counts.items() if count >= _ROWS and 3 * count >= 2 * len(held)))


def _held(runs: Iterable[Run], top: float, bottom: float) -> list[Run]:
    return [run for run in runs if top < (run.top + run.bottom) / 2 < bottom and not run.blank]


def _begins(x: float, starts: Iterable[float]) -> bool:
    return any(abs(x - start) <= 1 for start in starts)


def pieces_of(runs: Iterable[Run], top: float, bottom: float, starts: Sequence[float] = ()) -> list[Piece]:
    """The pieces whose middle lies between two heights, from top to bottom and from left to right.

    A new one begins at each of `starts`, wide as the gap before it may be.
    """
    held = _held(runs, top, bottom)
    lines: list[list[Run]] = []
    for run in sorted(held, key=lambda run: (run.bottom, run.edges[0])):
        middle = (run.top + run.bottom) / 2
        if lines and lines[-1][0].top < middle < lines[-1][0].bottom:
            lines[-1].append(run)
        else:
            lines.append([run])
    return [piece for line in lines for piece in _pieces(line, starts)]


def row_of(
    runs: Iterable[Run], top: float, bottom: float, xs: Sequence[float], starts: Sequence[float] = ()
) -> list[Piece]:
    """The pieces between two heights that reach between the outer two of `xs`."""
    return [one for one in pieces_of(runs, top, bottom, starts) if xs[0] < one.x1 and one.x0 < xs[-1]]


def _pieces(line: list[Run], starts: Sequence[float]) -> Iterator[Piece]:
    piece: Piece | None = None
    for run in sorted(line, key=lambda run: run.edges[0]):
        x0, x1 = _inked(run)
        near = piece is not None and x0 - piece.x1 <= _APART * max(run.size, piece.size)
        if piece is not None and near and not (x0 > piece.x1 and _begins(x0, starts)):
            piece = Piece(
                piece.x0, min(piece.top, run.top), max(piece.x1, x1), max(piece.bottom, run.bottom), run.size
            )
            continue
        if piece is not None:
            yield piece
        piece = Piece(x0, run.top, x1, run.bottom, run.size)
    if piece is not None:
        yield piece


def _inked(run: Run) -> tuple[float, float]:
    """Left and right of a run without the blanks at its ends."""
    last = len(run.edges) - 1
    if last != len(run.text):
        return run.edges[0], run.edges[-1]
    start = len(run.text) - len(run.text.lstrip())
    end = len(run.text.rstrip())
    return run.edges[start], run.edges[end]


def parted(pieces: Sequence[Piece], xs: Sequence[float]) -> bool:
    """Whether the pieces stand in two or more of the columns between `xs`, and none in two of them."""
    if any(piece.crosses(x) for piece in pieces for x in xs[1:-1]):
        return False
    return len({column_of(piece, xs) for piece in pieces}) > 1


def column_of(piece: Piece, xs: Sequence[float]) -> int:
    """The number of the column in which a piece stands."""
    middle = (piece.x0 + piece.x1) / 2
    return sum(middle >= x for x in xs[1:-1])


def aligned(piece: Piece, xs: Sequence[float], others: Iterable[Piece]) -> bool:
    """Whether a piece stands in its column as others do there: from one left or right edge, or centred."""
    col = column_of(piece, xs)
    if abs(piece.x0 + piece.x1 - xs[col] - xs[col + 1]) <= 2 * _ALIGNED:
        return True
    return any(
        column_of(other, xs) == col
        and min(abs(piece.x0 - other.x0), abs(piece.x1 - other.x1)) <= _ALIGNED
        and not any(other.crosses(x) for x in xs[1:-1])
        for other in others
    )


def parting(
    runs: Sequence[Run],
    rows: Iterable[tuple[float, float]],
    xs: Sequence[float],
    starts: Sequence[float],
) -> list[float]:
    """Verticals between the outer two of `xs` that gaps draw through nearly all rows (two heights each)."""
    held = [row_of(runs, top, bottom, xs, starts) for top, bottom in rows]
    several = sum(len(row) >= LEAST_COLUMNS for row in held)
    # the row of a section (一、日常管理（60分）) is one text over all columns
    sections = sum(len(row) == 1 for row in held)
    told = 5 * several >= 4 * (len(held) - sections) and several >= 2 * sections
    return _gutters(held, starts) if told else []


def _gutters(rows: Sequence[Sequence[Piece]], starts: Sequence[float]) -> list[float]:
    """The middles of the gaps that run through all rows of two pieces or more; none where pieces overlap.

    Before one of `starts` any gap will do.
    """
    sides = sorted((piece.x0, piece.x1, piece.size) for row in rows if len(row) > 1 for piece in row)
    found: list[float] = []
    end = sides[0][1] if sides else 0.0
    for x0, x1, size in sides:
        if x0 - end > 0.4 * size or (x0 > end and _begins(x0, starts)):
            found.append((end + x0) / 2)
        end = max(end, x1)
    return _between_columns(found, rows)


def _between_columns(found: Sequence[float], rows: Sequence[Sequence[Piece]]) -> list[float]:
    """The gaps with text of one row on both sides: 序号 at the left and its 1 at the right are one column."""
    kept: list[float] = []
    for at, x in enumerate(found):
        left = kept[-1] if kept else -math.inf
        right = found[at + 1] if at + 1 < len(found) else math.inf
        for row in rows:
            middles = [piece.middle[0] for piece in row]
            if any(left < middle < x for middle in middles) and any(x < middle < right for middle in middles):
                kept.append(x)
                break
    return kept

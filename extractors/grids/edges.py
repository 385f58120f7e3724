"""Rules of a page become edges: near ones one, collinear ones whole, those that touch a table."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from extractors.place import Box

# Rules nearer than this many points are one edge: double borders, borders drawn as thin rectangles.
SNAP = 3.0
# A rule shorter than this is an ornament, and nothing narrower than this is a row or a column.
SHORT = 6.0


class Rule(NamedTuple):
    """A thin horizontal or vertical line, also the long side of a thin filled rectangle."""

    x0: float
    top: float
    x1: float
    bottom: float


def box_sides(box: Box) -> list[Rule]:
    """The four borders of a rectangle."""
    return [
        Rule(box.x0, box.top, box.x1, box.top),
        Rule(box.x0, box.bottom, box.x1, box.bottom),
        Rule(box.x0, box.top, box.x0, box.bottom),
        Rule(box.x1, box.top, box.x1, box.bottom),
    ]


class Edge(NamedTuple):
    """A merged rule: its constant coordinate, its extent along the other axis, where its pieces meet."""

    at: float
    start: float
    end: float
    joints: tuple[float, ...] = ()


# A rule that is not merged yet: its constant coordinate, and its extent along the other axis.
Piece: TypeAlias = tuple[float, float, float]


def edges(pieces: list[Piece]) -> list[Edge]:
    """Near-equal coordinates snapped, collinear pieces that touch merged, ornaments dropped."""
    merged: list[Edge] = []
    for group in _clusters(pieces):
        at = group[0][0]
        if group[-1][0] != at:
            length = sum(end - start for _, start, end in group)
            if length:
                at = sum(own * (end - start) for own, start, end in group) / length
            group.sort(key=itemgetter(1))
        _, first, last = group[0]
        joints: list[float] = []
        for _, start, end in group:
            if start > last + SNAP:
                merged.append(Edge(at, first, last, tuple(joints)))
                first, last, joints = start, end, []
            elif end > last:
                # where a piece is drawn over others, it does not show that they meet
                if start > last - 1:
                    joints.append(start)
                last = end
        merged.append(Edge(at, first, last, tuple(joints)))
    return [edge for edge in merged if edge.end - edge.start >= SHORT]


def _clusters(pieces: list[Piece]) -> list[list[Piece]]:
    groups: list[list[Piece]] = []
    first = -math.inf
    for piece in sorted(pieces):
        if piece[0] - first <= SNAP:
            groups[-1].append(piece)
        else:
            groups.append([piece])
            first = piece[0]
    return groups


def split(rules: Iterable[Rule]) -> tuple[list[Edge], list[Edge]]:
    """Horizontal and vertical edges; a dot counts as both, for dotted borders."""
    across: list[Piece] = []
    down: list[Piece] = []
    for x0, top, x1, bottom in rules:
        if bottom - top <= SNAP:
            across.append(((top + bottom) / 2, x0, x1))
        if x1 - x0 <= SNAP:
            down.append(((x0 + x1) / 2, top, bottom))
    return edges(across), edges(down)


def connected(across: list[Edge], down: list[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """Edges that touch one another, component by component: the tables of a page are kept apart."""
    down = sorted(down, key=lambda edge: edge.at)
    columns = [edge.at for edge in down]
    union = Union(len(across) + len(down))
    for number, edge in enumerate(across):
        for other in range(bisect_right(columns, edge.start - SNAP), len(down)):
            if columns[other] > edge.end + SNAP:
                break
            if down[other].start - SNAP <= edge.at <= down[other].end + SNAP:
                union.join(number, len(across) + other)
    groups: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for number, edge in enumerate(across + down):
        group = groups.setdefault(union.find(number), ([], []))
        group[0 if number < len(across) else 1].append(edge)
    crossed = [group for group in groups.values() if group[0] and group[1]]
    alone = [group[1][0] for group in groups.values() if not group[0]]
    return crossed + _open_both_ends(alone)


def _open_both_ends(alone: list[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """Three or more verticals of one height without any horizontal: a row longer than its page."""
    groups: dict[tuple[int, int], list[Edge]] = {}
    for edge in alone:
        groups.setdefault((round(edge.start / SNAP), round(edge.end / SNAP)), []).append(edge)
    return [([], group) for group in groups.values() if len(group) >= 3]


class Union:
    """Disjoint sets of numbers."""

    def __init__(self, size: int) -> None:
        """Each number below `size` in a set of its own."""
        self._up = list(range(size))

    def find(self, item: int) -> int:
        """The number that stands for the set of this one."""
        while self._up[item] != item:
            self._up[item] = self._up[self._up[item]]
            item = self._up[item]
        return item

    def join(self, one: int, other: int) -> None:
        """Make the sets of two numbers one."""
        self._up[self.find(other)] = self.find(one)

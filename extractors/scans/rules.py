"""The rules of a table in the image of its page: long straight strokes across and down."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from extractors.scans.ink import Ink

# Lengths in points. A stroke this long is a rule wherever it stands: few characters are so large.
_LONG = 30.0
# A shorter one, as beside a single low row, is a rule only between two others.
_SHORT = 9.0
# How near to these it has to end.
_NEAR = 2.5
# What is joined to a stroke is seen so many points beside it, but for this share of it at each end: ink along
# more of it than the last of these.
_ASIDE, _END, _JOINED = 0.7, 0.12, 0.07
# What is thicker is a bar or a picture.
_THICK = 4.5
# Strokes that touch and are no larger together are a character of a headline: 国, 田.
_HEADLINE = 72.0


class Stroke(NamedTuple):
    """A straight stroke, in pixels."""

    x0: int
    top: int
    x1: int
    bottom: int

    def turned(self) -> Stroke:
        """The same with across and down exchanged."""
        return Stroke(self.top, self.x0, self.bottom, self.x1)


class Strokes(NamedTuple):
    """The rules of a page, and where they cover it."""

    across: list[Stroke]
    down: list[Stroke]
    mask: Ink


def strokes_of(ink: Ink, scale: float) -> Strokes:
    """The rules of a page; `scale`: pixels for a point."""
    across, down = _level(ink, _LONG, scale), _upright(ink, _LONG, scale)
    short_across, short_down = _level(ink, _SHORT, scale), _upright(ink, _SHORT, scale)
    near = _NEAR * scale
    columns = [(one.x0 + one.x1) / 2 for one in down]
    short_down = [
        one
        for one in short_down
        if any(abs((one.x0 + one.x1) / 2 - column) <= near for column in columns) or _is_bare(one, ink, scale)
    ]
    for _ in range(2):  # a short rule may end at another one
        across += [one for one in short_across if one not in across and _between(one, down, near)]
        turned = [one.turned() for one in across]
        down += [one for one in short_down if one not in down and _between(one.turned(), turned, near)]
    return _without_headlines(across, down, ink.shape, scale)


def _level(ink: Ink, length: float, scale: float) -> list[Stroke]:
    """Strokes across the page that are this long at least."""
    # a grain of paper does not end a rule
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))
    opened = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((1, round(length * scale)), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=8)
    boxes = stats[1:, :4].tolist()
    return [Stroke(x, y, x + wide, y + high) for x, y, wide, high in boxes if high <= _THICK * scale]


def _upright(ink: Ink, length: float, scale: float) -> list[Stroke]:
    return [one.turned() for one in _level(np.ascontiguousarray(ink.T), length, scale)]


def _is_bare(stroke: Stroke, ink: Ink, scale: float) -> bool:
    """Whether nothing is joined to a stroke: 标 has one as high as a low row, but with others beside it."""
    inside = round(_END * (stroke.bottom - stroke.top))
    rows = slice(stroke.top + inside, stroke.bottom - inside)
    aside = max(1, round(_ASIDE * scale))
    sides = [stroke.x0 - aside - 1, stroke.x1 + aside]
    return all(ink[rows, side].mean() < _JOINED for side in sides if 0 <= side < ink.shape[1])


def _between(stroke: Stroke, others: list[Stroke], near: float) -> bool:
    """Whether a stroke across ends at strokes down on both its sides."""
    middle = (stroke.top + stroke.bottom) / 2
    beside = [one for one in others if one.top - near <= middle <= one.bottom + near]
    return any(abs((one.x0 + one.x1) / 2 - stroke.x0) <= near for one in beside) and any(
        abs((one.x0 + one.x1) / 2 - stroke.x1) <= near for one in beside
    )


def _without_headlines(
    across: list[Stroke], down: list[Stroke], shape: tuple[int, ...], scale: float
) -> Strokes:
    """The strokes without those of large characters, and a mask of all that are left."""
    mask = np.zeros(shape, np.uint8)
    for one in [*across, *down]:
        mask[one.top : one.bottom, one.x0 : one.x1] = 1
    near = round(_NEAR * scale)
    touching = cv2.dilate(mask, np.ones((2 * near + 1, 2 * near + 1), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(touching, connectivity=8)
    large = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= _HEADLINE * scale
    large[0] = False
    return Strokes(
        [one for one in across if large[labels[one.top, one.x0]]],
        [one for one in down if large[labels[one.top, one.x0]]],
        (mask & large.astype(np.uint8)[labels]).astype(np.uint8),
    )

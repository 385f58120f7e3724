"""Lines of text in the ink of a page: bands of rows with ink between rows without."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.scans.ink import Ink

# All in shares of the height of a character.
# Bands no higher than this together, one of them lower than that, are parts of one character: 二, 益.
_ONE, _LOW = 1.15, 0.5
# A band this high holds two lines that touch.
_TWO = 1.6
# Text this far apart is not one piece.
_APART = 1.3
# What is smaller both ways stands for nothing: a grain in a blank cell.
_GRAIN = 0.25
# Notes are printed smaller than the rest by so much at most; else it is a character of many small parts.
_SMALL = 0.75
# Han fill this much of their square.
_FILLED = 0.9


class Piece(NamedTuple):
    """A piece of a line in pixels; `size` is about the height of its characters.

    From `start` up to `end` there is nothing else, but perhaps a full stop or a stroke too faint for ink.
    """

    x0: int
    top: int
    x1: int
    bottom: int
    size: float
    start: int
    end: int

    def moved(self, right: int, down: int) -> Piece:
        """The same piece elsewhere."""
        x0, top, x1, bottom, size, start, end = self
        return Piece(x0 + right, top + down, x1 + right, bottom + down, size, start + right, end + right)


class _Band(NamedTuple):
    top: int
    bottom: int
    size: float


def usual_size(ink: Ink, scale: float) -> float:
    """The height of most characters of a page in pixels, about."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    sizes = np.maximum(stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT])
    fits = sizes[(sizes >= 4 * scale) & (sizes <= 30 * scale)]
    return _middle(fits, fits.astype(np.float64)) / _FILLED if fits.size else 10.5 * scale


def pieces_in(ink: Ink, usual: float) -> Iterator[Piece]:
    """The pieces of text in a cell, or in what is outside of all cells, from top to bottom."""
    if not ink.any():
        return
    for band in _together(list(_bands(ink, usual)), usual):
        places = stretches(columns(ink[band.top : band.bottom]), _APART * max(band.size, usual))
        bounds = [0, *((one[1] + other[0]) // 2 for one, other in pairwise(places)), ink.shape[1]]
        for (x0, x1), (start, end) in zip(places, pairwise(bounds), strict=True):
            rows = np.flatnonzero(columns(ink[band.top : band.bottom, x0:x1].T))
            high = int(rows[-1] - rows[0] + 1)
            if max(x1 - x0, high) >= _GRAIN * usual:
                yield Piece(x0, band.top, x1, band.bottom, band.size, start, end)


def _bands(ink: Ink, usual: float) -> Iterator[_Band]:
    """Stretches of rows with ink, cut where two lines touch."""
    for top, bottom in stretches(columns(ink.T), 0):
        size = _size(ink[top:bottom], usual)
        yield from _cut(ink, _Band(top, bottom, size), usual)


def _size(ink: Ink, usual: float) -> float:
    """The height of the characters in a band: that of the larger ones."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    # a dash is longer than a character is wide, two characters that touch are wider than high
    sizes = np.where(wide > 1.5 * high, np.minimum(wide, np.maximum(high, usual)), np.maximum(wide, high))
    return max(_middle(sizes, (wide * high).astype(np.float64)) / _FILLED, _SMALL * usual)


def _middle(values: NDArray[np.integer], weights: NDArray[np.float64]) -> float:
    """The value with as much weight below as above it."""
    order = np.argsort(values, kind="stable")
    sums = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(sums, sums[-1] / 2)])


def _cut(ink: Ink, band: _Band, usual: float) -> Iterator[_Band]:
    top, bottom, size = band
    if bottom - top <= _TWO * max(size, 0.95 * usual):
        yield band
        return
    first, last = top + round(0.6 * size), bottom - round(0.6 * size)
    weights = ink[first:last].sum(axis=1)
    least = np.flatnonzero(weights <= weights.min() * 1.2 + 1)
    at = first + int(least[len(least) // 2]) if least.size else (top + bottom) // 2
    yield from _cut(ink, _Band(top, at, size), usual)
    yield from _cut(ink, _Band(at, bottom, size), usual)


def _together(bands: list[_Band], usual: float) -> list[_Band]:
    """The bands with those put together that are parts of one line of characters."""
    joined: list[_Band] = []
    for band in bands:
        if joined:
            before = joined[-1]
            size = max(before.size, band.size, usual)
            low = min(before.bottom - before.top, band.bottom - band.top) < _LOW * size
            if low and band.bottom - before.top <= _ONE * size:
                joined[-1] = _Band(before.top, band.bottom, max(before.size, band.size))
                continue
        joined.append(band)
    return joined


def columns(ink: Ink) -> NDArray[np.bool_]:
    """Which columns hold ink."""
    return np.asarray(ink.any(axis=0), dtype=np.bool_)


def stretches(filled: NDArray[np.bool_], gap: float) -> list[tuple[int, int]]:
    """Starts and ends of what is filled, of stretches nearer than `gap` as of one."""
    places = np.flatnonzero(filled)
    if not places.size:
        return []
    breaks = np.flatnonzero(np.diff(places) > gap + 1)
    starts = places[np.concatenate(([0], breaks + 1))]
    ends = places[np.concatenate((breaks, [places.size - 1]))] + 1
    return list(zip(starts.tolist(), ends.tolist(), strict=True))

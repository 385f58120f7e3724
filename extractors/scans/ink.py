"""The image of a page made level, and its ink told from the paper."""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

# one byte each: height by width by red, green, blue
Picture: TypeAlias = NDArray[np.uint8]
# 0 is black
Grey: TypeAlias = NDArray[np.uint8]
# 1 where there is ink, else 0
Ink: TypeAlias = NDArray[np.uint8]

# A page lies askew by so many degrees at most; more is a page that was turned on purpose.
_MOST_SKEW = 5.0
# Less than this many degrees moves the end of a line by less than its own stroke.
_LEAST_SKEW = 0.02
# Paper is as light as the lightest spot within so many points.
_PAPER = 20.0
# Specks of so many pixels at 200 dpi are dust; the dot of 0.5 has nine.
_DUST = 4
# The level that parts ink from paper: thin strokes are pale, and so are the shadows that JPEG leaves.
_DARKEST, _PALEST = 175, 195
# The edge of a seal is redder than the paper by so much.
_REDDISH = 25
# A seal is this large in points at least, and about as wide as it is high.
_SEAL = 60.0


def levelled(picture: Picture) -> tuple[Picture, float]:
    """The page turned so that its lines are level, and by how many degrees."""
    angle = _skew(_grey(picture))
    if abs(angle) < _LEAST_SKEW:
        return picture, 0.0
    return _turned(picture, angle, cv2.INTER_CUBIC, (255, 255, 255)), angle


def without_seals(picture: Picture, scale: float) -> tuple[Grey, Ink, list[tuple[int, int, int, int]]]:
    """The page in grey without the red of seals, under which there may be text; their red, and their places.

    `scale`: pixels for a point. Each place is left, top, right, bottom in pixels.
    """
    grey = _grey(picture)
    stamped = np.zeros(grey.shape, np.uint8)
    red = (picture[:, :, 0].astype(np.int16) - picture[:, :, 1] > 50).astype(np.uint8)
    if not red.any():
        return grey, stamped, []
    near = round(4 * scale) | 1
    whole = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((near, near), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=8)
    seals = []
    for x, y, wide, high in stats[1:, :4].tolist():
        # the name of the issuer in red is a band, and its letters are smaller
        if min(wide, high) >= _SEAL * scale and 0.6 <= wide / high <= 1.7:
            place = slice(y, y + high), slice(x, x + wide)
            grey[place] = _without_red(picture[place], red[place])
            stamped[place] = red[place]
            seals.append((x, y, x + wide, y + high))
    return grey, stamped, seals


def _without_red(picture: Picture, red: Ink) -> Grey:
    """Part of a page as light where a seal is as where it is not; what is printed below stays dark.

    Through red glass a red seal has the colour of the paper, but not one that is dark or on grey paper.
    """
    seen = picture[:, :, 0].astype(np.float32)
    reddish = (seen - picture[:, :, 1] > _REDDISH).astype(np.uint8)
    edge = np.asarray(cv2.dilate(reddish, np.ones((3, 3), np.uint8)) > 0)
    seal, paper = np.median(seen[red > 0]), np.percentile(seen[~edge], 90) if not edge.all() else 255.0
    if seal < paper:
        seen[edge] *= paper / seal
    return np.asarray(np.clip(seen, 0, 255), dtype=np.uint8)


def on_white(grey: Grey, scale: float) -> Grey:
    """The page on white paper: shadows, yellowed paper and shaded cells become white."""
    small = _smaller(grey, 0.25)
    size = max(3, round(_PAPER * scale / 4)) | 1
    paper = cv2.dilate(small, np.ones((size, size), np.uint8))
    paper = cv2.GaussianBlur(paper, (size, size), 0)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.maximum(paper, 1), scale=255.0), dtype=np.uint8)


def ink_of(white: Grey, scale: float) -> Ink:
    """Where there is ink on white paper, but for specks that are smaller than any full stop."""
    dark = white[white < 230]
    if not dark.size:
        return np.zeros(white.shape, np.uint8)
    level, _ = cv2.threshold(dark.reshape(-1, 1), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    ink = (white < min(max(level, _DARKEST), _PALEST)).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    keep = stats[:, cv2.CC_STAT_AREA] > _DUST * (scale * 72 / 200) ** 2
    keep[0] = False
    return np.asarray(keep[labels], dtype=np.uint8)


def _grey(picture: Picture) -> Grey:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _smaller(grey: Grey, share: float) -> Grey:
    size = max(1, round(grey.shape[1] * share)), max(1, round(grey.shape[0] * share))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _turned(
    image: NDArray[np.uint8], angle: float, how: int, paper: tuple[int, int, int]
) -> NDArray[np.uint8]:
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(image, matrix, (width, height), flags=how, borderValue=paper)
    return np.asarray(turned, dtype=np.uint8)


def _skew(grey: NDArray[np.uint8]) -> float:
    """The angle at which ink gathers most in rows, by ever finer steps on ever larger images."""
    best = 0.0
    for side, reach, step in ((700, _MOST_SKEW, 0.5), (1000, 0.6, 0.1), (1700, 0.1, 0.02)):
        share = min(1.0, side / max(grey.shape))
        dark = np.asarray(255 - _smaller(grey, share), dtype=np.uint8)
        steps = round(reach / step)
        angles = [best + number * step for number in range(-steps, steps + 1)]
        best = max(angles, key=lambda angle: (_gathered(dark, angle), -abs(angle)))
    return round(best, 2)


def _gathered(dark: NDArray[np.uint8], angle: float) -> float:
    rows = _turned(dark, angle, cv2.INTER_LINEAR, (0, 0, 0)).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())

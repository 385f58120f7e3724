"""Pages of a PDF as images."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
import pypdfium2

from extractors.ocr_ink import Picture

# Dots per inch: print of 8 points is read well, and more takes longer without reading better.
_DPI = 200
# A page of more pixels (a poster, or an attack) is drawn smaller.
_MOST_PIXELS = 30_000_000


def pictures(data: bytes, numbers: Iterable[int]) -> Iterator[tuple[int, Picture, float]]:
    """Each page of these numbers (from 1) with its image and how many pixels it has for a point."""
    document = pypdfium2.PdfDocument(data)
    try:
        for number in numbers:
            page = document[number - 1]
            try:
                width, height = page.get_size()
                scale = min(_DPI / 72, math.sqrt(_MOST_PIXELS / (width * height)))
                drawn = page.render(scale=scale, rev_byteorder=True, draw_annots=False)
                picture = np.array(drawn.to_numpy()[:, :, :3], dtype=np.uint8)
                drawn.close()
            finally:
                page.close()
            yield number, picture, scale
    finally:
        document.close()

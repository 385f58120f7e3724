"""Pages of a PDF as images."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
import pypdfium2

from extractors.scans.ink import Picture

# Dots per inch: print of 8 points is read well, and more takes longer without reading better.
DPI = 200
# A page of more pixels (a poster, or an attack) is drawn smaller.
MOST_PIXELS = 30_000_000


def pictures(data: bytes, numbers: Iterable[int]) -> Iterator[tuple[int, Picture, float]]:
    """Each page of these numbers (from 1) with its image and how many pixels it has for a point.

    A page that pdfium cannot draw is left out.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return
    try:
        for number in numbers:
            try:
                drawn = _drawn(document[number - 1])
            except pypdfium2.PdfiumError:
                continue
            yield number, *drawn
    finally:
        document.close()


def _drawn(page: pypdfium2.PdfPage) -> tuple[Picture, float]:
    try:
        width, height = page.get_size()
        scale = min(DPI / 72, math.sqrt(MOST_PIXELS / (width * height)))
        bitmap = page.render(scale=scale, rev_byteorder=True, draw_annots=False)
        picture = np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
        bitmap.close()
        return picture, scale
    finally:
        page.close()

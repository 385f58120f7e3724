"""Scanned pages read by text recognition, where the extra `ocr` is installed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import pairwise
from statistics import fmean
from typing import TYPE_CHECKING

from extractors.finding import Finding, finding
from extractors.place import Anchor, Box
from extractors.tables.paragraphs import Printed

if TYPE_CHECKING:
    from extractors.scans.page import ReadLine, ScannedPage
# Of ink that is no text, what is this large in points both ways is worth a look.
_BLOT = 12.0


def can_recognise() -> bool:
    """Whether the packages of the extra `ocr` are installed."""
    return all(find_spec(name) for name in ("cv2", "onnxruntime", "rapidocr"))


def findings_of(pages: Sequence[ScannedPage], printed: Mapping[int, Sequence[Printed]]) -> Iterator[Finding]:
    """What a person should know of pages that were read by recognition: how sure it is, and where not.

    `printed` are their lines in no table; of page numbers nothing is told.
    """
    if not pages:
        return
    sure = [sure for page in pages for line in page.lines for sure in line.sure]
    scans = [page.sheet.number for page in pages]
    yield finding(
        "ocr-read",
        pages=listed(scans),
        sure=_percent(fmean(sure) if sure else 0.0),
        anchor=Anchor(scans[0]),
    )
    for page in pages:
        number = page.sheet.number
        for seal in page.seals:
            yield finding("ocr-seal", page=number, anchor=Anchor(number, seal))
        numbers = [one.line.box for one in printed[number] if one.role == "furniture"]
        for line in page.lines:
            if any(_holds(box, line.box) for box in numbers):
                continue
            place = Anchor(number, line.box)
            if line.doubts:
                yield finding(
                    "ocr-doubtful",
                    text="、".join(line.doubts),
                    sure=_percent(min(line.sure)),
                    anchor=place,
                    evidence=line.text,
                )
            for gap in line.gaps:
                yield finding("ocr-gap", text=gap, anchor=place, evidence=line.text)
            if not line.text.strip() and _large(line):
                yield finding("ocr-blot", page=number, anchor=place)


def _holds(outer: Box, inner: Box) -> bool:
    across, down = (inner.x0 + inner.x1) / 2, (inner.top + inner.bottom) / 2
    return outer.x0 <= across <= outer.x1 and outer.top <= down <= outer.bottom


def _large(line: ReadLine) -> bool:
    box = line.box
    return min(box.x1 - box.x0, box.bottom - box.top) >= _BLOT


def _percent(sure: float) -> str:
    return f"{int(100 * sure)}%"


def listed(numbers: Sequence[int]) -> str:
    """Numbers of pages in their order, as people write them: 1-3, 7."""
    starts = [numbers[0], *(after for before, after in pairwise(numbers) if after > before + 1)]
    ends = [*(before for before, after in pairwise(numbers) if after > before + 1), numbers[-1]]
    return ", ".join(
        str(start) if start == end else f"{start}-{end}" for start, end in zip(starts, ends, strict=True)
    )

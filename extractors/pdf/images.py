"""Images of pages (PNG, JPEG, TIFF …): scans and photographs that are not in a PDF."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from extractors.document import Document
from extractors.faults import CorruptFile
from extractors.finding import Finding, finding
from extractors.place import Anchor
from extractors.scans.recognition import can_recognise, findings_of
from extractors.tables.paragraphs import reading_order, with_roles

if TYPE_CHECKING:
    from PIL.Image import Image

    from extractors.scans.ink import Picture
    from extractors.scans.page import ScannedPage

# More pixels are an attack, or nothing that a page needs.
_MOST_PIXELS = 100_000_000
# An icon made larger than this shows nothing more.
_LARGER = 3.0
# The width of pages of paper, in points: from A6 to A2. Other widths are what a camera made up.
_NARROWEST, _WIDEST = 290.0, 1700.0
_A4 = 595.0


def read_image(data: bytes) -> Document:
    """The Document of an image, a page for each picture in it; raises CorruptFile."""
    return read_page_images([data])


def read_page_images(files: Sequence[bytes]) -> Document:
    """One Document of the images of its pages in their order; raises CorruptFile.

    Without the extra `ocr`, each page is a finding.
    """
    findings: list[Finding] = []
    scans: list[ScannedPage] = []
    kinds: dict[str, None] = {}
    count = 0
    for file in files:
        for kind, image in _pictures(file):
            count += 1
            kinds[kind] = None
            place = Anchor(count)
            if not can_recognise():
                findings.append(finding("needs-ocr", page=count, anchor=place))
            elif image is None:
                findings.append(
                    finding("page-unreadable", page=count, reason="too-many-pixels", anchor=place)
                )
            else:
                from extractors.scans.page import read_picture

                scans.append(read_picture(count, *_at_usual_size(image)))
    sheets = [scan.sheet for scan in scans]
    printed = with_roles(sheets)
    findings.extend(findings_of(scans, printed))
    return Document("；".join(kinds), tuple(reading_order(sheets, printed)), count, tuple(findings))


def pictures_of(data: bytes) -> Iterator[tuple[Image, float] | None]:
    """Each picture of a file as it is read, with its dots for a point; None for one that is too large.

    Raises CorruptFile.
    """
    from PIL import Image

    for _, image in _pictures(data):
        if image is None:
            yield None
        else:
            pixels, dots = _at_usual_size(image)
            yield Image.fromarray(pixels), dots


def _pictures(data: bytes) -> Iterator[tuple[str, Image | None]]:
    """The pictures of a file, each with its media type; None for one that is too large."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # a picture that is large beyond measure is told by its size below
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data))
            kind = image.get_format_mimetype() or ""
            for number in range(getattr(image, "n_frames", 1)):
                image.seek(number)
                if image.width * image.height > _MOST_PIXELS:
                    yield kind, None
                else:
                    yield kind, ImageOps.exif_transpose(image)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, EOFError, ValueError) as fault:
        raise CorruptFile(reason=f"{type(fault).__name__}: {fault}"[:200]) from fault


def _at_usual_size(image: Image) -> tuple[Picture, float]:
    """The pixels of an image on white, as many for a point as pages of a PDF have, and how many."""
    import numpy as np
    from PIL import Image

    from extractors.pdf.picture import DPI, MOST_PIXELS

    if image.mode.startswith(("I", "F")):  # grey of more than a byte
        image = image.convert("F").point(lambda value: value * (1 / 257) + 0).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        whole = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole)
    width = _width(image)
    height = image.height * width / image.width
    most = _LARGER * image.width / width
    scale = min(DPI / 72, most, math.sqrt(MOST_PIXELS / (width * height)))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    how = Image.Resampling.BOX if size[0] < image.width else Image.Resampling.BICUBIC
    plain = image.convert("RGB")
    return np.array(plain if plain.size == size else plain.resize(size, how), dtype=np.uint8), scale


def _width(image: Image) -> float:
    """The width of the page in points, as the image tells it or as paper usually is."""
    dots = image.info.get("dpi", (0, 0))[0]
    if dots:
        told = float(image.width / dots * 72)
        if _NARROWEST <= told <= _WIDEST and _NARROWEST <= told * image.height / image.width <= _WIDEST:
            return told
    return _A4 * max(1.0, image.width / image.height)

"""Pages as pictures, seen as the reader sees them: its boxes, in points, fit on them."""

from __future__ import annotations

import io
from threading import RLock
from types import TracebackType
from typing import Any

import pypdfium2
from PIL import Image, ImageChops

# pdfium may be used by one thread at a time
PDFIUM = RLock()
# beyond this a page is drawn smaller: a hostile one may be a hundred metres high
_MOST_PIXELS = 24_000_000
# letters in black need few greys, a stamp or a coloured head some colours: a third of the bytes
_GREYS, _COLOURS = 16, 64
_COLOURLESS = 12


class NotDrawn(Exception):
    """Why there is no picture of a page."""


class Pages:
    """The pages of a PDF, opened once to draw many; to be closed, or used in a `with`.

    Raises NotDrawn where the file cannot be opened. May be used by several threads.
    """

    def __init__(self, data: bytes) -> None:
        """Open the file."""
        with PDFIUM:
            try:
                self._file = pypdfium2.PdfDocument(data)
            except pypdfium2.PdfiumError as error:
                raise NotDrawn(str(error)) from error
            self.count: int = len(self._file)

    def __enter__(self) -> Pages:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End reading."""
        with PDFIUM:
            self._file.close()

    def size(self, number: int) -> tuple[float, float]:
        """Width and height in points of page `number` (from 1), cropped and turned as it is shown."""
        with PDFIUM:
            page = self._page(number)
            try:
                return page.get_width(), page.get_height()
            finally:
                page.close()

    def image(self, number: int, width: int) -> bytes:
        """A PNG of page `number` (from 1), `width` pixels wide; a page too large for it is less wide."""
        with PDFIUM:
            page = self._page(number)
            try:
                wide, high = page.get_width(), page.get_height()
                if wide <= 0 or high <= 0:
                    raise NotDrawn("no size")
                scale = min(width / wide, (_MOST_PIXELS / (wide * high)) ** 0.5)
                bitmap = page.render(scale=scale)
                try:
                    drawn = bitmap.to_pil().convert("RGB")
                finally:
                    bitmap.close()
            except pypdfium2.PdfiumError as error:
                raise NotDrawn(str(error)) from error
            finally:
                page.close()
        return _png(drawn)

    def _page(self, number: int) -> Any:
        if not 1 <= number <= self.count:
            raise NotDrawn(f"no page {number}")
        try:
            return self._file[number - 1]
        except pypdfium2.PdfiumError as error:
            raise NotDrawn(str(error)) from error


def page_image(data: bytes, number: int, width: int) -> bytes:
    """A PNG of one page (from 1) of a PDF, `width` pixels wide. Raises NotDrawn where there is none."""
    with Pages(data) as pages:
        return pages.image(number, width)


def page_sizes(data: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of each page in points; those of A4 for one that cannot be opened.

    Raises NotDrawn where the file cannot be opened.
    """
    with Pages(data) as pages:
        return tuple(_size(pages, number) for number in range(1, pages.count + 1))


def _size(pages: Pages, number: int) -> tuple[float, float]:
    try:
        wide, high = pages.size(number)
    except NotDrawn:
        wide = high = 0.0
    return (wide, high) if wide > 0 and high > 0 else (595.0, 842.0)


def _png(drawn: Image.Image) -> bytes:
    """Small: sixteen greys where the page has no colours."""
    red, green, blue = drawn.split()
    apart = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
    room = io.BytesIO()
    if all(int(one.getextrema()[1]) <= _COLOURLESS for one in apart):  # type: ignore[arg-type]
        step = 255 // (_GREYS - 1)
        grey = drawn.convert("L").point([round(value / step) for value in range(256)])
        few = Image.frombytes("P", grey.size, grey.tobytes())
        few.putpalette([value * step for value in range(_GREYS) for _ in range(3)])
        few.save(room, "PNG", bits=4)
    else:
        drawn.quantize(_COLOURS, dither=Image.Dither.NONE).save(room, "PNG")
    return room.getvalue()

"""Pages as pictures, seen as the reader sees them: its boxes, in points, fit on them."""

from __future__ import annotations

import io
from collections.abc import Collection
from threading import RLock
from types import TracebackType
from typing import Any

import pypdfium2
from PIL import Image, ImageChops

from extractors.faults import CorruptFile, NeedsPassword
from extractors.formats import Format
from extractors.limits import limits
from extractors.pdf.images import pictures_of
from extractors.pdf.pdfium_page import PdfiumFile
from extractors.sniff import sniff

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
    """The pages of a PDF or an image, opened once to draw many; to be closed, or used in a `with`.

    Raises NotDrawn where the file cannot be opened. May be used by several threads.
    """

    def __init__(self, data: bytes) -> None:
        """Open the file."""
        self._file: _PdfPages | _Pictures = _PdfPages(data) if sniff(data) is Format.PDF else _Pictures(data)
        self.count: int = min(self._file.count, limits().pages)  # no more are read

    def __enter__(self) -> Pages:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End reading."""
        self._file.close()

    def size(self, number: int) -> tuple[float, float]:
        """Width and height in points of page `number` of the file (from 1), as it is shown."""
        return self._file.size(number)

    def sizes(self, turned: Collection[int]) -> tuple[tuple[float, float], ...]:
        """The sizes of all pages; how one is shown is looked at only where it is `turned`."""
        told = self._file.sizes(self.count)
        return tuple(self.size(number) if number in turned else one for number, one in enumerate(told, 1))

    def image(self, number: int, width: int) -> bytes:
        """A PNG of page `number` (from 1), `width` pixels wide; a page too large for it is less wide."""
        return _png(self._file.drawn(number, width))


class _PdfPages:
    """Pages as pdfium draws them."""

    def __init__(self, data: bytes) -> None:
        with PDFIUM:
            try:
                self._file = pypdfium2.PdfDocument(data)
            except pypdfium2.PdfiumError as error:
                raise NotDrawn(str(error)) from error
            self.count: int = len(self._file)
            self._turns: dict[int, int] = {}
            try:
                self._reader: PdfiumFile | None = PdfiumFile(data)
            except (CorruptFile, NeedsPassword):
                self._reader = None

    def close(self) -> None:
        with PDFIUM:
            self._file.close()
            if self._reader is not None:
                self._reader.close()

    def size(self, number: int) -> tuple[float, float]:
        with PDFIUM:
            page = self._page(number)
            try:
                return page.get_width(), page.get_height()
            finally:
                page.close()

    def sizes(self, count: int) -> list[tuple[float, float]]:
        with PDFIUM:
            return [self._file.get_page_size(at) for at in range(count)]

    def drawn(self, number: int, width: int) -> Image.Image:
        with PDFIUM:
            page = self._page(number)
            try:
                wide, high = page.get_width(), page.get_height()
                if wide <= 0 or high <= 0:
                    raise NotDrawn("no size")
                scale = min(width / wide, (_MOST_PIXELS / (wide * high)) ** 0.5)
                bitmap = page.render(scale=scale)
                try:
                    drawn: Image.Image = bitmap.to_pil().convert("RGB")
                    return drawn
                finally:
                    bitmap.close()
            except pypdfium2.PdfiumError as error:
                raise NotDrawn(str(error)) from error
            finally:
                page.close()

    def _page(self, number: int) -> Any:
        if not 1 <= number <= self.count:
            raise NotDrawn(f"no page {number}")
        try:
            page = self._file[number - 1]
        except pypdfium2.PdfiumError as error:
            raise NotDrawn(str(error)) from error
        if number not in self._turns:
            self._turns[number] = self._reader.turns(number) if self._reader is not None else 0
        if self._turns[number]:
            # what is drawn on its side is read, and has its boxes, as it stands upright
            page.set_rotation((page.get_rotation() + 90 * self._turns[number]) % 360)
            self._turns[number] = 0  # the document remembers it
        return page


class _Pictures:
    """Pages that are pictures already."""

    def __init__(self, data: bytes) -> None:
        try:
            self._pictures = list(pictures_of(data))
        except CorruptFile as fault:
            raise NotDrawn(str(fault)) from fault
        self.count = len(self._pictures)

    def close(self) -> None:
        self._pictures = []

    def size(self, number: int) -> tuple[float, float]:
        image, dots = self._picture(number)
        return image.width / dots, image.height / dots

    def sizes(self, count: int) -> list[tuple[float, float]]:
        return [self.size(number) for number in range(1, count + 1)]

    def drawn(self, number: int, width: int) -> Image.Image:
        image, _ = self._picture(number)
        height = max(1, round(image.height * width / image.width))
        less = min(1.0, (_MOST_PIXELS / (width * height)) ** 0.5)
        return image.resize((max(1, round(width * less)), max(1, round(height * less)))).convert("RGB")

    def _picture(self, number: int) -> tuple[Image.Image, float]:
        found = self._pictures[number - 1] if 1 <= number <= self.count else None
        if found is None:
            raise NotDrawn(f"no page {number}")
        return found


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

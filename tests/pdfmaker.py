"""Small PDFs for tests, drawn by hand with a font that every PDF reader has, and what a reader made of them."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Sequence

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Document, Paragraph, Table

FONT = "STSong-Light"
A4 = (595.0, 842.0)
PITCH = 1.4

# reportlab brings it and puts it into the file: Latin letters that look the same on every machine. The letters of
# the one above are those of a font of the machine, and blank where it has none.
OWN_FONT = "Vera"

pdfmetrics.registerFont(UnicodeCIDFont(FONT))
pdfmetrics.registerFont(TTFont(OWN_FONT, "Vera.ttf"))

# row, column, row span, column span, text with line feeds
Placed = tuple[int, int, int, int, str]
Page = Callable[[Canvas], None]


def pdf(
    *pages: Page, size: tuple[float, float] = A4, rotate: int = 0, password: str = "", compressed: bool = True
) -> bytes:
    """A PDF with one page for each drawing function; `password` encrypts it."""
    out = io.BytesIO()
    encrypt = StandardEncryption(password, ownerPassword="owner") if password else None
    canvas = Canvas(out, pagesize=size, invariant=1, encrypt=encrypt, pageCompression=int(compressed))
    for page in pages:
        canvas.setPageRotation(rotate)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def write(canvas: Canvas, x: float, top: float, text: str, size: float = 10, font: str = "") -> None:
    """Lines of text, the first with its upper edge at `top`."""
    canvas.setFont(font or FONT, size)
    for number, line in enumerate(text.split("\n")):
        canvas.drawString(x, _up(canvas, top + 0.88 * size + number * PITCH * size), line)


def centred(canvas: Canvas, top: float, text: str, size: float = 14) -> None:
    """One line in the middle of the page."""
    write(canvas, (canvas._pagesize[0] - pdfmetrics.stringWidth(text, FONT, size)) / 2, top, text, size)


def table(
    canvas: Canvas,
    xs: Sequence[float],
    ys: Sequence[float],
    cells: Iterable[Placed],
    *,
    style: str = "lines",
    without: str = "",
    size: float = 10,
) -> None:
    """A ruled table with its edges at `xs` and `ys` (from the top).

    `style`: lines, thin (borders are thin filled rectangles), boxes (a stroked rectangle for each cell)
    or tiles (coloured rectangles, no border). `without`: outer sides left open, of "top bottom left right".
    """
    for row, col, row_span, col_span, text in cells:
        x0, x1, top, bottom = xs[col], xs[col + col_span], ys[row], ys[row + row_span]
        if style == "tiles":
            shade(canvas, x0 + 0.5, top + 0.5, x1 - 0.5, bottom - 0.5)
        elif style == "boxes":
            canvas.rect(x0, _up(canvas, bottom), x1 - x0, bottom - top)
        else:
            sides = {
                "top": (x0, top, x1, top) if not ("top" in without and row == 0) else None,
                "bottom": (x0, bottom, x1, bottom)
                if not ("bottom" in without and row + row_span == len(ys) - 1)
                else None,
                "left": (x0, top, x0, bottom) if not ("left" in without and col == 0) else None,
                "right": (x1, top, x1, bottom)
                if not ("right" in without and col + col_span == len(xs) - 1)
                else None,
            }
            for side in sides.values():
                if side is not None:
                    _rule(canvas, side, style)
        write(canvas, x0 + 3, top + 3, text, size)


def rows(lines: Sequence[Sequence[str]]) -> list[Placed]:
    """Cells without spans."""
    return [(row, col, 1, 1, text) for row, line in enumerate(lines) for col, text in enumerate(line)]


def shade(canvas: Canvas, x0: float, top: float, x1: float, bottom: float) -> None:
    """A grey background without a border."""
    canvas.setFillGray(0.83)
    canvas.rect(x0, _up(canvas, bottom), x1 - x0, bottom - top, stroke=0, fill=1)
    canvas.setFillGray(0)


def picture(canvas: Canvas, x0: float, top: float, x1: float, bottom: float) -> None:
    """A grey picture, as a scan has."""
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(_png()), x0, _up(canvas, bottom), x1 - x0, bottom - top)


def _png() -> io.BytesIO:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = (1).to_bytes(4, "big") * 2 + bytes((8, 0, 0, 0, 0))
    pixel = zlib.compress(bytes((0, 128)))
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")
    )


def _rule(canvas: Canvas, side: tuple[float, float, float, float], style: str) -> None:
    x0, top, x1, bottom = side
    if style == "thin":
        canvas.rect(
            x0 - 0.3,
            _up(canvas, bottom + 0.3),
            x1 - x0 + 0.6,
            bottom - top + 0.6,
            stroke=0,
            fill=1,
        )
    else:
        canvas.line(x0, _up(canvas, top), x1, _up(canvas, bottom))


def _up(canvas: Canvas, top: float) -> float:
    return float(canvas._pagesize[1] - top)


def texts(one: Table) -> list[list[str]]:
    return [[cell.text for cell in one.cells if cell.row == row] for row in range(one.rows)]


def paragraphs(document: Document) -> list[tuple[str, str]]:
    return [(block.role, block.text) for block in document.blocks if isinstance(block, Paragraph)]


def codes(document: Document) -> list[str]:
    return [found.code for found in document.findings]

"""What is on a page but cannot be seen on it is no part of the notice, and is told."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Document
from extractors.pdf import pdfium_hidden
from extractors.pdf.reader import read_pdf
from extractors.pdf.streams import signs_of
from tests.pdfmaker import OWN_FONT, codes, pdf, picture, rows, shade, table, texts, write

XS = [60.0, 100.0, 300.0, 340.0]
YS = [100.0, 120.0, 160.0, 200.0]
LINES = [["序号", "考核指标", "分值"], ["1", "泵站值守", "60"], ["2", "管网清淤", "40"]]
# in a font that the file brings along: what is hidden shows only where letters can be drawn
OLD = "VOID2019"


def _old(page: Canvas) -> None:
    write(page, 103, 140, OLD, font=OWN_FONT)


def _white(page: Canvas, grey: float = 1.0) -> None:
    page.setFillGray(grey)
    _old(page)
    page.setFillGray(0)


def _clipped(page: Canvas) -> None:
    page.saveState()
    window = page.beginPath()
    window.rect(0, 0, 40, 40)
    page.clipPath(window, stroke=0, fill=0)
    _old(page)
    page.restoreState()


def _covered(page: Canvas, grey: float = 1.0) -> None:
    _old(page)
    page.setFillGray(grey)
    page.rect(101, 842 - 152, 90, 14, stroke=0, fill=1)
    page.setFillGray(0)


def _under_a_picture(page: Canvas) -> None:
    _old(page)
    picture(page, 101, 138, 191, 152)


def _without_ink(page: Canvas) -> None:
    pen = page.beginText(103, 842 - 149)
    pen.setFont(OWN_FONT, 10)
    pen.setTextRenderMode(3)
    pen.textOut(OLD)
    page.drawText(pen)


def _transparent(page: Canvas) -> None:
    page.setFillAlpha(0)
    _old(page)
    page.setFillAlpha(1)


def _grey_on_grey(page: Canvas) -> None:
    shade(page, 101, 138, 191, 152)
    page.setFillGray(0.83)
    _old(page)
    page.setFillGray(0)


HIDDEN: dict[str, Callable[[Canvas], None]] = {
    "white on white": _white,
    "all but white": lambda page: _white(page, 0.995),
    "outside of its clip": _clipped,
    "below a white box": _covered,
    "below a black box": lambda page: _covered(page, 0.0),
    "below a picture": _under_a_picture,
    "drawn without ink": _without_ink,
    "transparent": _transparent,
    "of the colour of its ground": _grey_on_grey,
}


def _read(extra: Callable[[Canvas], None]) -> Document:
    def page(canvas: Canvas) -> None:
        table(canvas, XS, YS, rows(LINES))
        extra(canvas)

    return read_pdf(pdf(page))


@pytest.mark.parametrize("way", HIDDEN)
def test_text_that_nobody_sees_is_left_out_and_told_with_its_place(way: str) -> None:
    document = _read(HIDDEN[way])
    assert [texts(one) for one in document.tables] == [LINES]
    (found,) = document.findings
    assert (found.code, found.evidence) == ("hidden-dropped", OLD)
    assert found.anchor is not None
    assert found.anchor.page == 1
    assert found.anchor.box is not None
    assert 100 < found.anchor.box.x0 < 110


def _white_on_dark(page: Canvas) -> None:
    page.setFillGray(0.2)
    page.rect(101, 842 - 158, 190, 20, stroke=0, fill=1)
    _white(page)


def _within_its_clip(page: Canvas) -> None:
    page.saveState()
    window = page.beginPath()
    window.rect(90, 842 - 170, 250, 60)
    page.clipPath(window, stroke=0, fill=0)
    _old(page)
    page.restoreState()


def _below_clear_colour(page: Canvas) -> None:
    _old(page)
    page.setFillAlpha(0.3)
    page.setFillColorRGB(1, 0, 0)
    page.rect(101, 842 - 152, 90, 14, stroke=0, fill=1)
    page.setFillAlpha(1)
    page.setFillGray(0)


SEEN: dict[str, Callable[[Canvas], None]] = {
    "white on a dark ground": _white_on_dark,
    "grey": lambda page: _white(page, 0.6),
    "within its clip": _within_its_clip,
    "below a colour that is clear": _below_clear_colour,
}


@pytest.mark.parametrize("way", SEEN)
def test_text_that_can_be_seen_is_read(way: str) -> None:
    document = _read(SEEN[way])
    assert document.tables[0].grid()[1][1].text.endswith(OLD)  # type: ignore[union-attr]
    assert not codes(document)


def test_of_a_text_that_its_clip_cuts_the_rest_is_read() -> None:
    def cut(page: Canvas) -> None:
        page.saveState()
        window = page.beginPath()
        window.rect(90, 842 - 170, 13 + pdfmetrics.stringWidth(OLD[:4], OWN_FONT, 10), 60)
        page.clipPath(window, stroke=0, fill=0)
        _old(page)
        page.restoreState()

    document = _read(cut)
    assert document.tables[0].grid()[1][1].text == f"泵站值守\n{OLD[:4]}"  # type: ignore[union-attr]
    assert [found.evidence for found in document.findings] == [OLD[4:]]


@pytest.mark.parametrize(("top", "row"), [(113, 1), (109, 0)])
def test_a_text_whose_upper_half_is_cut_stands_where_its_lower_half_is(top: float, row: int) -> None:
    # Calc prints the rest of a merged name below the heading of the next page, over which its middle would lie
    def cut(page: Canvas) -> None:
        page.saveState()
        window = page.beginPath()
        window.rect(60, 842 - 160, 280, 40 if row else 60)
        page.clipPath(window, stroke=0, fill=0)
        write(page, 150, top, OLD, font=OWN_FONT)
        page.restoreState()

    grid = _read(cut).tables[0].grid()
    assert [OLD in line[1].text for line in grid[:2]] == [not row, bool(row)]  # type: ignore[union-attr]


@pytest.mark.parametrize("way", ["white on white", "below a white box", "white on a dark ground"])
def test_what_this_machine_cannot_draw_is_kept_and_told(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # a font that is not in the file has no letters on a machine without Chinese fonts: nothing is drawn, seen or not
    monkeypatch.setattr(pdfium_hidden.pdfium, "draws", lambda font, char: False)
    monkeypatch.setattr(pdfium_hidden._Change, "within", lambda change, box: False)
    document = _read({**HIDDEN, **SEEN}[way])
    assert document.tables[0].grid()[1][1].text == f"泵站值守\n{OLD}"  # type: ignore[union-attr]
    (found,) = document.findings
    assert (found.code, found.evidence) == ("hidden-undecided", OLD)
    assert found.anchor is not None
    assert found.anchor.box is not None


@pytest.mark.parametrize(
    ("commands", "head", "clips"),
    [
        (b"0.1 w\nq 0 0.028 595.275 841.861 re\nW* n\nBT", b"", False),  # as LibreOffice begins each page
        (b"0.1 w\nq 0 0.028 300 841.861 re\nW* n\nBT", b"", True),
        (b"0.1 w\nq 0 0.028 595.275 841.861 re\nW* n\nq 9 9 20 20 re W n BT", b"", True),
        (b"q 0 0 595 842 re W n BT", b"/Subtype/Form", True),  # in a space of its own
        (b"q .1 0 0 .1 0 0 cm 0 0 595 842 re W n BT", b"", True),
    ],
)
def test_a_page_that_clips_to_its_own_edges_clips_nothing(commands: bytes, head: bytes, clips: bool) -> None:
    stream = b"obj<<" + head + b"/Filter/FlateDecode>>stream\n" + zlib.compress(commands) + b"endstream"
    assert signs_of(b"obj<</Type/Page/MediaBox[0 0 595 842]>>endobj " + stream).clips == clips


@pytest.mark.parametrize(
    ("objects", "commands", "layers", "modes"),
    [
        (b"<</Type/Catalog>>", b"0 Tr (a) Tj", False, False),
        (b"<</Type/Catalog/OCProperties 3 0 R>>", b"0 Tr (a) Tj", True, False),
        (b"<</Type/Catalog>>", b"1 w 3 Tr (a) Tj", False, True),
        (b"<</Type/Catalog>>", b"7 Tr (a) Tj", False, True),
    ],
)
def test_objects_that_are_packed_together_tell_of_layers(
    objects: bytes, commands: bytes, layers: bool, modes: bool
) -> None:
    head = b"obj<</Type/ObjStm/Filter/FlateDecode>>stream\n"
    packed = head + zlib.compress(objects) + b"endstream endobj "
    drawn = b"obj<</Filter/FlateDecode>>stream\n" + zlib.compress(commands) + b"endstream"
    signs = signs_of(packed + drawn)
    assert (signs.modes, signs.layers) == (modes, layers)
    assert signs_of(packed.replace(b"stream\nx", b"stream\n!") + drawn).layers  # it does not unpack

"""Lines through text, raised figures and watermarks are no text of a page, and are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Document
from extractors.pdf.reader import read_pdf
from tests.pdfmaker import FONT, OWN_FONT, pdf, rows, table, texts, write

XS = [60.0, 100.0, 300.0, 340.0]
YS = [100.0, 120.0, 160.0, 200.0]
LINES = [["序号", "考核指标", "分值"], ["1", "泵站值守", "60"], ["2", "管网清淤", "40"]]
OLD = "旧版指标作废"


def _read(*extra: Callable[[Canvas], None]) -> Document:
    def page(canvas: Canvas) -> None:
        table(canvas, XS, YS, rows(LINES))
        for one in extra:
            one(canvas)

    return read_pdf(pdf(page))


def _old(page: Canvas) -> None:
    write(page, 103, 140, OLD)


def _line(x0: float, x1: float, y: float, style: str = "line") -> Callable[[Canvas], None]:
    def draw(page: Canvas) -> None:
        if style == "line":
            page.line(x0, 842 - y, x1, 842 - y)
        else:
            page.rect(x0, 842 - y - 0.3, x1 - x0, 0.6, stroke=0, fill=1)

    return draw


END = 103 + pdfmetrics.stringWidth(OLD, FONT, 10)


@pytest.mark.parametrize("style", ["line", "bar"])
def test_text_that_a_line_strikes_out_is_left_out_and_told(style: str) -> None:
    document = _read(_old, _line(103, END, 145.4, style))
    assert [texts(one) for one in document.tables] == [LINES]
    assert [(found.code, found.evidence) for found in document.findings] == [("struck-dropped", OLD)]


def test_only_the_characters_below_the_line_are_struck_out() -> None:
    document = _read(_old, _line(103, 123, 145.4))
    assert document.tables[0].grid()[1][1].text == f"泵站值守\n{OLD[2:]}"  # type: ignore[union-attr]
    assert [found.evidence for found in document.findings] == [OLD[:2]]


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("an underline", _line(103, END, 150.6)),
        ("a line above it", _line(103, END, 139.5)),
        ("a line to be filled in", _line(103, 290, 145.4)),
    ],
)
def test_other_lines_strike_nothing_out(what: str, line: Callable[[Canvas], None]) -> None:
    assert OLD in _read(_old, line).tables[0].grid()[1][1].text, what  # type: ignore[union-attr]


def test_a_raised_figure_is_the_number_of_a_note_and_no_digit() -> None:
    document = _read(lambda page: write(page, 303 + pdfmetrics.stringWidth("60", FONT, 10), 122.5, "1", 5))
    assert [texts(one) for one in document.tables] == [LINES]
    assert [(found.code, found.evidence) for found in document.findings] == [("note-mark", "1")]


def test_a_raised_mark_may_go_on_in_another_font() -> None:
    end = 303 + pdfmetrics.stringWidth("60", FONT, 10)

    def mark(page: Canvas) -> None:
        write(page, end, 122.5, "注", 5)
        write(page, end + 5, 122.5, "3", 5, font=OWN_FONT)

    document = _read(mark)
    assert [texts(one) for one in document.tables] == [LINES]
    assert {found.code for found in document.findings} == {"note-mark"}


def test_a_raised_figure_behind_a_unit_is_a_power() -> None:
    document = _read(
        lambda page: write(page, 103, 140, "每50m"),
        lambda page: write(page, 103 + pdfmetrics.stringWidth("每50m", FONT, 10), 139.5, "2", 5),
    )
    assert document.tables[0].grid()[1][1].text == "泵站值守\n每50m²"  # type: ignore[union-attr]
    assert not document.findings


def _stamp(text: str, x: float, top: float, size: float, grey: float = 0.8) -> Callable[[Canvas], None]:
    def draw(page: Canvas) -> None:
        page.setFillGray(grey)
        write(page, x, top, text, size)
        page.setFillGray(0)

    return draw


@pytest.mark.parametrize(
    "stamps",
    [
        [_stamp("征求意见", 90, 115, 30)],
        [_stamp("征求意见", 110, 124, 10)],
        [_stamp("征求意见", 110, 124, 10), _stamp("征求意见", 220, 180, 10)],
    ],
)
def test_a_light_text_on_other_text_or_rules_is_a_watermark(stamps: list[Callable[[Canvas], None]]) -> None:
    document = _read(*stamps)
    assert [texts(one) for one in document.tables] == [LINES]
    assert {found.code for found in document.findings} == {"watermark-dropped"}


@pytest.mark.parametrize("grey", [0.5, 0.8])
def test_a_light_text_in_a_place_of_its_own_is_text(grey: float) -> None:
    document = _read(_stamp(OLD, 103, 140, 10, grey))
    assert document.tables[0].grid()[1][1].text == f"泵站值守\n{OLD}"  # type: ignore[union-attr]
    assert not document.findings

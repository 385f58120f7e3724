"""Values of form fields are text of the page; notes, blank fields and attached files are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Document
from extractors.pdf.reader import read_pdf
from tests.pdfmaker import pdf, rows, table, texts

XS = [60.0, 100.0, 300.0, 340.0]
YS = [100.0, 120.0, 160.0, 200.0]
LINES = [["序号", "考核指标", "分值"], ["1", "泵站值守", "60"], ["2", "管网清淤", ""]]


def _read(extra: Callable[[Canvas], None]) -> Document:
    def page(canvas: Canvas) -> None:
        table(canvas, XS, YS, rows(LINES))
        extra(canvas)

    return read_pdf(pdf(page))


def _field(value: str) -> Callable[[Canvas], None]:
    def draw(page: Canvas) -> None:
        page.acroForm.textfield(
            name="points2", value=value, x=302, y=842 - 198, width=36, height=16, fontSize=9, borderWidth=0
        )

    return draw


def test_the_value_of_a_form_field_is_text_of_its_cell() -> None:
    document = _read(_field("40"))
    assert texts(document.tables[0])[2] == ["2", "管网清淤", "40"]
    assert not document.findings


def test_a_form_field_that_nobody_filled_in_is_told_with_its_place() -> None:
    document = _read(_field(""))
    assert texts(document.tables[0])[2] == ["2", "管网清淤", ""]
    (found,) = document.findings
    assert found.code == "field-blank"
    assert found.anchor is not None
    assert found.anchor.box is not None
    assert 300 <= found.anchor.box.x0 < found.anchor.box.x1 <= 340
    assert 180 <= found.anchor.box.top < found.anchor.box.bottom <= 200
    assert [cell.emptied for cell in document.tables[0].cells] == [False] * 8 + [True]


def test_a_note_on_the_page_is_told_and_no_text() -> None:
    document = _read(lambda page: page.textAnnotation("本条自九月起停止执行", Rect=(110, 690, 130, 710)))
    assert [texts(one) for one in document.tables] == [LINES]
    assert [(found.code, found.evidence) for found in document.findings] == [
        ("annotation-unread", "本条自九月起停止执行")
    ]


def test_links_are_not_told() -> None:
    assert not _read(lambda page: page.linkURL("https://example.org", (100, 690, 200, 710))).findings


def test_attached_files_are_told(tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument(pdf(lambda page: table(page, XS, YS, rows(LINES))))
    document.new_attachment("附件1 评分细则.xlsx").set_data(b"data")
    path = tmp_path / "attached.pdf"
    document.save(path)
    (found,) = read_pdf(path.read_bytes()).findings
    assert (found.code, found.evidence) == ("attachment-unread", "附件1 评分细则.xlsx")

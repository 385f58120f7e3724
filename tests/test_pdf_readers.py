"""PDFs are read by two readers: both must see the same page, however it is drawn."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Cell, Document, Paragraph, Table
from extractors.faults import CorruptFile
from extractors.pdf import pdfium_drawing, pdfium_page
from extractors.pdf import reader as driver
from extractors.pdf.pdfium_page import PdfiumFile
from extractors.pdf.pdfium_view import Unread
from extractors.pdf.reader import read_pdf, read_pdf_again
from extractors.pdf.second_opinion import disagreements, verified
from extractors.pdf.streams import signs_of
from extractors.place import Anchor, Box, Fragment
from extractors.reader import read
from extractors.tables.join import join
from pipeline.ingest.run import ingest
from tests import pdfmaker
from tests.corpus import CORPUS
from tests.pdfmaker import Page, codes, paragraphs, pdf, rows, table, texts, write

RAW = Path(__file__).parents[1] / "data" / "raw"
READERS = [read_pdf, read_pdf_again]
both = pytest.mark.parametrize("reader", READERS, ids=["pdfium", "pdfplumber"])
Reader = Callable[[bytes], Document]

XS = [60.0, 100.0, 300.0, 340.0]
YS = [100.0, 120.0, 160.0, 200.0]
LINES = [["序号", "考核指标", "分值"], ["1", "管网抢修\n及时率", "55"], ["2", "水表检定", "45"]]


# --- the same on every document -------------------------------------------------------------------


def printed(document: Document) -> list[object]:
    """All that a document says, without its boxes."""
    found: list[object] = []
    for block in document.blocks:
        if isinstance(block, Table):
            found.append((block.rows, block.cols, block.anchor.page))
        for one in [block] if isinstance(block, Paragraph) else block.cells:
            what = one.role if isinstance(one, Paragraph) else (one.row, one.col, one.row_span, one.col_span)
            parts = [(part.start, part.end, part.anchor.page) for part in one.fragments]
            found.append((what, one.text, parts))
    return [*found, [(one.code, one.values, one.evidence) for one in document.findings]]


def boxes(document: Document) -> list[Box]:
    found = []
    for block in document.blocks:
        for one in [block] if isinstance(block, Paragraph) else block.cells:
            found += [part.anchor.box for part in one.fragments if part.anchor.box is not None]
    return found


@pytest.mark.parametrize(
    "path", [*sorted(RAW.glob("*.pdf")), *sorted(CORPUS.glob("*/*.pdf"))], ids=lambda path: path.name
)
def test_both_readers_give_the_same_document(path: Path) -> None:
    data = path.read_bytes()
    first, second = read_pdf(data), read_pdf_again(data)
    assert printed(first) == printed(second)
    assert not list(disagreements(first, second))
    for one, other in zip(boxes(first), boxes(second), strict=True):
        assert one.x0 == pytest.approx(other.x0, abs=1)
        assert one.top == pytest.approx(other.top, abs=1)
        assert one.x1 == pytest.approx(other.x1, abs=1)
        assert one.bottom == pytest.approx(other.bottom, abs=1)


# --- pages drawn in other ways --------------------------------------------------------------------


def fill(page: Canvas) -> None:
    for row, col, _, _, text in rows(LINES):
        write(page, XS[col] + 3, YS[row] + 3, text)


def sides() -> list[tuple[float, float, float, float]]:
    return [(XS[0], y, XS[-1], y) for y in YS] + [(x, YS[0], x, YS[-1]) for x in XS]


def double(page: Canvas) -> None:
    for x0, y0, x1, y1 in sides():
        for shift in (-0.8, 0.8):
            page.line(x0 + shift, 842 - y0 + shift, x1 + shift, 842 - y1 + shift)
    fill(page)


def dashed(page: Canvas) -> None:
    page.setDash(3, 2)
    table(page, XS, YS, rows(LINES))


def dotted(page: Canvas) -> None:
    for x0, y0, x1, y1 in sides():
        count = int(max(x1 - x0, y1 - y0) / 2)
        for at in range(count + 1):
            x, y = x0 + (x1 - x0) * at / count, y0 + (y1 - y0) * at / count
            page.rect(x - 0.4, 842 - y - 0.4, 0.8, 0.8, stroke=0, fill=1)
    fill(page)


def mitred(page: Canvas) -> None:
    for x0, y0, x1, y1 in sides():
        bar = page.beginPath()
        level = y0 == y1
        bar.moveTo(x0 - 0.5, 842 - y0 + 0.5)
        bar.lineTo(*((x1 + 0.5, 842 - y1 + 0.5) if level else (x0 + 0.5, 842 - y0 - 0.5)))
        bar.lineTo(*((x1 - 0.5, 842 - y1 - 0.5) if level else (x1 + 0.5, 842 - y1 + 0.5)))
        bar.lineTo(*((x0 + 0.5, 842 - y0 - 0.5) if level else (x1 - 0.5, 842 - y1 - 0.5)))
        bar.close()
        page.drawPath(bar, stroke=0, fill=1)
    fill(page)


def one_path(page: Canvas) -> None:
    path = page.beginPath()
    for x0, y0, x1, y1 in sides():
        path.moveTo(x0, 842 - y0)
        path.lineTo(x1, 842 - y1)
    page.drawPath(path)
    fill(page)


def closed_paths(page: Canvas) -> None:
    for row, col, *_ in rows(LINES):
        path = page.beginPath()
        path.moveTo(XS[col], 842 - YS[row])
        for x, y in ((col + 1, row), (col + 1, row + 1), (col, row + 1)):
            path.lineTo(XS[x], 842 - YS[y])
        path.close()
        page.drawPath(path)
    fill(page)


def on_white(page: Canvas) -> None:
    page.setFillGray(1)
    page.rect(0, 0, 595, 842, stroke=0, fill=1)
    page.setFillGray(0)
    table(page, XS, YS, rows(LINES))


def overprinted(page: Canvas) -> None:
    table(page, XS, YS, rows(LINES))
    page.translate(0.3, 0)
    fill(page)


def in_a_form(page: Canvas) -> None:
    page.beginForm("inner")
    table(page, XS, YS, rows(LINES))
    page.endForm()
    page.beginForm("outer")
    page.translate(7, 5)
    page.doForm("inner")
    page.endForm()
    page.translate(20, -30)
    page.scale(1.1, 1.1)
    page.doForm("outer")


@both
@pytest.mark.parametrize(
    "draw",
    [double, dashed, dotted, mitred, one_path, closed_paths, on_white, overprinted, in_a_form],
    ids=lambda draw: draw.__name__,
)
def test_a_table_is_a_table_however_it_is_drawn(reader: Reader, draw: Page) -> None:
    document = reader(pdf(draw))
    assert [texts(one) for one in document.tables] == [LINES]
    assert not paragraphs(document)
    assert not document.findings


def test_a_form_stands_where_its_matrices_put_it() -> None:
    first, second = (reader(pdf(in_a_form)).tables[0].anchor.box for reader in READERS)
    assert first is not None
    assert first == second
    assert first.x0 == pytest.approx(20 + 1.1 * (7 + 60), abs=0.01)
    assert first.x1 - first.x0 == pytest.approx(1.1 * 280, abs=0.01)


@both
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_is_read_as_it_is_turned(reader: Reader, rotate: int) -> None:
    width, height = pdfmaker.A4

    def turned(page: Canvas) -> None:
        # what stands on a page that is turned to the right must be written turned to the left
        page.rotate(rotate)
        page.translate(*{0: (0, 0), 90: (0, -height), 180: (-width, -height), 270: (-width, 0)}[rotate])
        table(page, XS, YS, rows(LINES))

    (one,) = reader(pdf(turned, rotate=rotate)).tables
    assert texts(one) == LINES
    assert one.anchor.box == Box(60.0, 100.0, 340.0, 200.0)


@both
def test_text_outside_of_what_is_shown_is_kept_apart_and_reported(reader: Reader) -> None:
    def draw(page: Canvas) -> None:
        table(page, XS, YS, rows(LINES))
        write(page, 700, 130, "裁切线外")

    document = reader(pdf(draw))
    assert [texts(one) for one in document.tables] == [LINES]
    assert paragraphs(document) == [("furniture", "裁切线外")]
    assert [(found.code, found.evidence) for found in document.findings] == [("text-cropped", "裁切线外")]


@both
def test_vertical_writing_is_read_downwards(reader: Reader) -> None:
    def draw(page: Canvas) -> None:
        table(page, XS, YS, [(0, 0, 3, 1, ""), *[(row, col, 1, 1, "") for row in range(3) for col in (1, 2)]])
        page.setFont(pdfmaker.FONT, 10)
        page.drawString(80, 842 - 105, "抢修（二）")
        page.drawString(200, 842 - 105, "甲级")

    pdfmetrics.registerFont(UnicodeCIDFont(pdfmaker.FONT, isVertical=True))
    try:
        (one,) = reader(pdf(draw)).tables
    finally:
        pdfmetrics.registerFont(UnicodeCIDFont(pdfmaker.FONT))
    assert [cell.text for cell in one.cells if cell.text] == ["抢修（二）", "甲级"]


@both
def test_a_hyphen_at_the_end_of_a_line_is_a_hyphen(reader: Reader) -> None:
    def draw(page: Canvas) -> None:
        page.setFont("Helvetica", 12)
        page.drawString(100, 600, "A self-")
        page.drawString(100, 586, "check")

    assert paragraphs(reader(pdf(draw))) == [("body", "A self-"), ("body", "check")]


@both
def test_blanks_in_a_row_are_one(reader: Reader) -> None:
    document = reader(pdf(lambda page: write(page, 100, 100, "部   长 张三    Li  Si")))
    assert paragraphs(document) == [("body", "部 长 张三 Li Si")]


def test_a_character_of_private_use_is_kept_and_reported() -> None:
    document = read(pdf(lambda page: write(page, 90, 100, "正\ue123文")))
    assert [len(text) for _, text in paragraphs(document)] == [3]
    assert codes(document) == ["text-garbled"]


@both
def test_a_total_alone_on_a_page_belongs_to_its_table(reader: Reader) -> None:
    head, *body = LINES
    first = lambda page: table(page, XS, YS, rows([head, *body]))  # noqa: E731
    last = lambda page: table(page, XS, [60, 80], rows([["合计", "--", "100"]]))  # noqa: E731
    (whole,) = join(reader(pdf(first, last))).tables
    assert texts(whole) == [*LINES, ["合计", "--", "100"]]


@both
def test_a_header_alone_at_the_end_of_a_page_belongs_to_its_table(reader: Reader) -> None:
    head, *body = LINES
    first = lambda page: table(page, XS, [780, 800], rows([head]))  # noqa: E731
    last = lambda page: table(page, XS, [60, 100, 140], rows(body))  # noqa: E731
    (whole,) = join(reader(pdf(first, last))).tables
    assert texts(whole) == LINES


# --- what pdfium leaves out -----------------------------------------------------------------------


def test_text_that_pdfium_takes_for_a_print_over_another_is_not_lost() -> None:
    def draw(page: Canvas) -> None:
        write(page, 100, 100, "甲乙")
        write(page, 106, 100, "甲乙")  # pdfium drops the second one

    document = read_pdf(pdf(draw))
    assert paragraphs(document) == [("body", "甲甲乙乙")]
    assert codes(document) == ["page-second-reader"]


def test_a_glyph_that_this_machine_cannot_draw_is_read_all_the_same() -> None:
    named = pdf(lambda page: write(page, 100, 100, "5"), compressed=False)
    document = read_pdf(named.replace(b"STSong-Light", b"NoSuchFont-1"))
    assert paragraphs(document) == [("body", "5")]
    assert not document.findings


def test_a_page_of_which_pdfium_leaves_text_out_goes_to_pdfplumber(monkeypatch: pytest.MonkeyPatch) -> None:
    # no machine has a font with this character, so that pdfium would not draw it
    private = pdf(lambda page: write(page, 100, 100, "\ue123"))
    monkeypatch.setattr(pdfium_page, "made_wide", lambda *_: set())
    assert codes(read_pdf(private)) == ["page-second-reader"]


# --- the second reader ----------------------------------------------------------------------------

THREE = pdf(*[lambda page: table(page, XS, YS, rows(LINES))] * 3)


def test_a_page_that_pdfium_cannot_read_is_read_by_pdfplumber(monkeypatch: pytest.MonkeyPatch) -> None:
    read = PdfiumFile.read

    def failing(self: PdfiumFile, number: int) -> object:
        if number == 2:
            raise Unread("no text")
        return read(self, number)

    monkeypatch.setattr(PdfiumFile, "read", failing)
    document = read_pdf(THREE)
    assert [texts(one) for one in document.tables] == [LINES] * 3
    assert [(one.code, one.anchor and one.anchor.page) for one in document.findings] == [
        ("page-second-reader", 2)
    ]


def test_a_page_that_no_reader_can_read_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> object:
        raise Unread("no text")

    monkeypatch.setattr(PdfiumFile, "read", failing)
    monkeypatch.setattr(driver.PlumberFile, "read", failing)
    document = read_pdf(THREE)
    assert not document.tables
    assert codes(document) == ["page-second-reader", "page-unreadable"] * 3


def test_a_page_with_too_many_objects_is_no_reader_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfium_drawing, "_MOST_OBJECTS", 20)
    assert codes(read_pdf(THREE)) == ["page-unreadable"] * 3


def test_a_file_that_pdfium_cannot_open_is_read_by_pdfplumber(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise CorruptFile(reason="pdfium error 3")

    monkeypatch.setattr(PdfiumFile, "__init__", failing)
    document = read_pdf(THREE)
    assert [texts(one) for one in document.tables] == [LINES] * 3
    assert codes(document) == ["page-second-reader"] * 3


def test_pdfplumber_is_not_loaded_where_pdfium_reads(tmp_path: Path) -> None:
    path = tmp_path / "notice.pdf"
    path.write_bytes(THREE)
    code = (
        "import sys; from extractors.pdf.reader import read_pdf; read_pdf(open(sys.argv[1], 'rb').read()); "
    )
    code += "sys.exit('pdfplumber' in sys.modules or 'pdfminer' in sys.modules)"
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, cwd=Path(__file__).parents[1])


def test_only_streams_with_text_are_unpacked_for_a_test() -> None:
    assert signs_of(THREE).whole
    at = THREE.index(b"stream") + 60
    assert not signs_of(THREE[:at] + b"!!!!!" + THREE[at + 5 :]).whole
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, pageCompression=1)
    pdfmaker.picture(canvas, 0, 0, 50, 50)
    canvas.save()
    data = out.getvalue()
    at = data.index(b"/Image")
    at = data.index(b"stream", at) + 8
    assert signs_of(data[:at] + b"!" + data[at + 1 :]).whole


def one_cell(text: str, row: int = 0, span: int = 1) -> Cell:
    return Cell(row, 0, text, (Fragment(0, len(text), Anchor(1)),), row_span=span)


def document_of(cells: list[Cell], *lines: str) -> Document:
    blocks = tuple(Paragraph(line, (Fragment(0, len(line), Anchor(1)),)) for line in lines)
    tables = (Table(tuple(cells), 2, 1, Anchor(1)),) if cells else ()
    return Document("application/pdf", (*tables, *blocks), 1)


@pytest.mark.parametrize(
    ("first", "second", "pairs"),
    [
        (document_of([one_cell("甲")]), document_of([one_cell("甲")]), []),
        (document_of([one_cell("甲")]), document_of([one_cell("乙")]), [("甲", "乙")]),
        (document_of([one_cell("甲")]), document_of([one_cell("甲", span=2)]), [("甲", "甲")]),
        (document_of([one_cell("甲"), one_cell("丙", 1)]), document_of([one_cell("甲")]), [("丙", "")]),
        (document_of([]), document_of([one_cell("甲")]), [("", "甲")]),
        (document_of([], "一", "二", "三"), document_of([], "一", "三"), [("二", "")]),
        (document_of([], "一", "二"), document_of([], "一", "两", "二"), [("", "两")]),
    ],
)
def test_each_cell_and_paragraph_that_differs_is_reported(
    first: Document, second: Document, pairs: list[tuple[str, str]]
) -> None:
    found = list(disagreements(first, second))
    assert [(dict(one.values)["first"], dict(one.values)["second"]) for one in found] == pairs
    assert {one.code for one in found} <= {"readers-disagree"}
    assert all(one.anchor and one.anchor.page == 1 for one in found)


def test_a_second_opinion_is_asked_for_pdfs_only() -> None:
    text = Document("text/plain", ())
    assert verified(text, b"") is text
    document = read(THREE, ".pdf")
    assert verified(document, THREE) == document
    assert codes(verified(document, b"%PDF-1.7\n%%EOF")) == ["second-reader-failed"]


def test_a_run_with_verify_reports_what_the_readers_do_not_agree_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "通知.pdf"
    path.write_bytes(THREE)
    assert "readers-disagree" not in {found.code for found in ingest(path, verify=True).findings}
    read = driver.PlumberFile.read

    def misread(self: driver.PlumberFile, number: int) -> object:
        page = read(self, number)
        return replace(page, sheet=replace(page.sheet, layout=replace(page.sheet.layout, grids=())))

    monkeypatch.setattr(driver.PlumberFile, "read", misread)
    found = [one for one in ingest(path, verify=True).findings if one.code == "readers-disagree"]
    assert len(found) == 27
    assert not [one for one in ingest(path).findings if one.code == "readers-disagree"]

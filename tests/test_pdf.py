"""What the PDF reader must give for small PDFs drawn by hand."""

from __future__ import annotations

import io
import logging
import random
from collections import Counter
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Document, Paragraph
from extractors.faults import CorruptFile, NeedsPassword
from extractors.pdf.reader import read_pdf
from extractors.place import Box
from extractors.reader import read
from extractors.tables.join import join
from tests import pdfmaker
from tests.corpus import CORPUS, needs_corpus
from tests.pdfmaker import centred, codes, paragraphs, pdf, rows, shade, table, texts, write

XS = [60.0, 100.0, 300.0, 340.0]
YS = [100.0, 120.0, 160.0, 200.0]
HEAD = ["序号", "考核指标", "分值"]
LINES = [HEAD, ["1", "河道巡查\n到位率", "60"], ["2", "水质达标", "40"]]


@pytest.mark.parametrize("style", ["lines", "thin", "boxes", "tiles"])
def test_a_table_is_read_in_whatever_manner_its_borders_are_drawn(style: str) -> None:
    document = read_pdf(pdf(lambda page: table(page, XS, YS, rows(LINES), style=style)))
    assert [texts(one) for one in document.tables] == [LINES]
    assert document.pages == 1
    assert not document.findings


def test_a_page_that_is_turned_for_reading_is_read_as_it_is_seen() -> None:
    width, height = pdfmaker.A4

    def sideways(page: Canvas) -> None:
        page.rotate(90)
        page.translate(0, -width)
        table(page, XS, [y + height - width for y in YS], rows(LINES))

    (one,) = read_pdf(pdf(sideways, rotate=90)).tables
    assert texts(one) == LINES
    assert one.anchor.box == Box(60.0, 100.0, 340.0, 200.0)


def test_every_cell_names_its_page_and_place() -> None:
    document = read_pdf(pdf(lambda _: None, lambda page: table(page, XS, YS, rows(LINES))))
    (one,) = document.tables
    cell = one.grid()[1][1]
    assert cell is not None
    assert cell.anchor.page == 2
    assert cell.anchor.box == Box(100.0, 120.0, 300.0, 160.0)
    assert [(part.start, part.end) for part in cell.fragments] == [(0, len(cell.text))]
    assert one.anchor.box == Box(60.0, 100.0, 340.0, 200.0)


def test_merged_cells_have_spans() -> None:
    cells = [
        (0, 0, 1, 3, "水务考核"),
        (1, 0, 2, 1, "合并"),
        (1, 1, 1, 1, "甲"),
        (1, 2, 1, 1, "5"),
        (2, 1, 1, 2, "乙"),
    ]
    document = read_pdf(pdf(lambda page: table(page, XS, YS, cells)))
    (one,) = document.tables
    assert [(c.row, c.col, c.row_span, c.col_span, c.text) for c in one.cells] == cells


def test_a_shaded_header_changes_nothing() -> None:
    def draw(page: Canvas) -> None:
        shade(page, 60, 100, 340, 120)
        table(page, XS, YS, rows(LINES))

    assert [texts(one) for one in read_pdf(pdf(draw)).tables] == [LINES]


def test_a_table_open_at_the_page_end_is_closed_and_reported() -> None:
    document = read_pdf(pdf(lambda page: table(page, XS, YS, rows(LINES), without="bottom")))
    assert [texts(one) for one in document.tables] == [LINES]
    assert codes(document) == ["grid-closed"]


def test_a_table_without_side_rules_is_read() -> None:
    document = read_pdf(pdf(lambda page: table(page, XS, YS, rows(LINES), without="left right")))
    assert [texts(one) for one in document.tables] == [LINES]
    assert not document.findings


def test_text_over_the_border_stays_in_its_cell_and_is_reported() -> None:
    long = "甲" * 20 + "）"  # 210 points in a column of 200
    lines = [HEAD, ["1", long, ""], ["2", "乙", "40"]]
    document = read_pdf(pdf(lambda page: table(page, XS, YS, rows(lines))))
    assert [texts(one) for one in document.tables] == [lines]
    assert [(found.code, found.evidence) for found in document.findings] == [("cell-overlap", long)]


def test_paragraphs_and_tables_stand_in_reading_order() -> None:
    def draw(page: Canvas) -> None:
        table(page, XS, [y + 200 for y in YS], rows(LINES))
        centred(page, 60, "云岭省水利厅考核评分表")
        table(page, XS, YS, rows(LINES))
        write(page, 60, 250, "表二")
        write(page, 60, 500, "注：满分一百分。")

    blocks = read_pdf(pdf(draw)).blocks
    kinds = [block.text if isinstance(block, Paragraph) else "table" for block in blocks]
    assert kinds == ["云岭省水利厅考核评分表", "table", "表二", "table", "注：满分一百分。"]


FULL = "各县区水务局要高度重视年度考核工作，按照职责分工逐项对照落实，确保各项任务按期完成"


def test_wrapped_lines_are_one_paragraph_without_a_space_between_han() -> None:
    text = f"　　{FULL[:38]}\n{FULL[:40]}\n并及时上报。"
    document = read_pdf(pdf(lambda page: write(page, 90, 100, text)))
    # the first line is indented, so it is as wide as the second
    assert paragraphs(document) == [("body", FULL[:38] + FULL[:40] + "并及时上报。")]
    (block,) = document.blocks
    assert isinstance(block, Paragraph)
    assert len(block.fragments) == 1


def test_a_new_paragraph_begins_at_an_indent_a_short_line_or_a_list_head() -> None:
    lines = [
        FULL[:40],
        "　　" + FULL[:38],
        "完毕。",
        "1.落实巡查" + FULL[:34] + "。",
        "2.落实保洁" + FULL[:34],
    ]
    document = read_pdf(pdf(lambda page: write(page, 90, 100, "\n".join(lines))))
    assert [text for _, text in paragraphs(document)] == [
        lines[0], lines[1].strip() + lines[2], lines[3], lines[4],
    ]  # fmt: skip


def test_short_lines_below_one_another_are_no_paragraph() -> None:
    document = read_pdf(pdf(lambda page: write(page, 90, 100, "甲组\n乙组\n丙组")))
    assert [text for _, text in paragraphs(document)] == ["甲组", "乙组", "丙组"]


def test_centred_title_lines_stay_apart() -> None:
    def draw(page: Canvas) -> None:
        centred(page, 80, "澜江市水务集团关于印发年度", 18)
        centred(page, 110, "考核办法的通知", 18)
        write(page, 90, 160, FULL[:40])

    assert [text for _, text in paragraphs(read_pdf(pdf(draw)))][:2] == [
        "澜江市水务集团关于印发年度",
        "考核办法的通知",
    ]


def test_a_paragraph_goes_on_over_the_page_end_and_the_page_number() -> None:
    def first(page: Canvas) -> None:
        write(page, 90, 700, FULL[:40])
        centred(page, 800, "— 1 —", 9)

    def second(page: Canvas) -> None:
        write(page, 90, 60, FULL[:40] + "\n完毕。")
        centred(page, 800, "— 2 —", 9)

    document = read_pdf(pdf(first, second))
    assert paragraphs(document) == [
        ("body", FULL[:40] * 2 + "完毕。"),
        ("furniture", "— 1 —"),
        ("furniture", "— 2 —"),
    ]
    block = document.blocks[0]
    assert isinstance(block, Paragraph)
    assert [(part.anchor.page, part.start, part.end) for part in block.fragments] == [(1, 0, 40), (2, 40, 83)]


@pytest.mark.parametrize(
    "number",
    [
        "— 3 —", "- 3 -", "3", "3 / 12", "第3页", "第 3 页 共 12 页", "— 第3页 共12页 —", "共12页 第3页",
        "Page 3 of 12",
    ],
)  # fmt: skip
def test_page_numbers_are_furniture(number: str) -> None:
    def draw(page: Canvas) -> None:
        write(page, 90, 300, "正文")
        centred(page, 805, number, 9)

    assert ("furniture", number) in paragraphs(read_pdf(pdf(draw)))


def test_a_number_in_the_text_is_no_page_number() -> None:
    def draw(page: Canvas) -> None:
        write(page, 90, 300, "100")
        write(page, 90, 400, "正文")

    assert paragraphs(read_pdf(pdf(draw))) == [("body", "100"), ("body", "正文")]


def test_what_every_page_repeats_at_its_edge_is_header_or_footer() -> None:
    def page(number: int) -> pdfmaker.Page:
        def draw(canvas: Canvas) -> None:
            write(canvas, 90, 40, "云岭省水利厅文件", 9)
            write(canvas, 90, 300, f"正文{'甲乙丙'[number]}")
            write(canvas, 90, 810, f"考核办法  第{number}页", 9)

        return draw

    roles = Counter(role for role, _ in paragraphs(read_pdf(pdf(*map(page, range(3))))))
    assert roles == {"header": 3, "body": 3, "footer": 3}


@pytest.mark.parametrize(
    ("top", "roles"),
    # what begins both pages may be the title of a form that stands there twice
    [((810, 810), ["body", "footer"]), ((40, 40), ["body", "body"]), ((810, 770), ["body", "body"])],
)
def test_a_line_that_ends_both_pages_of_two_is_a_footer(top: tuple[int, int], roles: list[str]) -> None:
    def page(number: int) -> pdfmaker.Page:
        return lambda page: (
            write(page, 90, top[number], "白杨县农业农村局监制"),
            write(page, 90, 300, f"正文{'甲乙'[number]}"),
        )[0]

    found = paragraphs(read_pdf(pdf(*map(page, range(2)))))
    assert sorted({role for role, _ in found}) == sorted(set(roles))


@pytest.mark.parametrize(("first", "role"), [(1, "header"), (3, "header"), (None, "body")])
def test_a_line_that_counts_its_pages_is_a_header_on_two_of_them(first: int | None, role: str) -> None:
    def page(number: int) -> pdfmaker.Page:
        counted = 2 if first is None else first + number
        return lambda page: (
            write(page, 90, 40, f"青岭市粮食局文件 第{counted}页 共9页", 9),
            write(page, 90, 300, "正文"),
        )[0]

    found = paragraphs(read_pdf(pdf(*map(page, range(2)))))
    assert [each for each, _ in found] == [role, "body"] * 2


def test_titles_at_the_head_of_each_page_are_no_running_header() -> None:
    def numbered(number: int) -> pdfmaker.Page:
        return lambda page: (write(page, 90, 40, f"附件{number + 1}"), write(page, 90, 300, "正文"))[0]

    def large(_: int) -> pdfmaker.Page:
        return lambda page: (centred(page, 40, "考核评分表"), write(page, 90, 300, FULL[:20]))[0]

    for title in (numbered, large):
        document = read_pdf(pdf(*map(title, range(3))))
        assert {role for role, _ in paragraphs(document)} == {"body"}


@pytest.mark.parametrize("angle", [90, -90])
def test_a_heading_turned_by_a_right_angle_is_read_as_it_was_written(angle: int) -> None:
    cells = [(0, 0, 3, 1, ""), (0, 1, 1, 1, "甲"), (1, 1, 1, 1, "乙"), (2, 1, 1, 1, "丙")]

    def draw(page: Canvas) -> None:
        table(page, XS[:3], YS, cells)
        page.translate(80, pdfmaker.A4[1] - 150)
        page.rotate(angle)
        page.setFont(pdfmaker.FONT, 10)
        page.drawString(-20, 0, "组织领导")

    (one,) = read_pdf(pdf(draw)).tables
    assert [cell.text for cell in one.cells] == ["组织领导", "甲", "乙", "丙"]
    assert one.cells[0].row_span == 3


def test_places_are_counted_from_what_is_visible_of_a_page() -> None:
    import pypdfium2

    source = pypdfium2.PdfDocument(pdf(lambda page: table(page, XS, YS, rows(LINES))))
    source[0].set_cropbox(50, 600, 400, 800)
    out = io.BytesIO()
    source.save(out)
    source.close()
    (one,) = read_pdf(out.getvalue()).tables
    assert one.anchor.box == Box(10.0, 58.0, 290.0, 158.0)


def test_a_watermark_stays_out_of_the_cells() -> None:
    def draw(page: Canvas) -> None:
        table(page, XS, YS, rows(LINES))
        page.rotate(45)
        page.setFont(pdfmaker.FONT, 30)
        page.drawString(600, 350, "内部资料")

    document = read_pdf(pdf(draw))
    assert [texts(one) for one in document.tables] == [LINES]
    assert paragraphs(document) == [("furniture", "内部资料")]


def test_text_beside_a_table_is_kept_and_reported() -> None:
    def draw(page: Canvas) -> None:
        table(page, XS, YS, rows(LINES))
        write(page, 400, 130, "旁注")

    document = read_pdf(pdf(draw))
    assert ("body", "旁注") in paragraphs(document)
    assert codes(document) == ["text-outside-table"]


@pytest.fixture
def no_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the extra `ocr` were not installed."""
    monkeypatch.setattr("extractors.pdf.reader.can_recognise", lambda: False)


@pytest.mark.usefixtures("no_recognition")
def test_a_scanned_page_is_reported_and_a_blank_page_is_not() -> None:
    def scan(page: Canvas) -> None:
        pdfmaker.picture(page, 0, 0, 595, 842)

    def numbered_scan(page: Canvas) -> None:
        scan(page)
        centred(page, 805, "— 2 —", 9)

    def with_logo(page: Canvas) -> None:
        pdfmaker.picture(page, 20, 20, 60, 60)
        write(page, 90, 300, "正文")

    document = read_pdf(pdf(scan, numbered_scan, with_logo, lambda _: None))
    assert [(found.code, found.anchor and found.anchor.page) for found in document.findings] == [
        ("needs-ocr", 1),
        ("needs-ocr", 2),
    ]
    assert document.pages == 4


@pytest.mark.usefixtures("no_recognition")
def test_text_turned_into_outlines_is_reported_as_a_scan() -> None:
    def outlines(page: Canvas) -> None:
        for number in range(60):
            x, y = 50 + number % 10 * 20, 100 + number // 10 * 20
            page.bezier(x, y, x + 3, y + 9, x + 6, y + 9, x + 9, y)

    assert codes(read_pdf(pdf(outlines))) == ["needs-ocr"]


def _nameless(text: str) -> bytes:
    """A page whose font does not say what its characters are."""
    named = pdf(lambda page: write(page, 90, 100, text), compressed=False)
    return named.replace(b"/UniGB-UCS2-H", b"/Identity-H   ").replace(b"(GB1)", b"(XX1)")


def test_characters_whose_font_does_not_say_what_they_are_are_told_at_their_place() -> None:
    document = read(_nameless("正文"))
    assert paragraphs(document)[0][1] == "\ufffd\ufffd"
    assert [(each.code, str(each.anchor)) for each in document.findings] == [("text-garbled", "p.1")]


@pytest.mark.usefixtures("no_recognition")
def test_a_page_without_any_text_that_is_decoded_is_to_be_recognised() -> None:
    found = read_pdf(_nameless("每次巡查都要填写记录，没有记录的每次扣一分，扣完为止。")).findings
    assert [each.code for each in found] == ["needs-ocr", "glyph-unmapped"]
    assert dict(found[1].values)["count"] == "27"


def test_an_encrypted_file_needs_its_password() -> None:
    with pytest.raises(NeedsPassword):
        read_pdf(pdf(lambda page: write(page, 90, 100, "正文"), password="geheim"))


GOOD = pdf(*[lambda page: table(page, XS, YS, rows(LINES))] * 3)


def read_if_possible(data: bytes) -> Document | None:
    try:
        return read_pdf(data)
    except (CorruptFile, NeedsPassword):
        return None


def test_a_file_cut_off_is_never_read_as_whole() -> None:
    for end in range(0, len(GOOD) - 6, 331):
        document = read_if_possible(GOOD[:end])
        assert document is None or "file-cut-off" in codes(document), end


def test_damage_never_escapes_as_another_exception() -> None:
    for at in range(0, len(GOOD), 173):
        read_if_possible(GOOD[:at] + bytes([GOOD[at] ^ 0x55]) + GOOD[at + 1 :])


def test_a_page_whose_data_do_not_unpack_is_reported() -> None:
    at = GOOD.index(b"stream") + 60
    broken = GOOD[:at] + b"!!!!!" + GOOD[at + 5 :]
    document = read_pdf(broken)
    assert {"page-damaged", "page-unreadable"} & set(codes(document))
    assert len(document.tables) == 2


@pytest.mark.parametrize("data", [b"%PDF-1.7\n%%EOF", b"%PDF-1.4", b"%PDF-" + bytes(500), b"not a pdf"])
def test_what_has_no_page_is_corrupt(data: bytes) -> None:
    with pytest.raises(CorruptFile) as caught:
        read_pdf(data)
    assert caught.value.values["reason"]


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("pdfminer").setLevel(logging.NOTSET)
    with pytest.raises(CorruptFile):
        read_pdf(GOOD[:300])
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("align", ["TOP", "MIDDLE"])
def test_a_table_that_a_program_sets_over_pages_is_whole_again(seed: int, align: str) -> None:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph as Block
    from reportlab.platypus import SimpleDocTemplate
    from reportlab.platypus import Table as Typeset

    chance = random.Random(seed)

    def han(least: int, most: int) -> str:
        return "".join(
            chance.choices(
                "河湖水库巡查整治达标考核落实按期完成报送安全监督检查", k=chance.randint(least, most)
            )
        )

    def sentence(most: int) -> str:
        return "；".join(han(6, 20) for _ in range(chance.randint(1, most))) + "。"

    lines = [
        [str(n + 1), han(4, 14), sentence(12), sentence(25), str(chance.randint(1, 20)), f"{han(2, 9)}处"]
        for n in range(chance.randint(4, 12))
    ]
    lines = [
        ["序号", "考核指标", "考核要点", "评价标准", "分值", "考核部门"],
        *lines,
        ["合计", "--", "--", "--", "100", "--"],
    ]
    style = ParagraphStyle("cell", fontName=pdfmaker.FONT, fontSize=9, leading=13, wordWrap="CJK")
    one = Typeset(
        [[Block(text, style) for text in line] for line in lines],
        colWidths=[30, 70, 150, 180, 30, 55],
        repeatRows=1,
        splitInRow=1,
        style=[("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), align)],
    )
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=pdfmaker.A4, leftMargin=40, rightMargin=40).build([one])
    (whole,) = join(read_pdf(out.getvalue())).tables
    assert [["".join(text.split()) for text in line] for line in texts(whole)] == lines


@needs_corpus
@pytest.mark.parametrize(
    "path", sorted(CORPUS.glob("*/*.pdf")), ids=lambda path: path.name if isinstance(path, Path) else ""
)
def test_no_character_of_the_corpus_is_lost(path: Path) -> None:
    import pypdfium2

    document = read_pdf(path.read_bytes())
    joined = join(document)
    source = pypdfium2.PdfDocument(path)
    want = Counter(char for page in source for char in page.get_textpage().get_text_range())
    source.close()
    for one in (document, joined):
        have: Counter[str] = Counter()
        for block in one.blocks:
            if isinstance(block, Paragraph):
                have.update(block.text)
            else:
                for cell in (*block.cells, *block.repeated):
                    have.update(cell.text)
        assert not {char: count for char, count in (want - have).items() if not char.isspace()}
    assert join(joined) == joined


def test_page_numbers_that_count_on_are_furniture_wherever_the_text_of_a_page_ends() -> None:
    def page(number: int) -> pdfmaker.Page:
        def draw(canvas: Canvas) -> None:
            write(canvas, 90, 200, "正文")
            centred(canvas, 400 + 50 * number, f"— {number} —", 9)

        return draw

    found = paragraphs(read_pdf(pdf(*map(page, (4, 5, 6)))))
    assert [text for role, text in found if role == "furniture"] == ["— 4 —", "— 5 —", "— 6 —"]


@pytest.mark.parametrize("numbers", [(4,), (4, 4), (4, 6)])
def test_a_number_below_the_text_that_does_not_count_on_is_text(numbers: tuple[int, ...]) -> None:
    def page(number: int) -> pdfmaker.Page:
        return lambda canvas: (write(canvas, 90, 200, "正文"), write(canvas, 90, 400, str(number)))[0]

    assert {role for role, _ in paragraphs(read_pdf(pdf(*map(page, numbers))))} == {"body"}


def test_captions_of_tables_side_by_side_stand_each_above_its_own_table() -> None:
    def draw(page: Canvas) -> None:
        centred(page, 40, "排水与保洁考核评分表")
        for x, caption in ((0.0, "一、排水科"), (240.0, "二、保洁队")):
            write(page, 60 + x, 80, caption)
            table(page, [60 + x, 90 + x, 220 + x, 260 + x], YS, rows(LINES))

    document = read_pdf(pdf(draw, size=(595, 842)))
    assert [block.text if isinstance(block, Paragraph) else texts(block) for block in document.blocks] == [
        "排水与保洁考核评分表",
        "一、排水科",
        LINES,
        "二、保洁队",
        LINES,
    ]


@pytest.mark.parametrize("upwards", [True, False])
def test_a_table_that_is_drawn_on_its_side_is_read_as_it_stands_upright(upwards: bool) -> None:
    def draw(page: Canvas) -> None:
        page.rotate(90 if upwards else -90)
        page.translate(*((0, -842) if upwards else (-842, -247)))
        centred(page, 60, "排水考核评分表")
        table(page, XS, YS, rows(LINES))

    document = read_pdf(pdf(draw))
    assert [texts(one) for one in document.tables] == [LINES]
    assert codes(document) == ["page-turned"]


def test_a_text_that_fills_its_cell_leaves_the_next_cell_its_own() -> None:
    name = "闸门启闭及养护维修情况"
    xs = [60.0, 61.5 + 10 * len(name), 220.0]
    lines = [["指标", "分值"], [name, "60"], ["水质", "40"]]

    def draw(page: Canvas) -> None:
        for row, (left, right) in enumerate(lines):
            write(page, xs[0] + 3, YS[row] + 3, left + (right if row == 1 else ""))
            if row != 1:
                write(page, xs[0] + 3 + 10 * len(name), YS[row] + 3, right)
        table(page, xs, YS, rows([["", ""]] * 3))

    document = read_pdf(pdf(draw))
    assert [texts(one) for one in document.tables] == [lines]
    assert not document.findings

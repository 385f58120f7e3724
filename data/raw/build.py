"""Writes the invented notices of this folder: `python data/raw/build.py` makes all files anew.

What they say is in `water.py` and `port.py`. Needs reportlab, python-docx and the font that `typeset.py`
names. The same content gives the same bytes: no clock is read.
"""

from __future__ import annotations

import sys
from datetime import datetime
from html import escape
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from port import PORT_2024, PORT_2025
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas
from shapes import Criterion, Notice, Rubric
from typeset import FONT, PAD, Row, Sheet, Style, load_font, wrap
from water import WATER_2024, WATER_2025

WATER_STYLE = Style(
    page=landscape(A4),
    side=46,
    top=52,
    bottom=52,
    widths=(32, 84, 262, 262, 36, 74),
    folio="— {} —",
)
PORT_STYLE = Style(
    page=A4,
    side=40,
    top=60,
    bottom=52,
    widths=(30, 62, 66, 40, 148, 169),
    folio="- {} -",
    shade=0.85,
    centred=False,
    open_cuts=True,
)
DOCX_WIDTHS = (36, 84, 264, 264, 40, 76)
CENTRED_FIELDS = ("number", "name", "points", "department")


def lines_of(field: str, number: str, criterion: Criterion) -> tuple[str, ...]:
    """The paragraphs of one cell; none where a merged department goes on."""
    match field:
        case "number":
            return (number,)
        case "department":
            return (criterion.department,) if criterion.department else ()
        case "key_points":
            return criterion.key_points
        case "rule":
            return criterion.rule
        case _:
            return (getattr(criterion, field),)


def total_cells(rubric: Rubric) -> list[str]:
    """The total row: its label, its figure, and fillers."""
    texts = {"number": "合计", "points": rubric.total}
    return [texts.get(field, rubric.filler) for field, _ in rubric.columns]


# ---- PDF -----------------------------------------------------------------------------------------------


def ruled(rubric: Rubric, style: Style) -> tuple[Row, list[Row]]:
    """Header and rows of a rubric, wrapped to the columns."""

    def row(number: int, group: int, cells: list[tuple[str, ...]], *, plain: bool = False) -> Row:
        wrapped = tuple(
            [line for text in texts for line in wrap(text, style.size, width - 2 * PAD)]
            for texts, width in zip(cells, style.widths, strict=True)
        )
        groups = tuple(group if field == "department" else number for field, _ in rubric.columns)
        return Row(wrapped, groups, plain)

    rows = []
    group = 0
    for number, (label, criterion) in enumerate(rubric.rows(), 1):
        group = number if criterion.department else group
        rows.append(row(number, group, [lines_of(field, label, criterion) for field, _ in rubric.columns]))
    rows.append(row(-1, -1, [(text,) for text in total_cells(rubric)], plain=True))
    return row(0, 0, [(word,) for _, word in rubric.columns], plain=True), rows


def pdf(notice: Notice, style: Style) -> bytes:
    """The notice as PDF: the letter on the first page, then its rubrics."""
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=style.page, invariant=1, initialFontName=FONT)
    canvas.setTitle("".join(notice.title))
    canvas.setAuthor(notice.signed)
    sheet = Sheet(canvas, style)
    sheet.centred(notice.head, 30, red=True)
    sheet.y -= 8
    sheet.centred(notice.number, 13)
    sheet.red_rule()
    sheet.y -= 20
    for line in notice.title:
        sheet.centred(line, 19)
    sheet.y -= 12
    sheet.paragraph(notice.recipients, 13, indent=0)
    for text in notice.body:
        sheet.paragraph(text, 13)
    sheet.y -= 20
    sheet.right(notice.signed, 13)
    sheet.right(notice.date, 13)
    sheet.y -= 10
    sheet.paragraph(notice.public, 13)
    sheet.turn()
    for rubric in notice.rubrics:
        sheet.y -= 12
        header, rows = ruled(rubric, style)
        sheet.table(header, rows, rubric.title)
        if rubric.note:
            sheet.paragraph(rubric.note, 10.5)
    sheet.y -= 12
    sheet.paragraph(notice.copies, 12, indent=0)
    canvas.save()
    return stream.getvalue()


# ---- DOCX ----------------------------------------------------------------------------------------------


def word(notice: Notice) -> bytes:
    """The notice as a Word file: merged departments, header row repeated, page number as a field."""
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name = "Times New Roman"
    normal.font.size = Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    normal.paragraph_format.space_after = Pt(0)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Pt(side) for side in landscape(A4))
    section.left_margin = section.right_margin = Pt(39)
    section.top_margin = section.bottom_margin = Pt(56)
    page_number(section.footer.paragraphs[0])

    head = written(document, notice.head, size=36, align=WD_ALIGN_PARAGRAPH.CENTER)
    head.runs[0].font.color.rgb = RGBColor(0xC0, 0, 0)
    written(document, notice.number, align=WD_ALIGN_PARAGRAPH.CENTER)
    written(document, "")
    for line in notice.title:
        written(document, line, size=20, align=WD_ALIGN_PARAGRAPH.CENTER)
    written(document, "")
    written(document, notice.recipients)
    for text in notice.body:
        written(document, text, indent=28)
    written(document, "")
    for text in (notice.signed, notice.date):
        written(document, text, align=WD_ALIGN_PARAGRAPH.RIGHT)
    written(document, notice.public, indent=28)
    for number, rubric in enumerate(notice.rubrics):
        title = written(document, rubric.title, size=16, align=WD_ALIGN_PARAGRAPH.CENTER)
        title.paragraph_format.page_break_before = number == 0
        ruled_word(document, rubric)
        if rubric.note:
            written(document, rubric.note, size=10.5)
    written(document, notice.copies)

    core = document.core_properties
    core.title, core.author, core.last_modified_by = "".join(notice.title), notice.signed, notice.signed
    core.comments = ""
    core.created = core.modified = datetime(2025, 3, 12, 9)
    stream = BytesIO()
    document.save(stream)
    return without_clock(stream.getvalue())


def written(
    document: Document,
    text: str,
    *,
    size: float = 14,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    indent: float = 0,
) -> Paragraph:
    """One paragraph at the end of the document; returns it."""
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.first_line_indent = Pt(indent)
    if text:
        paragraph.add_run(text).font.size = Pt(size)
    return paragraph


def page_number(paragraph: Paragraph) -> None:
    """— PAGE — in the footer."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    figure = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    figure.append(text)
    field.append(figure)
    paragraph._p.append(field)
    paragraph.add_run(" —")


def ruled_word(document: Document, rubric: Rubric) -> None:
    """A rubric as a table whose cells hold one paragraph for each line."""
    fields = [field for field, _ in rubric.columns]
    rows = rubric.rows()
    table = document.add_table(len(rows) + 2, len(fields), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    grid = [list(row.cells) for row in table.rows]
    for column, width in zip(table.columns, DOCX_WIDTHS, strict=True):
        column.width = Pt(width)
    for cell, (_, header) in zip(grid[0], rubric.columns, strict=True):
        fill(cell, (header,), centred=True)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    above = 1
    for place, (number, criterion) in enumerate(rows, 1):
        for cell, field in zip(grid[place], fields, strict=True):
            fill(cell, lines_of(field, number, criterion), centred=field in CENTRED_FIELDS)
        department = fields.index("department")
        above = place if criterion.department else above
        merged = grid[place][department]._tc.get_or_add_tcPr()
        if above != place:
            merged.get_or_add_vMerge()
            grid[above][department]._tc.get_or_add_tcPr().get_or_add_vMerge().val = "restart"
    for cell, text in zip(grid[-1], total_cells(rubric), strict=True):
        fill(cell, (text,), centred=True)
    for row in grid:
        for cell, width in zip(row, DOCX_WIDTHS, strict=True):
            cell.width = Pt(width)


def fill(cell: _Cell, lines: tuple[str, ...], *, centred: bool) -> None:
    """The paragraphs of a cell."""
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    for number, line in enumerate(lines):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else None
        paragraph.add_run(line).font.size = Pt(10.5)


def without_clock(package: bytes) -> bytes:
    """The same package with one fixed time for all of its parts."""
    stream = BytesIO()
    with ZipFile(BytesIO(package)) as source, ZipFile(stream, "w") as target:
        for part in source.namelist():
            info = ZipInfo(part)
            info.compress_type = ZIP_DEFLATED
            target.writestr(info, source.read(part))
    return stream.getvalue()


# ---- HTML ----------------------------------------------------------------------------------------------

PAGE = """\
<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="gb18030">
<title>{title}</title>
<style>
body {{ width: 1000px; margin: 0 auto; font-family: SimSun, serif; line-height: 1.7; }}
nav, footer {{ color: #666; font-size: 13px; border-bottom: 1px solid #ccc; }}
h1, h2, .centre {{ text-align: center; }}
h2 {{ font-size: 18px; }}
.body {{ text-indent: 2em; }}
.right {{ text-align: right; padding-right: 4em; }}
table {{ border-collapse: collapse; width: 100%; font-size: 14px; }}
th, td {{ border: 1px solid #333; padding: 4px 6px; }}
td p {{ margin: 0; }}
</style>
</head>
<body>
<nav>当前位置：首页 &gt; 信息公开 &gt; 通知公告</nav>
<main>
{main}
</main>
<footer>【打印本页】 【关闭窗口】</footer>
</body>
</html>
"""


def web(notice: Notice) -> bytes:
    """The notice as a page of the issuer's site, in GB 18030."""
    main = [
        f'<p class="centre">{escape(notice.head)}</p>',
        f'<p class="centre">{escape(notice.number)}</p>',
        f"<h1>{'<br>'.join(map(escape, notice.title))}</h1>",
        f"<p>{escape(notice.recipients)}</p>",
        *(f'<p class="body">{escape(text)}</p>' for text in notice.body),
        f'<p class="right">{escape(notice.signed)}</p>',
        f'<p class="right">{escape(notice.date)}</p>',
        f'<p class="body">{escape(notice.public)}</p>',
    ]
    for rubric in notice.rubrics:
        main += [f"<h2>{escape(rubric.title)}</h2>", *ruled_web(rubric)]
        if rubric.note:
            main.append(f"<p>{escape(rubric.note)}</p>")
    main.append(f"<p>{escape(notice.copies)}</p>")
    return PAGE.format(title=escape("".join(notice.title)), main="\n".join(main)).encode("gb18030")


def ruled_web(rubric: Rubric) -> list[str]:
    """A rubric as the lines of a table; a department spans the rows that it covers."""
    rows = rubric.rows()
    lines = ["<table>", "<tr>" + "".join(f"<th>{escape(word)}</th>" for _, word in rubric.columns) + "</tr>"]
    for place, (number, criterion) in enumerate(rows):
        cells = []
        for field, _ in rubric.columns:
            texts = lines_of(field, number, criterion)
            if field in ("key_points", "rule"):
                cells.append("<td>" + "".join(f"<p>{escape(text)}</p>" for text in texts) + "</td>")
            elif field != "department":
                cells.append(f"<td>{escape(texts[0])}</td>")
            elif criterion.department:
                after = [later.department for _, later in rows[place + 1 :]]
                span = 1 + next((n for n, department in enumerate(after) if department), len(after))
                attribute = f' rowspan="{span}"' if span > 1 else ""
                cells.append(f"<td{attribute}>{escape(criterion.department)}</td>")
        lines.append("<tr>" + "".join(cells) + "</tr>")
    total = "".join(f"<td>{escape(text)}</td>" for text in total_cells(rubric))
    return [*lines, f"<tr>{total}</tr>", "</table>"]


def build(folder: Path) -> None:
    """Write the four notices; raises FileNotFoundError where the font is missing."""
    load_font()
    files = {
        WATER_2024.file: pdf(WATER_2024, WATER_STYLE),
        WATER_2025.file: word(WATER_2025),
        PORT_2024.file: pdf(PORT_2024, PORT_STYLE),
        PORT_2025.file: web(PORT_2025),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    try:
        build(Path(__file__).parent)
    except FileNotFoundError as missing:
        sys.exit(str(missing))

"""Writes the invented notices of this folder: `python data/raw/build.py` makes all files anew.

What they say is in a module for each issuer: `water.py` (two years) and `port.py` (three), `tourism.py`,
`county.py`, `archive.py`, `speech.py`, `metro.py`, `premises.py`, `budget.py`. Needs reportlab, python-docx,
XlsxWriter and the font that `typeset.py` names. The same content gives the same bytes: no clock is read.
"""

from __future__ import annotations

import sys
from datetime import datetime
from html import escape
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import archive
import budget
import county
import docx
import metro
import premises
import speech
import tourism
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from exports import plain, sheet
from port import PORT_2024, PORT_2025, PORT_2026
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas
from shapes import Cell, Criterion, Grid, Notice, Rubric, Table
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
COUNTY_STYLE = Style(
    page=A4,
    side=36,
    top=44,
    bottom=44,
    widths=(96, 110, 236, 81),
    folio="第{}页",
)
DOCX_WIDTHS = (36, 84, 264, 264, 40, 76)
PORT_WIDTHS = (36, 88, 96, 44, 230, 270)
ITEM_WIDTHS = (110, 56, 590)
SHEET_WIDTHS = (12, 13, 34, 8, 44, 16, 8, 16)
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


def grid_of(rubric: Rubric | Table) -> Grid:
    """The cells of a rubric; in one of grade bands a department covers the rows down to the next."""
    if isinstance(rubric, Table):
        return rubric.grid()
    rows = rubric.rows()
    grid: list[tuple[Cell | None, ...]] = [tuple(Cell((word,), short=True) for _, word in rubric.columns)]
    for place, (number, criterion) in enumerate(rows):
        cells: list[Cell | None] = []
        for field, _ in rubric.columns:
            texts = lines_of(field, number, criterion)
            if field != "department":
                cells.append(Cell(texts, short=field in CENTRED_FIELDS))
            elif criterion.department or not grid[1:]:
                after = [later.department for _, later in rows[place + 1 :]]
                span = 1 + next((n for n, department in enumerate(after) if department), len(after))
                cells.append(Cell(texts, rows=span, short=True))
            else:
                cells.append(None)
        grid.append(tuple(cells))
    grid.append(tuple(Cell((text,), short=True) for text in total_cells(rubric)))
    return Grid(tuple(grid), frozenset({0, len(grid) - 1}))


# ---- PDF -----------------------------------------------------------------------------------------------


def ruled(grid: Grid, style: Style) -> tuple[Row, list[Row]]:
    """Header and rows of a table without cells across columns, wrapped to its columns."""
    owners = grid.owners()
    rows = [
        Row(
            tuple(
                [
                    line
                    for text in (cell.lines if cell else ())
                    for line in wrap(text, style.size, width - 2 * PAD)
                ]
                for cell, width in zip(cells, style.widths, strict=True)
            ),
            tuple(owners[number, column][0] for column in range(len(cells))),
            number in grid.plain,
        )
        for number, cells in enumerate(grid.rows)
    ]
    return rows[0], rows[1:]


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
        header, rows = ruled(grid_of(rubric), style)
        sheet.table(header, rows, rubric.title)
        if rubric.note:
            sheet.paragraph(rubric.note, 10.5)
    sheet.y -= 12
    sheet.paragraph(notice.copies, 12, indent=0)
    canvas.save()
    return stream.getvalue()


# ---- DOCX ----------------------------------------------------------------------------------------------


def word(notice: Notice, widths: tuple[float, ...] = DOCX_WIDTHS) -> bytes:
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
        for place, line in enumerate(rubric.title.split("\n")):
            title = written(document, line, size=16, align=WD_ALIGN_PARAGRAPH.CENTER)
            title.paragraph_format.page_break_before = number == place == 0
        ruled_word(document, grid_of(rubric), widths)
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


def ruled_word(document: Document, grid: Grid, widths: tuple[float, ...]) -> None:
    """A table whose cells hold one paragraph for each line; the header row is marked as repeated."""
    table = document.add_table(len(grid.rows), len(widths), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    places = [list(row.cells) for row in table.rows]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for (row, column), (_top, left) in grid.owners().items():
        cell, place = grid.rows[row][column], places[row][column]
        if cell:
            last = column + cell.columns
            if cell.columns > 1:
                place = places[row][column].merge(places[row][last - 1])
            fill(place, cell.lines, centred=cell.short or row in grid.plain)
            place.width = Pt(sum(widths[column:last]))
            if cell.rows > 1:
                place._tc.get_or_add_tcPr().get_or_add_vMerge().val = "restart"
        elif left == column:
            fill(place, (), centred=True)
            place.width = Pt(widths[column])
            place._tc.get_or_add_tcPr().get_or_add_vMerge()


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
<nav>{above}</nav>
<main>
{main}
</main>
<footer>{below}</footer>
</body>
</html>
"""


def web(
    notice: Notice,
    above: tuple[str, ...] = ("当前位置：首页 > 信息公开 > 通知公告",),
    below: tuple[str, ...] = ("【打印本页】 【关闭窗口】",),
) -> bytes:
    """The notice as a page of a site, in GB 18030, between the lines that the site prints around it."""
    main = [
        *(f'<p class="centre">{escape(text)}</p>' for text in (notice.head, notice.number) if text),
        f"<h1>{'<br>'.join(map(escape, notice.title))}</h1>",
        f"<p>{escape(notice.recipients)}</p>",
        *(f'<p class="body">{escape(text)}</p>' for text in notice.body),
        *(f'<p class="right">{escape(text)}</p>' for text in (notice.signed, notice.date) if text),
        *(f'<p class="body">{escape(text)}</p>' for text in (notice.public,) if text),
    ]
    for rubric in notice.rubrics:
        main += [f"<h2>{escape(rubric.title)}</h2>", *ruled_web(grid_of(rubric))]
        if rubric.note:
            main.append(f"<p>{escape(rubric.note)}</p>")
    if notice.copies:
        main.append(f"<p>{escape(notice.copies)}</p>")
    return PAGE.format(
        title=escape("".join(notice.title)),
        above="<br>\n".join(map(escape, above)),
        main="\n".join(main),
        below="<br>\n".join(map(escape, below)),
    ).encode("gb18030")


def ruled_web(grid: Grid) -> list[str]:
    """A table as lines; cells span the rows and columns that they cover."""
    lines = ["<table>"]
    for number, cells in enumerate(grid.rows):
        tag = "th" if number < grid.head else "td"
        row = ""
        for cell in filter(None, cells):
            spans = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
            spans += f' colspan="{cell.columns}"' if cell.columns > 1 else ""
            texts = [escape(text) for text in cell.lines]
            inside = "<br>".join(texts) if cell.short else "".join(f"<p>{text}</p>" for text in texts)
            row += f"<{tag}{spans}>{inside}</{tag}>"
        lines.append(f"<tr>{row}</tr>")
    return [*lines, "</table>"]


def build(folder: Path) -> None:
    """Write all notices; raises FileNotFoundError where the font is missing."""
    load_font()
    files = {
        WATER_2024.file: pdf(WATER_2024, WATER_STYLE),
        WATER_2025.file: word(WATER_2025),
        PORT_2024.file: pdf(PORT_2024, PORT_STYLE),
        PORT_2025.file: web(PORT_2025),
        PORT_2026.file: word(PORT_2026, PORT_WIDTHS),
        tourism.NOTICE.file: word(tourism.NOTICE, ITEM_WIDTHS),
        county.NOTICE.file: pdf(county.NOTICE, COUNTY_STYLE),
        archive.NOTICE.file: plain(archive.NOTICE, []),
        speech.NOTICE.file: web(speech.NOTICE, speech.ABOVE, speech.BELOW),
        metro.NOTICE.file: sheet(metro.NOTICE, metro.STATIONS.grid(), SHEET_WIDTHS),
        premises.NOTICE.file: plain(premises.NOTICE, [premises.SERVICES.grid()]),
        budget.NOTICE.file: web(budget.NOTICE),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    try:
        build(Path(__file__).parent)
    except FileNotFoundError as missing:
        sys.exit(str(missing))

"""Word files: text as printed, tables with their merged cells, automatic numbers, hostile files."""

from __future__ import annotations

import io
import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.faults import CorruptFile, Fault
from extractors.numbering import ordinal
from extractors.office.docx import read_docx
from extractors.web.html import read_html
from tests.corpus import CORPUS, needs_corpus
from tests.docmaker import (
    R,
    codes,
    flat_opc,
    only_table,
    p,
    page,
    rows_as_page,
    run,
    tbl,
    tc,
    texts,
    tr,
    word,
    word_parts,
    zipped,
)


def read(body: str, **others: str):
    return read_docx(word(body, **others))


def test_a_file_of_python_docx():
    import docx

    file = docx.Document()
    file.add_heading("北川县林业局考核办法", 1)
    table = file.add_table(rows=3, cols=3)
    for row, values in enumerate([["指标", "", "分值"], ["护林", "防火", "60"], ["", "治虫", "40"]]):
        for col, value in enumerate(values):
            table.cell(row, col).text = value
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 0).merge(table.cell(2, 0))
    file.add_paragraph("二〇二四年")
    target = io.BytesIO()
    file.save(target)

    document = read_docx(target.getvalue())
    assert [block.anchor.path for block in document.blocks] == ["paragraph 1", "table 1", "paragraph 2"]
    assert document.blocks[0].role == "heading"
    assert only_table(document) == [["指标", "<", "分值"], ["护林", "防火", "60"], ["^", "治虫", "40"]]
    assert document.tables[0].cells[1].anchor.path == "table 1/row 1/cell 2"


GONE_ON = tc("", "<w:vMerge/>")
TABLES = [
    # a cell that goes on below, and one that begins anew beside it
    (
        tbl(
            tr(tc("甲", '<w:vMerge w:val="restart"/>'), "1"),
            tr(GONE_ON, "2"),
            tr(tc("乙", '<w:vMerge w:val="restart"/>'), "3"),
            tr(tc("", '<w:vMerge w:val="continue"/>'), "4"),
        ),
        [["甲", "1"], ["^", "2"], ["乙", "3"], ["^", "4"]],
    ),
    # both ways at once
    (
        tbl(
            tr(tc("甲", '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>'), "1"),
            tr(tc("", '<w:gridSpan w:val="2"/><w:vMerge/>'), "2"),
            tr("丙", "丁", "3"),
        ),
        [["甲", "<", "1"], ["^", "^", "2"], ["丙", "丁", "3"]],
    ),
    # goes on where nothing began: a cell of its own
    (tbl(tr("甲", "1"), tr(GONE_ON, "2")), [["甲", "1"], ["", "2"]]),
    # text that Word hides in the part that goes on is kept
    (
        tbl(tr(tc("甲", '<w:vMerge w:val="restart"/>'), "1"), tr(tc("乙", "<w:vMerge/>"), "2")),
        [["甲", "1"], ["^", "2"]],
    ),
    # rows that begin or end within the grid
    (
        tbl(
            tr("甲", "乙", "丙"),
            tr("1", properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
        ),
        [["甲", "乙", "丙"], ["·", "1", "·"]],
    ),
    # merged sideways as older programs write it
    (
        tbl(tr(tc("甲", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), "乙"), tr("1", "2", "3")),
        [["甲", "<", "乙"], ["1", "2", "3"]],
    ),
    # rows drawn by hand that miss each other by less than two millimetres
    (
        tbl(
            tr(tc("甲", '<w:gridSpan w:val="2"/>'), "乙"),
            tr("1", tc("2", '<w:gridSpan w:val="2"/>')),
            widths=[2000, 30, 3000],
        ),
        [["甲", "乙"], ["1", "2"]],
    ),
    # a grid without widths tells nothing
    (tbl(tr("甲", "乙"), tr("1", "2"), widths=[0, 0]), [["甲", "乙"], ["1", "2"]]),
    # a span far beyond the table
    (tbl(tr(tc("甲", '<w:gridSpan w:val="99999999"/>')), tr("1", "2")), [["甲", "<"], ["1", "2"]]),
    # content controls around a row, around a cell, in a cell
    (
        "<w:tbl><w:sdt><w:sdtContent>"
        + tr("甲", "乙")
        + "</w:sdtContent></w:sdt><w:tr><w:sdt><w:sdtContent>"
        + tc("1")
        + "</w:sdtContent></w:sdt>"
        + tc(f"<w:sdt><w:sdtPr/><w:sdtContent>{p('2')}</w:sdtContent></w:sdt>")
        + "</w:tr></w:tbl>",
        [["甲", "乙"], ["1", "2"]],
    ),
    # a row struck by a tracked change
    (tbl(tr("甲"), tr("乙", properties="<w:del/>"), tr("丙", properties="<w:ins/>")), [["甲"], ["丙"]]),
    # paragraphs and line breaks are lines
    (
        tbl(tr(tc(p("甲") + p() + p("乙") + "<w:p><w:r><w:t>丙</w:t><w:br/><w:t>丁</w:t></w:r></w:p>"))),
        [["甲\n乙\n丙\n丁"]],
    ),
    # a table in a cell: its rows are lines of the cell
    (
        tbl(
            tr("指标", "标准"), tr("护林", tc(p("按下表：") + tbl(tr("次", "分"), tr("1", "2")) + p("封顶")))
        ),
        [["指标", "标准"], ["护林", "按下表：\n次\t分\n1\t2\n封顶"]],
    ),
    # a frame around a table is not its table
    (tbl(tr(tc(p() + tbl(tr("甲", "乙")) + p()))), [["甲", "乙"]]),
]


@pytest.mark.parametrize(("body", "grid"), TABLES)
def test_tables(body, grid):
    assert only_table(read(body)) == grid
    assert only_table(read_docx(flat_opc(body))) == grid


def inline(inside: str) -> str:
    return f"<w:p>{inside}</w:p>"


CHOICES = "<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"
BOX = f"<w:drawing><w:txbxContent>{p('框中')}</w:txbxContent></w:drawing>"
OLD_BOX = f"<w:pict><w:txbxContent>{p('框中')}</w:txbxContent></w:pict>"
TEXTS = [
    (inline(run("每次") + run("扣1分")), ["每次扣1分"]),
    (
        inline(f"<w:ins>{run('增')}</w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del>{run('留')}"),
        ["增留"],
    ),
    (inline(f"<w:moveTo>{run('移来')}</w:moveTo><w:moveFrom>{run('移走')}</w:moveFrom>"), ["移来"]),
    (inline(f"<w:hyperlink>{run('链')}</w:hyperlink><w:smartTag>{run('标')}</w:smartTag>"), ["链标"]),
    (inline(f"<w:sdt><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>"), ["控件"]),
    (f"<w:sdt><w:sdtContent>{p('整段')}</w:sdtContent></w:sdt>", ["整段"]),
    (inline(f"<w:fldSimple>{run('3')}</w:fldSimple><w:r><w:instrText> PAGE </w:instrText></w:r>"), ["3"]),
    (
        inline(
            "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:cr/><w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t></w:r>"
        ),
        ["甲\t乙\nA-B"],
    ),
    (inline(run("显") + run("隐", "<w:vanish/>") + run("现", '<w:vanish w:val="0"/>')), ["显现"]),
    (inline("<w:r><w:t>\n  甲 \n</w:t></w:r>"), ["甲"]),
    (inline('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t></w:r>'), ["☑是"]),
    (inline(f"<w:r>{BOX}</w:r>" + run("文")), ["文", "框中"]),
    (inline(f"<w:r>{CHOICES.format(BOX, OLD_BOX)}</w:r>"), ["框中"]),
    (
        inline(f"<w:r><w:ruby><w:rt>{run('hé')}</w:rt><w:rubyBase>{run('核')}</w:rubyBase></w:ruby></w:r>"),
        ["核"],
    ),
    (
        inline(
            run("得分=")
            + "<m:oMath><m:f><m:num><m:r><m:t>完成数</m:t></m:r></m:num>"
            + "<m:den><m:r><m:t>计划数+1</m:t></m:r></m:den></m:f></m:oMath>"
        ),
        ["得分=完成数/(计划数+1)"],
    ),
]


@pytest.mark.parametrize(("body", "paragraphs"), TEXTS)
def test_texts(body, paragraphs):
    assert texts(read(body)) == paragraphs


def test_text_in_a_text_box_of_a_cell_stays_in_the_cell():
    assert only_table(read(tbl(tr(tc(inline(f"<w:r>{BOX}</w:r>{run('文')}")))))) == [["文\n框中"]]


def test_margins_and_notes_stand_apart():
    document = read(
        p("正文"),
        header1=p("秘密") + tbl(tr("甲", "乙")),
        header2=p("秘密"),
        footer1=p("第1页"),
        footnotes='<w:footnote w:type="separator"><w:p/></w:footnote>'
        f"<w:footnote>{p('含试点单位。')}</w:footnote>",
    )
    assert [(block.role, block.text, block.anchor.path) for block in document.blocks] == [
        ("body", "正文", "paragraph 1"),
        ("header", "秘密", "header 1"),
        ("header", "甲\t乙", "header 2"),
        ("footer", "第1页", "footer 1"),
        ("body", "含试点单位。", "footnote 1"),
    ]


STYLES = """
<w:style w:type="paragraph" w:styleId="a" w:default="1"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="x"><w:name w:val="章"/><w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="y"><w:name w:val="款"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="z"><w:name w:val="环"/><w:basedOn w:val="z"/></w:style>
"""


@pytest.mark.parametrize(
    ("properties", "role"),
    [
        ("", "body"),
        ('<w:pStyle w:val="1"/>', "heading"),
        ('<w:pStyle w:val="x"/>', "heading"),
        ('<w:pStyle w:val="y"/>', "heading"),
        ('<w:outlineLvl w:val="0"/>', "heading"),
        ('<w:pStyle w:val="x"/><w:outlineLvl w:val="9"/>', "body"),
        ('<w:pStyle w:val="z"/>', "body"),
        ('<w:pStyle w:val="missing"/>', "body"),
    ],
)
def test_headings(properties, role):
    assert read(p("总则", properties), styles=STYLES).blocks[0].role == role


def lvl(level: int, text: str, kind: str = "decimal", start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def num(number: int, abstract: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'


def abstract(number: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def item(text: str, number: int = 1, level: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def restart(level: int, at: int) -> str:
    return f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{at}"/></w:lvlOverride>'


NUMBERS = [
    (abstract(0, lvl(0, "%1.")) + num(1, 0), [item("甲"), p("间"), item("乙")], ["1. 甲", "间", "2. 乙"]),
    (
        abstract(0, lvl(0, "%1、", "chineseCounting")) + num(1, 0),
        [item("甲"), item("乙")],
        ["一、甲", "二、乙"],
    ),
    (
        abstract(0, lvl(0, "（%1）", "chineseCountingThousand", 10)) + num(1, 0),
        [item("甲"), item("乙")],
        ["（十）甲", "（十一）乙"],
    ),
    (abstract(0, lvl(0, "%1", more='<w:suff w:val="nothing"/>')) + num(1, 0), [item("甲")], ["1甲"]),
    (abstract(0, lvl(0, "•", "bullet")) + num(1, 0), [item("甲")], ["甲"]),
    # a level below begins anew below each item
    (
        abstract(0, lvl(0, "%1."), lvl(1, "%1.%2")) + num(1, 0),
        [item("甲"), item("乙", 1, 1), item("丙", 1, 1), item("丁"), item("戊", 1, 1)],
        ["1. 甲", "1.1 乙", "1.2 丙", "2. 丁", "2.1 戊"],
    ),
    # figures throughout where the list says so; a level that is skipped shows its start
    (
        abstract(0, lvl(0, "第%1章", "chineseCounting"), lvl(1, "%1.%2", more="<w:isLgl/>")) + num(1, 0),
        [item("乙", 1, 1), item("丙")],
        ["1.1 乙", "第一章 丙"],
    ),
    # lists of one kind count on, unless they say where to begin
    (
        abstract(0, lvl(0, "%1.")) + num(1, 0) + num(2, 0) + num(3, 0, restart(0, 1)),
        [item("甲"), item("乙", 2), item("丙", 3), item("丁", 3)],
        ["1. 甲", "2. 乙", "1. 丙", "2. 丁"],
    ),
    # a level that does not begin anew
    (
        abstract(0, lvl(0, "%1."), lvl(1, "(%2)", more='<w:lvlRestart w:val="0"/>')) + num(1, 0),
        [item("甲"), item("乙", 1, 1), item("丙"), item("丁", 1, 1)],
        ["1. 甲", "(1) 乙", "2. 丙", "(2) 丁"],
    ),
    # a list without definition, and none
    (num(1, 7), [item("甲"), item("乙", 0), item("丙", 9)], ["甲", "乙", "丙"]),
]


@pytest.mark.parametrize(("numbering", "body", "paragraphs"), NUMBERS)
def test_automatic_numbers(numbering, body, paragraphs):
    assert texts(read("".join(body), numbering=numbering)) == paragraphs


ORDINALS = {
    "decimal": ("1", "10", "28"),
    "decimalZero": ("01", "10", "28"),
    "lowerLetter": ("a", "j", "bb"),
    "upperLetter": ("A", "J", "BB"),
    "lowerRoman": ("i", "x", "xxviii"),
    "upperRoman": ("I", "X", "XXVIII"),
    "chineseCounting": ("一", "十", "二十八"),
    "ideographDigital": ("一", "一〇", "二八"),
    "chineseLegalSimplified": ("壹", "壹拾", "贰拾捌"),
    "ideographTraditional": ("甲", "癸", "28"),
    "decimalEnclosedCircle": ("①", "⑩", "28"),
    "decimalEnclosedParen": ("⑴", "⑽", "28"),
    "decimalFullWidth": ("１", "１０", "２８"),
    "noSuchKind": ("1", "10", "28"),
}


@pytest.mark.parametrize("kind", ORDINALS)
def test_numbers_are_written_as_word_writes_them(kind):
    assert tuple(ordinal(number, kind) for number in (1, 10, 28)) == ORDINALS[kind]


def test_chinese_numbers_beyond_a_hundred():
    written = [ordinal(number, "chineseCountingThousand") for number in (19, 100, 101, 110, 1001, 1010, 9999)]
    assert written == ["十九", "一百", "一百零一", "一百一十", "一千零一", "一千零一十", "九千九百九十九"]


@given(st.sampled_from(sorted(ORDINALS)), st.integers(-5, 20_000))
def test_every_number_is_written_in_every_kind(kind, number):
    assert ordinal(number, kind)


def test_numbers_through_a_style():
    style = '<w:style w:type="paragraph" w:styleId="n"><w:name w:val="条"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    numbering = abstract(
        0, lvl(0, "%1."), lvl(1, "第%2条", "chineseCounting", more='<w:pStyle w:val="n"/>')
    ) + num(1, 0)
    body = p("甲", '<w:pStyle w:val="n"/>') + p("乙", '<w:pStyle w:val="n"/>')
    assert texts(read(body, styles=style, numbering=numbering)) == ["第一条 甲", "第二条 乙"]


def test_numbers_alone_in_their_cells_are_printed():
    numbering = abstract(0, lvl(0, "%1")) + num(1, 0)
    assert only_table(read(tbl(tr(tc(item("")), "甲"), tr(tc(item("")), "乙")), numbering=numbering)) == [
        ["1", "甲"],
        ["2", "乙"],
    ]


def test_embedded_pages_are_reported():
    assert codes(read(p("甲") + '<w:altChunk r:id="r9"/>')) == ["part-unread"]


def with_chunk(body: str, name: str, content: bytes) -> bytes:
    parts: dict[str, str | bytes] = {**word_parts(body)}
    suffix = name.rpartition(".")[2]
    kinds = {"docx": "application/octet-stream"}.get(suffix, f"text/{suffix}")
    parts["[Content_Types].xml"] = str(parts["[Content_Types].xml"]).replace(
        "<Override", f'<Default Extension="{suffix}" ContentType="{kinds}"/><Override', 1
    )
    link = f'<Relationship Id="r9" Type="{R}/aFChunk" Target="{name}"/></Relationships>'
    rels = "word/_rels/document.xml.rels"
    parts[rels] = str(parts[rels]).replace("</Relationships>", link)
    return zipped({**parts, f"word/{name}": content})


CHUNK = '<w:altChunk r:id="r9"/>'
TABLE = [["指标", "分值"], ["台账", "60"]]
CHUNKS = [
    ("page.html", page(rows_as_page(TABLE)), "page.html: table 1"),
    ("part.docx", word(tbl(*(tr(*row) for row in TABLE))), "part.docx: table 1"),
    ("text.txt", "\n".join("\t".join(row) for row in TABLE).encode(), "text.txt: line 1"),
]


@pytest.mark.parametrize(("name", "content", "place"), CHUNKS)
def test_embedded_parts_are_read_in_their_place(name, content, place):
    document = read_docx(with_chunk(p("甲") + CHUNK + p("乙"), name, content))
    assert only_table(document) == TABLE
    assert [str(block.anchor) for block in document.blocks] == ["paragraph 1", place, "paragraph 2"]
    assert codes(document) == []


def test_an_embedded_part_in_a_cell_is_its_text():
    document = read_docx(
        with_chunk(tbl(tr("甲", tc(CHUNK))), "page.html", page("<p>每次<s>扣5分</s>扣1分</p>"))
    )
    assert only_table(document) == [["甲", "每次扣1分"]]
    assert codes(document) == ["struck-dropped"]


@pytest.mark.parametrize("content", [b"{\\rtf1 a}", b"PK\x03\x04 word/", b""])
def test_an_embedded_part_that_cannot_be_read_is_told(content):
    assert codes(read_docx(with_chunk(p("甲") + CHUNK, "part.rtf", content))) == ["part-unread"]


def findings(document):
    return [(each.code, dict(each.values), each.anchor and each.anchor.path) for each in document.findings]


def test_tracked_changes_are_read_as_accepted_and_told():
    struck = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p>"
    document = read(
        struck.format(run("每次扣") + "<w:del><w:r><w:delText>2分</w:delText></w:r></w:del>")
        + struck.format("")
        + p("1分。")
        + tbl(tr("甲", tc("乙", "<w:cellDel/>"), "丙"))
    )
    assert texts(document) == ["每次扣1分。"]
    assert only_table(document) == [["甲", "丙"]]
    assert findings(document) == [("changes-accepted", {"count": "3"}, None)]


def test_a_struck_end_of_the_last_paragraph_joins_nothing():
    body = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>"
    assert texts(read(body + tbl(tr("1", "2")) + body)) == ["甲", "甲"]


def test_hidden_text_is_dropped_and_told_by_its_place():
    styles = (
        '<w:style w:type="character" w:styleId="h"><w:name w:val="x"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="i"><w:basedOn w:val="h"/><w:name w:val="y"/></w:style>'
        '<w:style w:type="character" w:styleId="j"><w:basedOn w:val="h"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    )
    style = '<w:rStyle w:val="{}"/>'
    document = read(
        inline(run("显") + run("隐一", style.format("i")) + run("现", style.format("j")))
        + tbl(tr("甲", tc(inline(run("乙") + run("隐二", "<w:vanish/>"))))),
        styles=styles,
    )
    assert texts(document) == ["显现"]
    assert only_table(document) == [["甲", "乙"]]
    assert findings(document) == [
        ("hidden-dropped", {"text": "隐一"}, "paragraph 1"),
        ("hidden-dropped", {"text": "隐二"}, "table 1/row 1/cell 2"),
    ]


def picture(size: int = 9_000_000, embed: str = "r5") -> str:
    return f'<w:r><w:drawing><extent cx="{size}" cy="900000"/><blip r:embed="{embed}"/></w:drawing></w:r>'


def test_pictures_may_hold_text():
    document = read(
        inline(picture() + run("文"))
        + tbl(tr(tc(inline(picture())), tc(inline(picture() + picture(90_000) + picture(embed="")))))
        + p("尾"),
        header1=inline(picture()),
    )
    assert findings(document) == [
        ("picture-unread", {"count": "1"}, "paragraph 1"),
        ("picture-unread", {"count": "2"}, "table 1/row 1/cell 1"),
    ]


def test_objects_and_charts_that_hold_text_are_errors():
    equation = '<w:r><w:object><imagedata r:id="r5"/><OLEObject ProgID="Equation.3"/></w:object></w:r>'
    chart = '<w:r><w:drawing><graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"/></w:drawing></w:r>'
    document = read(tbl(tr("得分", tc(inline(equation)))) + inline(chart))
    assert findings(document) == [
        ("part-unread", {"part": "Equation.3"}, "table 1/row 1/cell 2"),
        ("part-unread", {"part": "chart"}, "paragraph 1"),
    ]


def test_comments_are_told():
    document = read(p("甲"), comments=f"<w:comment>{p('请核实')}</w:comment>")
    assert texts(document) == ["甲"]
    assert findings(document) == [("comments-unread", {"count": "1", "text": "请核实"}, None)]


BODY = p("甲") + tbl(tr("1", "2"))
ENTITIES = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def with_part(name: str, content: str | bytes) -> bytes:
    return zipped({**word_parts(BODY), name: content})


BROKEN = {
    "cut off": word(BODY)[:-200],
    "no document": zipped({"[Content_Types].xml": "<Types/>"}),
    "no body": with_part("word/document.xml", "<document/>"),
    "no XML": with_part("word/document.xml", b"\x00\x01"),
    "entities": with_part("word/document.xml", ENTITIES + "<document><body><p>&b;</p></body></document>"),
    "outside entity": with_part(
        "word/document.xml",
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><document><body>&a;</body></document>',
    ),
    "entities behind a comment": with_part(
        "word/document.xml", f"<!--{'x' * 9000}-->{ENTITIES}<document><body><p>&b;</p></body></document>"
    ),
    "bomb": with_part("word/document.xml", b" " * (11 * 2**20)),
    "too deep": with_part("word/document.xml", "<a>" * 5000 + "</a>" * 5000),
    "flat, cut off": flat_opc(BODY)[:-30],
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_are_refused(name):
    with pytest.raises(CorruptFile):
        read_docx(BROKEN[name])


@settings(max_examples=60)
@given(st.data())
def test_a_file_with_one_wrong_byte_is_read_or_refused(data):
    file = bytearray(word(BODY, styles=STYLES))
    at = data.draw(st.integers(0, len(file) - 1))
    file[at] ^= data.draw(st.integers(1, 255))
    with suppress(Fault):
        read_docx(bytes(file))


@needs_corpus
@pytest.mark.parametrize("stem", ["notice_typed", "rubric_003"])
def test_word_file_and_page_of_one_notice_hold_the_same(stem):
    def held(document):
        return [
            [
                (cell.row, cell.col, cell.row_span, cell.col_span, re.sub(r"\s", "", cell.text))
                for cell in table.cells
            ]
            for table in document.tables
        ]

    folder = CORPUS / "documents"
    of_word = read_docx((folder / f"{stem}.docx").read_bytes())
    of_page = read_html((folder / f"{stem}.html").read_bytes())
    assert held(of_word) == held(of_page)
    assert len(of_word.tables) > 1


def test_raised_figures_stay_apart_from_the_figures_before_them():
    body = "<w:p>" + run("10") + run("4", '<w:vertAlign w:val="superscript"/>') + run("立方米") + "</w:p>"
    assert texts(read_docx(word(body))) == ["10⁴立方米"]


def test_a_picture_that_is_named_but_lacks_is_no_reason_to_refuse():
    parts = word_parts(p("渠道巡查办法"))
    parts["word/_rels/document.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"'
        ' Target="media/image1.png"/></Relationships>'
    )
    assert texts(read_docx(zipped(parts))) == ["渠道巡查办法"]

"""Automatic numbers (自动编号) of Word give the same records as typed ones, in every format of numbers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.text.paragraph import Paragraph

from pipeline.ingest.run import ingest
from tests.docmaker import W, p, tbl, tc, tr
from tests.docmaker import word as word_file
from tests.noticemaker import NOTICE, word
from tests.office import all_saved_as, needs_office
from tests.test_docx import abstract, item, lvl, num, restart
from tests.test_formats import assert_same, records

# format, its text for a level, and the first numbers as people type them
FORMATS = {
    "decimal": ("%1.", ["1. ", "2. ", "3. "]),
    "decimalFullWidth": ("%1．", ["１．", "２．", "３．"]),
    "chineseCounting": ("（%1）", ["（一）", "（二）", "（三）"]),
    "chineseCountingThousand": ("%1、", ["一、", "二、", "三、"]),
    "ideographDigital": ("%1、", ["一、", "二、", "三、"]),
    "ideographTraditional": ("%1、", ["甲、", "乙、", "丙、"]),
    "decimalEnclosedCircle": ("%1", ["①", "②", "③"]),
    "decimalEnclosedParen": ("%1", ["⑴", "⑵", "⑶"]),
    "lowerLetter": ("%1)", ["a)", "b)", "c)"]),
    "upperLetter": ("%1.", ["A. ", "B. ", "C. "]),
    "lowerRoman": ("(%1)", ["(i)", "(ii)", "(iii)"]),
    "upperRoman": ("%1.", ["I. ", "II. ", "III. "]),
}


def typed(labels: list[str]) -> Any:
    """The notice with key points numbered by hand."""

    def numbered(criterion: Any) -> Any:
        bare = [line.split(". ", 1)[-1] for line in criterion.key_points]
        if len(bare) == 1:
            return criterion
        lines = tuple(label + line for label, line in zip(labels, bare, strict=False))
        return replace(criterion, key_points=lines)

    rubrics = tuple(
        replace(rubric, criteria=tuple(map(numbered, rubric.criteria))) for rubric in NOTICE.rubrics
    )
    return replace(NOTICE, rubrics=rubrics)


def cells(document: Any) -> Iterator[list[Paragraph]]:
    """The paragraphs of each cell."""
    for table in document.tables:
        for node in table._tbl.iter(f"{{{W}}}tc"):
            yield [Paragraph(each, table) for each in node.iterchildren(f"{{{W}}}p")]


def automatic(data: bytes, labels: list[str], kind: str, text: str, by_style: bool) -> bytes:
    """The same file with lists in the place of typed numbers, one list for each cell."""
    document = docx.Document(io.BytesIO(data))
    root = document.part.numbering_part.element
    spaces = f'xmlns:w="{W}"'
    own = '<w:pStyle w:val="AutoNumber"/>' if by_style else ""
    levels = lvl(0, text, kind, more=own), lvl(1, "%1.%2")
    root.insert(0, parse_xml(abstract(90, *levels).replace(">", f" {spaces}>", 1)))
    if by_style:
        style = (
            f'<w:style {spaces} w:type="paragraph" w:styleId="AutoNumber"><w:name w:val="auto number"/>'
            '<w:pPr><w:numPr><w:numId w:val="900"/></w:numPr></w:pPr></w:style>'
        )
        document.styles.element.append(parse_xml(style))
        root.append(parse_xml(num(900, 90).replace(">", f" {spaces}>", 1)))
    number = 900
    for paragraphs in cells(document):
        if len(paragraphs) < 2 or not all(
            paragraph.text.startswith(label) for paragraph, label in zip(paragraphs, labels, strict=False)
        ):
            continue
        number += 1
        root.append(parse_xml(num(number, 90, restart(0, 1)).replace(">", f" {spaces}>", 1)))
        for place, (paragraph, label) in enumerate(zip(paragraphs, labels, strict=False)):
            paragraph.runs[0].text = paragraph.runs[0].text.removeprefix(label)
            assert len(paragraph.runs) == 1
            # lists of one kind count on together: where one begins anew, its first paragraph says so
            properties = '<w:pStyle w:val="AutoNumber"/>' if by_style else ""
            if place == 0 or not by_style:
                properties += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
            paragraph._p.get_or_add_pPr().clear()
            paragraph._p.pPr.extend(parse_xml(f"<w:pPr {spaces}>{properties}</w:pPr>"))
    assert number > 902
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.mark.parametrize("by_style", [False, True], ids=["list", "style"])
@pytest.mark.parametrize("kind", FORMATS)
def test_typed_and_automatic_numbers_give_the_same_records(kind: str, by_style: bool, tmp_path: Path) -> None:
    text, labels = FORMATS[kind]
    data = word(typed(labels))
    (tmp_path / "typed.docx").write_bytes(data)
    (tmp_path / "automatic.docx").write_bytes(automatic(data, labels, kind, text, by_style))
    by_hand = ingest(tmp_path / "typed.docx", name="n.docx")
    assert_same(ingest(tmp_path / "automatic.docx", name="n.docx"), by_hand)
    assert sum(len(rows) for name, rows in records(by_hand).items() if name == "key_points") > 5


# ODT, because LibreOffice writes numbers that begin anew as lists of their own into DOC, and （ as ( into RTF
IN_ODT = ("decimal", "chineseCounting", "decimalEnclosedCircle")


@cache
def in_odt() -> dict[str, bytes]:
    """A notice with automatic numbers of each kind, as lists."""
    given = [
        automatic(word(typed(labels)), labels, kind, text, by_style=False)
        for kind in IN_ODT
        for text, labels in (FORMATS[kind],)
    ]
    return dict(zip(IN_ODT, all_saved_as(given, "docx", "odt"), strict=True))


@needs_office
@pytest.mark.parametrize("kind", IN_ODT)
def test_automatic_numbers_of_odt_give_the_same_records(kind: str, tmp_path: Path) -> None:
    (tmp_path / "typed.docx").write_bytes(word(typed(FORMATS[kind][1])))
    (tmp_path / "n.odt").write_bytes(in_odt()[kind])
    found, by_hand = (ingest(tmp_path / name, name="n") for name in ("n.odt", "typed.docx"))
    assert_same(found, by_hand)


LEVELS = (abstract(0, lvl(0, "%1"), lvl(1, "%1.%2"), lvl(2, "%1.%2.%3")), num(1, 0), num(2, 0, restart(0, 5)))
ROWS = [(1, 0, "1"), (1, 1, "1.1"), (1, 1, "1.2"), (1, 0, "2"), (1, 1, "2.1"), (1, 2, "2.1.1"), (1, 1, "2.2")]
RESTARTED = [(2, 0, "5"), (2, 1, "5.1"), (1, 0, "6")]


def test_numbers_of_several_levels_in_a_column_of_their_own(tmp_path: Path) -> None:
    header = tr("序号", "考核指标", "考核内容", "分值")
    texts = [
        "管网巡查",
        "夜间值守",
        "水质化验",
        "抄表到户",
        "阀门保养",
        "台账登记",
        "应急演练",
        "节水宣传",
        "用户回访",
        "漏点修复",
    ]
    hand, auto = "", ""
    for (number, level, label), name in zip(ROWS + RESTARTED, texts, strict=True):
        hand += tr(label, name, f"{name}记录齐全。", "10")
        auto += tr(tc(item("", number, level)), name, f"{name}记录齐全。", "10")
    for name, body in (("hand", hand), ("auto", auto)):
        data = word_file(p("供水所2031年考核表") + tbl(header, body), numbering="".join(LEVELS))
        (tmp_path / f"{name}.docx").write_bytes(data)
    by_hand, by_list = (ingest(tmp_path / f"{name}.docx", name="n.docx") for name in ("hand", "auto"))
    assert_same(by_list, by_hand)
    assert [row.label for row in by_list.records.criteria] == [label for _, _, label in ROWS + RESTARTED]

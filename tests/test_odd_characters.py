"""Characters that cannot be right (乱码) are told with the place where they stand."""

from __future__ import annotations

import pytest

from extractors.characters.odd_characters import odd_characters
from extractors.reader import read
from pipeline.messages.findings import message
from tests.docmaker import page, rows_as_page, tbl, tr, word
from tests.sheetmaker import sheet

ODD = [
    ("未编制台账的\ufffd5分", ("\ufffd",)),
    ("合格率\uf0b395%", ("\uf0b3",)),
    ("旧字\U000f1234", ("\U000f1234",)),
    ("附件\ufffc", ("\ufffc",)),
    ("扣\x1a2分", ("\x1a",)),
    ("扣\x962分", ("\x96",)),
    ("张〓〓同志", ("〓",)),
    ("锟斤拷锟斤拷扣2分", ("锟斤拷",)),
    ("每次扣넷分，扣完为止", ("넷",)),
    ("\ue000扣\ue001\ue000", ("\ue000", "\ue001")),
]
RIGHT = [
    "每次扣2分，扣完为止",
    "☑合格 □不合格 ① ㈠ Ⅲ ℃ ‰ ≥ ✓ ‹ →",
    "烫烫的，屯屯相连",
    "第一行\n第二行\t第三格",
    "대한민국 평가 기준 評價",
    "𠮷田",
    "全角　空格\u200b",
]


@pytest.mark.parametrize(("text", "odd"), ODD)
def test_what_cannot_be_right(text: str, odd: tuple[str, ...]) -> None:
    assert odd_characters(text) == odd


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_printed_so(text: str) -> None:
    assert odd_characters(text) == ()


ROWS = [["指标", "分值"], ["台账\ue0a3管理", "10"], ["库存盘点", "20"]]
FILES = {
    "word": (word(tbl(*(tr(*row) for row in ROWS))), "table 1/row 2/cell 1"),
    "sheet": (sheet(ROWS), "sheet 1/row 2/cell 1"),
    "page": (page(rows_as_page(ROWS)), "table 1/row 2/cell 1"),
    "text": ("\n".join("\t".join(row) for row in ROWS).encode(), "line 2/cell 1"),
}


@pytest.mark.parametrize("kind", FILES)
def test_the_finding_names_the_cell_in_every_format(kind: str) -> None:
    data, path = FILES[kind]
    (found,) = [each for each in read(data).findings if each.code == "text-garbled"]
    assert str(found.anchor) == path
    assert message(found, "en") == "台账\ufffd管理 has characters that cannot be right (U+E0A3)"
    assert found.evidence == "台账\ue0a3管理"

"""Raised figures that lead to a note are no digits; powers and units stay."""

from __future__ import annotations

import pytest

from extractors.reader import read
from tests.docmaker import only_table, p, page, run, tbl, tc, texts, tr, word

NOTES = "<p><sup>1</sup>含加分5分。</p><p>注：<sup>2</sup>以平台记录为准。</p>"
CELLS = [
    ("60<sup>1</sup>", "60"),
    ("扣1<sup>2</sup>分", "扣1分"),
    ("甲<sup>1</sup>、乙<sup>2</sup>", "甲、乙"),
    ("10m<sup>2</sup>", "10m²"),
    ("100平方米<sup>1</sup>", "100平方米"),
    ("10<sup>-2</sup>", "10⁻²"),
    ("10<sup>-1</sup>", "10⁻¹"),
    ("2<sup>3</sup>", "2³"),
    ("12<sup>12</sup>", "12¹²"),
]


@pytest.mark.parametrize(("cell", "text"), CELLS)
def test_marks_of_notes_below_a_table(cell: str, text: str) -> None:
    document = read(page(f"<table><tr><td>指标<td>分值<tr><td>台账<td>{cell}</table>{NOTES}"))
    assert only_table(document)[1][1] == text
    assert texts(document) == ["¹含加分5分。", "注：²以平台记录为准。"]
    marked = "note-mark" in [each.code for each in document.findings]
    assert marked == (text in {"60", "扣1分", "甲、乙", "100平方米"})


def test_without_a_note_a_raised_figure_stays() -> None:
    document = read(page("<table><tr><td>指标<td>分值<tr><td>台账<td>60<sup>1</sup></table>"))
    assert only_table(document)[1][1] == "60¹"


def test_marks_of_a_word_file() -> None:
    raised = run("1", '<w:vertAlign w:val="superscript"/>')
    document = read(
        word(
            tbl(tr("台账", tc(f"<w:p>{run('60')}{raised}</w:p>")))
            + f"<w:p>{raised}{run('含加分。')}</w:p>"
            + p("尾")
        )
    )
    assert only_table(document) == [["台账", "60"]]

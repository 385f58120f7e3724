"""What a row of a table is: data, a heading, a header printed again, a sum, a note, or a form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import regex

from extractors.document import Cell
from normalizers.cells.kinds import kind_of
from normalizers.cells.points import points_at_end
from normalizers.tables.furniture import is_filler, is_form_row, is_template
from normalizers.tables.roles import Column, role_of
from normalizers.tables.rows import Row
from normalizers.tables.totals import total_label
from normalizers.text import patterns
from normalizers.text.labels import NOTE_LABEL, SECTION_NUMBER
from normalizers.text.numerals import integer
from normalizers.text.views import clean, squeeze
from normalizers.vocabulary import alternatives, words

# 一、业务工作  （二）综合工作  第三部分
_MARKED = patterns.made(r"\(?[一二三四五六七八九十]{1,3}[、.)]|第[一二三四五六七八九十]{1,3}部分")
# 一、业务工作（60分。累计扣分不超过20分）: what stands behind the points is said of the heading
_POINTED = patterns.made(
    rf"(?:{_MARKED.pattern})[^。;:!?()\[\]]{{1,20}}[(\[]"
    rf"(?:(?:{alternatives('headers', 'points_words')}):?)?\d{{1,3}}(?:\.\d+)?分"
)
_HEADING_LENGTH = 30

Kind = Literal["data", "heading", "header", "total", "note", "form"]


def kind_of_row(row: Row, table_columns: tuple[Column, ...], scored: Row | None) -> Kind:
    """What a filled row is, from its cells and the next row that says how it is scored."""
    filled = row.filled()
    if not filled:
        return "data"
    if total_label(row, table_columns) is not None:
        return "total"
    text = squeeze(filled[0].text)
    if is_form_row(filled) or _is_templated(filled, table_columns):
        return "form"
    if len(filled) == 1 and role_of(text)[0] == "blank" and kind_of(text) == "scored":
        # 存在问题 beside an empty cell
        return "form"
    headings = [squeeze(cell.text) == squeeze(table_columns[cell.col].header) for cell in filled]
    if sum(headings) > 1 and 2 * sum(headings) > len(filled):
        return "header"
    visible = [
        column for column, cell in zip(table_columns, row.cells, strict=True) if cell and not cell.blank
    ]
    if {column.role for column in visible} == {"number"} and integer(text.rstrip(".、")) is not None:
        # a form's line that is still to be filled in
        return "form"
    labelled = len(filled) == 2 and text in words("notice")["note_labels"]
    if labelled or (len(filled) == 1 and NOTE_LABEL.match(text)):
        return "note"
    if len(filled) == 1 and (spans := _spans(filled[0], table_columns)):
        sentence = regex.search(r"[。;:!?]", text) or len(text) > _HEADING_LENGTH
        if sentence and not _POINTED.match(text):
            return "note" if spans == "row" else "data"
        return "heading" if scored else "data"
    if scored and not says_how(row, table_columns) and _parts(filled, table_columns):
        # 一 | 业务工作 | 50 above 1 | 救助管理 | 20, but not above 二 | 救助管理 | 20
        return "data" if _han_numbered(scored, table_columns) else "heading"
    return "data"


def _is_templated(filled: Sequence[Cell], table_columns: tuple[Column, ...]) -> bool:
    """Whether a program fills in where a name or a text should stand: 整体评价 | ${all}."""
    signs = [cell for cell in filled if is_template(cell.text)]
    text = {"name", "content", "rule"}
    return len(filled) - len(signs) <= 1 and any(table_columns[cell.col].role in text for cell in signs)


def _parts(filled: Sequence[Cell], table_columns: tuple[Column, ...]) -> bool:
    """Whether a row gives only a number in Han, a name and what it counts: 一 | 业务工作 | 50."""
    roles = [table_columns[cell.col].role for cell in filled]
    if not set(roles) <= {"number", "name", "points", "weight"}:
        return False
    texts = [squeeze(cell.text) for cell, role in zip(filled, roles, strict=True) if role == "number"]
    return any((_is_han_number(text) and "name" in roles) or _MARKED.match(text) for text in texts)


def _spans(cell: Cell, table_columns: tuple[Column, ...]) -> Literal["row", "name", ""]:
    """Whether the only cell of a row stands for all of it, or is a name that a number or points mark."""
    text, role = clean(cell.text), table_columns[cell.col].role
    if 2 * cell.col_span > len(table_columns):
        return "row"
    if role == "number" and integer(squeeze(cell.text).strip(".、()")) is None:
        return "row"
    names = [column.index for column in table_columns if column.role == "name"]
    marked = bool(_MARKED.match(text.folded)) or points_at_end(text) is not None
    # 业务 alone in the first of two name columns is the name of a level anyway
    return "name" if role == "name" and cell.col == names[-1] and marked else ""


def says_how(row: Row, table_columns: tuple[Column, ...]) -> bool:
    """Whether a row says how it is scored, or what."""
    cells = [row.cells[column.index] for column in table_columns if column.role in {"rule", "content"}]
    return any(cell is not None and not cell.blank and not is_filler(cell.text) for cell in cells)


def _han_numbered(row: Row, table_columns: tuple[Column, ...]) -> bool:
    cells = [row.cells[column.index] for column in table_columns if column.role == "number"]
    return any(cell is not None and _is_han_number(cell.text) for cell in cells)


def _is_han_number(text: str) -> bool:
    """Whether a text is only a number such as 一, 二、 or （三）."""
    return bool(SECTION_NUMBER.fullmatch(squeeze(text)))

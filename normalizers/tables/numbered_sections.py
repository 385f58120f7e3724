"""Rows numbered in Han above rows numbered in figures: 二、| 日常管护 | 50 | … is the section of 3 and 4."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import regex

from normalizers.cells.points import points_of_cell
from normalizers.tables.roles import Column
from normalizers.tables.rows import Row
from normalizers.tables.totals import total_label
from normalizers.text.numerals import integer
from normalizers.text.views import squeeze

_HAN = regex.compile(r"\(?[一二三四五六七八九十]{1,3}\)?[、.]?")
# 二、日常管护 in one cell over the columns of numbers and names
# and of the names of a table without a column of numbers: 二、日常管护 over 1.清淤
_ITEM = regex.compile(r"\(?\d{1,2}[.、)](?!\d)")
_DOTTED = regex.compile(r"(?P<outer>\d{1,2})(?:[.．-](?P<inner>\d{1,2}))?[.、．]?(?!\d)")
_NAMED = regex.compile(r"(?:\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}[、.])\p{Han}")


def section_rows(rows: Sequence[Row], columns: tuple[Column, ...]) -> frozenset[int]:
    """The places of rows that are sections, though they have a rule, a text or a department of their own.

    That is sure where the points of each numbered in Han are the sum of those numbered in figures below it;
    one with nothing below it is a section that is scored itself. None where a single sum does not fit.
    """
    numbers = [column.index for column in columns if column.role == "number"]
    names = [column.index for column in columns if column.role == "name"]
    numbers = numbers or (names if len(names) == 1 else [])
    scored = [column.index for column in columns if column.role == "points"]
    if not numbers or not scored:
        return frozenset()
    if dotted := _dotted(rows, columns, numbers[0], scored[-1]):
        return dotted
    found: list[tuple[Row, Decimal | None, list[Decimal | None]]] = []
    for row in rows:
        # 4 | 合计 ends the list
        if total_label(row, columns) is not None:
            continue
        label, points = row.cells[numbers[0]], row.cells[scored[-1]]
        if label is None or label.blank or not row.own(numbers[0]) or total_label(row, columns) is not None:
            continue
        text = squeeze(label.text)
        figure = points_of_cell(points.text) if points is not None and row.own(scored[-1]) else None
        spans = (label.col_span > 1 or numbers == names) and bool(_NAMED.match(text))
        if spans or _HAN.fullmatch(text):
            found.append((row, figure, []))
        elif found and (integer(text.strip(".、()")) is not None or (numbers == names and _ITEM.match(text))):
            found[-1][2].append(figure)
    sums = [sum(filter(None, below), Decimal(0)) == points for _, points, below in found if below]
    if not sums or not all(sums) or any(points is None for _, points, _ in found):
        return frozenset()
    return frozenset(row.index for row, _, _ in found)


def _dotted(rows: Sequence[Row], columns: tuple[Column, ...], number: int, scored: int) -> frozenset[int]:
    """The rows numbered 1 and 2 over 1.1, 1.2 and 2.1, where the points of each are the sum of these."""
    sums: dict[str, list[Decimal | None]] = {}
    heads: dict[str, Row] = {}
    for row in rows:
        label, points = row.cells[number], row.cells[scored]
        match = _DOTTED.match(squeeze(label.text)) if label is not None and row.own(number) else None
        if match is None or label is None:
            continue
        figure = points_of_cell(points.text) if points is not None and row.own(scored) else None
        if match["inner"] is None:
            heads[match["outer"]] = row
            sums[match["outer"]] = [figure]
        elif match["outer"] in sums:
            sums[match["outer"]].append(figure)
    below = {number: found for number, found in sums.items() if len(found) > 1}
    fit = all(
        whole is not None and sum(filter(None, parts), Decimal(0)) == whole
        for whole, *parts in below.values()
    )
    return frozenset(heads[number].index for number in below) if below and fit else frozenset()

"""指标表: the flat table that offices and their systems exchange, a row for each item, as Excel.

The names of indicators stand in a column for each level. Read as a notice, the table gives the rubric again:
what stands where, the reader finds by the headings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any, TypeAlias

import regex

from extractors.frozen import frozen
from normalizers.columns import column as column_of
from normalizers.records import Criterion, PartyRole, Total
from normalizers.text.numerals import plain
from pipeline.contract.schema import said as described
from pipeline.export.layout import Layout, Role
from pipeline.export.lost import of_notice
from pipeline.export.model import Lost, Sheet, Writer, Written
from pipeline.export.table.again import owner_of, read_again, unlike
from pipeline.export.wording import band_line
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import band_heading
from pipeline.workbook.cells import LINE, TALLEST, fitting, height_of
from pipeline.workbook.excel import new_workbook, set_up_print

_FORM = "table"
_LEVELS = "一二三四五六七八九"
# an empty cell would carry on the department above it
_NOBODY = "—"
# the title and the headings
_HEAD_LINES = 2
_BARE_NUMBER = regex.compile(r"\d+")
Value: TypeAlias = "str | Decimal | None"


@frozen
class Row:
    """An item with the names above it, outermost first."""

    above: tuple[Criterion, ...]
    item: Criterion


@frozen
class Column:
    """A column of the table: its heading, its width, what it says of a criterion, what an empty cell says."""

    role: Role
    heading: str
    width: float
    value: Callable[[Sheet, Criterion], Value]
    empty: str = ""


def _parties(role: PartyRole) -> Callable[[Sheet, Criterion], str]:
    return lambda of, one: "、".join(
        party.name for party in of.parties(one.criterion_id) if party.role == role
    )


def _weight(of: Sheet, one: Criterion) -> str:
    return "" if one.weight is None else f"{plain(one.weight)}%"


def _text(of: Sheet, one: Criterion) -> str:
    """The text of the item, with each numbered key point on a line of its own, as it was printed."""
    points = (row for item in of.items for row in item.key_points if row.criterion_id == one.criterion_id)
    return _broken(one.text, [point.label + point.text for point in points], before=True)


def _rule(of: Sheet, one: Criterion) -> str:
    """The text of the scoring cell, each band on a line of its own; bands that it does not hold are added."""
    bands = [band for item in of.items for band in item.bands if band.criterion_id == one.criterion_id]
    said = one.text + one.rule_text
    added = [band_line(band_heading(band), band.text) for band in bands if band.grade not in said]
    whole = _broken(one.rule_text, [band.text for band in bands if band.text], before=False)
    return "\n".join(filter(None, (*added, whole)))


def _broken(text: str, parts: Sequence[str], *, before: bool) -> str:
    """A text with a line break before, or after, each of its parts."""
    lines, at = [], 0
    for part in parts:
        found = text.find(part, at)
        if found < 0:
            continue
        end = found if before else found + len(part)
        lines.append(text[at:end])
        at = end
    return "\n".join(filter(None, (*lines, text[at:])))


def _rule_and_deductions(of: Sheet, one: Criterion) -> tuple[str, str]:
    """The text of the scoring cell, parted where behind its bands nothing but deductions follow.

    Behind awards they stay: 达标得满分，不达标不得分 is one rule.
    """
    text = _rule(of, one)
    clauses = [
        row
        for item in of.items
        for row in item.clauses
        if row.criterion_id == one.criterion_id and row.source == "rule"
    ]
    start = clauses[0].start if clauses else None
    if start and any(band.criterion_id == one.criterion_id for item in of.items for band in item.bands):
        behind = one.rule_text[start:]
        if all(row.kind in _TAKES for row in clauses) and text.endswith("\n" + behind):
            return text.removesuffix("\n" + behind), behind
    return text, ""


_TAKES = frozenset({"deduct", "zero", "veto"})
COLUMNS = (
    Column("text", "指标说明", 36, _text),
    Column("rule", "评分标准", 48, lambda of, one: _rule_and_deductions(of, one)[0]),
    Column("points", "分值", 8, lambda of, one: one.points),
    Column("weight", "权重", 8, _weight),
    Column("deductions", "扣分条款", 32, lambda of, one: _rule_and_deductions(of, one)[1]),
    Column("target", "目标值", 12, lambda of, one: one.target),
    Column("unit", "计量单位", 10, lambda of, one: one.unit),
    Column("lead", "责任部门", 16, _parties("lead"), _NOBODY),
    Column("joint", "配合部门", 16, _parties("joint"), _NOBODY),
    Column("assessed", "考核对象", 16, _parties("assessed"), _NOBODY),
    Column("method", "数据来源", 20, lambda of, one: one.method),
    Column("note", "备注", 20, lambda of, one: "\n".join(_notes(of, one.criterion_id))),
)
_SCORES = frozenset({"rule", "points", "weight"})
# without a column of its own, what deducts stands with the other rules
_WHOLE_RULE = Column("rule", "评分标准", 48, _rule)
_BY_ROLE = {column.role: column for column in COLUMNS}
_NUMBER = "序号"


def writer(layout: Layout) -> Writer:
    """What writes tables of this layout."""
    return Writer(partial(write, layout=layout), partial(lost, layout=layout))


def write(sheets: Sequence[Sheet], lang: Lang, layout: Layout) -> Written:
    """The table of one rubric; its headings are Chinese in every `lang`, as are the systems that take it."""
    (of,) = sheets
    payload, table = _written(of, layout)
    return Written(payload, len(table.rows), 0)


def _written(of: Sheet, layout: Layout) -> tuple[bytes, _Table]:
    out = BytesIO()
    with new_workbook(out, of.title) as book:
        table = _Table(of, _rows(of), layout, book)
        table.write()
    return out.getvalue(), table


def _rows(of: Sheet) -> tuple[Row, ...]:
    """The items in the order of the notice."""
    ids = {one.criterion_id for one in of.criteria}
    below: dict[str, list[Criterion]] = defaultdict(list)
    for one in of.criteria:
        below[one.parent_id if one.parent_id in ids else ""].append(one)

    def walk(one: Criterion, above: tuple[Criterion, ...]) -> Iterator[Row]:
        if not below[one.criterion_id]:
            yield Row(above, one)
        for child in below[one.criterion_id]:
            yield from walk(child, (*above, one))

    return tuple(row for top in below[""] for row in walk(top, ()))


class _Table:
    """The cells of one table."""

    def __init__(self, of: Sheet, rows: Sequence[Row], layout: Layout, book: Any) -> None:
        self.of, self.rows, self.merged = of, rows, layout.merged
        # all texts of its cells
        self.said: list[str] = []
        self.told: dict[tuple[Callable[[Sheet, Criterion], Value], str], Value] = {}
        # of each name above items how many rows it has, and what stands below it
        self.under: dict[str, tuple[int, dict[str, Criterion]]] = {}
        for row in rows:
            for at, above in enumerate(row.above):
                count, below = self.under.get(above.criterion_id, (0, {}))
                below |= {one.criterion_id: one for one in (*row.above[at + 1 :], row.item)}
                self.under[above.criterion_id] = count + 1, below
        self.items = {row.item.criterion_id for row in rows}
        self.numbered = _numbered(rows)
        self.depth = max(len(row.above) + bool(row.item.name) for row in rows)
        asked = {role for role, _ in layout.columns}
        self.columns: dict[int, Column] = {}
        self.number_at: int | None = None
        self.name_at = 0
        self.headings: list[str] = []
        self.widths: list[float] = []
        for role, headings in self._laid_out(layout):
            at = len(self.headings)
            if role == "number":
                self.number_at = at
                self._add(headings[0], 6)
            elif role == "name":
                self.name_at = at
                for level in range(self.depth):
                    known = headings[level] if level < len(headings) else f"{_LEVELS[level]}级指标"
                    self._add(known, 16)
            else:
                whole = role == "rule" and asked and "deductions" not in asked
                column = _WHOLE_RULE if whole else _BY_ROLE[role]
                self.columns[at] = column
                self._add(headings[0], column.width)
        self.numbered = self.number_at is not None and self.numbered
        self.points_at = next((at for at, one in self.columns.items() if one.role == "points"), 0)
        # the row after which each partial sum stands, and the sheet's line of each row
        self.sums = _partial_sums(of, rows) if self.points_at else {}
        before = [sum(at < own for at in self.sums) for own in range(len(rows))]
        self.lines = [own + _HEAD_LINES + count for own, count in enumerate(before)]
        font = {"font_name": "宋体", "font_size": 10.5, "border": 1, "valign": "vcenter"}
        self.sheet = book.add_worksheet("指标表")
        self.cell = book.add_format({**font, "text_wrap": True})
        self.middle = book.add_format({**font, "text_wrap": True, "align": "center"})
        bold = {**font, "align": "center", "bold": True}
        self.head = book.add_format({**bold, "text_wrap": True, "bg_color": "#E7ECF3"})
        self.title = book.add_format({**bold, "border": 0, "font_size": 16})

    def _add(self, heading: str, width: float) -> None:
        self.headings.append(heading)
        self.widths.append(width)

    def _laid_out(self, layout: Layout) -> Sequence[tuple[Role, tuple[str, ...]]]:
        """The columns that are asked for; else those that the rubric fills."""
        if layout.columns:
            named = any(role == "name" for role, _ in layout.columns)
            return layout.columns if named else (("name", ()), *layout.columns)
        ones = [one for row in self.rows for one in (*row.above, row.item)]
        filled = [column for column in COLUMNS if any(self._value(column, one) is not None for one in ones)]
        if not any(column.role in _SCORES for column in filled):
            # without a heading that scores nobody sees that it is a 指标表; the points stand behind the names
            filled.append(_BY_ROLE["points"])
        number: list[tuple[Role, tuple[str, ...]]] = [("number", (_NUMBER,))] if self.numbered else []
        return [*number, ("name", ()), *((one.role, (self._heading(one, filled),)) for one in filled)]

    def write(self) -> None:
        """The title, the headings, a row for each item, the total, the notes."""
        set_up_print(self.sheet)
        self._merged(0, 0, 0, len(self.headings) - 1, self.of.title, self.title)
        self.sheet.set_row(0, 2 * LINE)
        self.sheet.set_row(1, 1.5 * LINE)
        for at, (heading, width) in enumerate(zip(self.headings, self.widths, strict=True)):
            self.sheet.set_column(at, at, width)
            self.sheet.write(1, at, heading, self.head)
        self.sheet.freeze_panes(2, 0)
        self.sheet.repeat_rows(1)
        for at, row in zip(self.lines, self.rows, strict=True):
            self._row(at, row)
        self._names()
        self._numbers()
        for after, total in self.sums.items():
            self._sum(self.lines[after] + 1, total)
        for at, column in self.columns.items():
            self._values(at, column)
        self._below(self.lines[-1] + 1 + (len(self.rows) - 1 in self.sums))

    def _heading(self, column: Column, filled: Sequence[Column]) -> str:
        """Where rules stand in the text of the items, its heading says so."""
        ruled = any(one.role == "rule" for one in filled)
        if column.role == "text" and not ruled and any(item.clauses for item in self.of.items):
            return "考核内容及标准"
        return column.heading

    def _row(self, at: int, row: Row) -> None:
        values = ((str(self._told(one, row.item) or ""), one.width) for one in self.columns.values())
        heights = [height_of(text, width) for text, width in values]
        self.sheet.set_row(at, min(max((LINE, *heights)) + 6, TALLEST))

    def _numbers(self) -> None:
        """The number of each item, or of the name above it, over its rows."""
        if self.number_at is None:
            return
        start = 0
        owners = [_number_of(row) if self.numbered else row.item for row in self.rows]
        for at in range(1, len(owners) + 1):
            if at < len(owners) and owners[at] is owners[start]:
                continue
            label: Value = owners[start].label
            if self.numbered and label:
                label = Decimal(str(label))
            spans = self._spans(start, at - 1)
            if owners[start] is not self.rows[start].item:
                # printed again, the number of a name would be that of each item
                spans = spans[:1]
            for top, bottom in spans:
                first, last = self.lines[top], self.lines[bottom]
                self._merged(first, self.number_at, last, self.number_at, label, self.middle)
            start = at

    def _sum(self, at: int, total: Total) -> None:
        """A row with a printed sum."""
        for empty in range(len(self.headings)):
            self.sheet.write(at, empty, "", self.cell)
        self._merged(at, 0, at, self.points_at - 1, total.label, self.middle)
        self.sheet.write(at, self.points_at, total.points, self.middle)

    def _names(self) -> None:
        """Each name over its rows; one without further names below it over the columns that are left."""
        for level in range(self.depth):
            for start, end, one in self._runs(level):
                last = self.depth - 1 if self._at(start, level + 1) is None else level
                name = self._name(one)
                left, right = self.name_at + level, self.name_at + last
                for top, bottom in self._spans(start, end):
                    self._merged(self.lines[top], left, self.lines[bottom], right, name, self.cell)

    def _spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """Some rows as one, or each by itself."""
        return [(start, end)] if self.merged else [(row, row) for row in range(start, end + 1)]

    def _runs(self, level: int) -> Iterator[tuple[int, int, Criterion]]:
        """First and last row of each name of a level."""
        start = 0
        for at in range(1, len(self.rows) + 1):
            own = self._at(start, level)
            if at == len(self.rows) or self._at(at, level) is not own:
                if own is not None:
                    yield start, at - 1, own
                start = at

    def _at(self, row: int, level: int) -> Criterion | None:
        above, item = self.rows[row].above, self.rows[row].item
        if level < len(above):
            return above[level]
        return item if level == len(above) < self.depth else None

    def _name(self, one: Criterion) -> str:
        item = one.criterion_id in self.items
        told = self.number_at is not None and (item or (self.numbered and one.label != ""))
        label = "" if told else one.label
        if _BARE_NUMBER.fullmatch(label):
            # 1第一环节 would be a name
            label += "、"
        behind = ""
        if one.points is not None and self._behind_the_name(_BY_ROLE["points"], one):
            behind += f"（{plain(one.points)}分）"
        if one.weight is not None and self._behind_the_name(_BY_ROLE["weight"], one):
            behind += f"（权重{_weight(self.of, one)}）"
        name = one.name or ("" if item else one.text)
        core = "★" if one.core and "★" not in name else ""
        return f"{label}{core}{name}{behind}"

    def _behind_the_name(self, column: Column, one: Criterion) -> bool:
        """Whether points or a weight stand behind a name: those below it have the column, or it has one row.

        A cell beside one row would be that of the item in it.
        """
        if column.role not in {"points", "weight"} or one.criterion_id not in self.under:
            return False
        rows, below = self.under[one.criterion_id]
        if not self.merged or rows == 1:
            return True
        return any(self._told(column, other) not in ("", None) for other in below.values())

    def _told(self, column: Column, one: Criterion) -> Value:
        """What a column says of a criterion; found once, as a rule is put together from all its bands."""
        key = column.value, one.criterion_id
        if key not in self.told:
            self.told[key] = column.value(self.of, one)
        return self.told[key]

    def _values(self, at: int, column: Column) -> None:
        """What a column says: of an item in its row, of a name above over the rows of that."""
        look = self.middle if column.width < 20 else self.cell
        row = 0
        while row < len(self.rows):
            end, value = row, self._value(column, self.rows[row].item)
            owner = next((one for one in self.rows[row].above if self._value(column, one) is not None), None)
            if value is None and owner is not None:
                value = self._value(column, owner)
                while end + 1 < len(self.rows) and self._carries_on(self.rows[end + 1], owner, column):
                    end += 1
            for top, bottom in self._spans(row, end):
                said = column.empty if value is None else value
                self._merged(self.lines[top], at, self.lines[bottom], at, said, look)
            row = end + 1

    def _value(self, column: Column, one: Criterion) -> Value:
        """What a column says of a criterion; nothing where that stands behind its name."""
        value = self._told(column, one)
        return None if value == "" or self._behind_the_name(column, one) else value

    def _carries_on(self, row: Row, owner: Criterion, column: Column) -> bool:
        return owner in row.above and self._value(column, row.item) is None

    def _below(self, at: int) -> None:
        """The printed total, and the notes."""
        if (total := _total(self.of)) is not None and self.points_at:
            self._sum(at, total)
            at += 1
        for note in _notes(self.of, ""):
            self._merged(at, 0, at, len(self.headings) - 1, note, self.cell)
            self.sheet.set_row(at, min(height_of(note, sum(self.widths)) + 4, TALLEST))
            at += 1

    def _merged(self, top: int, left: int, bottom: int, right: int, value: Value, look: Any) -> None:
        """A cell, or several as one."""
        if isinstance(value, str):
            value = fitting(value)
        if (top, left) != (bottom, right):
            self.sheet.merge_range(top, left, bottom, right, "", look)
        if value in ("", None):
            self.sheet.write_blank(top, left, None, look)
        elif isinstance(value, str):
            self.said.append(value)
            # a text that begins with = is no formula
            self.sheet.write_string(top, left, value, look)
        else:
            self.sheet.write_number(top, left, value, look)


def _numbered(rows: Sequence[Row]) -> bool:
    """Whether the numbers are bare ones, of items or of names above them, and no row has two."""
    each = [[one.label for one in (*row.above, row.item) if one.label] for row in rows]
    labels = [label for own in each for label in own]
    return (
        bool(labels) and max(map(len, each)) == 1 and all(_BARE_NUMBER.fullmatch(label) for label in labels)
    )


def _number_of(row: Row) -> Criterion:
    """The item of a row, or the name above it that has the number."""
    return next((one for one in row.above if one.label), row.item)


def _partial_sums(of: Sheet, rows: Sequence[Row]) -> dict[int, Total]:
    """The sums that are printed below a part of the table (小计), by the last row of what they cover."""
    partial = [one for one in _totals(of)[:-1] if one.points is not None]
    found: dict[int, Total] = {}
    tops = [row.above[0] if row.above else row.item for row in rows]
    ends = [at for at, top in enumerate(tops) if at + 1 == len(tops) or tops[at + 1] is not top]
    start = 0
    for end in ends:
        points = [row.item.points for row in rows[start : end + 1] if row.item.points is not None]
        if partial and partial[0].points in (tops[end].points, sum(points)):
            found[end] = partial.pop(0)
        start = end + 1
    return found


def _totals(of: Sheet) -> list[Total]:
    return [one for one in of.records.totals if one.rubric_id == of.rubric.rubric_id]


def _total(of: Sheet) -> Total | None:
    """The printed sum of all, which stands last."""
    own = [one for one in _totals(of) if one.points is not None]
    return own[-1] if own else None


def _notes(of: Sheet, criterion_id: str) -> list[str]:
    """Notes of a criterion, or of the whole rubric, that stand in no text of one."""
    said = "".join(f"{one.text}\n{one.rule_text}\n" for one in of.criteria)
    own = (note for note in of.records.notes if note.rubric_id == of.rubric.rubric_id)
    notes = [note.text for note in own if note.criterion_id == criterion_id and note.text not in said]
    if not criterion_id:
        # rules of the running text of a notice
        said += "\n".join(notes)
        notes += [one.text for one in of.clauses if not one.criterion_id and one.text not in said]
    return notes


def lost(sheets: Sequence[Sheet], lang: Lang, layout: Layout) -> Iterator[Lost]:
    """What is another when the table is read as a notice, which is tried; and what belongs to the notice."""
    (of,) = sheets
    payload, table = _written(of, layout)
    here = "".join(table.said)
    for name, row, differing in unlike(of, read_again(payload)):
        words = next((text for text in (getattr(row, "text", ""), getattr(row, "name", "")) if text), "")
        said = "；".join(described(column_of(name, one), lang) for one in differing)
        kept = "".join(words.split()) in "".join(here.split())
        yield Lost(_FORM, owner_of(name, row), "reread", said, words, kept)
    yield from of_notice(of.records, _FORM, set(), lang)

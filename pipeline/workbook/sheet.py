"""What the sheet of a rubric holds, before it is drawn: lines of criteria and columns of cells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from extractors.frozen import frozen
from normalizers.records import (
    Band,
    Clause,
    Criterion,
    FindingRow,
    KeyPoint,
    Note,
    Party,
    Record,
    Records,
    Rubric,
    Tier,
    Total,
)
from normalizers.text.numerals import plain
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import MARKS, SEVERITIES, band_heading, in_short, value_in_words
from pipeline.messages.words import say
from pipeline.workbook.columns import RUBRIC, SEQ, in_cell

_SPACE = re.compile(r"\s+")


@frozen
class Text:
    """A cell's text as pieces, bold or plain; `faint` where it repeats what stands above."""

    pieces: tuple[tuple[str, bool], ...] = ()
    faint: bool = False
    severity: str = ""

    def __str__(self) -> str:
        """The words without their looks."""
        return "".join(piece for piece, _ in self.pieces)


Cell = Text | Decimal | None


@frozen
class Column:
    """A heading, the usual and the greatest width in half-width characters, a cell for each line."""

    heading: str
    width: int
    widest: int
    cells: tuple[Cell, ...]


@frozen
class Line:
    """A line of the sheet: a criterion below the criteria of `above`, the top one first."""

    criterion: Criterion
    above: tuple[Criterion, ...]


class Owned:
    """The records of a notice by the criterion that they belong to."""

    def __init__(self, records: Records) -> None:
        """Sorts `records` once."""
        self.children = _by("parent_id", records.criteria)
        self.key_points: dict[str, list[KeyPoint]] = _by("criterion_id", records.key_points)
        self.bands: dict[str, list[Band]] = _by("criterion_id", records.bands)
        self.clauses: dict[str, list[Clause]] = _by("criterion_id", records.clauses)
        self.notes: dict[str, list[Note]] = _by("criterion_id", records.notes)
        self.tiers: dict[str, list[Tier]] = _by("clause_id", records.tiers)
        self.parties: dict[str, list[Party]] = _by("owner_id", records.parties)
        self.totals: dict[str, list[Total]] = _by("rubric_id", records.totals)

    def lines(self, tops: Iterable[Criterion], above: tuple[Criterion, ...] = ()) -> list[Line]:
        """A line for each criterion that has no criteria below it, or has content of its own."""
        lines = []
        for criterion in tops:
            below = self.children.get(criterion.criterion_id, [])
            if not below or self._speaks(criterion):
                lines.append(Line(criterion, above))
            lines += self.lines(below, (*above, criterion))
        return lines

    def _speaks(self, criterion: Criterion) -> bool:
        own = criterion.criterion_id
        rows = (self.key_points, self.bands, self.clauses, self.notes)
        return bool(criterion.text or criterion.rule_text or any(table.get(own) for table in rows))


def columns(rubric: Rubric, lines: Sequence[Line], owned: Owned, lang: Lang) -> list[Column]:
    """The columns of a rubric's sheet, but for the findings; those without content are left out."""
    paths = [(*line.above, line.criterion) for line in lines]
    depth = max((sum(bool(c.name) for c in path) for path in paths), default=0)
    flat = not any(line.above for line in lines)
    made = [Column(say(f"label.{SEQ.key}", lang), SEQ.width, SEQ.widest, _numbers(lines, flat))]
    for level in range(depth):
        heading = (
            say("label.criterion", lang)
            if depth == 1
            else say("label.criterion_level", lang, level=_numeral(level, lang))
        )
        names = [_name(path, level) for path in paths]
        # a name is written on every line, so that a filter finds them all, but only once in black
        cells = tuple(
            Text(now.pieces, faint=index > 0 and bool(str(now)) and now == names[index - 1])
            for index, now in enumerate(names)
        )
        made.append(Column(heading, 18, 26, cells))
    found = {head.key: tuple(_cell(head.key, line, owned, lang) for line in lines) for head in RUBRIC}
    made += [
        Column(say(f"label.{head.key}", lang), head.width, head.widest, found[head.key]) for head in RUBRIC
    ]
    if not _filled(found["rules"]):  # the items themselves hold the scoring: room for them
        made[depth + 1] = replace(made[depth + 1], width=70, widest=110)
    always = {say(f"label.{head.key}", lang) for head in (SEQ, *RUBRIC) if head.always}
    return [column for column in made if column.heading in always or _filled(column.cells)]


def cells_of(line: Line, owned: Owned, lang: Lang) -> list[Cell]:
    """The cells of a line below all headings of a rubric, also those that are blank."""
    return [_cell(head.key, line, owned, lang) for head in RUBRIC]


def _cell(key: str, line: Line, owned: Owned, lang: Lang) -> Cell:
    """The cell of a line below a heading."""
    match key:
        case "key_points":
            return _content(line.criterion, owned)
        case "rules":
            return _rules(line.criterion, owned)
        case "read_as":
            return _read_as(line.criterion, owned, lang)
        case "parties":
            return _people(line, owned)
        case _:
            return plain_cell("criteria", line.criterion, key, lang)


def plain_cell(table: str, row: Record, key: str, lang: Lang) -> Cell:
    """A figure as a figure; several values of a cell as text, one behind another."""
    values = [value for name in in_cell(table, key) if (value := getattr(row, name)) not in (None, "")]
    if all(isinstance(value, Decimal) for value in values) and len(values) < 2:
        return values[0] if values else None
    return _plain(" ".join(value_in_words(value, lang) for value in values))


def _filled(cells: Sequence[Cell]) -> bool:
    return any(cell is not None and str(cell) for cell in cells)


def doubts(rows: Sequence[FindingRow], lang: Lang) -> Text:
    """The findings of a line in one cell, worst first, each with its level as a word."""
    rows = sorted(rows, key=lambda row: SEVERITIES.index(row.severity))
    pieces = []
    for index, row in enumerate(rows):
        pieces.append(
            (
                ("\n" if index else "") + f"{MARKS[row.severity]} {say(f'severity.{row.severity}', lang)} ",
                True,
            )
        )
        pieces.append((row.message, False))
    return Text(tuple(pieces), severity=rows[0].severity if rows else "")


def _numbers(lines: Sequence[Line], flat: bool) -> tuple[Text, ...]:
    """The printed numbers in a table of one level that has some (加分项 may have none), else the places."""
    if flat and any(line.criterion.label for line in lines):
        return tuple(_plain(line.criterion.label) for line in lines)
    return tuple(_plain(line.criterion.criterion_id.rpartition("/")[2]) for line in lines)


def _numeral(level: int, lang: Lang) -> str:
    numerals = say("number.levels", lang)
    return numerals[level] if level < len(numerals) else str(level + 1)


def _name(path: tuple[Criterion, ...], level: int) -> Text:
    named = [criterion for criterion in path if criterion.name]
    if level >= len(named):
        return Text()
    criterion = named[level]
    name = ("★" if criterion.core else "") + criterion.name
    if len(path) > 1 and criterion.label and not name.startswith(criterion.label):
        name = f"{criterion.label} {name}"
    if criterion is not path[-1] and criterion.points is not None:
        name += f"（{plain(criterion.points)}）"
    return _plain(name)


def _content(criterion: Criterion, owned: Owned) -> Text:
    """The key points, a line each, where they hold the whole text; else the text as printed."""
    points = owned.key_points.get(criterion.criterion_id, [])
    listed = "\n".join(f"{point.label} {point.text}".strip() for point in points)
    return _plain(listed if _same(listed, criterion.text) or not criterion.text else criterion.text)


def _rules(criterion: Criterion, owned: Owned) -> Text:
    """Bands with the grade in bold, else the cell as printed; then clauses and notes that are not in it."""
    own = criterion.criterion_id
    pieces: list[tuple[str, bool]] = []
    bands = owned.bands.get(own, [])
    for band in bands:
        pieces += [(band_heading(band), True), (f"：{band.text}\n", False)]
    if not bands and criterion.rule_text:
        pieces.append((criterion.rule_text + "\n", False))
    told = _squeezed(criterion.text + "".join(words for words, _ in pieces))
    clauses = (clause.text for clause in owned.clauses.get(own, []))
    notes = (note.text for note in owned.notes.get(own, []))
    for text in (*clauses, *notes):
        if _squeezed(text) not in told:
            pieces.append((text + "\n", False))
            told += _squeezed(text)
    if pieces:
        pieces[-1] = (pieces[-1][0].rstrip("\n"), pieces[-1][1])
    return Text(tuple(piece for piece in pieces if piece[0]))


def _read_as(criterion: Criterion, owned: Owned, lang: Lang) -> Text:
    """The clauses as the tool understood them, a line each, to hold against the text."""
    clauses = owned.clauses.get(criterion.criterion_id, [])
    return _plain(
        "\n".join(in_short(clause, owned.tiers.get(clause.clause_id, []), lang) for clause in clauses)
    )


def _people(line: Line, owned: Owned) -> Text:
    """The departments of the criterion, or faintly those of the nearest one above that has some."""
    for criterion in (line.criterion, *reversed(line.above)):
        if parties := owned.parties.get(criterion.criterion_id):
            names = "\n".join(party.name for party in parties)
            inherited = criterion is not line.criterion or all(party.inherited for party in parties)
            return Text(((names, False),), faint=inherited)
    return Text()


def _plain(text: str) -> Text:
    return Text(((text, False),)) if text else Text()


def _same(one: str, other: str) -> bool:
    return _squeezed(one) == _squeezed(other)


def _squeezed(text: str) -> str:
    return _SPACE.sub("", text)


def _by(column: str, rows: Sequence[Any]) -> dict[str, list[Any]]:
    table: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        if key := getattr(row, column):
            table[key].append(row)
    return dict(table)

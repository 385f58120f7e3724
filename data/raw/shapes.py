"""The shapes of the invented notices: what is printed, without its layout."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row of a rubric as printed; no department means that the cell above goes on (merged)."""

    name: str
    points: str
    department: str | None
    key_points: tuple[str, ...]
    rule: tuple[str, ...]
    bonus: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A ruled cell: its paragraphs, the rows and columns that it covers; a short one is centred."""

    lines: tuple[str, ...] = ()
    rows: int = 1
    columns: int = 1
    short: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a ruled table; None where a cell above or to the left goes on.

    The first `head` rows are the header. `plain` are the rows that are centred throughout: headers, totals.
    """

    rows: tuple[tuple[Cell | None, ...], ...]
    plain: frozenset[int]
    head: int = 1

    def owners(self) -> dict[tuple[int, int], tuple[int, int]]:
        """For each place (row, column) the place of the cell that covers it."""
        return {
            (row + down, column + across): (row, column)
            for row, cells in enumerate(self.rows)
            for column, cell in enumerate(cells)
            if cell
            for down in range(cell.rows)
            for across in range(cell.columns)
        }


@dataclass(frozen=True, slots=True)
class Rubric:
    """A ruled table: columns as (field, header), its rows, its total row; title and note may be empty.

    `numbers` are the printed numbers where they are not simply 1, 2, 3.
    """

    title: str
    columns: tuple[tuple[str, str], ...]
    criteria: tuple[Criterion, ...]
    filler: str
    total: str = "100"
    note: str = ""
    numbers: tuple[str, ...] = ()

    def rows(self) -> list[tuple[str, Criterion]]:
        """The printed number and the criterion of each row; a bonus row has no number."""
        counted = iter(self.numbers or [str(n + 1) for n in range(len(self.criteria))])
        return [("" if criterion.bonus else next(counted), criterion) for criterion in self.criteria]


@dataclass(frozen=True, slots=True)
class Item:
    """An indicator or a scoring item: its cells by field, and what stands below it.

    `points` is what counts for the total; an item that is not `scored` (bonus, veto) does not.
    """

    cells: Mapping[str, str]
    points: str = ""
    below: tuple[Item, ...] = ()
    scored: bool = True

    def paths(self) -> list[tuple[Item, ...]]:
        """The ways from here down to each item of the lowest level."""
        if not self.below:
            return [(self,)]
        return [(self, *path) for item in self.below for path in item.paths()]


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table of indicators with items below them: columns as (field, header).

    A cell of an indicator covers the rows of its items. `subtotal` and `total` are the labels of sum rows,
    `printed_total` the figure of the total; `over` are headers above a run of columns as (header, first
    field, last field); the header comes again before the indicators at `again`.
    """

    title: str
    columns: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]
    subtotal: str = ""
    total: str = ""
    printed_total: str = "100"
    note: str = ""
    over: tuple[tuple[str, str, str], ...] = ()
    again: tuple[int, ...] = ()
    short: tuple[str, ...] = ("number", "name", "points", "department")

    def grid(self) -> Grid:
        """Its cells: header, items, sums."""
        header = self._header()
        rows = list(header)
        plain = set(range(len(header)))
        for place, item in enumerate(self.items):
            if place in self.again:
                plain.update(range(len(rows), len(rows) + len(header)))
                rows += header
            rows += self._rows(item)
            if self.subtotal and item.scored:
                plain.add(len(rows))
                rows.append(self._sum(self.subtotal, item.points))
        if self.total:
            plain.add(len(rows))
            rows.append(self._sum(self.total, self.printed_total))
        return Grid(tuple(rows), frozenset(plain), len(header))

    def _header(self) -> list[tuple[Cell | None, ...]]:
        deep = 2 if self.over else 1
        fields = [field for field, _ in self.columns]
        upper: list[Cell | None] = [Cell((word,), rows=deep, short=True) for _, word in self.columns]
        lower: list[Cell | None] = [None] * len(fields)
        for word, first, last in self.over:
            begin, end = fields.index(first), fields.index(last) + 1
            lower[begin:end] = [Cell((header,), short=True) for _, header in self.columns[begin:end]]
            upper[begin:end] = [Cell((word,), columns=end - begin, short=True), *[None] * (end - begin - 1)]
        return [tuple(upper), tuple(lower)][:deep]

    def _rows(self, item: Item) -> list[tuple[Cell | None, ...]]:
        paths = item.paths()
        rows = []
        for place, path in enumerate(paths):
            cells: list[Cell | None] = []
            for field, _ in self.columns:
                owner = next((node for node in reversed(path) if field in node.cells), path[-1])
                if place and any(node is owner for node in paths[place - 1]):
                    cells.append(None)
                    continue
                text = owner.cells.get(field, "")
                span = sum(any(node is owner for node in other) for other in paths)
                lines = tuple(text.split("\n")) if text else ()
                cells.append(Cell(lines, rows=span, short=field in self.short))
            rows.append(tuple(cells))
        return rows

    def _sum(self, label: str, figure: str) -> tuple[Cell | None, ...]:
        """A sum row: the label as far as the points column, the figure in it."""
        before = [field for field, _ in self.columns].index("points")
        after = len(self.columns) - before - 1
        covered = [None] * (before - 1)
        return (
            Cell((label,), columns=before, short=True),
            *covered,
            Cell((figure,), short=True),
            *[Cell()] * after,
        )


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex (附件) of running text: its title and its paragraphs."""

    title: str
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice from its head to its copies line, each may be empty; `file` is the name of its file."""

    file: str
    head: str
    number: str
    title: tuple[str, ...]
    recipients: str
    body: tuple[str, ...]
    signed: str
    date: str
    public: str
    rubrics: tuple[Rubric | Table, ...]
    copies: str
    annexes: tuple[Annex, ...] = ()


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake made on purpose: where it is printed and the finding that it should give."""

    file: str
    rubric: int
    finding: str
    what: str


@dataclass(frozen=True, slots=True)
class Change:
    """A change between two years of an issuer: names of criteria, joined by ；, or of a rubric, in both."""

    kind: str
    before: str
    after: str
    what: str = ""


def amended(criterion: Criterion, words: Mapping[str, str]) -> Criterion:
    """The criterion with words replaced in its key points and rule, all at once; ValueError if one is absent.

    A line break in a replacement begins a new line of the cell.
    """
    lines = ("\n".join(criterion.key_points), "\n".join(criterion.rule))
    absent = [old for old in words if old not in lines[0] + lines[1]]
    if absent:
        raise ValueError(f"{criterion.name}: {absent}")
    old_words = re.compile("|".join(map(re.escape, words)))
    key_points, rule = (old_words.sub(lambda match: words[match[0]], text).split("\n") for text in lines)
    return replace(criterion, key_points=tuple(key_points), rule=tuple(rule))

"""The tables of a notice as they are printed (原表): merged cells, headings, titles, notes, in order."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import pairwise

from extractors.document import Cell, Paragraph, Table
from extractors.frozen import frozen
from extractors.tables.page_breaks import OPENING
from extractors.tables.table_head import header_size
from normalizers.notice.sections import is_label
from normalizers.records import Printed
from normalizers.steps.state import Assembly
from normalizers.tables.header import find_header
from normalizers.text import patterns
from normalizers.text.shown_figures import shown_figure
from normalizers.text.views import clean
from normalizers.text.widths import halves

# fields of records whose cells are figures that are added up
_FIGURES = frozenset({"points", "weight"})
_WHOLE = 1000
# what a line leaves free at its end, in half-width characters, when the next word did not fit
_SLACK = 6
_FORM = patterns.made(r"[:：]\s*\p{Han}*\s{2,}|年\s+月")
_SPACE = patterns.made(r"\s+")
_ENDS = tuple("。；;：:！!？?")
_TEXT_FILE = patterns.made(r"(?:^|/)line \d")


@frozen
class _Read:
    """A table as it was read, with what stands around it."""

    table: Table
    rubric_ids: tuple[str, ...] = ()
    label: tuple[Paragraph, ...] = ()
    title: tuple[Paragraph, ...] = ()
    above: tuple[Paragraph, ...] = ()
    below: tuple[Paragraph, ...] = ()
    tasks: bool = False


def as_printed(notice: Assembly) -> tuple[Printed, ...]:
    """A row for each table that the source draws; of prose there is none."""
    at = {id(block): number for number, block in enumerate(notice.document.blocks)}
    figures = {id(one.unit) for one in notice.draft.quotes if one.field in _FIGURES}
    found = [one for one in _found(notice, at) if not one.table.outline]
    # the halves of a table that was taken apart are one again
    drawn: dict[int, list[_Read]] = defaultdict(list)
    for one in sorted(found, key=lambda one: at[id(one.table)]):
        drawn[id(one.table.drawn or one.table)].append(one)
    return tuple(_row(notice.notice_id, seq, parts, figures) for seq, parts in enumerate(drawn.values(), 1))


def _found(notice: Assembly, at: Mapping[int, int]) -> Iterator[_Read]:
    parts, first = notice.parts, 0
    for place in parts.places:
        rubrics = notice.rubrics[first : first + len(place.raw)]
        first += len(place.raw)
        scope = (place.scope,) if place.scope else ()
        yield _Read(
            place.table,
            tuple(one.rubric_id for one in rubrics),
            tuple(line for line in place.title if is_label(line)),
            tuple(line for line in place.title if not is_label(line)),
            tuple(sorted((*scope, *place.remarks), key=lambda line: at[id(line)])),
            tuple(place.below),
        )
    for listed in parts.task_tables:
        title = (listed.title,) if isinstance(listed.title, Paragraph) else ()
        yield _Read(listed.table, title=title, tasks=True)
    yield from map(_Read, parts.other_tables)


def _row(notice_id: str, seq: int, parts: Sequence[_Read], figures: Set[int]) -> Printed:
    """The row of a drawn table, of which there may be several readings."""
    read = parts[0].table
    table = read.drawn or read
    # a cell that was moved is another one, at the same place of the source
    counting = {id(cell.fragments) for one in parts for cell in one.table.cells if id(cell) in figures}
    header = find_header(table.grid())
    return Printed(
        notice_id=notice_id,
        seq=seq,
        rubric_ids="；".join(rubric for one in parts for rubric in one.rubric_ids),
        page=table.anchor.page,
        label=_lines([line for one in parts for line in one.label]),
        title=_lines([line for one in parts for line in one.title]),
        above=_lines([line for one in parts for line in one.above]),
        below=_lines([line for one in parts for line in one.below]),
        tasks=any(one.tasks for one in parts),
        columns=table.cols,
        header_rows=header.end if header else min(header_size(table), table.rows - 1),
        widths=_widths(table),
        cells=_cells(table, counting),
    )


def _lines(paragraphs: Sequence[Paragraph]) -> str:
    return "\n".join(_line(one.text) for one in paragraphs)


def _line(text: str) -> str:
    """A line as it is printed: the spaces of a form are room to write in (考核日期：  年  月  日)."""
    spaced = any(space in text for space in " \u3000\t")
    return _SPACE.sub("  ", text.strip()) if spaced and _FORM.search(text) else clean(text).value


def _widths(table: Table) -> str:
    whole = sum(table.widths)
    if len(table.widths) != table.cols or not whole:
        return ""
    return "；".join(str(max(1, round(_WHOLE * width / whole))) for width in table.widths)


def _cells(table: Table, counting: Set[int]) -> str:
    """The cells as JSON; none of them covers a place of another."""
    room = _room(table) if any(map(_is_wrapped, table.cells)) else {}
    taken: set[tuple[int, int]] = set()
    shown: list[list[object]] = []
    for cell in table.cells:
        rows, cols = _free(table, cell, taken)
        if not rows:
            continue
        text = printed_text(cell, room.get((cell.col, cell.col_span), 0))
        one = [cell.row + 1, cell.col + 1, rows, cols, text]
        counts = id(cell.fragments) in counting and shown_figure(text) is not None
        shown.append([*one, 1] if counts else one)
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def _free(table: Table, cell: Cell, taken: set[tuple[int, int]]) -> tuple[int, int]:
    """How many rows and columns of a cell no other has taken, which are taken then.

    A broken source has two cells in one place.
    """
    widest = min(cell.col_span, table.cols - cell.col)
    cols = next((at for at in range(widest) if (cell.row, cell.col + at) in taken), widest)
    rows = 0
    for row in range(cell.row, min(cell.row + cell.row_span, table.rows) if cols else cell.row):
        across = [(row, cell.col + at) for at in range(cols)]
        if not taken.isdisjoint(across):
            break
        taken.update(across)
        rows += 1
    return rows, cols


def _room(table: Table) -> dict[tuple[int, int], float]:
    """The widest line of the cells in each column (or columns, where they are merged)."""
    room: dict[tuple[int, int], float] = defaultdict(float)
    for cell in table.cells:
        place = cell.col, cell.col_span
        room[place] = max(room[place], *map(halves, cell.text.split("\n")))
    return room


def printed_text(cell: Cell, room: float) -> str:
    """The text of a cell with the line breaks of who wrote it, without those of the layout.

    Where the source holds lines as they were set, a line was ended by its author if the next one begins with
    a number of its own (2. …, 一般（9-13分）) or would have had room.
    """
    lines = [line for line in cell.text.split("\n") if line.strip()]
    if not lines:
        return ""
    if not _is_wrapped(cell):
        return "\n".join(filter(None, map(_line, lines)))
    parts = [lines[:1]]
    for before, line in pairwise(lines):
        if _is_ended(before.strip(), line.strip(), room):
            parts.append([line])
        else:
            parts[-1].append(line)
    return "\n".join(filter(None, (clean("\n".join(part)).value for part in parts)))


def _is_wrapped(cell: Cell) -> bool:
    """Whether the source holds lines as they were set."""
    return cell.anchor.box is not None or bool(_TEXT_FILE.search(cell.anchor.path))


def _is_ended(line: str, following: str, room: float) -> bool:
    """Whether a line was ended by who wrote it, and not where it was full.

    投标报 / 价（20分） in a narrow column looks like a grade with its points, yet no character had room.
    """
    wide = halves(line)
    opening = OPENING.match(following)
    if opening is not None and (line.endswith(_ENDS) or wide + 2 <= room) and not opening[0][-1].isdecimal():
        return True
    if line.endswith(_ENDS):
        return opening is not None or wide + _SLACK <= room
    return wide + _SLACK <= room and (opening is not None or 2 * wide <= room)

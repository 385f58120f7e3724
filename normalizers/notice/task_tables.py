"""Tables of tasks (任务 | 责任单位 | 完成时限): what is to be done, by whom and by when, and no scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import takewhile
from typing import Literal

import regex

from extractors.document import Cell, Paragraph, Table
from extractors.frozen import frozen
from normalizers.cells.parties import ends_like_organisation, parties
from normalizers.draft import Draft
from normalizers.notice.tasks import read_targets
from normalizers.records import Party, PartyRole, Task
from normalizers.tables.content import mostly, scores
from normalizers.tables.furniture import is_filler, is_form
from normalizers.tables.header import Header, header_at
from normalizers.tables.roles import role_of
from normalizers.text import patterns
from normalizers.text.headings import Head, head
from normalizers.text.labels import NOTE_LABEL, SECTION_NUMBER
from normalizers.text.numerals import integer
from normalizers.text.views import Text, clean, squeeze
from normalizers.vocabulary import alternatives, words

Kind = Literal["number", "section", "text", "more", "lead", "joint", "due", "blank"]
Grid = Sequence[Sequence[Cell | None]]

_HEAD_ROWS = 8
_LONGEST_HEADING = 12
_SECTION_LENGTH = 40
_BRACKET = patterns.made(r"[(（][^()（）]*[)）]")
_HEADINGS: dict[str, Kind] = {
    "due_headings": "due",
    "joint_headings": "joint",
    "person_headings": "lead",
    "party_headings": "lead",
}
_ROLES: dict[Kind, PartyRole] = {"lead": "lead", "joint": "joint"}


@frozen
class TaskTable:
    """A table of tasks: its header, what each column holds, and the line that names the list."""

    table: Table
    header: Header
    kinds: tuple[Kind, ...]
    title: Paragraph | Cell | None = None

    def having(self, *kinds: Kind) -> list[int]:
        """The columns of these kinds."""
        return [index for index, kind in enumerate(self.kinds) if kind in kinds]


@dataclass(slots=True)
class _Row:
    """A task while it is read: its row, its own cells by column, the sections above it."""

    index: int
    cells: Sequence[Cell | None]
    sections: tuple[Cell, ...]
    texts: list[Cell] = field(default_factory=list)


def task_table(table: Table) -> TaskTable | None:
    """The table with its columns, where it lists tasks; None for any other.

    It has what is to be done beside who does it (责任单位) or, for 任务 and its like, by when (完成时限).
    """
    grid = table.grid()
    for top, row in enumerate(grid[:_HEAD_ROWS]):
        own = list(dict.fromkeys(cell for cell in row if cell is not None and cell.row == top))
        if not _is_header([squeeze(cell.text) for cell in own if not cell.blank]):
            continue
        header = header_at(grid, top)
        body = grid[header.end :]
        texts = [cell.text for row in body for cell in row if cell is not None and not cell.blank]
        if not texts or any(map(scores, texts)):
            return None
        kinds = tuple(_kind(cell, body, index) for index, cell in enumerate(header.headings))
        return TaskTable(table, header, _with_sections(kinds, body))
    return None


def _is_header(headings: Sequence[str]) -> bool:
    """Whether a row of headings is that of tasks, and nothing in it scores."""
    roles = {role_of(heading)[0] for heading in headings}
    if roles & {"points", "weight"} or any("分" in heading for heading in headings):
        return False
    kinds = {_heading_kind(heading) for heading in headings}
    # 考核指标 | 考核要点 | 责任部门 may be half of a rubric, its points elsewhere
    if "due" not in kinds and any(regex.search(alternatives("tasks", "assessing"), one) for one in headings):
        return False
    sure = any(_bare(heading).endswith(_words("sure_headings")) for heading in headings)
    return "text" in kinds and bool(kinds & {"lead", "joint"} or (sure and "due" in kinds))


@cache
def _words(key: str) -> tuple[str, ...]:
    return tuple(words("tasks")[key])


def _bare(heading: str) -> str:
    return _BRACKET.sub("", squeeze(heading)).rstrip(":：")


@cache
def _heading_kind(heading: str) -> Kind:
    bare = _bare(heading)
    role = role_of(bare)[0]
    if not bare or len(bare) > _LONGEST_HEADING:
        return "more"
    for key, kind in _HEADINGS.items():
        if bare.endswith(_words(key)):
            return kind
    if role in {"party", "owner"}:
        return "lead"
    if role in {"number", "joint", "blank"}:
        return role
    if role in {"name", "content", "rule", "target"} or bare.endswith(_words("task_headings")):
        return "text"
    return "more"


def _kind(cell: Cell | None, body: Grid, column: int) -> Kind:
    kind = _heading_kind(squeeze(cell.text) if cell is not None else "")
    filled = [one.text for row in body if (one := row[column]) and not one.blank and one.col == column]
    if kind == "more" and filled:
        # 单位 counts in a rubric; here it may be who does it
        if mostly(filled, lambda text: ends_like_organisation(squeeze(text).rstrip("等"))):
            return "lead"
        figures = [integer(squeeze(text).rstrip(".、")) for text in filled[:3]]
        if column == 0 and figures == [1, 2, 3][: len(filled)]:
            return "number"
    return kind


def _with_sections(kinds: tuple[Kind, ...], body: Grid) -> tuple[Kind, ...]:
    """Columns of text whose cells are merged over rows of another one are headings of these."""
    texts = [index for index, kind in enumerate(kinds) if kind == "text"]
    found = list(kinds)
    for index in texts[:-1]:
        rows = [row for row in body if row[index] is not None]
        if any(cell.row_span > 1 for row in rows if (cell := row[index]) is not None):
            found[index] = "section"
    return tuple(found)


def read_task_table(found: TaskTable, draft: Draft, notice_id: str) -> list[Cell]:
    """Adds the tasks of a table with their leads, times and targets; gives back the cells that are notes."""
    for cell in found.header.cells:
        draft.claim(cell)
    notes: list[Cell] = []
    grid = found.table.grid()
    for cell in dict.fromkeys(cell for row in grid[: found.header.start] for cell in row if cell is not None):
        if cell.blank or is_form(cell.text):
            draft.claim(cell)
        elif found.title is None:
            found = replace(found, title=cell)
        else:
            notes.append(cell)
    above: dict[int, Cell] = {}
    task_id = ""
    for row in _rows(found, draft, notes):
        if row.texts or not task_id:
            if not row.texts:
                continue
            task_id = f"{notice_id}/t{len(draft.tasks) + 1}"
            _add(found, draft, notice_id, task_id, row)
        _read_due(found, draft, task_id, row)
        _read_parties(found, draft, task_id, row, above)
    return notes


def _rows(found: TaskTable, draft: Draft, notes: list[Cell]) -> Iterator[_Row]:
    """The rows with tasks, or with more of the task above them; headings, notes and forms apart."""
    grid = found.table.grid()
    texts = found.having("text")
    heading: tuple[Cell, ...] = ()
    for index in range(found.header.end, found.table.rows):
        cells = grid[index]
        own = list(dict.fromkeys(cell for cell in cells if cell is not None and cell.row == index))
        filled = [cell for cell in own if not cell.blank]
        if not filled:
            continue
        for cell in filled:
            if is_filler(cell.text) or found.kinds[cell.col] == "blank":
                draft.claim(cell)
        if all(is_form(cell.text) for cell in filled):
            for cell in filled:
                draft.claim(cell)
        elif len(filled) == 1 and NOTE_LABEL.match(squeeze(filled[0].text)):
            notes.append(filled[0])
        elif (named := _heading_of(found, filled)) is not None:
            heading = named
        else:
            merged = (cells[column] for column in found.having("section"))
            above = (*heading, *(one for one in merged if one is not None and not one.blank))
            own_texts = dict.fromkeys(one for one in own if one.col in texts and _says(one))
            yield _Row(index, cells, above, list(own_texts))


def _says(cell: Cell) -> bool:
    return not cell.blank and not is_filler(cell.text)


def _heading_of(found: TaskTable, filled: Sequence[Cell]) -> tuple[Cell, ...] | None:
    """The cells of a row that only names what follows: 一、窗口服务 over all columns, 一 | 窗口服务."""
    kinds = [found.kinds[cell.col] for cell in filled]
    wide = len(filled) == 1 and 2 * filled[0].col_span > found.table.cols
    numbered = (
        len(filled) == 1 and bool(_han_head(filled[0])) and len(squeeze(filled[0].text)) <= _SECTION_LENGTH
    )
    if (wide or numbered) and len(squeeze(filled[0].text)) <= _SECTION_LENGTH:
        return tuple(filled)
    if kinds in (["number", "text"], ["number", "section"]) and SECTION_NUMBER.fullmatch(
        squeeze(filled[0].text)
    ):
        return tuple(filled)
    return None


def _han_head(cell: Cell) -> Head | None:
    number = head(clean(cell.text))
    return number if number is not None and number.level < 3 else None


def _add(found: TaskTable, draft: Draft, notice_id: str, task_id: str, row: _Row) -> None:
    """Adds a task: its number, its text, the headings above it."""
    numbers = [cell for column in found.having("number") if (cell := row.cells[column]) is not None]
    label, seq = "", None
    for cell in numbers:
        if _says(cell):
            label = clean(cell.text).value
            seq = integer(squeeze(cell.text).strip(".、()（）"))
            draft.cite(task_id, "label", cell)
    parts: list[Text] = []
    # what stands in other columns (备注, 资金来源) is a part of what is asked for
    beside = (row.cells[column] for column in found.having("more"))
    more = [cell for cell in beside if cell is not None and cell.row == row.index and _says(cell)]
    for cell in sorted((*row.texts, *more), key=lambda cell: cell.col):
        text = clean(cell.text)
        number = head(text) if not label and not parts else None
        if number is not None:
            label, seq, text = number.label, number.number, number.rest
            draft.claim(cell)
        draft.cite(task_id, "text", cell, text)
        parts.append(text)
    for cell in row.sections:
        draft.cite(task_id, "section", cell, quality="inherited" if cell.row < row.index else None)
    if found.title is not None:
        draft.cite(task_id, "annex", found.title, quality="inherited")
    task = Task(
        task_id=task_id,
        notice_id=notice_id,
        annex=clean(found.title.text).value if found.title is not None else "",
        section=" / ".join(_sections(row.sections)),
        seq=seq if seq else None,
        label=label,
        text="\n".join(part.value for part in parts),
    )
    draft.tasks.append(task)
    read_targets(draft, task_id, task.text, row.texts[0])


def _sections(cells: Sequence[Cell]) -> Iterator[str]:
    """The headings in words; 一 in a cell of its own stands before the name beside it."""
    waiting = ""
    for cell in cells:
        text = clean(cell.text).value
        if SECTION_NUMBER.fullmatch(squeeze(text)):
            waiting = text.rstrip("、.") + "、"
            continue
        yield waiting + text
        waiting = ""


def _read_due(found: TaskTable, draft: Draft, task_id: str, row: _Row) -> None:
    """By when a task is to be done, as printed."""
    for column in found.having("due"):
        cell = row.cells[column]
        if cell is None or not _says(cell):
            continue
        task, said = draft.tasks[-1], clean(cell.text).value
        if said not in task.due.split("；"):
            draft.cite(task_id, "due", cell, quality="inherited" if cell.row < row.index else None)
            due = "；".join(filter(None, (task.due, said)))
            draft.tasks[-1] = task.model_copy(update={"due": due})


def _read_parties(found: TaskTable, draft: Draft, task_id: str, row: _Row, above: dict[int, Cell]) -> None:
    """Who answers for a task; a merged or blank cell hands down the one above it."""
    for column in found.having("lead", "joint"):
        cell = row.cells[column]
        if cell is None or is_filler(cell.text) or (cell.blank and not row.texts):
            continue
        inherited = cell.blank or cell.row < row.index
        if cell.blank:
            if column not in above or found.kinds[column] == "joint":
                continue
            cell = above[column]
            name = "、".join(party.name for party in parties(clean(cell.text)))
            draft.report("party-inherited", row.texts[0], owner_id=task_id, name=name)
        above[column] = cell
        draft.cite(task_id, "party", cell, quality="inherited" if inherited else None)
        own = takewhile(lambda party: party.owner_id == task_id, reversed(draft.parties))
        known = {(party.role, party.name) for party in own}
        draft.parties.extend(
            Party(
                owner_id=task_id,
                role=party.role,
                name=party.name,
                canonical_name=party.name,
                inherited=inherited,
            )
            for party in parties(clean(cell.text), _ROLES[found.kinds[column]])
            if (party.role, party.name) not in known
        )

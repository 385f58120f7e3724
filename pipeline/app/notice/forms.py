"""A record as a form, and a posted form as corrections: what differs from what the person saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

from extractors.frozen import frozen
from normalizers.columns import chosen, column
from normalizers.overlay import Correction, Value
from normalizers.overlay.addresses import addresses, table_of
from normalizers.overlay.columns import correctable
from normalizers.overlay.model import NOTICE, ROW, below_notice
from normalizers.overlay.rows import headline, lines_of
from normalizers.overlay.values import written
from normalizers.records import TABLES, Clause, Criterion, Record, Records
from pipeline.app.notice.columns import COLUMNS, MOVABLE
from pipeline.contract.schema import said
from pipeline.corrections.told import PARTS
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import in_short
from pipeline.messages.words import say

Kind = Literal["line", "text", "lines", "choice"]
_SHORT = 40
# which fields the findings of a code are about, the likeliest first
_ABOUT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("band-label", ("grade",)),
    ("band-", ("min_points", "rule_text")),
    ("total-", ("points", "declared_total")),
    ("subtotal-", ("points",)),
    ("key-points-", ("key_points",)),
    ("name", ("name",)),
    ("party-", ("parties",)),
    ("lead-", ("parties",)),
    ("number", ("label",)),
    ("clause-", ("rule_text", "text")),
    ("rule", ("rule_text", "text")),
    ("condition-", ("rule_text", "text")),
    ("text-", ("text", "key_points")),
    ("title-", ("title",)),
    ("date-", ("issued_on",)),
    ("target-", ("target", "text")),
    ("", ("points",)),
)
_ADDED = {"bands": "b", "clauses": "c", "notes": "n"}


@frozen
class Field:
    """A field of a form: where it belongs, what the column means, what it holds now."""

    record: str
    name: str
    label: str
    value: str
    kind: Kind = "line"
    choices: tuple[str, ...] = ()
    hint: str = ""


@frozen
class Group:
    """The fields of one record; `short` is the record in a few words, `removable` says that it may go."""

    record: str
    table: str
    short: str
    fields: tuple[Field, ...]
    removable: str | None = None


@frozen
class Way:
    """A record above or below, to go to: its name and points."""

    record: str
    name: str
    points: str


@frozen
class Form:
    """What can be corrected around a finding: the record itself first, then what stands in it."""

    record: str
    table: str
    title: str
    groups: tuple[Group, ...]
    movable: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    above: tuple[Way, ...] = ()
    inside: tuple[Way, ...] = ()

    def of(self, table: str) -> tuple[Group, ...]:
        """The groups of a table."""
        return tuple(group for group in self.groups if group.table == table)


def base_of(records: Records, owner_id: str) -> str:
    """The record whose form is shown: the criterion, task or rubric that holds it, else the notice."""
    known = {
        *(row.criterion_id for row in records.criteria),
        *(row.task_id for row in records.tasks),
        *(row.rubric_id for row in records.rubrics),
    }
    while owner_id and owner_id not in known:
        owner_id = owner_id.rpartition("/")[0]
    return owner_id or records.notice.notice_id


def form(records: Records, base: str, lang: Lang) -> Form:
    """The form of a criterion, task, rubric or of the notice."""
    notice_id = records.notice.notice_id
    record = below_notice(base, notice_id)
    table = table_of(record)
    rows: Sequence[Record] = records.table(table)
    row = dict(zip(addresses(table, rows), rows, strict=True))[base]
    lists = _lists(records, base, record, lang) if table in {"criteria", "tasks"} else ()
    own = Group(record, table, headline(row), (*_fields(table, record, row, lang), *lists))
    inside = tuple(group for part in PARTS for group in _groups(records, part, base, notice_id, lang))
    movable = MOVABLE if table == "criteria" else ()
    added = tuple(_ADDED) if table == "criteria" else ()
    around = _above(records, base), _below(records, base)
    return Form(record, table, _name(row) or record, (own, *inside), movable, added, *around)


def _above(records: Records, base: str) -> tuple[Way, ...]:
    """The notice, the rubric and the criteria above, the outermost first."""
    notice = records.notice
    if base == notice.notice_id:
        return ()
    rows: list[tuple[str, Record]] = [(notice.notice_id, notice)]
    rows += [(row.rubric_id, row) for row in records.rubrics if base.startswith(f"{row.rubric_id}/")]
    rows += [(row.criterion_id, row) for row in records.criteria if base.startswith(f"{row.criterion_id}.")]
    return tuple(_way(address, row, notice.notice_id) for address, row in rows)


def _below(records: Records, base: str) -> tuple[Way, ...]:
    """The rubrics of a notice, the outer criteria of a rubric, those below a criterion, the tasks."""
    notice_id = records.notice.notice_id
    rows: list[tuple[str, Record]] = []
    if base == notice_id:
        rows += [(row.rubric_id, row) for row in records.rubrics]
        rows += [(row.task_id, row) for row in records.tasks]
    rows += [(row.criterion_id, row) for row in records.criteria if (row.parent_id or row.rubric_id) == base]
    return tuple(_way(address, row, notice_id) for address, row in rows)


def _way(address: str, row: Record, notice_id: str) -> Way:
    points = written(getattr(row, "points", getattr(row, "declared_total", None))) or ""
    return Way(below_notice(address, notice_id), _name(row) or below_notice(address, notice_id), points)


def _name(row: Record) -> str:
    """A record in a few words: what it is called, a rubric without a title by whom it is for."""
    name = headline(row) or str(getattr(row, "scope", ""))
    return name if len(name) <= _SHORT else name[:_SHORT] + "…"


def _groups(records: Records, table: str, base: str, notice_id: str, lang: Lang) -> list[Group]:
    rows = records.table(table)
    found = []
    for address, row in zip(addresses(table, rows), rows, strict=True):
        owner = address.rpartition("/")[0]
        # the thresholds of a band stand with the criterion that holds it
        inside = owner == base or (table == "thresholds" and owner.startswith(f"{base}/"))
        if not inside or (table == "thresholds" and base.count("/") < 2):
            continue
        record = below_notice(address, notice_id)
        short = headline(row)
        if isinstance(row, Clause):
            tiers = [tier for tier in records.tiers if tier.clause_id == address]
            short = f"{in_short(row, tiers, lang)}  {row.text}"
        removable = headline(row) if table not in {"totals", "key_points"} else None
        found.append(Group(record, table, short, _fields(table, record, row, lang), removable))
    return found


def _fields(table: str, record: str, row: Record, lang: Lang) -> tuple[Field, ...]:
    shown = chosen(COLUMNS, table)
    return tuple(
        _field(table, record, name, written(getattr(row, name)) or "", lang)
        for name in correctable(table)
        if name in shown
    )


def _field(table: str, record: str, name: str, value: str, lang: Lang) -> Field:
    choices = _choices(TABLES[table].model_fields[name].annotation)
    kind: Kind = "choice" if choices else "text" if chosen(COLUMNS, table)[name].long else "line"
    return Field(record, name, said(column(table, name), lang), value, kind, choices)


def _choices(annotation: Any) -> tuple[str, ...]:
    """The values that a column can take; empty stands for nothing."""
    parts = get_args(annotation)
    if annotation is bool:
        return ("true", "false")
    if get_origin(annotation) is Literal:
        return tuple(map(str, parts))
    if type(None) in parts and len(parts) == 2:
        inner = _choices(next(part for part in parts if part is not type(None)))
        return ("", *inner) if inner else ()
    return ()


def _lists(records: Records, base: str, record: str, lang: Lang) -> tuple[Field, ...]:
    parties = "\n".join(lines_of("parties", records.parties, base))
    found = [Field(record, "parties", say("label.parties", lang), parties, "lines", hint="app.parties_hint")]
    if table_of(record) == "criteria":
        points = "\n".join(lines_of("key_points", records.key_points, base))
        found.insert(
            0,
            Field(
                record, "key_points", say("label.key_points", lang), points, "lines", hint="app.split_hint"
            ),
        )
    return tuple(found)


# ---- what was posted


def changes(posted: Mapping[str, str], stamp: tuple[str, str, str]) -> list[Correction]:
    """The corrections that a posted form asks for, by what was `seen:` and what stands there now.

    `v:1/3:points` is a field, `del:1/3/c1` a row to take out (its value is its name), `add:1/3/c4`
    one to add.
    """
    found: list[Correction] = []
    for key, value in posted.items():
        kind, _, rest = key.partition(":")
        if kind == "v":
            record, _, name = rest.partition(":")
            was, now = _plain(posted.get(f"seen:{rest}", "")), _plain(value)
            if was != now:
                found.append(
                    Correction(record, name, _value(name, was, record), _value(name, now, record), *stamp)
                )
        elif kind == "del":
            found.append(Correction(rest, ROW, _plain(value), None, *stamp))
        elif kind == "add" and value.strip():
            found.append(Correction(rest, ROW, None, {"text": _plain(value).strip()}, *stamp))
    gone = {one.record for one in found if one.field == ROW and one.now is None}
    found = [one for one in found if one.field == ROW or one.record not in gone]
    return _moved(found, posted, stamp)


def _moved(
    found: list[Correction], posted: Mapping[str, str], stamp: tuple[str, str, str]
) -> list[Correction]:
    """A text that goes to another column empties one and fills the other."""
    record, start, end = (posted.get(f"move:{name}", "") for name in ("record", "from", "to"))
    if not (record and start in MOVABLE and end in MOVABLE) or start == end:
        return found
    texts = {name: _plain(posted.get(f"v:{record}:{name}", "")) for name in (start, end)}
    seen = {name: _plain(posted.get(f"seen:{record}:{name}", "")) for name in (start, end)}
    moved = {start: "", end: texts[end] + texts[start]}
    kept = [one for one in found if one.record != record or one.field not in moved]
    return kept + [
        Correction(record, name, seen[name] or None, now or None, *stamp)
        for name, now in moved.items()
        if seen[name] != now
    ]


def column_moves(
    records: Records, record: str, start: str, end: str, stamp: tuple[str, str, str]
) -> list[Correction]:
    """The same for every criterion of the rubric: the whole column was read in the wrong role."""
    notice_id = records.notice.notice_id
    rubric = record.partition("/")[0]
    found: list[Correction] = []
    for row in records.criteria:
        own = below_notice(row.criterion_id, notice_id)
        text = getattr(row, start)
        if own.partition("/")[0] == rubric and text:
            found += _both(row, own, start, end, stamp)
    return found


def _both(row: Criterion, own: str, start: str, end: str, stamp: tuple[str, str, str]) -> list[Correction]:
    old, new = getattr(row, start), getattr(row, end)
    return [
        Correction(own, start, old, None, *stamp),
        Correction(own, end, new or None, new + old, *stamp),
    ]


def edited(form: Form, record: str, code: str) -> str:
    """The field that a finding of this code is likely about, as `1/3:points`; empty where none stands out."""
    names = next((names for begin, names in _ABOUT if code.startswith(begin)), ())
    groups = sorted(form.groups, key=lambda group: group.record != record)
    return next(
        (
            f"{one.record}:{name}"
            for name in names
            for group in groups
            for one in group.fields
            if one.name == name
        ),
        "",
    )


def choice(value: str, lang: Lang) -> str:
    """A value of a column in words; a dash for an empty one."""
    if value in {"true", "false"}:
        return say("word.yes" if value == "true" else "word.no", lang)
    return say(f"app.choice.{value}", lang) if value else "—"


def next_place(form: Form, table: str) -> str:
    """The address of a row that is added behind the others: 1/3/c4."""
    letter = _ADDED[table]
    numbers = [int(group.record.rpartition("/")[2][len(letter) :]) for group in form.of(table)]
    return f"{form.record}/{letter}{max(numbers, default=0) + 1}"


def _plain(value: str) -> str:
    """A browser ends lines with CR LF."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _value(name: str, said: str, record: str) -> Value:
    if name in {"key_points", "parties"} and table_of(record) in {"criteria", "tasks"}:
        return tuple(line.strip() for line in said.split("\n") if line.strip())
    return said or None


__all__ = [
    "MOVABLE",
    "NOTICE",
    "Field",
    "Form",
    "Group",
    "base_of",
    "changes",
    "column_moves",
    "form",
    "next_place",
]

"""The evidence chain of one record: what it is, where it stands and is printed, what is doubtful about it."""

from __future__ import annotations

from collections.abc import Container, Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from extractors.frozen import frozen
from normalizers.columns import Column, column, columns
from normalizers.language.grammar import productions_of
from normalizers.language.words.cutting import tokens
from normalizers.records import (
    Band,
    Clause,
    Criterion,
    Evidence,
    FindingRow,
    KeyPoint,
    Notice,
    Record,
    Records,
    Rubric,
    Task,
    Threshold,
    Total,
)
from normalizers.text.numerals import plain
from normalizers.text.views import clean
from normalizers.thresholds.quantities import range_in_words
from pipeline.contract.schema import said as described
from pipeline.contract.values import meanings
from pipeline.dataset.chain import above, chain
from pipeline.dataset.stored import ONE_OF, with_ids
from pipeline.messages.findings import told_in
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import MARKS, SEVERITIES, band_heading, figure, in_short, value_in_words
from pipeline.messages.places import of_evidence, of_finding
from pipeline.messages.words import say
from pipeline.terminal.findings import STYLES
from pipeline.terminal.safe import safe

_SHORT = 48


@frozen
class _Entry:
    """A line of what was read, and the field of the evidence that says where."""

    label: str
    value: str
    field: str


def explanation(records: Records, record_id: str, lang: Lang) -> RenderableType:
    """All that the dataset says of one record, for the terminal. Raises KeyError for an unknown id."""
    records = told_in(records, lang)
    known = with_ids(records)
    table, row = known[record_id]
    ids = chain(record_id, known)
    parts: list[RenderableType] = [
        Text(f"{say(f'label.{ONE_OF[table]}', lang)}  {record_id}", style="bold"),
        Text(f"  {_in_words(row, records, lang)}"),
        Text(f"\n{say('explain.chain', lang)}", style="bold"),
        *(
            Text(f"{'  ' * depth}{'└ ' if depth else '  '}{_named(over, known, records, lang)}")
            for depth, over in enumerate(ids)
        ),
        Text(f"\n{say('explain.read_from', lang, source=safe(records.notice.source_file))}", style="bold"),
        *_read(table, row, ids, records, lang),
    ]
    below = [other for other in known if above(*known[other]) == record_id]
    if below:
        parts.append(Text(f"\n{say('explain.below', lang)}", style="bold"))
        parts += [Text(f"  {_named(other, known, records, lang)}") for other in below]
    worst_first = sorted(records.findings, key=lambda found: SEVERITIES.index(found.severity))
    spoken = [found for found in worst_first if _speaks_of(found, record_id)]
    parts.append(Text(f"\n{say('label.findings', lang)}", style="bold"))
    parts += [_finding(found, lang) for found in spoken] or [Text(f"  {say('label.no_findings', lang)}")]
    rows = {_table_row(place) for place in records.evidence if place.owner_id == record_id}
    nearby = [found for found in worst_first if not found.owner_id and _table_row(found) in rows - {None}]
    if nearby and table != "notices":
        parts.append(Text(f"\n{say('explain.findings_nearby', lang)}", style="bold"))
        parts += [_finding(found, lang) for found in nearby]
    return Group(*parts)


def _named(record_id: str, known: dict[str, tuple[str, Record]], records: Records, lang: Lang) -> str:
    table, row = known[record_id]
    own = record_id.partition("/")[2] or record_id
    return f"{say(f'label.{ONE_OF[table]}', lang)} {own}  {_in_words(row, records, lang)}"


def _in_words(row: Record, records: Records, lang: Lang) -> str:
    """A record in a line, as a person would name it."""
    match row:
        case Notice():
            said = row.title
        case Rubric():
            said = f"{row.title or say('label.no_title', lang)}  {row.scope}"
        case Total():
            said = f"{row.label} {figure(row.points)}"
        case Criterion():
            points = "" if row.points is None else "  " + say("number.points", lang, points=plain(row.points))
            said = f"{row.label} {'★' if row.core else ''}{row.name or _short(row.text)}{points}"
        case KeyPoint() | Task():
            said = _short(row.label + row.text)
        case Band():
            said = f"{band_heading(row)}：{_short(row.text)}"
        case Clause():
            tiers = [tier for tier in records.tiers if tier.clause_id == row.clause_id]
            said = f"〔{in_short(row, tiers, lang)}〕{_short(row.text)}"
        case Threshold():
            reach = range_in_words(row.low, row.low_closed, row.high, row.high_closed, row.unit)
            said = f"{row.metric} {reach or row.relative_to}：{_short(row.text)}"
        case _:
            said = _short(str(getattr(row, "text", "")))
    return safe(said).replace("\n", " ").strip()


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


def _read(table: str, row: Record, ids: list[str], records: Records, lang: Lang) -> Iterator[Text]:
    """The fields with their places; neighbours that are printed in one place have it once, below the last."""
    cited: dict[str, list[Evidence]] = {}
    for place in records.evidence:
        if place.owner_id == ids[-1]:
            cited.setdefault(place.field, []).append(place)
    entries = [*_fields(table, row, cited, lang), *_belongings(ids[-1], records, lang)]
    seen = {entry.field for entry in entries}
    entries += [_Entry(say("explain.other", lang), "", name) for name in cited if name not in seen]
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        value = safe(entry.value).replace("\n", "\n    ") or say("word.empty", lang)
        yield Text.assemble("  ", (say("mark.labelled", lang, label=entry.label), "dim"), value)
        if following is None or following.field != entry.field:
            for place in cited.get(entry.field, ()):
                yield Text(f"      {_place(place, lang)}", style="cyan")
    if not cited:
        yield from _lent(ids, records, lang)


def _fields(table: str, row: Record, cited: dict[str, list[Evidence]], lang: Lang) -> Iterator[_Entry]:
    """The columns that hold something that is not the usual.

    One that is printed and yet empty was not read, and is shown too.
    """
    usual = _usual(row)
    for one in columns(table):
        value = getattr(row, one.name)
        if one.nature in ("id", "place"):
            continue
        if value in (None, "", usual[one.name]) and (one.cited != one.name or one.name not in cited):
            continue
        yield _Entry(described(one, lang), _value(one, value, lang), one.cited)


def _belongings(record_id: str, records: Records, lang: Lang) -> Iterator[_Entry]:
    """The rows without an id of their own: departments, what a band asks for, steps of a clause."""
    for party in records.parties:
        if party.owner_id == record_id:
            usual = f" → {party.canonical_name}" if party.canonical_name != party.name else ""
            role = _value(column("parties", "role"), party.role, lang)
            said = party.name + usual + say("mark.brackets", lang, text=role)
            said += _more("parties", party, {"name", "canonical_name", "role"}, lang)
            yield _Entry(say("label.parties", lang), said, "party")
    for asked in records.requirements:
        if asked.owner_id == record_id:
            points = "、".join(point.partition("/")[2] for point in asked.key_points.split("；"))
            how = _value(column("requirements", "relation"), asked.relation, lang)
            if asked.at_least is not None:
                how = say("explain.at_least", lang, count=asked.at_least)
            said = points + say("mark.brackets", lang, text=how)
            said += _more("requirements", asked, {"at_least", "relation"}, lang)
            yield _Entry(say("table.requirements", lang), said, "text")
    for clause in records.clauses:
        if clause.clause_id == record_id:
            yield _Entry(say("explain.productions", lang), _productions(clause, lang), "text")
    for tier in records.tiers:
        if tier.clause_id == record_id:
            said = f"{tier.label} {figure(tier.points)}" + _more("tiers", tier, {"label", "points"}, lang)
            yield _Entry(say("table.tiers", lang), said, "text")


def _productions(clause: Clause, lang: Lang) -> str:
    """The productions that read the words of a clause (docs/rules.md), each with what it reads."""
    text = clean(clause.text)
    return say("mark.list", lang).join(
        say(f"production.{name}", lang) + say("mark.brackets", lang, text=text.value[start:end])
        for name, start, end in productions_of(text.folded, tokens(text))
    )


def _more(table: str, row: Record, told: Container[str], lang: Lang) -> str:
    """What else a row holds that is not the usual: 未完成 是."""
    usual = _usual(row)
    return "".join(
        f"  {described(one, lang)} {_value(one, value, lang)}"
        for one in columns(table)
        if one.nature == "content" and one.name not in told
        if (value := getattr(row, one.name)) not in (None, "", usual[one.name])
    )


def _usual(row: Record) -> dict[str, object]:
    """What the columns hold where nothing is said of them: no cap is stated, nothing is left unread."""
    return {name: field.default for name, field in type(row).model_fields.items()}


def _value(one: Column, value: object, lang: Lang) -> str:
    """What a column holds, as a person says it: `扣分` for `deduct`."""
    return meanings(one.choices, lang).get(str(value)) or value_in_words(value, lang)


def _place(place: Evidence, lang: Lang) -> str:
    parts = [safe(said)] if (said := of_evidence(place, lang)) else []
    if place.start is not None and place.end is not None and place.start < place.end:
        # a person counts from 1, and counts the last one too
        one = place.end == place.start + 1
        key = "place.character" if one else "place.characters"
        parts.append(say(key, lang, first=place.start + 1, last=place.end))
    parts.append(say(f"quality.{place.quality}", lang))
    return " · ".join(parts)


def _lent(ids: list[str], records: Records, lang: Lang) -> Iterator[Text]:
    """The places of the nearest record above that has some: a figure in a task is printed with the task.

    Those of the notice (its issuer, its date) say nothing of a rubric that has no title.
    """
    for owner in reversed(ids[1:-1]):
        places = [place for place in records.evidence if place.owner_id == owner]
        if places:
            yield Text(f"  {say('explain.printed_with', lang, owner=owner)}")
            for place in places:
                field = _field(place.field, owner, records, lang)
                yield Text.assemble(f"      {field}  ", (_place(place, lang), "cyan"))
            return
    yield Text(f"  {say('explain.no_place', lang)}")


def _field(name: str, owner: str, records: Records, lang: Lang) -> str:
    """What a field of the evidence is called: that of the columns which it cites."""
    table, _ = with_ids(records)[owner]
    called = next((described(one, lang) for one in columns(table) if one.cited == name), "")
    return called or say("label.parties" if name == "party" else "explain.other", lang)


def _speaks_of(found: FindingRow, record_id: str) -> bool:
    """Whether a finding is about the record or what stands below it; one without an owner is the notice's."""
    owner = found.owner_id or found.notice_id
    # criteria of several levels are divided by points: 2/1.3 stands below 2/1
    return owner == record_id or owner.startswith((f"{record_id}/", f"{record_id}."))


def _table_row(row: Evidence | FindingRow) -> tuple[str, int | None] | None:
    """The row of a table in which something is printed, None for a paragraph.

    Where there are pages, a finding does not name its table: row 3 may be of another one on that page.
    """
    path = row.block_path if isinstance(row, Evidence) else row.path
    if row.row is None:
        return None
    # of a notice of several files, the path of a page is its file
    if path and row.page is None:
        return path.partition("/cell")[0], None
    return f"{path} p.{row.page}", row.row


def _finding(found: FindingRow, lang: Lang) -> Text:
    text = Text(
        f"  {MARKS[found.severity]} {say(f'severity.{found.severity}', lang)} ", style=STYLES[found.severity]
    )
    text.append(safe(found.message), style="default")
    place = [found.owner_id.partition("/")[2], of_finding(found, lang)]
    if said := " · ".join(filter(None, place)):
        text.append(f"  [{safe(said)}]", style="cyan")
    if found.hint:
        text.append(f"  → {safe(found.hint)}", style="dim")
    if found.evidence:
        label = say("mark.labelled", lang, label=say("label.evidence", lang))
        text.append("\n      " + (label + safe(found.evidence)).replace("\n", "\n      "), style="dim")
    return text

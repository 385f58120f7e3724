"""What the terminal shows: the summary of a run, lists of findings, rubrics as trees."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from extractors.finding import Finding
from normalizers.columns import chosen
from normalizers.records import Band, Clause, Criterion, FindingRow, Records, Rubric, Status
from pipeline.contract.formats import Format
from pipeline.ingest.brief import Brief, brief
from pipeline.ingest.kept import Kept
from pipeline.ingest.run import Result
from pipeline.messages.findings import hint, message
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import (
    MARKS,
    SEVERITIES,
    agrees,
    band_heading,
    figure,
    in_short,
    owner_name,
    value_in_words,
)
from pipeline.messages.places import in_words
from pipeline.messages.words import say
from pipeline.terminal.columns import COLUMNS
from pipeline.terminal.safe import safe, safe_name

STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}
_STATES: dict[Status, tuple[str, str]] = {
    "clean": ("✓", "green"),
    "review": ("!", "yellow"),
    "failed": ("✗", "bold red"),
}
_WRITTEN = (
    ("xlsx", "run.xlsx_is"),
    ("csv", "run.csv_is"),
    ("json", "run.json_is"),
    ("parquet", "run.parquet_is"),
)
_COUNTED = ("label.rubrics", "label.criteria", "label.bands", "label.totals")


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in the summary of a run."""

    notice_id: str
    brief: Brief
    name: str = ""
    first_error: str = ""
    unchanged: bool = False


def line(result: Result | Kept) -> Line:
    """The figures of a result that the summary shows."""
    if isinstance(result, Kept):
        return Line(result.entry.notice_id, result.entry.brief, result.name, unchanged=True)
    records = result.records
    errors = (row.message for row in records.findings if row.severity == "error")
    return Line(records.notice.notice_id, brief(records), result.name, next(errors, ""))


def summary(lines: Iterable[Line], lang: Lang) -> Table:
    """The notices of a run, a row each; totals as printed and as computed."""
    lines = list(lines)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column()
    table.add_column(say("label.notice_id", lang), overflow="fold")
    for key in (*_COUNTED, *(f"severity.{one}" for one in SEVERITIES)):
        table.add_column(say(key, lang), justify="right", no_wrap=True)
    if any(row.unchanged for row in lines):
        table.add_column(no_wrap=True)
    for row in lines:
        told = row.brief
        mark, style = _STATES[told.status]
        declared, computed = (one or figure(None) for one in (told.declared, told.computed))
        equal = "=" if told.agrees else "≠"
        totals = f"{declared} {equal if told.declared and told.computed else '/'} {computed}"
        table.add_row(
            Text(mark, style=style),
            Text(row.notice_id),
            *(figure(count) for count in (told.rubrics, told.criteria, told.bands)),
            Text(totals, style="" if told.agrees else "yellow"),
            *(
                Text(str(count or ""), style=STYLES[severity])
                for severity, count in zip(SEVERITIES, told.findings, strict=True)
            ),
            *([Text(say("run.not_changed", lang), style="dim")] if row.unchanged else []),
        )
    return table


def failures(lines: Iterable[Line]) -> Text:
    """File and first error of each notice that failed, a line each."""
    said = Text()
    for row in lines:
        if row.first_error:
            errors = row.brief.findings[SEVERITIES.index("error")]
            more = f" (+{errors - 1})" if errors > 1 else ""
            said.append(f"✗ {safe_name(row.name)}: {safe(row.first_error)}{more}\n", style=STYLES["error"])
    return said


def unchanged(lines: Iterable[Line], lang: Lang) -> Text:
    """How many notices were not read again; empty where all were read."""
    count = sum(row.unchanged for row in lines)
    return Text(say("run.taken_over", lang, count=count) + "\n" if count else "", style="dim")


def findings(result: Result, lang: Lang) -> RenderableType:
    """The findings of a result with their places, worst first."""
    heading = Text.assemble(
        (safe_name(result.name), "bold"),
        "  ",
        (say(f"status.{result.status}", lang), _STATES[result.status][1]),
    )
    worst_first = sorted(result.findings, key=lambda found: SEVERITIES.index(found.severity.value))
    return Group(heading, *(_finding(found, result.records, lang) for found in worst_first))


def _finding(found: Finding, records: Records, lang: Lang) -> RenderableType:
    severity = found.severity.value
    page, path = (found.anchor.page, found.anchor.path) if found.anchor else (None, "")
    there = in_words(lang, page, None, found.row, None, path)
    place = " · ".join(filter(None, (there, owner_name(records, found.owner_id, lang))))
    text = Text(f"  {MARKS[severity]} {say(f'severity.{severity}', lang)} ", style=STYLES[severity])
    text.append(safe(message(found, lang)), style="default")
    if place:
        text.append(f"  [{safe(place)}]", style="cyan")
    if said := hint(found, lang):
        text.append(f"  → {said}", style="dim")
    return text


# findings that leave a part of a clause open
_IN_PART = frozenset({"clause-part-unread", "clause-ambiguous", "tier-unlabelled"})


def statements(result: Result, lang: Lang) -> str:
    """How many scoring statements were found, and how well they were read; empty without any."""
    clauses = len(result.records.clauses)
    part = len({found.owner_id for found in result.findings if found.code in _IN_PART})
    unread = sum(found.code == "clause-unread" for found in result.findings)
    if not clauses + unread:
        return ""
    return say("run.statements", lang, found=clauses + unread, full=clauses - part, part=part, unread=unread)


def trees(records: Records, lang: Lang, number: int | None = None) -> list[Tree]:
    """The rubrics of a notice, or only rubric `number`, each as a tree of its criteria."""
    return [_rubric(r, records, lang) for r in records.rubrics if number is None or r.seq == number]


def _rubric(rubric: Rubric, records: Records, lang: Lang) -> Tree:
    head = Text(f"{rubric.seq}  {safe(rubric.title) or say('label.no_title', lang)}", style="bold")
    if rubric.scope:
        head.append(f"  {safe(rubric.scope)}", style="not bold cyan")
    head.append(f"  {say('label.total', lang)} {figure(rubric.declared_total)}", style="not bold")
    if agrees(rubric) is False:
        head.append(f" ≠ {figure(rubric.computed_total)}", style="yellow")
    tree = Tree(head, guide_style="dim")
    _hang_findings(tree, rubric.rubric_id, records)
    for criterion in records.criteria:
        if criterion.rubric_id == rubric.rubric_id and not criterion.parent_id:
            _hang_criterion(tree, criterion, records, lang)
    for band in records.bands:
        if band.rubric_id == rubric.rubric_id and not band.criterion_id:
            tree.add(_band(band))
    for clause in records.clauses:
        if clause.rubric_id == rubric.rubric_id and not clause.criterion_id:
            tree.add(_clause(clause, records, lang))
    for note in records.notes:
        if note.rubric_id == rubric.rubric_id and not note.criterion_id:
            tree.add(Text(safe(note.text), style="dim"))
    return tree


def _hang_criterion(parent: Tree, criterion: Criterion, records: Records, lang: Lang) -> None:
    own = criterion.criterion_id
    name = Text(f"{criterion.label} ".lstrip() + ("★" if criterion.core else ""))
    name.append(safe(criterion.name or criterion.text), style="bold" if criterion.name else "")
    for column, how in chosen(COLUMNS, "criteria").items():
        if how.beside and (value := value_in_words(getattr(criterion, column), lang)):
            name.append(f"  {safe(value)}{how.behind}", style=how.beside)
    if people := "、".join(party.name for party in records.parties if party.owner_id == own):
        name.append(f"  {safe(people)}", style="cyan")
    node = parent.add(name)
    for point in records.key_points:
        if point.criterion_id == own:
            # no space between them: the terminal would break the line there, as Chinese has no other
            node.add(Text(safe(point.label + point.text)))
    for band in records.bands:
        if band.criterion_id == own:
            node.add(_band(band))
    for clause in records.clauses:
        if clause.criterion_id == own:
            node.add(_clause(clause, records, lang))
    for note in records.notes:
        if note.criterion_id == own:
            node.add(Text(safe(note.text), style="dim"))
    _hang_findings(node, own, records)
    for child in records.criteria:
        if child.parent_id == own:
            _hang_criterion(node, child, records, lang)


def _hang_findings(node: Tree, own: str, records: Records) -> None:
    """Those of the record itself and of its key points, bands and clauses, but not of the criteria below."""
    apart = {row.criterion_id for row in records.criteria} | {row.rubric_id for row in records.rubrics}
    for row in records.findings:
        if row.owner_id == own or (row.owner_id not in apart and row.owner_id.rpartition("/")[0] == own):
            node.add(_mark(row))


def _mark(row: FindingRow) -> Text:
    return Text(f"{MARKS[row.severity]} {safe(row.message)}", style=STYLES[row.severity])


def _band(band: Band) -> Text:
    return Text.assemble((band_heading(band), "magenta"), f"：{safe(band.text)}")


def _clause(clause: Clause, records: Records, lang: Lang) -> Text:
    tiers = [tier for tier in records.tiers if tier.clause_id == clause.clause_id]
    return Text.assemble((f"〔{safe(in_short(clause, tiers, lang))}〕", "blue"), safe(clause.text))


def written(out: Path, formats: Collection[Format], lang: Lang) -> RenderableType:
    """Where the files of a dataset are and what each is for."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for form, key in _WRITTEN:
        if form in formats:
            table.add_row(Text(f"  {out / form}"), say(key, lang))
    table.add_row(Text(f"  {out / 'datapackage.json'}"), say("run.datapackage_is", lang))
    return Group("", Text(say("run.written", lang, out=out)), table)

"""What the terminal shows: lists of findings, rubrics as trees."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text
from rich.tree import Tree

from extractors.finding import Finding
from normalizers.columns import chosen
from normalizers.records import Band, Clause, Criterion, FindingRow, Records, Rubric, Status
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
STATES: dict[Status, tuple[str, str]] = {
    "clean": ("✓", "green"),
    "review": ("!", "yellow"),
    "failed": ("✗", "bold red"),
}


def findings(result: Result, lang: Lang) -> RenderableType:
    """The findings of a result with their places, worst first."""
    heading = Text.assemble(
        (safe_name(result.name), "bold"),
        "  ",
        (say(f"status.{result.status}", lang), STATES[result.status][1]),
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
            told = say(how.words, lang, points=value) if how.words else value
            name.append(f"  {safe(told)}", style=how.beside)
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

"""Rubrics in the terminal, as trees."""

from __future__ import annotations

from rich.text import Text
from rich.tree import Tree

from normalizers.columns import chosen
from normalizers.records import Band, Clause, Criterion, FindingRow, Records, Rubric
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import (
    MARKS,
    agrees,
    band_heading,
    figure,
    in_short,
    value_in_words,
)
from pipeline.messages.words import say
from pipeline.terminal.columns import COLUMNS
from pipeline.terminal.findings import STYLES
from pipeline.terminal.safe import safe


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

"""Score sheets in the terminal: each criterion with its steps, the total, what is asked, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from normalizers.records import Records
from normalizers.text.numerals import figure
from pipeline.messages.languages import Lang
from pipeline.messages.places import of_text
from pipeline.messages.words import say
from pipeline.scoring.decided import Decided, decided
from pipeline.scoring.model import Asked, Fault, Line, ScoreSheet, Span, Step
from pipeline.terminal.safe import safe

_STYLES = {"complete": "green", "incomplete": "yellow", "vetoed": "bold red", "faulty": "bold red"}
# steps that are told by the line itself
_PLAIN = frozenset({"unmarked"})


def shown(sheet: ScoreSheet, records: Records, lang: Lang) -> RenderableType:
    """A sheet for people."""
    head = Text.assemble((safe(sheet.unit) or safe(sheet.title) or sheet.rubric_id, "bold"))
    if sheet.unit and sheet.title:
        head.append(f"  {safe(sheet.title)}", style="cyan")
    tree = Tree(head, guide_style="dim")
    branches = {"": tree}
    above = {one.criterion_id: one.parent_id for one in records.criteria}
    for line in sheet.lines:
        parent = above.get(line.criterion_id, "")
        branch = branches.get(parent, tree).add(_line(line, lang))
        branches[line.criterion_id] = branch
        for step in line.steps:
            if step.reason not in _PLAIN:
                branch.add(_step(step, lang))
    for step in sheet.steps:
        tree.add(_step(step, lang))
    total = Text.assemble((say("score.total", lang), "bold"), "  ", (span(sheet.points, lang), "bold"))
    total.append(f"  {say(f'score.outcome.{sheet.outcome}', lang)}", style=_STYLES[sheet.outcome])
    if sheet.grade:
        total.append(f"  {say('score.grade_of', lang)} {safe(sheet.grade)}")
    if sheet.full is not None:
        total.append(f"  {say('score.full', lang, full=figure(sheet.full))}", style="yellow")
    if sheet.before_veto is not None:
        total.append(f"  ({say('score.before_veto', lang)} {span(sheet.before_veto, lang)})", style="dim")
    why = Text(f"{say('score.decided', lang)}  {told_decided(decided(sheet), lang)}", style="dim")
    return Group(tree, total, why, *_lists(sheet, lang))


def overview(sheets: Sequence[ScoreSheet], lang: Lang) -> RenderableType:
    """Many sheets: a row for each, and the faults."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    several = len({sheet.rubric_id for sheet in sheets}) > 1
    columns = ("unit", *(["rubric"] if several else []), "total", "grade_of", "result", "asked", "errors")
    for key in (*columns, "decided"):
        table.add_column(
            say(f"score.{key}", lang), justify="right" if key in {"total", "asked", "errors"} else "left"
        )
    for sheet in sheets:
        rubric = [safe(sheet.title) or sheet.rubric_id] if several else []
        counts = (str(len(one) or "") for one in (sheet.asked, sheet.errors))
        outcome = Text(say(f"score.outcome.{sheet.outcome}", lang), style=_STYLES[sheet.outcome])
        table.add_row(
            safe(sheet.unit),
            *rubric,
            span(sheet.points, lang),
            safe(sheet.grade),
            outcome,
            *counts,
            told_decided(decided(sheet), lang),
        )
    start = sheets[0].rubric_id.rpartition("/")[0] + "/"
    faults = [
        Text.assemble(safe(sheet.unit), fault(one, start, lang)) for sheet in sheets for one in sheet.errors
    ]
    return Group(table, *faults)


# so many of the largest losses and gains are told in a line
_DECIDING = 4


def told_decided(found: Sequence[Decided], lang: Lang) -> str:
    """What decided a score, in one line: 信息报送 -6（迟报每次扣1分）；…"""
    said = []
    for one in found[:_DECIDING]:
        sign = "+" if one.points > 0 else ""
        # its end is that of the sentence here: （每次扣1分；）；… reads as if something were missing
        rule = f"（{_short(one.rule.rstrip('；;。，,'), 24)}）" if one.rule else ""
        said.append(f"{safe(one.name) or say('score.whole', lang)} {sign}{figure(one.points)}{rule}")
    more = "；…" if len(found) > _DECIDING else ""
    return "；".join(said) + more or say("score.nothing_lost", lang)


def span(points: Span, lang: Lang) -> str:
    """Points, or from where to where: 82.5, 80–95."""
    if points.exact is not None:
        return figure(points.exact)
    low, high = (
        say("score.open_end", lang) if end is None else figure(end) for end in (points.low, points.high)
    )
    return f"{low} – {high}"


def _line(line: Line, lang: Lang) -> Text:
    label = f"{safe(line.label)} " if line.label else ""
    text = Text(f"{label}{safe(line.name)}  ")
    text.append(span(line.points, lang), style="bold" if line.points.exact is not None else "yellow")
    if line.worth is not None and line.kind == "scored":
        text.append(f" / {figure(line.worth)}", style="dim")
    if line.grade:
        text.append(f"  {safe(line.grade)}")
    return text


def _step(step: Step, lang: Lang) -> Text:
    moves = span(step.effect, lang)
    sign = "+" if (step.effect.low or 0) > 0 else ""
    text = Text(f"{sign}{moves}  {say(f'score.step.{step.reason}', lang)}", style="dim")
    if step.arithmetic and step.arithmetic != moves:
        text.append(f"  {safe(step.arithmetic)}", style="default")
    if step.text:
        text.append(f"  {_short(step.text)}", style="dim")
    if step.place and step.clause_id:
        text.append(f"  [{safe(of_text(step.place, lang))}]", style="cyan")
    return text


def _lists(sheet: ScoreSheet, lang: Lang) -> Iterator[Text]:
    start = sheet.rubric_id.rpartition("/")[0] + "/"
    if sheet.asked:
        yield Text(f"{say('score.asked', lang)} ({len(sheet.asked)})", style="bold")
        yield from (_asked(one, start, lang) for one in sheet.asked)
    if sheet.errors:
        yield Text(f"{say('score.errors', lang)} ({len(sheet.errors)})", style="bold red")
        yield from (fault(one, start, lang) for one in sheet.errors)
    if sheet.remarks:
        yield Text(say("score.not_computed", lang), style="bold")
        for one in sheet.remarks:
            text = Text(f"  {(one.clause_id or one.owner_id).removeprefix(start)}", style="cyan")
            text.append(f"  {say(f'score.step.{one.reason}', lang)}", style="dim")
            text.append(f"  {_short(one.text)}", style="default")
            yield text


def _asked(one: Asked, start: str, lang: Lang) -> Text:
    text = Text(f"  {safe(one.id.removeprefix(start))}", style="cyan")
    text.append(f"  {safe(one.name)}  ", style="default")
    text.append(say(f"score.ask.{one.what}", lang), style="dim")
    if one.text:
        text.append(f"  {_short(one.text)}", style="dim")
    return text


def fault(one: Fault, start: str, lang: Lang) -> Text:
    """A fault in one line: row, id, name, value, what is wrong, what would do."""
    text = Text("  ")
    if one.row is not None:
        text.append(f"{say('score.row', lang, row=one.row)}  ")
    text.append(safe(one.id.removeprefix(start)), style="cyan")
    said = (safe(one.name), safe(one.value), say(f"score.fault.{one.code}", lang))
    text.append("  " + "  ".join(filter(None, said)))
    if one.allowed:
        text.append(f"  {say('score.allowed', lang, allowed=_short(one.allowed))}", style="dim")
    return text


def _short(text: str, length: int = 60) -> str:
    line = safe(" ".join(text.split()))
    return line if len(line) <= length else line[:length] + "…"

"""Score sheets in the terminal: each criterion with its steps, the total, what is asked, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from normalizers.records import Records
from normalizers.text.numerals import figure
from pipeline.messages.languages import Lang
from pipeline.messages.places import of_text
from pipeline.messages.words import say
from pipeline.scoring.decided import Decided, decided
from pipeline.scoring.model import Asked, Fault, Line, ScoreSheet, Span, Step
from pipeline.terminal.lines import Told, Tree
from pipeline.terminal.safe import safe

if TYPE_CHECKING:
    from rich.table import Table

_STYLES = {"complete": "green", "incomplete": "yellow", "vetoed": "bold red", "faulty": "bold red"}
# steps that are told by the line itself
_PLAIN = frozenset({"unmarked"})


def shown(sheet: ScoreSheet, records: Records, lang: Lang) -> Iterator[Told]:
    """A sheet for people."""
    head = [(safe(sheet.unit) or safe(sheet.title) or sheet.rubric_id, "bold")]
    if sheet.unit and sheet.title:
        head.append((f"  {safe(sheet.title)}", "cyan"))
    tree = Tree(head)
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
    yield from tree.lines()
    total = [(f"{say('score.total', lang)}  {span(sheet.points, lang)}", "bold")]
    total.append((f"  {say(f'score.outcome.{sheet.outcome}', lang)}", _STYLES[sheet.outcome]))
    if sheet.grade:
        total.append((f"  {say('score.grade_of', lang)} {safe(sheet.grade)}", ""))
    if sheet.full is not None:
        total.append((f"  {say('score.full', lang, full=figure(sheet.full))}", "yellow"))
    if sheet.before_veto is not None:
        total.append((f"  ({say('score.before_veto', lang)} {span(sheet.before_veto, lang)})", "dim"))
    yield total
    yield [(f"{say('score.decided', lang)}  {told_decided(decided(sheet), lang)}", "dim")]
    yield from _lists(sheet, lang)


def overview(sheets: Sequence[ScoreSheet], lang: Lang) -> Table:
    """Many sheets: a row for each."""
    from rich.table import Table
    from rich.text import Text

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
    return table


def faults(sheets: Sequence[ScoreSheet], lang: Lang) -> Iterator[Told]:
    """What is wrong in many sheets, a line each."""
    start = sheets[0].rubric_id.rpartition("/")[0] + "/"
    for sheet in sheets:
        for one in sheet.errors:
            yield [(safe(sheet.unit), ""), *fault(one, start, lang)]


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


def _line(line: Line, lang: Lang) -> Told:
    label = f"{safe(line.label)} " if line.label else ""
    told = [(f"{label}{safe(line.name)}  ", "")]
    told.append((span(line.points, lang), "bold" if line.points.exact is not None else "yellow"))
    if line.worth is not None and line.kind == "scored":
        told.append((f" / {figure(line.worth)}", "dim"))
    if line.grade:
        told.append((f"  {safe(line.grade)}", ""))
    return told


def _step(step: Step, lang: Lang) -> Told:
    moves = span(step.effect, lang)
    sign = "+" if (step.effect.low or 0) > 0 else ""
    told = f"{sign}{moves}  {say(f'score.step.{step.reason}', lang)}"
    if step.arithmetic and step.arithmetic != moves:
        told += f"  {safe(step.arithmetic)}"
    if step.text:
        told += f"  {_short(step.text)}"
    place = f"  [{safe(of_text(step.place, lang))}]" if step.place and step.clause_id else ""
    return [(told, "dim"), (place, "dim cyan")]


def _lists(sheet: ScoreSheet, lang: Lang) -> Iterator[Told]:
    start = sheet.rubric_id.rpartition("/")[0] + "/"
    if sheet.asked:
        yield [(f"{say('score.asked', lang)} ({len(sheet.asked)})", "bold")]
        yield from (_asked(one, start, lang) for one in sheet.asked)
    if sheet.errors:
        yield [(f"{say('score.errors', lang)} ({len(sheet.errors)})", "bold red")]
        yield from (fault(one, start, lang) for one in sheet.errors)
    if sheet.remarks:
        yield [(say("score.not_computed", lang), "bold")]
        for one in sheet.remarks:
            yield [
                (f"  {(one.clause_id or one.owner_id).removeprefix(start)}", "cyan"),
                (f"  {say(f'score.step.{one.reason}', lang)}", "dim"),
                (f"  {_short(one.text)}", ""),
            ]


def _asked(one: Asked, start: str, lang: Lang) -> Told:
    what = say(f"score.ask.{one.what}", lang) + (f"  {_short(one.text)}" if one.text else "")
    return [(f"  {safe(one.id.removeprefix(start))}", "cyan"), (f"  {safe(one.name)}  ", ""), (what, "dim")]


def fault(one: Fault, start: str, lang: Lang) -> Told:
    """A fault in one line: row, id, name, value, what is wrong, what would do."""
    row = "" if one.row is None else f"{say('score.row', lang, row=one.row)}  "
    parts = (safe(one.name), safe(one.value), say(f"score.fault.{one.code}", lang))
    told = [(f"  {row}", ""), (safe(one.id.removeprefix(start)), "cyan")]
    told.append(("  " + "  ".join(filter(None, parts)), ""))
    if one.allowed:
        told.append((f"  {say('score.allowed', lang, allowed=_short(one.allowed))}", "dim"))
    return told


def _short(text: str, length: int = 60) -> str:
    line = safe(" ".join(text.split()))
    return line if len(line) <= length else line[:length] + "…"

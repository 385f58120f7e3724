"""The report in the terminal: totals first, then the changes, those that move most points first."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.compare.model import CHANGES
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import figure
from pipeline.messages.words import say
from pipeline.report.report import Report, ReportChange, Source
from pipeline.report.years import counted_what, table_word
from pipeline.terminal.listing import Listing, Row
from pipeline.terminal.safe import safe

# a kind without a colour is plain
_STYLES = {"added": "green", "removed": "red", "rescored": "bold", "split": "magenta", "merged": "magenta"}


def summary(made: Report, lang: Lang) -> RenderableType:
    """The whole report."""
    diff = made.diff
    parts: list[RenderableType] = [
        Text.assemble((named(diff.old, lang), "bold"), "  →  ", (named(diff.new, lang), "bold")),
        Text(counted(made, lang)),
        "",
        _rubrics(made, lang),
    ]
    if diff.changes:
        parts += ["", _changes(made, lang)]
    return Group(*parts)


def named(sources: Sequence[Source], lang: Lang) -> str:
    """What a side is called: its notice, else how many there are."""
    if len(sources) > 1:
        years = sorted({str(source.year) for source in sources if source.year})
        return " ".join((say("diff.notices_counted", lang, count=len(sources)), *years))
    (source,) = sources
    name = safe(source.title or source.notice_id)
    return f"{name} {safe(source.doc_number)}".strip()


def side_names(made: Report, lang: Lang) -> tuple[str, str]:
    """2024 and 2025 where each side is of one year, else before and now."""
    years = [{source.year for source in side} for side in (made.diff.old, made.diff.new)]
    if all(len(side) == 1 and None not in side for side in years) and years[0] != years[1]:
        return str(*years[0]), str(*years[1])
    return say("diff.old_side", lang), say("diff.new_side", lang)


def counted(made: Report, lang: Lang) -> str:
    """`18 criteria before, 19 now: 8 unchanged; 2 added, 1 removed …`."""
    counts = made.counts
    if not made.diff.changes:
        return say("diff.nothing_changed", lang, count=counts.new, what=counted_what(made.years.both, lang))
    kinds = [
        f"{say(f'diff.kind.{kind}', lang)} {counts.kinds[kind]}" for kind in CHANGES if counts.kinds[kind]
    ]
    figures = {"old": counts.old, "new": counts.new, "unchanged": counts.unchanged}
    said = say("diff.summary", lang, what=counted_what(made.years.both, lang), **figures)
    return said + say("mark.list", lang).join(kinds)


def kinds_said(change: ReportChange, lang: Lang) -> str:
    """The kinds of a change in words."""
    return say("mark.list", lang).join(say(f"diff.kind.{kind}", lang) for kind in change.kinds)


def _rubrics(made: Report, lang: Lang) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(table_word(made.years.both, lang), overflow="fold")
    for key in ("diff.total_before", "diff.total_now", "diff.unchanged", "diff.changed"):
        table.add_column(say(key, lang), justify="right", no_wrap=True)
    for pair in made.diff.pairs:
        label = made.pair_label(pair)
        changed = made.changed(pair)
        same = pair.old_total == pair.new_total
        figures = (figure(pair.old_total), Text(figure(pair.new_total), style="" if same else "bold"))
        table.add_row(Text(safe(label)), *figures, str(pair.unchanged), str(changed or ""))
    return table


def _changes(made: Report, lang: Lang) -> Listing:
    heads = say("diff.moved_points", lang), table_word(made.years.both, lang), say("diff.change", lang)
    return Listing(heads, [_row(change, made, lang) for change in made.listed()], ("", "dim", ""))


def _row(change: ReportChange, made: Report, lang: Lang) -> Row:
    style = next((_STYLES[kind] for kind in change.kinds if kind in _STYLES), "")
    weight = figure(change.weight) if change.weight else ""
    return (weight, safe(change.rubric), safe(made.sentence(change, lang))), style

"""What the terminal says of a run: a line for each notice that is new or wrong, sums, and the files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from extractors.frozen import frozen
from pipeline.contract.formats import Format
from pipeline.dataset.staged import Head
from pipeline.ingest.brief import Brief, brief
from pipeline.ingest.kept import Kept
from pipeline.ingest.run import Result
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import MARKS, SEVERITIES, figure
from pipeline.messages.words import say
from pipeline.terminal.findings import STATES, STYLES
from pipeline.terminal.safe import safe, safe_name

_HEADS = ("label.rubrics", "label.criteria", "label.totals", "label.findings")
_WRITTEN = (
    ("xlsx", "run.xlsx_is"),
    ("csv", "run.csv_is"),
    ("json", "run.json_is"),
    ("parquet", "run.parquet_is"),
)
# where more notices are new than a person goes through, the clean ones are only counted
_MOST = 200
# a name is not cut to fewer columns than this
_NAME = 16


@frozen
class Line:
    """One notice in the summary of a run."""

    notice_id: str
    brief: Brief
    name: str = ""
    first_error: str = ""
    unchanged: bool = False

    @property
    def wrong(self) -> bool:
        """Whether something of it was not read, or its sum is not the printed one."""
        return self.brief.status == "failed" or not self.brief.agrees


def line(result: Result | Kept | Head) -> Line:
    """The figures of a result that the summary shows."""
    if isinstance(result, Kept):
        return Line(result.entry.notice_id, result.entry.brief, result.name, unchanged=True)
    if isinstance(result, Head):
        return Line(result.entry.notice_id, result.entry.brief, result.name, result.first_error)
    records = result.records
    errors = (row.message for row in records.findings if row.severity == "error")
    return Line(records.notice.notice_id, brief(records), result.name, next(errors, ""))


def summary(lines: Iterable[Line], lang: Lang, width: int) -> RenderableType:
    """The notices of a run that are new or wrong, a line each, and sums over all of them."""
    lines = list(lines)
    told = [row for row in lines if row.wrong or not row.unchanged]
    if len(told) > _MOST:
        told = [row for row in told if row.wrong or row.brief.status != "clean"]
    # of one notice the sums say nothing new
    cells = [_cells(row) for row in told] + ([_sums(lines)] if len(lines) > 1 else [])
    heads = [say(key, lang) for key in _HEADS]
    room = width - 3 - sum(_widest(one) + 2 for one in zip(heads, *cells, strict=True))
    if any(row.unchanged for row in told):
        room -= cell_len(say("run.not_changed", lang)) + 2
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column()
    table.add_column(say("label.notice_id", lang), no_wrap=True)
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    if any(row.unchanged for row in told):
        table.add_column(no_wrap=True)
    for row, others in zip(told, cells, strict=False):
        mark, style = STATES[row.brief.status]
        name = _shortened(row.notice_id, max(room, _NAME))
        same = [Text(say("run.not_changed", lang), style="dim")] if row.unchanged else []
        table.add_row(Text(mark, style=style), Text(name), *others, *same)
    if len(lines) > 1:
        table.add_row("", Text(say("run.sum", lang, count=len(lines)), style="bold"), *cells[-1])
    left = sum(not row.unchanged for row in lines) - sum(not row.unchanged for row in told)
    if not left:
        return table
    return Group(table, Text(say("run.clean_left", lang, count=left), style="dim"))


def _cells(row: Line) -> list[Text]:
    """Rubrics, criteria, the sum as printed and as computed, findings: `✗1 !3 ·12`."""
    told = row.brief
    declared, computed = (one or figure(None) for one in (told.declared, told.computed))
    equal = "=" if told.agrees else "≠"
    totals = f"{declared} {equal if told.declared and told.computed else '/'} {computed}"
    return [
        Text(figure(told.rubrics)),
        Text(figure(told.criteria)),
        Text(totals, style="" if told.agrees else "yellow"),
        _findings(told.findings),
    ]


def _sums(lines: Sequence[Line]) -> list[Text]:
    findings = tuple(map(sum, zip(*(row.brief.findings for row in lines), strict=True)))
    rubrics, criteria = (sum(getattr(row.brief, name) for row in lines) for name in ("rubrics", "criteria"))
    return [Text(figure(rubrics)), Text(figure(criteria)), Text(), _findings(findings)]


def _findings(counts: Sequence[int]) -> Text:
    parts = [
        Text(f"{MARKS[severity]}{count}", style=STYLES[severity])
        for severity, count in zip(SEVERITIES, counts, strict=True)
        if count
    ]
    return Text(" ").join(parts)


def _widest(column: Iterable[str | Text]) -> int:
    return max(cell_len(one if isinstance(one, str) else one.plain) for one in column)


def _shortened(name: str, room: int) -> str:
    """A name with its middle left out where it is too long: what begins and ends it tells it from others."""
    if cell_len(name) <= room:
        return name
    head, tail = "", ""
    for before, after in zip(name, reversed(name), strict=True):
        if cell_len(head + before + tail) + 1 > room:
            break
        head += before
        if cell_len(head + after + tail) + 1 > room:
            break
        tail = after + tail
    return f"{head}…{tail}"


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


def written(out: str, formats: Collection[Format], lang: Lang) -> RenderableType:
    """Where the files of a dataset are and what each is for."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for form, key in _WRITTEN:
        if form in formats:
            table.add_row(Text(f"  {out}/{form}"), say(key, lang))
    table.add_row(Text(f"  {out}/datapackage.json"), say("run.datapackage_is", lang))
    return Group("", Text(say("run.written", lang, out=out)), table)

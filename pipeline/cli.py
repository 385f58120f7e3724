"""The command `rubrics`: thin commands over the library.

Only typer is imported at the top, so that `rubrics --help` answers at once.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from rich.console import Console

    from normalizers.rubric import Records
    from pipeline.compare import Link
    from pipeline.inputs import Inputs
    from pipeline.run import Result

app = typer.Typer(
    help="Read Chinese assessment notices and write their rubrics as data. 读取考核通知，输出评分标准数据。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
Lang = Literal["zh", "en"]
Notices = Annotated[
    list[Path], typer.Argument(metavar="IN", help="Files or folders of notices. 文件或文件夹")
]
LangOption = Annotated[
    Lang | None,
    typer.Option(
        "--lang", help="Language of messages and headings, else as the locale. 语言", show_default=False
    ),
]
LinksOption = Annotated[
    Path | None, typer.Option("--links", help="Matches pinned or forbidden by hand. 人工对应表")
]
VerifyOption = Annotated[
    bool, typer.Option("--verify", help="Read PDFs by two readers and report where they differ. 双重读取")
]
# exit status: 1 a notice failed (ingest), has warnings (check) or changed (diff); 2 wrong use, errors (check)
_FAILED, _WARNINGS, _CHANGED, _ERRORS, _USE = 1, 1, 1, 2, 2


def main() -> None:
    """The entry point of `rubrics`; whatever happens, the user sees one line and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console in GBK cannot print every character of a notice
    try:
        app(prog_name="rubrics")
    except Exception as error:
        from pipeline.words import locale_lang, say

        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        typer.echo(say("fault", locale_lang(), reason=reason), err=True)
        sys.exit(_USE)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"rubrics {version('rubric-pipeline')}")
        raise typer.Exit


@app.callback()
def rubrics(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version. 版本")
    ] = False,
) -> None:
    """Read Chinese assessment notices and write their rubrics as data. 读取考核通知，输出评分标准数据。"""


@app.command()
def ingest(
    notices: Notices,
    out: Annotated[Path, typer.Option("--out", help="Folder of the dataset. 输出文件夹")],
    lang: LangOption = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Files read at once. 并行数")] = 1,
    verify: VerifyOption = False,
) -> None:
    """Write the dataset of some notices: Excel, CSV, JSON, Parquet. 读取通知，写出数据集。

    Ends with status 1 when a notice failed, 2 when nothing could be read or written.
    """
    from pipeline.datasets import write
    from pipeline.run import ingest_all
    from pipeline.show import failures, line, summary, written
    from pipeline.words import say

    told = _told(lang)
    inputs = _inputs(notices, told)
    lines = []

    def noted(results: Iterable[Result]) -> Iterator[Result]:
        for result in results:
            lines.append(line(result))
            yield result

    try:
        with _executor(min(jobs, len(inputs.notices))) as executor:
            results = ingest_all(inputs.notices, executor=executor, lang=told, verify=verify)
            write(_with_progress(noted(results), len(inputs.notices), told), out, lang=told)
    except OSError as error:
        _stop(say("not_written", told, out=out, reason=_reason(error)))
    console = _console()
    console.print(summary(lines, told))
    console.print(failures(lines), end="", soft_wrap=True)
    console.print(written(out, told), soft_wrap=True)
    _tell_skipped(inputs, told)
    if any(row.status == "failed" for row in lines):
        raise typer.Exit(_FAILED)


@app.command()
def check(
    notices: Notices,
    claimed: Annotated[
        bool, typer.Option("--claimed", help="Count the characters that stand in a record. 归入字数")
    ] = False,
    verify: VerifyOption = False,
    lang: LangOption = None,
) -> None:
    """List what a person should look at, and write nothing. 只列出疑点。

    Ends with status 0 without warnings, 1 with warnings, 2 with errors.
    """
    from pipeline.run import ingest_all
    from pipeline.show import findings, statements
    from pipeline.words import say

    told = _told(lang)
    inputs = _inputs(notices, told)
    console = _console()
    worst = 0
    for result in ingest_all(inputs.notices, lang=told, verify=verify):
        console.print(findings(result, told), soft_wrap=True)
        if said := statements(result, told):
            console.print("  " + said, highlight=False)
        if claimed:
            console.print(
                "  " + say("claimed", told, claimed=result.claimed, characters=result.characters),
                highlight=False,
            )
        worst = max(worst, {"clean": 0, "review": _WARNINGS, "failed": _ERRORS}[result.status])
    _tell_skipped(inputs, told)
    raise typer.Exit(worst)


@app.command()
def show(
    notice: Annotated[Path, typer.Argument(metavar="FILE", help="A notice. 通知文件")],
    rubric: Annotated[
        int | None, typer.Option("--rubric", min=1, help="Only this one. 只看第几个评分表")
    ] = None,
    lang: LangOption = None,
) -> None:
    """Show the rubrics of a notice as trees. 以树形显示评分表。"""
    from pipeline.run import ingest as read
    from pipeline.show import findings, trees
    from pipeline.words import say

    told = _told(lang)
    if not notice.is_file():
        _stop(say("not_there", told, path=notice))
    result = read(notice, lang=told)
    console = _console()
    count = len(result.records.rubrics)
    if not count:
        console.print(findings(result, told), soft_wrap=True)
    elif rubric is not None and rubric > count:
        _stop(say("no_such_rubric", told, number=rubric, count=count))
    for tree in trees(result.records, told, rubric):
        console.print(tree)
    if result.status == "failed":
        raise typer.Exit(_FAILED)


@app.command()
def explain(
    record: Annotated[str, typer.Argument(metavar="ID", help="A record; …/2/3/b1 will do. 记录编号")],
    dataset: Annotated[
        Path, typer.Argument(metavar="DATASET", help="A folder that ingest wrote. 数据集文件夹")
    ] = Path("data/structured"),
    lang: LangOption = None,
) -> None:
    """Say where one record comes from: its fields, their places, its findings. 说明一条记录的出处。"""
    from pipeline.explain import explanation
    from pipeline.stored import fitting, nearest, read_records
    from pipeline.words import say

    told = _told(lang)
    try:
        ids = fitting(record, dataset)
        alike = [] if ids else nearest(record, dataset)
    except FileNotFoundError:
        _stop(say("no_dataset", told, path=dataset))
    except ValueError as error:
        _stop(say("dataset_unread", told, name=error))
    except OSError as error:
        _stop(say("dataset_unread", told, name=_reason(error)))
    if len(ids) > 1:
        _stop("\n  ".join((say("several_records", told, asked=record, count=len(ids)), *ids)))
    if not ids:
        said = say("no_such_record", told, asked=record)
        _stop("\n  ".join((say("nearest", told, said=said), *alike)) if alike else said)
    records = read_records(dataset, ids[0].partition("/")[0])
    _console().print(explanation(records, ids[0], told), soft_wrap=True)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Notice, dataset, or DATASET@2024. 旧的一方")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Notice, dataset, or DATASET@2025. 新的一方")],
    html: Annotated[Path | None, typer.Option("--html", help="Write a page. 网页")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Write an Excel file. Excel 文件")] = None,
    json: Annotated[Path | None, typer.Option("--json", help="Write all as JSON.")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write a row for each change. CSV")] = None,
    links: LinksOption = None,
    fail_if_changed: Annotated[
        bool, typer.Option("--fail-if-changed", help="End with status 1 for changes. 有变化时返回1")
    ] = False,
    lang: LangOption = None,
) -> None:
    """Say what changed between two years. 比较两个年度的评分标准。

    Ends with status 0, with 1 for changes when --fail-if-changed is given, with 2 when it could not compare.
    """
    from pipeline.report import Format, write
    from pipeline.report.report import report
    from pipeline.report.terminal import summary
    from pipeline.words import say

    told = _told(lang)
    (before, after), pinned = _sides([old, new], links, told)
    made = report(before, after, pinned)
    outs: dict[Format, Path | None] = {"html": html, "xlsx": xlsx, "json": json, "csv": csv}
    for form, out in outs.items():
        if out is not None:
            try:
                write(made, out, form, told)
            except OSError as error:
                _stop(say("not_written", told, out=out, reason=_reason(error)))
    _console().print(summary(made, told), soft_wrap=False)
    if fail_if_changed and made.diff.changes:
        raise typer.Exit(_CHANGED)


@app.command()
def timeline(
    years: Annotated[
        list[str],
        typer.Argument(metavar="YEAR YEAR...", help="Notices or DATASET@2024, oldest first. 各年度"),
    ],
    csv: Annotated[Path | None, typer.Option("--csv", help="Write a row for each indicator. CSV")] = None,
    links: LinksOption = None,
    lang: LangOption = None,
) -> None:
    """Follow each indicator and the points of each department over several years. 多年度对比。

    Ends with status 0, or with 2 when it could not compare.
    """
    from pipeline.report import replacing
    from pipeline.report.timeline import as_csv, shown
    from pipeline.report.timeline import timeline as over
    from pipeline.words import say

    told = _told(lang)
    if len(years) < 2:
        _stop(say("one_year", told))
    made = over(*_sides(years, links, told))
    if csv is not None:
        try:
            with replacing(csv) as fresh:
                fresh.write_text(as_csv(made), "utf-8", newline="\n")
        except OSError as error:
            _stop(say("not_written", told, out=csv, reason=_reason(error)))
    _console().print(shown(made, told))


def _sides(given: list[str], links: Path | None, lang: Lang) -> tuple[list[tuple[Records, ...]], list[Link]]:
    """What is to be compared; what a person should know before believing it is said."""
    from pipeline.report.given import NotComparable, half_known, read_links, read_side
    from pipeline.words import say

    try:
        sides = [read_side(one, lang) for one in given]
        pinned = read_links(links, lang) if links else {}
    except NotComparable as error:
        _stop(str(error))
    failed = [one.notice.source_file for side in sides for one in side if one.notice.status == "failed"]
    if failed:
        typer.echo(say("read_with_faults", lang, names=", ".join(failed)), err=True)
    if unused := half_known(pinned, sides):
        typer.echo(say("links_unknown", lang, path=links, lines=", ".join(map(str, unused))), err=True)
    return sides, list(pinned)


def _told(lang: Lang | None) -> Lang:
    from pipeline.words import locale_lang

    return lang or locale_lang()


def _inputs(given: list[Path], lang: Lang) -> Inputs:
    from pipeline.inputs import find_notices
    from pipeline.words import say

    try:
        inputs = find_notices(given)
    except FileNotFoundError as error:
        _stop(say("not_there", lang, path=error))
    if not inputs.notices:
        _tell_skipped(inputs, lang)
        _stop(say("nothing_given", lang, inputs=", ".join(map(str, given))))
    return inputs


@contextmanager
def _executor(jobs: int) -> Iterator[Executor | None]:
    """Processes to read with, or None for one job; when the run stops, what waits is dropped."""
    if jobs == 1:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # a fork of a process that has threads (Arrow's) may hang; Ctrl-C is for the parent, which stops them
    pool = ProcessPoolExecutor(
        jobs,
        mp_context=get_context("spawn"),
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _with_progress(results: Iterable[Result], count: int, lang: Lang) -> Iterable[Result]:
    """The same results with a bar on the terminal, if there is one."""
    from rich.console import Console
    from rich.progress import track

    from pipeline.words import say

    console = Console(stderr=True)
    if not console.is_terminal:
        return results
    return track(results, say("reading", lang), total=count, console=console, transient=True)


def _console() -> Console:
    from rich.console import Console

    console = Console(highlight=False, emoji=False, markup=False)
    if not console.is_terminal:
        console.width = 10_000  # a file or a pipe has no edge to fold at
    return console


def _tell_skipped(inputs: Inputs, lang: Lang) -> None:
    from pipeline.words import say

    if inputs.skipped:
        typer.echo(say("skipped", lang, names=", ".join(inputs.skipped)), err=True)


def _reason(error: OSError) -> str:
    return f"{error.strerror or error} {os.path.basename(error.filename or '')}".strip()  # noqa: PTH119


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(_USE)

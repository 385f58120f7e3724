"""Commands that compare years: diff, timeline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.app import CHANGED, LangOption, reason, stop, tell, terminal, write_text
from pipeline.cli.completion import a_notice
from pipeline.cli.inputs import AsReadOption, CorrectionsOption, asking, links_of

if TYPE_CHECKING:
    from normalizers.records import Records
    from pipeline.compare import Link
    from pipeline.project.reading import Asked

LinksOption = Annotated[Path | None, typer.Option("--links", help="help.links")]


def diff(
    old: Annotated[str, a_notice("help.name.old", "help.diff.old")],
    new: Annotated[str, a_notice("help.name.new", "help.diff.new")],
    html: Annotated[Path | None, typer.Option("--html", help="help.diff.html")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="help.diff.xlsx")] = None,
    json: Annotated[Path | None, typer.Option("--json", help="help.diff.json")] = None,
    parquet: Annotated[Path | None, typer.Option("--parquet", help="help.diff.parquet")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="help.diff.csv")] = None,
    differences: Annotated[Path | None, typer.Option("--differences", help="help.diff.differences")] = None,
    links: LinksOption = None,
    fail_if_changed: Annotated[
        bool, typer.Option("--fail-if-changed", help="help.diff.fail_if_changed")
    ] = False,
    corrections: CorrectionsOption = None,
    as_read: AsReadOption = False,
    lang: LangOption = None,
) -> None:
    """Say what changed between two years."""
    from pipeline.messages.languages import LANGS
    from pipeline.messages.words import say
    from pipeline.report import Format, write
    from pipeline.report.report import report
    from pipeline.report.terminal import summary

    asked = asking(old, lang, corrections, as_read=as_read)
    told = asked.lang
    (before, after), pinned = _sides([old, new], links, asked)
    # data holds the sentences of all languages
    langs = LANGS if json or parquet or csv else (told,)
    made = report(before, after, pinned, langs)
    outs: dict[Format, Path | None] = {
        "html": html,
        "xlsx": xlsx,
        "json": json,
        "parquet": parquet,
        "csv": csv,
        "differences": differences,
    }
    for form, out in outs.items():
        if out is not None:
            try:
                write(made, out, form, told)
            except OSError as error:
                stop(say("run.not_written", told, out=out, reason=reason(error, told)))
    terminal().print(summary(made, told), soft_wrap=False)
    if fail_if_changed and made.diff.changes:
        raise typer.Exit(CHANGED)


def timeline(
    years: Annotated[
        list[str],
        a_notice("help.name.years", "help.timeline.years"),
    ],
    html: Annotated[Path | None, typer.Option("--html", help="help.timeline.html")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="help.timeline.xlsx")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="help.timeline.csv")] = None,
    links: LinksOption = None,
    corrections: CorrectionsOption = None,
    as_read: AsReadOption = False,
    lang: LangOption = None,
) -> None:
    """Follow each indicator and the points of each department over several years."""
    from pipeline.messages.words import say
    from pipeline.timeline.lineage import timeline as over
    from pipeline.timeline.shown import as_csv, shown

    asked = asking(years[0], lang, corrections, as_read=as_read)
    told = asked.lang
    if len(years) < 2:
        stop(say("given.one_year", told))
    made = over(*_sides(years, links, asked))
    if html is not None:
        from pipeline.timeline.page import timeline_page

        write_text(html, timeline_page(made, told), told)
    if xlsx is not None:
        from pipeline.timeline.workbook import write_timeline

        try:
            write_timeline(made, xlsx, told)
        except OSError as error:
            stop(say("run.not_written", told, out=xlsx, reason=reason(error, told)))
    if csv is not None:
        write_text(csv, as_csv(made), told)
    terminal().print(shown(made, told))


def _sides(
    given: list[str], links: Path | None, asked: Asked
) -> tuple[list[tuple[Records, ...]], list[Link]]:
    """What is to be compared; what a person should know before believing it is said.

    Without `links`, those of the project hold.
    """
    from pipeline.compare.lists import comparable
    from pipeline.messages.words import say
    from pipeline.report.given import NotComparable, half_known, read_links, read_year

    lang = asked.lang
    links = links or links_of(given[0])
    try:
        sides = [read_year(one, lang, asked) for one in given]
        pinned = read_links(links, lang) if links else {}
    except NotComparable as error:
        stop(str(error))
    failed = [one.notice.source_file for side in sides for one in side if one.notice.status == "failed"]
    if failed:
        tell(say("given.read_with_faults", lang, names=", ".join(failed)), err=True)
    empty = [one.notice.source_file for side in sides for one in side if not comparable(one)]
    if empty:
        tell(say("given.nothing_in", lang, names=", ".join(empty)), err=True)
    if unused := half_known(pinned, sides):
        tell(say("given.links.unknown", lang, path=links, lines=", ".join(map(str, unused))), err=True)
    return sides, list(pinned)

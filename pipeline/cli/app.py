"""The program that the commands hang on, and what each of them needs: language, terminal, exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pipeline.cli.completion import Shell, script
from pipeline.cli.help import Worded
from pipeline.cli.pages import tell as tell
from pipeline.messages.languages import Lang, locale_lang

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from pipeline.terminal.lines import Told

app = typer.Typer(
    cls=Worded,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
LangOption = Annotated[
    Lang | None,
    typer.Option("--lang", help="help.lang", show_default=False),
]
# by these rich is told that there are colours where it sees no terminal
_COLOURED = ("FORCE_COLOR", "TTY_COMPATIBLE")
# exit status: 1 a notice failed (ingest), has warnings (check) or changed (diff); 2 wrong use, errors (check)
FAILED, WARNINGS, CHANGED, ERRORS, USE = 1, 1, 1, 2, 2


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"rubrics {version('rubric-pipeline')}")
        raise typer.Exit


@app.callback(help="help.program")
def rubrics(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="help.version")
    ] = False,
    completion: Annotated[
        Shell | None, typer.Option("--completion", callback=script, is_eager=True, help="help.completion")
    ] = None,
    lang: LangOption = None,
) -> None:
    """The program itself: a language before a command is that of the command, which may name another one."""
    if lang:
        context.default_map = {context.invoked_subcommand or "": {"lang": lang}}


def language(lang: Lang | None) -> Lang:
    """The language asked for, else that of the locale."""
    return lang or locale_lang()


def terminal() -> Console:
    """Where a command prints; nothing is folded where no person reads."""
    from rich.console import Console

    console = Console(highlight=False, emoji=False, markup=False)
    if not console.is_terminal:
        console.width = 10_000  # a file or a pipe has no edge to fold at
    return console


def tell_lines(lines: Iterable[Told]) -> None:
    """Prints lines as they are, coloured where somebody can see it."""
    from pipeline.terminal.lines import plain

    if not (sys.stdout.isatty() or any(map(os.environ.get, _COLOURED))):
        typer.echo("".join(f"{plain(line)}\n" for line in lines), nl=False)
        return
    from rich.text import Text

    console = terminal()
    for line in lines:
        console.print(Text.assemble(*line), soft_wrap=True)


def reason(error: OSError, lang: Lang) -> str:
    """Why the system refuses a file, in words, with its name."""
    from pipeline.messages.causes import cause
    from pipeline.messages.words import say

    file = Path(error.filename or "")
    if isinstance(error, NotADirectoryError):
        # what is no folder stands above what could not be made in it
        file = next((one for one in file.parents if one.is_file()), file)
    name = file.name
    return say("run.refused", lang, reason=cause(error), name=name).strip()


def agreed(question: str) -> bool:
    """Whether a person says yes, in either language; whatever else is said is a no."""
    said = typer.prompt(f"{question} [y/N]", default="", show_default=False, prompt_suffix=" ")
    return said.strip().lower() in ("y", "yes", "是", "好")


def stop(message: str) -> NoReturn:
    """Ends the command as wrongly used: the message, status 2."""
    tell(message, err=True)
    raise typer.Exit(USE)


def write_text(out: Path, text: str, lang: Lang) -> None:
    """Writes a file, or ends the command with the reason why it cannot be written."""
    from pipeline.messages.words import say
    from pipeline.replacing import replacing

    try:
        with replacing(out) as fresh:
            fresh.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        stop(say("run.not_written", lang, out=out, reason=reason(error, lang)))

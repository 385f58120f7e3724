"""The help of the commands and what they say of wrong use, in the language of the user.

Commands and options are declared with the keys of their help (`help.ingest.out`), as their language is known
only once the program is called. It is that of `--lang X` or `--lang=X`, wherever that stands among the
arguments (`--help` ends the reading of all that follow it), else that of the locale. So the arguments are
looked through first, and then the words take the place of the keys.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from itertools import pairwise
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command_from_info
from typer.models import CommandInfo

from pipeline.cli.misuse import NoSuchCommand, TooMuch, told
from pipeline.cli.pages import page, tell
from pipeline.messages.languages import Lang, locale_lang, named
from pipeline.messages.words import say, words
from pipeline.project import Project, ProjectFault

# the file of each command, in the order in which `rubrics --help` names them
_HOMES = {
    "app": "serving",
    "new": "reading",
    "ingest": "ingesting",
    "check": "reading",
    "show": "reading",
    "explain": "reading",
    "evidence": "showing",
    "diff": "comparing",
    "timeline": "comparing",
    "score": "scoring",
    "workbook": "scoring",
    "export": "exporting",
    "collect": "collecting",
    "correct": "correcting",
}


class Command(TyperCommand):
    """A command whose page of help and faults of use are those of the program's language."""

    def get_help(self, ctx: Any) -> str:
        """The page, as wide as the window."""
        return page(self, ctx, ctx.find_root().command.lang)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As every command does it; a fault knows the command that it is about, and what was too much."""
        ctx.allow_extra_args = True
        try:
            left = super().parse_args(ctx, args)
        except typer.TyperException as fault:
            _at(fault, ctx)
            raise
        if left and not ctx.resilient_parsing:
            raise TooMuch(ctx, left)
        return left


class _Commands(Mapping[str, Any]):
    """The commands by their names, each made when it is asked for: all of them take longer than help may."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            does = getattr(import_module(f"pipeline.cli.{_HOMES[name]}"), name)
            info = CommandInfo(name, cls=Command, callback=does, help=f"help.{name}.about")
            self._made[name] = get_command_from_info(
                info, pretty_exceptions_short=False, rich_markup_mode=None
            )
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)


class Worded(TyperGroup):
    """The program, whose help and faults of use are said in the language that its arguments ask for."""

    given: tuple[str, ...] = ()
    lang: Lang = "en"

    def __init__(self, **given: Any) -> None:
        """As every program is made, with the commands of this one."""
        super().__init__(**given | {"commands": _Commands()})

    def main(self, args: Any = None, *, standalone_mode: bool = True, **extra: Any) -> Any:  # type: ignore[override]
        """As every command does it; what ends the program without its doing is said in words."""
        self.given = tuple(sys.argv[1:] if args is None else args)
        self.lang = asked(self.given)
        try:
            ended = super().main(args, standalone_mode=False, **extra)
        except typer.TyperException as fault:
            if not standalone_mode:
                raise
            wrong = type(fault).__name__ != "NoArgsIsHelpError"
            typer.echo(told(fault, self.lang) if wrong else page(self, fault.ctx, self.lang), err=True)  # type: ignore[attr-defined]
            sys.exit(2)
        except typer.Abort:
            if not standalone_mode:
                raise
            typer.echo(say("usage.aborted", self.lang), err=True)
            sys.exit(1)
        if standalone_mode:
            sys.exit(ended or 0)
        return ended

    def make_context(self, info_name: str | None, args: list[str], *more: Any, **extra: Any) -> Any:
        """As every command does it, once the help has its words."""
        _put_words(self, self.lang)
        return super().make_context(info_name, list(_one_name(args)), *more, **extra)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, once its help has its words."""
        found = super().get_command(ctx, cmd_name)
        if found is not None:
            _put_words(found, self.lang)
        return found

    @property
    def abouts(self) -> Sequence[tuple[str, str]]:
        """The commands with what each is for, in a sentence."""
        return [(name, say(f"help.{name}.about", self.lang).partition("\n\n")[0]) for name in self.commands]

    def get_help(self, ctx: Any) -> str:
        """The page, as wide as the window."""
        return page(self, ctx, self.lang)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As every command does it; a fault knows that it is about the program."""
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as fault:
            _at(fault, ctx)
            raise

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that was named."""
        if args[0] not in self.commands and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise NoSuchCommand(ctx, args[0], self.commands)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """As every command does it; what was wrong with what it was given is one sentence."""
        try:
            return super().invoke(ctx)
        except ProjectFault as fault:
            tell(fault.said(_spoken(self.given)), err=True)
            raise typer.Exit(2) from fault


def _put_words(command: Any, lang: Lang) -> None:
    """The words of a language in place of the keys."""
    known = words("help", lang)
    for one in (command, *command.params):
        one.help = known.get(one.help or "", one.help)


def _at(fault: Any, ctx: Any) -> None:
    """What the parser finds wrong does not say in which command."""
    if getattr(fault, "ctx", None) is None:
        fault.ctx = ctx


def _spoken(args: Sequence[str]) -> Lang:
    """The language that the arguments ask for, else that of the project where the command runs."""
    if any(map(_names, args)):
        return asked(args)
    try:
        project = Project.find()
    except ProjectFault:
        project = None
    return project.language if project else asked(args)


def asked(args: Sequence[str]) -> Lang:
    """The language that the arguments ask for, else that of the locale; what is none is refused later."""
    given = args[: args.index("--")] if "--" in args else args
    given_names = [after if one == "--lang" else one for one, after in pairwise([*given, ""]) if _names(one)]
    wanted = given_names[-1].removeprefix("--lang=") if given_names else ""
    return named(wanted) or locale_lang()


def _one_name(args: Sequence[str]) -> Iterator[str]:
    """The arguments, a language by its one name: `zh` for `zh_CN`."""
    before = ""
    for one in args:
        if before == "--lang":
            yield named(one) or one
        elif one.startswith("--lang="):
            yield f"--lang={named(one.removeprefix('--lang=')) or one.removeprefix('--lang=')}"
        else:
            yield one
        before = one


def _names(argument: str) -> bool:
    return argument == "--lang" or argument.startswith("--lang=")

"""The help of the commands, in the language of the user.

Commands and options are declared with the keys of their help (`help.ingest.out`), as their language is known
only once the program is called. It is that of `--lang X` or `--lang=X`, wherever that stands among the
arguments (`--help` ends the reading of all that follow it), else that of the locale. So the arguments are
looked through first, and then the words take the place of the keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import typer
from typer.core import TyperGroup

from pipeline.messages.languages import LANGS, Lang, locale_lang
from pipeline.messages.words import words
from pipeline.project import Project, ProjectFault


class Worded(TyperGroup):
    """The program, whose help and faults of use are said in the language that its arguments ask for."""

    given: tuple[str, ...] = ()

    def make_context(self, info_name: str | None, args: list[str], *more: Any, **extra: Any) -> Any:
        """As every command does it, once the help has its words."""
        self.given = tuple(args)
        known = words("help", asked(args))
        for command in (self, *self.commands.values()):
            described: list[Any] = [command, *command.params]
            for one in described:
                one.help = known.get(one.help or "", one.help)
        return super().make_context(info_name, args, *more, **extra)

    def invoke(self, ctx: Any) -> Any:
        """As every command does it; what was wrong with what it was given is one sentence."""
        try:
            return super().invoke(ctx)
        except ProjectFault as fault:
            from pipeline.terminal.safe import safe

            typer.echo(safe(fault.said(_spoken(self.given))), err=True)
            raise typer.Exit(2) from fault


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
    named = [after if one == "--lang" else one for one, after in pairwise([*given, ""]) if _names(one)]
    wanted = named[-1].removeprefix("--lang=") if named else ""
    return next((lang for lang in LANGS if lang == wanted), locale_lang())


def _names(argument: str) -> bool:
    return argument == "--lang" or argument.startswith("--lang=")

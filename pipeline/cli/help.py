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

from typer.core import TyperGroup

from pipeline.messages.languages import LANGS, Lang, locale_lang
from pipeline.messages.words import words


class Worded(TyperGroup):
    """The program, whose help is said in the language that its arguments ask for."""

    def make_context(self, info_name: str | None, args: list[str], *more: Any, **extra: Any) -> Any:
        """As every command does it, once the help has its words."""
        known = words("help", asked(args))
        for command in (self, *self.commands.values()):
            described: list[Any] = [command, *command.params]
            for one in described:
                one.help = known.get(one.help or "", one.help)
        return super().make_context(info_name, args, *more, **extra)


def asked(args: Sequence[str]) -> Lang:
    """The language that the arguments ask for, else that of the locale; what is none is refused later."""
    given = args[: args.index("--")] if "--" in args else args
    named = [after if one == "--lang" else one for one, after in pairwise([*given, ""]) if _names(one)]
    wanted = named[-1].removeprefix("--lang=") if named else ""
    return next((lang for lang in LANGS if lang == wanted), locale_lang())


def _names(argument: str) -> bool:
    return argument == "--lang" or argument.startswith("--lang=")

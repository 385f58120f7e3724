"""What was wrong with how a command was written, in the reader's language.

Typer says it in English, put together where it is found; what kind of fault it was and of which option can be
asked of the exception, and that is said here. The exceptions have no public name, so their kind is that of
their class.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import typer

from pipeline.cli.pages import lines, takes, usage
from pipeline.messages.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.messages.languages import Lang


class NoSuchCommand(typer.TyperException):
    """A name that is no command; those that look like it come along."""

    exit_code = 2

    def __init__(self, ctx: Any, name: str, known: Iterable[str]) -> None:
        """For what was written in place of a command."""
        super().__init__(name)
        self.ctx, self.name = ctx, name
        self.near = get_close_matches(name, known)


class TooMuch(typer.TyperException):
    """More arguments than a command takes."""

    exit_code = 2

    def __init__(self, ctx: Any, words: list[str]) -> None:
        """For the words that are left."""
        super().__init__(" ".join(words))
        self.ctx = ctx


def told(fault: typer.TyperException, lang: Lang) -> str:
    """The sentence, how the command is written, and where more is said."""
    from pipeline.terminal.safe import safe

    ctx: Any = getattr(fault, "ctx", None)
    said = safe(_said(fault, ctx, lang))
    if ctx is None:
        return lines([said])
    form = "\n".join(usage(ctx.command, ctx, lang))
    return "\n".join((lines([said]), form, lines([say("usage.more", lang, command=ctx.command_path)])))


def _said(fault: Any, ctx: Any, lang: Lang) -> str:
    param = getattr(fault, "param", None)
    match type(fault).__name__:
        case "NoSuchCommand":
            return _near(say("usage.no_command", lang, name=fault.name), fault.near, lang)
        case "NoSuchOption" if _of_a_command(ctx, fault.option_name):
            return say("usage.behind", lang, name=fault.option_name)
        case "NoSuchOption":
            said = say("usage.no_option", lang, name=fault.option_name)
            return _near(said, sorted(fault.possibilities or ()), lang)
        case "TooMuch":
            return say("usage.too_much", lang, words=fault.message)
        case "BadOptionUsage" if option := _option(ctx, fault.option_name):
            key = "usage.takes_nothing" if option.is_flag else "usage.takes"
            return say(key, lang, name=fault.option_name, takes=takes(option, lang))
        case "MissingParameter" if param is not None and param.param_type_name == "argument":
            return say("usage.no_argument", lang, name=say(param.metavar, lang))
        case "MissingParameter" if param is not None:
            return say("usage.missing", lang, name=max(param.opts, key=len), takes=takes(param, lang))
        case "BadParameter" if param is not None:
            name = (
                say(param.metavar, lang) if param.param_type_name == "argument" else max(param.opts, key=len)
            )
            return say("usage.no_value", lang, name=name, takes=takes(param, lang))
        case "UsageError" if hasattr(getattr(ctx, "command", None), "commands"):
            return say("usage.command_wanted", lang)
    return str(fault.format_message())


def _near(said: str, near: list[str], lang: Lang) -> str:
    return say("usage.near", lang, said=said, near=say("mark.list", lang).join(near)) if near else said


def _option(ctx: Any, name: str) -> Any:
    params = ctx.command.get_params(ctx) if ctx is not None else ()
    return next((one for one in params if name in one.opts), None)


def _of_a_command(ctx: Any, name: str) -> bool:
    """Whether it was written before the command that knows it."""
    commands = getattr(ctx.command, "commands", {}) if ctx is not None else {}
    return any(name in one.opts for command in commands.values() for one in command.params)

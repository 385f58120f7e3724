"""The page that `--help` shows, and the line of usage above a fault: words and columns of the reader."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import typer

from pipeline.messages.words import say
from pipeline.terminal.folding import folded, width

if TYPE_CHECKING:
    from pipeline.messages.languages import Lang

# beyond this a line of prose is hard to follow, however wide the window
_WIDEST = 100
# a name that is longer has what it means on the lines below
_NAMES = 26


def columns() -> int:
    """How wide a line of help may be."""
    return min(shutil.get_terminal_size().columns, _WIDEST)


def page(command: Any, ctx: Any, lang: Lang) -> str:
    """All that `--help` says of a command, or of the program."""
    room = columns()
    parts = [usage(command, ctx, lang)]
    parts += [
        [line for sentence in text.splitlines() for line in folded(sentence, room)]
        for text in (command.help or "").split("\n\n")
    ]
    params = command.get_params(ctx)
    for kind, key in (("argument", "help.page.arguments"), ("option", "help.page.options")):
        rows = [(_named(one, lang), _about(one, lang)) for one in params if one.param_type_name == kind]
        if rows:
            parts.append([say(key, lang), *_table(rows, room)])
    if commands := getattr(command, "abouts", None):
        parts.append([say("help.page.commands", lang), *_table(commands, room)])
    return "\n\n".join("\n".join(lines) for lines in parts)


def usage(command: Any, ctx: Any, lang: Lang) -> list[str]:
    """How the command is written: `用法：rubrics show [选项] 通知`."""
    words = [say("help.page.usage", lang, command=ctx.command_path), say("help.page.some_options", lang)]
    for one in command.get_params(ctx):
        if one.param_type_name == "argument":
            name = _argument(one, lang)
            words.append(name if one.required else f"[{name}]")
    if hasattr(command, "commands"):
        words.append(say("help.page.some_command", lang))
    first, *more = folded(" ".join(words), columns() - 2)
    return [first, *(f"  {line}" for line in more)]


def takes(param: Any, lang: Lang) -> str:
    """What an option or argument takes, in a sentence: `zh、en 之一`, `不小于 1 的整数`."""
    kind = param.type_descriptor
    if kind.choices:
        return say("usage.one_of", lang, names=say("mark.list", lang).join(kind.choices))
    if kind.annotation not in (int, float):
        return say("usage.path" if kind.is_path else "usage.text", lang)
    low, high = param.min, param.max
    number = say("usage.whole" if kind.annotation is int else "usage.number", lang)
    if low is not None and high is not None:
        return say("usage.between", lang, number=number, low=low, high=high)
    return number if low is None else say("usage.at_least", lang, number=number, low=low)


def _argument(param: Any, lang: Lang) -> str:
    return say(param.metavar, lang) + ("..." if param.nargs == -1 else "")


def _named(param: Any, lang: Lang) -> str:
    """An argument, or an option with what it takes: `--out 路径`."""
    if param.param_type_name == "argument":
        return _argument(param, lang)
    names = ", ".join(sorted(param.opts, key=len))
    kind = param.type_descriptor
    if param.is_flag:
        return names
    if kind.choices and len(kind.choices) < 4:
        return f"{names} {'|'.join(kind.choices)}"
    what = (
        "choice"
        if kind.choices
        else "number"
        if kind.annotation in (int, float)
        else "path"
        if kind.is_path
        else "text"
    )
    return f"{names} {say(param.metavar or f'help.name.{what}', lang)}"


def _about(param: Any, lang: Lang) -> str:
    """What it is for, and in brackets what holds without it and what it may be."""
    if param.name == "help":
        return say("help.page.help", lang)
    more = []
    kind = param.type_descriptor
    if kind.choices and len(kind.choices) > 3:
        more.append(takes(param, lang).strip())
    if param.param_type_name == "option":
        if param.required:
            more.append(say("help.page.required", lang))
        if param.default not in (None, False, "") and param.show_default:
            usual = f"{param.default:g}" if isinstance(param.default, float) else param.default
            more.append(say("help.page.default", lang, value=usual))
        if param.min is not None and kind.annotation in (int, float) and param.min > 0:
            more.append(say("help.page.least", lang, value=param.min))
    said = say("mark.semicolon", lang).join(more)
    return (param.help or "") + (say("mark.brackets", lang, text=said) if said else "")


def _table(rows: Sequence[tuple[str, str]], room: int) -> Iterator[str]:
    """Names with what they mean beside them, all of which begins in one column."""
    names = min(max(width(name) for name, _ in rows), _NAMES)
    for name, about in rows:
        beside = folded(about, room - names - 4)
        if width(name) > names:
            yield f"  {name}"
            name = ""
        for line in beside:
            yield f"  {name}{' ' * (names - width(name))}  {line}"
            name = ""


def lines(sentences: Iterable[str]) -> str:
    """Sentences, each from a new line on, folded."""
    return "\n".join(line for one in sentences for line in folded(one, columns()))


def tell(message: str, *, err: bool = False) -> None:
    """Prints lines, in which what files are called and hold can do nothing to the terminal.

    Where a person reads, they are folded to the window.
    """
    from pipeline.terminal.safe import safe

    said = safe(message).splitlines()
    if (sys.stderr if err else sys.stdout).isatty():
        room = columns()
        said = [part for one in said for part in folded(one, room)]
    typer.echo("\n".join(said), err=err)

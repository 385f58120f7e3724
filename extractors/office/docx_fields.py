"""Fields of Word: of a field the text that it shows, which a few kinds keep in their code or their form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lxml import etree

from extractors.characters.symbols import as_signs
from extractors.frozen import frozen
from extractors.office.docx_equations import equation
from extractors.office.opc import child, local, value

_NAME = re.compile(r"\s*([A-Za-z]+|=)\s*(.*)", re.S)
_SYMBOL = re.compile(r"(0x[0-9A-Fa-f]+|\d+)")
_SYMBOL_FONT = re.compile(r"\\f\s*(?:\"([^\"]*)\"|(\S+))")
_QUOTED = re.compile(r"\"([^\"]*)\"")
_BUTTON = re.compile(r"\S+\s+(.*)", re.S)
# what shows nothing by its nature, or a number of the page alone
_SILENT = frozenset({
    "XE", "TC", "TA", "RD", "SET", "ASK", "PRIVATE", "ADVANCE", "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES",
    "HYPERLINK", "TOC", "INDEX", "TOA",
})  # fmt: skip


@frozen
class Mark:
    """A part of a field among text: its begin, its code, where its result begins, its end."""

    kind: str
    code: str = ""
    form: etree._Element | None = None


Token = str | Mark


@dataclass(slots=True)
class _Open:
    """A field that has begun."""

    form: etree._Element | None
    code: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)  # text among the code that is marked as text
    result: list[str] | None = None


@dataclass(slots=True)
class Met:
    """Prompts of fields that nobody filled in, and codes of fields that show what is not known."""

    prompts: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def shown_text(tokens: Iterable[Token], met: Met) -> str:
    """Text with fields as they show; one that goes on in another paragraph gives what is here."""
    out: list[str] = []
    opened: list[_Open] = []

    def put(text: str) -> None:
        if not opened:
            out.append(text)
        elif opened[-1].result is not None:
            opened[-1].result.append(text)
        else:
            opened[-1].code.append(text)

    for token in tokens:
        if isinstance(token, str):
            if opened and opened[-1].result is None:
                opened[-1].typed.append(token)
            put(token)
        elif token.kind == "begin":
            opened.append(_Open(token.form))
        elif token.kind == "code" and opened and opened[-1].result is None:
            opened[-1].code.append(token.code)
        elif token.kind == "separate" and opened:
            opened[-1].result = []
        elif token.kind == "end" and opened:
            put(_shown(opened.pop(), met))
    out.extend("".join(each.typed if each.result is None else each.result) for each in opened)
    return "".join(out)


def _shown(done: _Open, met: Met) -> str:
    code = "".join(done.code)
    match = _NAME.match(code)
    name, rest = (match[1].upper(), match[2]) if match else ("", "")
    if name in _READERS:
        shown = _READERS[name](rest, done)
        if shown is not None:
            return shown
    elif name == "MACROBUTTON":
        button = _BUTTON.match(rest)
        met.prompts.append(button[1].strip() if button else "")
        return ""
    elif name == "FORMTEXT" and not "".join(done.result or ()).strip():
        met.prompts.append("")  # five wide blanks stand where something is to be typed
        return ""
    elif done.result is not None or name in _SILENT or not name:
        return "".join(done.result or ())
    met.unread.append(code.strip())
    return "".join(done.result or ()) or (equation(rest)[0] if name == "EQ" else "")


def _equation(rest: str, done: _Open) -> str | None:
    text, sure = equation(rest)
    return text if sure else None


def _symbol(rest: str, done: _Open) -> str | None:
    code, font = _SYMBOL.search(rest), _SYMBOL_FONT.search(rest)
    number = int(code[1], 0) if code and code[1].strip("0") else 0
    if not 0x20 <= number < 0x110000 or 0xD800 <= number < 0xE000:
        return None
    return as_signs(chr(number), (font[1] or font[2]) if font else "")


def _quote(rest: str, done: _Open) -> str | None:
    return "".join(done.result) if done.result is not None else "".join(_QUOTED.findall(rest)) or rest.strip()


def _checkbox(rest: str, done: _Open) -> str | None:
    box = child(done.form, "checkBox")
    ticked = child(box, "checked")
    ticked = ticked if ticked is not None else child(box, "default")
    return "☑" if ticked is not None and value(ticked) not in {"0", "false", "off"} else "□"


def _choice(rest: str, done: _Open) -> str | None:
    """The entry of a drop-down list that is chosen, the first where none was."""
    choices = child(done.form, "ddList")
    entries = (
        [value(node) or "" for node in choices if local(node) == "listEntry"] if choices is not None else []
    )
    chosen = value(child(choices, "result")) or value(child(choices, "default")) or "0"
    return entries[int(chosen)] if chosen.isdecimal() and int(chosen) < len(entries) else ""


_READERS: dict[str, Callable[[str, _Open], str | None]] = {
    "EQ": _equation,
    "SYMBOL": _symbol,
    "QUOTE": _quote,
    "FORMCHECKBOX": _checkbox,
    "FORMDROPDOWN": _choice,
}

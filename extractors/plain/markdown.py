"""Markdown, as OCR programs write it: headings, bold type, formulas and pictures to what is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.frozen import frozen
from extractors.plain.cell_lines import Line

_HEADING = re.compile(r"(#{1,6})[ \t]{1,9}(?=\S)")
_PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)|<img\b[^<>\n]{0,500}>", re.I)
_SIGNS = re.compile(r"#{1,6} \S|\|?(?:\s?:?-{3,99}:?\s?\|){1,40}|!\[|```\w{0,20}\Z|<table\b", re.I)
# a line across the page, or the fence around what a language model wrote
_FURNITURE = re.compile(r"(?:-{3,99}|\*{3,99}|_{3,99}|```\w{0,20})\s*\Z")
_BULLET = re.compile(r"\A[-*+] (?=\S)(?!.{0,20} -\Z)")
# 增长**%，完成**万元 hides its figures: there the stars follow a character
_BOLD = re.compile(r"(?<![\w*\\])\*\*(?=[^\s*])([^*\n]{1,999})(?<=[^\s*])\*\*(?!\*)")
# handed on as a tag, so that what is struck out is told like that of a page
_STRUCK = re.compile(r"(?<!~)~~(?=[^\s~])([^~\n]{1,999})(?<=[^\s~])~~(?!~)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_FORMULA = re.compile(r"\$(?=\S)([^$\n]{1,200})(?<=\S)\$(?!\d)")
_COMMAND = re.compile(
    r"\\(?:(?P<word>geqslant|leqslant|geq|leq|ge|le|neq|ne|times|div|sim|pm|cdot|circ)(?![a-zA-Z])"
    r"|(?:text|mathrm|mathbf|mathsf|boldsymbol|textbf|rm)\s?\{(?P<inside>[^{}$\\]{0,99})\}"
    r"|textcircled\s?\{?(?P<ring>[1-9])\}?|(?P<space>[,;:! ]|q?quad(?![a-zA-Z])))"
)
_WORDS = {
    "geqslant": "≥", "leqslant": "≤", "geq": "≥", "leq": "≤", "ge": "≥", "le": "≤", "neq": "≠", "ne": "≠",
    "times": "×", "div": "÷", "sim": "~", "pm": "±", "cdot": "·", "circ": "°",
}  # fmt: skip


@frozen
class Shown:
    """A line as shown: its text, whether it is a heading, and how many pictures stood in it."""

    text: str
    heading: bool = False
    pictures: int = 0


def is_markdown(lines: Sequence[Line]) -> bool:
    """Whether a text has signs that only Markdown has; else stars and strokes in it are its own."""
    return any(_SIGNS.match(line.text.lstrip()) for line in lines)


def shown(text: str) -> Shown:
    """A line of Markdown without its marks; a formula that is more than signs and figures stays as it is."""
    text, pictures = _PICTURE.subn("", text)
    stripped = text.strip()
    if _FURNITURE.match(stripped):
        return Shown("", pictures=pictures)
    heading = _HEADING.match(stripped)
    text = stripped[heading.end() :].rstrip("# ") if heading else _BULLET.sub("", stripped, count=1)
    text = _STRUCK.sub(r"<del>\1</del>", _BOLD.sub(r"\1", text))
    text = _FORMULA.sub(_plain, text)
    return Shown(_ESCAPED.sub(r"\1", text), heading is not None, pictures)


def _plain(formula: re.Match[str]) -> str:
    text = _COMMAND.sub(_written, formula[1])
    text = re.sub(r"\\%", "%", text)
    return formula[0] if re.search(r"[\\{}^_]", text) else re.sub(r"\s{1,9}", "", text)


def _written(command: re.Match[str]) -> str:
    if command["word"]:
        return _WORDS[command["word"]]
    if command["ring"]:
        return chr(0x2460 + int(command["ring"]) - 1)
    return command["inside"] or ""

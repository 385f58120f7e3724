"""Radicals (⺠, ⻄, ⼀) and compatibility forms as the ideographs (民, 西, 一) whose shape they have."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from extractors.document import Block
from extractors.finding import Finding, finding
from extractors.units import Unit, changed, without_characters

FORMS = "\u2e80-\u2fd5\uf900-\ufaff\U0002f800-\U0002fa1f"
_FORM = re.compile(f"[{FORMS}]")


def as_ideographs(text: str) -> str:
    """The text, as long as before, with ideographs for radicals and compatibility forms.

    Fonts often name a glyph by its radical: 西区 comes as ⻄区. NFKC knows only the Kangxi block.
    """
    return text.translate(_table()) if _FORM.search(text) else text


def without_doubles(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """The blocks without radicals right before their own ideograph (⿊黑板), a finding for each text.

    A glyph with two names gives both of them. A word that truly doubles (人人) is written in one form.
    """
    findings: list[Finding] = []

    def mended(unit: Unit) -> Unit:
        doubles = list(_doubles(unit.text))
        if not doubles:
            return unit
        findings.append(
            finding("radical-doubled", anchor=unit.anchor, evidence=unit.text, count=len(doubles))
        )
        return without_characters(unit, doubles)

    return changed(blocks, mended), tuple(findings)


def _doubles(text: str) -> Iterator[int]:
    for match in _FORM.finditer(text):
        if text[match.end() : match.end() + 1] == as_ideographs(match[0]):
            yield match.start()


@cache
def _table() -> dict[int, str]:
    pairs = tomllib.loads((files(__package__) / "ideographs.toml").read_text(encoding="utf-8"))
    table = {ord(pair[0]): pair[1] for kind in ("unicode", "mainland") for pair in pairs[kind].split()}
    # these are the same characters by their canonical decomposition
    for code in (*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20)):
        plain = unicodedata.normalize("NFC", chr(code))
        if plain != chr(code):
            table[code] = plain
    return table

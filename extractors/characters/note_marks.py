"""Raised figures that lead to a note (60¹, below the table ¹含加分5分) are no digits of what they follow."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.document import Block
from extractors.finding import Finding, finding
from extractors.units import Unit, changed, units, without_characters

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_MARK = re.compile(f"[{RAISED}]{{1,2}}(?![{RAISED}⁺⁻])")
_NOTE = re.compile(rf"(?:\A|\n)\s*(?:注\s*[:：]?\s*)?([{RAISED}]{{1,2}})[\s.、:：]*(?=[^\s\d{RAISED}⁺⁻])")
# 10m², 5千米²
_UNITS = ("m", "M", "米")


def without_note_marks(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """The blocks without marks of notes that stand in the same document, with a finding for each text.

    A raised figure without a note of its own stays: it may be a power.
    """
    notes = {mark for unit in units(blocks) for mark in _NOTE.findall(unit.text)}
    if not notes:
        return tuple(blocks), ()
    findings: list[Finding] = []

    def mended(unit: Unit) -> Unit:
        begun = {match.start(1) for match in _NOTE.finditer(unit.text)}
        marks = [
            match
            for match in _MARK.finditer(unit.text)
            if match[0] in notes and match.start() not in begun and not _is_power(unit.text, match)
        ]
        if not marks:
            return unit
        shown = "、".join(match[0] for match in marks)
        findings.append(finding("note-mark", anchor=unit.anchor, evidence=unit.text, marks=shown))
        return without_characters(unit, [place for match in marks for place in range(*match.span())])

    return changed(blocks, mended), tuple(findings)


def _is_power(text: str, mark: re.Match[str]) -> bool:
    """Whether a raised figure belongs to a unit or a sign before it: m², 10⁻³."""
    before = text[: mark.start()]
    return before.endswith(("⁺", "⁻")) or (mark[0] in {"²", "³"} and before.endswith(_UNITS))

"""Text struck out by strokes that are characters (每̶次̶扣̶5̶分̶): no text, as struck text of any format."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.document import Block, Cell
from extractors.finding import Finding, finding
from extractors.units import Unit, changed, without_characters

STROKES = "\u0335\u0336\u0337\u0338"
# = with a stroke is the sign ≠
_STRUCK = re.compile(f"(?:[^\\s={STROKES}][{STROKES}]+[ \\t]*)+")


def without_overlaid(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """The blocks without characters that a stroke lies over, with a finding for each text."""
    findings: list[Finding] = []

    def mended(unit: Unit) -> Unit:
        struck = list(_STRUCK.finditer(unit.text))
        if not struck:
            return unit
        text = " ".join(re.sub(f"[{STROKES}]", "", match[0]).strip() for match in struck)
        findings.append(finding("struck-dropped", anchor=unit.anchor, text=text))
        rest = without_characters(unit, [place for match in struck for place in range(*match.span())])
        return replace(rest, emptied=True) if isinstance(rest, Cell) and rest.blank else rest

    return changed(blocks, mended), tuple(findings)

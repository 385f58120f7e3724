"""What the characters of a document ask for: strokes over text, doubled radicals, marks of notes, rubbish."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.characters.ideographs import FORMS, without_doubles
from extractors.characters.note_marks import RAISED, without_note_marks
from extractors.characters.odd_characters import ODD, odd_text
from extractors.characters.overlaid import STROKES, without_overlaid
from extractors.document import Block
from extractors.finding import Finding
from extractors.units import units

# hardly a document has any of them, and one look at all of its text is soon done
_UNUSUAL = re.compile(f"[{STROKES}{FORMS}{RAISED}{ODD}]")
_STEPS = (without_overlaid, without_doubles, without_note_marks)


def plain_characters(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """The blocks without characters that are no text of theirs, and what is to be told of them."""
    if not _UNUSUAL.search("\n".join(unit.text for unit in units(blocks))):
        return tuple(blocks), ()
    plain = tuple(blocks)
    findings: list[Finding] = []
    for step in _STEPS:
        plain, found = step(plain)
        findings.extend(found)
    return plain, (*findings, *odd_text(plain))

"""A person's words in the lines of the cell that they stand for.

Records show a text without its lines, but grammars read by them: a rule on a line of its own ends the last
band, and a number after a line break opens an item. So a corrected text gets the breaks of the printed one
wherever both say the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from normalizers.text.views import Text, clean

_SEAM = "\n"


def laid_out(said: str, printed: Sequence[Text]) -> str:
    """`said` with the line breaks and spaces of the printed texts; cleaned, it is what the person wrote."""
    breaks: dict[int, str] = {}
    old = "".join(part.value for part in printed)
    at = 0
    for part in printed:
        breaks.update({at + index: gap for index, gap in enumerate(part.gaps) if gap != "x"})
        breaks[at] = _SEAM
        at += len(part)
    new: dict[int, str] = {}
    if not breaks:
        return said
    from rapidfuzz.distance import Indel  # only where a person has corrected something

    for block in Indel.opcodes(old, said).as_matching_blocks():
        for index in range(block.size):
            new[block.b + index] = breaks.get(block.a + index, "")
    shown = "".join(new.get(index, "") * bool(index) + char for index, char in enumerate(said))
    return shown if clean(shown).value == clean(said).value else said

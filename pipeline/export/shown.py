"""What was lost, as the terminal shows it: a row for each kind of fact, with the first of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from pipeline.export.lost import WHAT
from pipeline.export.model import Lost
from pipeline.messages.languages import Lang
from pipeline.messages.words import say

_EXAMPLE = 40


def lost_table(lost: Iterable[Lost], lang: Lang) -> Table:
    """A table of kinds in the order of the list of kinds, with how many there are and one example."""
    kinds: dict[tuple[str, str], list[Lost]] = defaultdict(list)
    for one in lost:
        kinds[one.form, one.what].append(one)
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    table.add_column(say("export.lost", lang))
    table.add_column(say("export.count", lang), justify="right")
    table.add_column(say("export.example", lang))
    for (form, what), ones in sorted(kinds.items(), key=lambda kind: (kind[0][0], WHAT.index(kind[0][1]))):
        words = " ".join((ones[0].words or ones[0].detail).split())
        example = words if len(words) <= _EXAMPLE else words[: _EXAMPLE - 1] + "…"
        table.add_row(form, say(f"lost.{what}", lang), str(len(ones)), Text(example))
    return table

"""What print does not show of a text: why, and by which finding it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from extractors.finding import Finding, finding
from extractors.frozen import frozen
from extractors.place import Anchor

Reason = Literal["hidden", "struck", "unseen", "placeholder"]
DROPPED: dict[Reason, str] = {
    "hidden": "hidden-dropped",
    "struck": "struck-dropped",
    "unseen": "unseen-dropped",
    "placeholder": "placeholder-dropped",
}


@frozen
class CellText:
    """The lines of a cell, whether the numbers of a list were restored, and text that is not shown."""

    text: str = ""
    restored: bool = False
    dropped: tuple[tuple[str, str], ...] = ()


def told(
    dropped: Iterable[tuple[str, str]], anchor: Anchor, hidden: str = "hidden-dropped"
) -> Iterator[Finding]:
    """A finding for each kind of text that is not shown; `hidden` is the code for what a style hides."""
    for reason, code in {**DROPPED, "hidden": hidden}.items():
        texts = [text for why, text in dropped if why == reason]
        if any(texts):
            yield finding(code, anchor=anchor, text=" ".join(filter(None, texts)))

"""Lines that are told as they are: pieces of text with their styles, below each other or as a tree.

Nothing of it needs rich, which takes as long to load as a short notice to read: it is asked for colours,
where somebody can see them (`pipeline.cli.app.tell_lines`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

# a text and its style, in the words of rich
Piece = tuple[str, str]
Told = Sequence[Piece]
_GUIDES = ("│   ", "├── ", "└── ")
_ASCII = ("|   ", "+-- ", "`-- ")


def plain(line: Told) -> str:
    """A line without its styles."""
    return "".join(text for text, _ in line)


class Tree:
    """A line with those that belong below it."""

    def __init__(self, line: Told) -> None:
        """Nothing belongs below it yet."""
        self._line = line
        self._below: list[Tree] = []

    def add(self, line: Told) -> Tree:
        """One more below it."""
        branch = Tree(line)
        self._below.append(branch)
        return branch

    def lines(self) -> Iterator[Told]:
        """All lines, with strokes that lead to them; of signs that a console in GBK has too."""
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        yield self._line
        yield from self._branches((), _GUIDES if encoding.lower().startswith("utf") else _ASCII)

    def _branches(self, before: tuple[Piece, ...], guides: tuple[str, str, str]) -> Iterator[Told]:
        further, fork, end = guides
        for place, branch in enumerate(self._below, 1):
            last = place == len(self._below)
            yield (*before, (end if last else fork, "dim"), *branch._line)
            yield from branch._branches((*before, ("    " if last else further, "dim")), guides)

"""The words of a sentence, and what a match over their shape stands for."""

from __future__ import annotations

from collections.abc import Sequence

from normalizers.language.productions import Match
from normalizers.language.words.kinds import Token


class Passage:
    """The words of a sentence over the folded text that they stand in."""

    __slots__ = ("folded", "shape", "tokens")

    def __init__(self, folded: str, tokens: Sequence[Token]) -> None:
        """`tokens` are those of the sentence, `folded` is the whole text."""
        self.folded, self.tokens = folded, tokens
        self.shape = "".join([token.kind for token in tokens])

    def span(self, match: Match, name: str = "") -> tuple[int, int]:
        """The stretch of text that a match, or a group of it, stands for; (-1, -1) for an empty group."""
        if not name:
            return self.tokens[match.first].start, self.tokens[match.last - 1].end
        if (group := match.groups.get(name)) is None:
            return -1, -1
        return self.tokens[group[0]].start, self.tokens[group[1] - 1].end

    def text(self, match: Match, name: str) -> str:
        """The words of a group."""
        if (group := match.groups.get(name)) is None:
            return ""
        return self.folded[self.tokens[group[0]].start : self.tokens[group[1] - 1].end]

    def of(self, match: Match, name: str) -> Sequence[Token]:
        """The words of a group as tokens."""
        group = match.groups.get(name)
        return self.tokens[group[0] : group[1]] if group is not None else ()

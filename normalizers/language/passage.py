"""The words of a sentence, and what a match over their shape stands for."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from normalizers.language.tokens import Token


class Passage:
    """The words of a sentence over the folded text that they stand in."""

    def __init__(self, folded: str, tokens: Sequence[Token]) -> None:
        """`tokens` are those of the sentence, `folded` is the whole text."""
        self.folded, self.tokens = folded, tokens
        self.shape = "".join([token.kind for token in tokens])

    def span(self, match: regex.Match[str], name: str = "") -> tuple[int, int]:
        """The stretch of text that a match, or a group of it, stands for; empty for an empty group."""
        first, last = match.span(name) if name else match.span()
        if first < 0 or first == last:
            return -1, -1
        return self.tokens[first].start, self.tokens[last - 1].end

    def text(self, match: regex.Match[str], name: str) -> str:
        """The words of a group."""
        start, end = self.span(match, name)
        return self.folded[start:end] if start >= 0 else ""

    def of(self, match: regex.Match[str], name: str) -> Sequence[Token]:
        """The words of a group as tokens."""
        first, last = match.span(name)
        return self.tokens[first:last] if first >= 0 else ()

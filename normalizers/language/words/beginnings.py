"""Which kinds of words may begin at a place, by its first characters, so that few patterns are tried."""

from __future__ import annotations

import regex

from normalizers.language.words.lexicon import patterns
from normalizers.text.patterns import made

_Kinds = tuple[tuple[str, regex.Pattern[str]], ...]
# beginnings that are kept, of a language that has few and of texts that never end
_MOST_BEGINNINGS = 100_000
# what must not stand before a word never stands before the first characters of a text
_BEHIND = made(r"\(\?<=")
_PIECE = made(r"\\.|\[(?:\\.|[^\]\\])+\]|[()]|[^\\\[()]+", regex.DOTALL)


class _Dispatch(dict[str, _Kinds]):
    """For the first characters of a stretch the kinds whose words may begin with them; most begin none."""

    def __init__(self) -> None:
        super().__init__()
        self._ahead: dict[str, regex.Pattern[str]] = {}

    def __missing__(self, begins: str) -> _Kinds:
        """Asks each pattern once whether the characters can begin it, whatever stands before them."""
        ahead = self._ahead = self._ahead or {kind: _looking_ahead(one) for kind, one in patterns()}
        known = patterns() if len(begins) == 1 else self[begins[:-1]]
        found = tuple(one for one in known if ahead[one[0]].match(begins, partial=True))
        if len(self) > _MOST_BEGINNINGS:
            self.clear()
        self[begins] = found
        return found

    def at(self, folded: str, index: int) -> _Kinds:
        """The kinds whose words may begin at a place, by so many characters as tell them apart."""
        return self[folded[index : index + 3]] if self[folded[index : index + 2]] else ()

    def may_hold(self, kind: str, folded: str) -> bool:
        """Whether a word of a kind may begin anywhere in a text; without one there is no need to cut it."""
        return any(
            kind == one
            for index, char in enumerate(folded)
            if self[char]
            for one, _ in self.at(folded, index)
        )


def _looking_ahead(pattern: regex.Pattern[str]) -> regex.Pattern[str]:
    """A pattern without what has to stand before its words: (?<=[,;])其余 is 其余."""
    source, kept, place = pattern.pattern, "", 0
    while behind := _BEHIND.search(source, place):
        kept += source[place : behind.start()]
        place, depth = behind.end(), 1
        while depth:
            piece = _PIECE.match(source, place)
            assert piece is not None
            depth += {"(": 1, ")": -1}.get(piece[0], 0)
            place = piece.end()
    return made(kept + source[place:], regex.VERBOSE) if place else pattern


BEGINNINGS = _Dispatch()

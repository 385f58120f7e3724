"""Which kinds of words may begin at a place, by its first characters, so that few patterns are tried."""

from __future__ import annotations

import regex

from normalizers.language.words.lexicon import patterns
from normalizers.vocabulary import words

_Kinds = tuple[tuple[str, regex.Pattern[str]], ...]
# what may stand before a word that looks back
_CONTEXTS = ("", *words("clauses")["contexts"])
# beginnings that are kept, of a language that has few and of texts that never end
_MOST_BEGINNINGS = 100_000


class _Dispatch(dict[str, _Kinds]):
    """For the first characters of a stretch the kinds whose words may begin with them; most begin none."""

    def __missing__(self, begins: str) -> _Kinds:
        """Asks each pattern once whether the characters can begin it."""
        known = patterns() if len(begins) == 1 else self[begins[:-1]]
        found = tuple(one for one in known if _can_begin(one[1], begins))
        if len(self) > _MOST_BEGINNINGS:
            self.clear()
        self[begins] = found
        return found

    def at(self, folded: str, index: int) -> _Kinds:
        """The kinds whose words may begin at a place, by so many characters as tell them apart."""
        return self[folded[index : index + 3]] if self[folded[index : index + 2]] else ()


def _can_begin(pattern: regex.Pattern[str], begins: str) -> bool:
    contexts = _CONTEXTS if "(?<=" in pattern.pattern else _CONTEXTS[:1]
    return any(pattern.match(f"{before}{begins}", len(before), partial=True) for before in contexts)


BEGINNINGS = _Dispatch()

"""Cleaned text that knows where each of its characters stands in the raw text.

Two views of the same length: `value` is what records show, `folded` is what grammars read (full-width
digits, letters and punctuation in one form). An index of either maps back to the raw text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from extractors.characters.ideographs import as_ideographs
from extractors.frozen import frozen

_DASHES = dict.fromkeys("‐‑‒–—―−－～〜﹣∼~", "-")
_FOLD_EXTRA = {
    "〔": "(",
    "〕": ")",
    "【": "[",
    "】": "]",
    "﹪": "%",
    "∶": ":",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
}
_EXCERPT = 40
# A line that begins with a number of its own: the layout did not cut a figure here ("…达到95" / "3. 抓好").
_WORD = re.compile("[^ \n]+")
_NUMBERED_LINE = re.compile(r"\d{1,2}\s*[.、．）)](?!\d)")


@cache
def is_visible(char: str) -> bool:
    """Whether a character prints: no white space, zero-width space, byte order mark or soft hyphen."""
    return not char.isspace() and unicodedata.category(char) != "Cf"


@cache
def _fold(char: str) -> str:
    """One character in the form that grammars read; its length stays one (… stays …)."""
    if char in _DASHES:
        return "-"
    if char in _FOLD_EXTRA:
        return _FOLD_EXTRA[char]
    # circled, bracketed and Roman numbers keep their form: ① is a label, not the figure 1
    char = as_ideographs(char)
    if unicodedata.category(char) in {"No", "So", "Nl"}:
        return char
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char


class _Folded(dict[int, str]):
    """What `str.translate` makes of each character; those that were met are kept."""

    def __missing__(self, code: int) -> str:
        """The folded form of a character."""
        self[code] = folded = _fold(chr(code))
        return folded


class _Squeezed(_Folded):
    """The same, and nothing of what does not print."""

    def __missing__(self, code: int) -> str:
        """The folded form of a character, empty for white space."""
        self[code] = folded = _fold(chr(code)) if is_visible(chr(code)) else ""
        return folded


_FOLDED, _SQUEEZED = _Folded(), _Squeezed()


def folded(text: str) -> str:
    """A text in the form that grammars read, of the same length."""
    return text.translate(_FOLDED)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _kept_space(before: str, gap: str, after: str, rest: str) -> str:
    """What is left of white space between two characters.

    The layout puts spaces and line breaks between Han characters, punctuation and figures (100 周年);
    they carry no meaning there. Next to Latin letters they do (利用 OA 系统), unless a line simply broke.
    """
    if before.isdigit() and after.isdigit():
        cut_by_layout = gap == "\n" and not _NUMBERED_LINE.match(rest)
        return "" if cut_by_layout else " "
    if _is_latin(before) and _is_latin(after):
        return " "
    if (_is_latin(before) or _is_latin(after)) and gap != "\n":
        return " "
    return ""


@frozen
class Text:
    """Cleaned text with its way back.

    `offsets[i]` is the index in the raw text of character i; `gaps[i]` is "\\n" where a line of the raw text
    begins at character i, " " where white space stood before it, else "x".
    """

    value: str
    folded: str
    offsets: tuple[int, ...]
    gaps: str

    def __len__(self) -> int:
        return len(self.value)

    def __bool__(self) -> bool:
        return bool(self.value)

    def cut(self, start: int, end: int | None = None) -> Text:
        """The part from `start` to `end`, without white space at its ends."""
        end = len(self.value) if end is None else min(end, len(self.value))
        while start < end and self.value[start].isspace():
            start += 1
        while end > start and self.value[end - 1].isspace():
            end -= 1
        if start == 0 and end == len(self.value):
            return self
        part = slice(start, end)
        return Text(self.value[part], self.folded[part], self.offsets[part], self.gaps[part])

    def span(self) -> tuple[int, int]:
        """Start and end in the raw text; (0, 0) when empty."""
        return (self.offsets[0], self.offsets[-1] + 1) if self.offsets else (0, 0)

    def lines(self) -> Iterator[Text]:
        """The lines of the raw text, each cleaned; empty ones left out."""
        start = 0
        for index in range(1, len(self.value) + 1):
            if index == len(self.value) or self.gaps[index] == "\n":
                line = self.cut(start, index)
                if line:
                    yield line
                start = index


@lru_cache(maxsize=16384)
def clean(raw: str) -> Text:
    """The Text of a raw string; kept for a while, as layout, grammars and checks each ask for it.

    Radicals are ideographs in it (⻄区 is 西区); the raw text keeps them.
    """
    raw = as_ideographs(raw)
    return _plain(raw) if raw.replace("\n", "").isprintable() else _thorough(raw)


def _plain(raw: str) -> Text:
    """That of a string whose only white space are blanks and line ends, and that prints everything else."""
    value = gaps = ""
    offsets: list[int] = []
    end = 0
    for match in _WORD.finditer(raw):
        (start, stop), gap, word = match.span(), raw[end : match.start()], match[0]
        if gap and value:
            bare = "\n" if not gap.strip("\n") else " "
            if _kept_space(value[-1], bare, word[0], raw[start : start + 6]):
                value += " "
                offsets.append(start - 1)
                gaps += "x"
        value += word
        offsets.extend(range(start, stop))
        gaps += ("\n" if "\n" in gap else " " if gap else "x") + "x" * (stop - start - 1)
        end = stop
    return Text(value, folded(value), tuple(offsets), gaps)


def _thorough(raw: str) -> Text:
    value: list[str] = []
    offsets: list[int] = []
    gaps: list[str] = []
    gap, gap_at = "", 0
    for index, char in enumerate(raw):
        if char.isspace():
            gap += char
            gap_at = index
            continue
        if not is_visible(char):
            continue
        mark = "\n" if "\n" in gap else " " if gap else "x"
        if gap and value:
            # white space beside a bare line break is a printed space: "OA " + line break
            bare = "\n" if gap.strip("\n\r") == "" and "\n" in gap else " "
            # 30%至38% and 28-35分 in two cells of a table in a cell
            apart = "\t" in gap and (char.isdigit() or value[-1].isdigit())
            if apart or _kept_space(value[-1], bare, char, raw[index : index + 6]):
                value.append(" ")
                offsets.append(gap_at)
                gaps.append("x")
        value.append(char)
        offsets.append(index)
        gaps.append(mark)
        gap = ""
    text = "".join(value)
    return Text(text, folded(text), tuple(offsets), "".join(gaps))


def excerpt(raw: str) -> str:
    """The first words of a text, cleaned, for a finding that names it."""
    text = clean(raw).value
    return text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…"


@lru_cache(maxsize=16384)
def squeeze(text: str) -> str:
    """Folded text without white space: the form in which two printings are compared."""
    return text.translate(_SQUEEZED)

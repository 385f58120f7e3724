"""Characters that cannot be right (乱码): the source does not say what is printed there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import regex

from extractors.document import Block
from extractors.finding import Finding, finding
from extractors.units import units

# the signs of a lost character and of an object, what fonts keep for their own signs, what is no character,
# and 〓, which composers set for a character that they lack
_NEVER = "\ufffc\ufffd\ufffe\uffff\u3013\ue000-\uf8ff\U000f0000-\U0010ffff\ud800-\udfff"
_CONTROL = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
# U+FFFD in UTF-8 read as GBK, and unset memory read so: 锟斤拷, 烫烫烫, 屯屯屯
_RUBBISH = f"[{_NEVER}{_CONTROL}]|锟斤拷|烫{{3,}}|屯{{3,}}"
_FOREIGN = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3"
# what a text has that holds any of them, for a first look
ODD = f"{_NEVER}{_CONTROL}{_FOREIGN}锟烫屯"
_ODD, _HANGUL = re.compile(_RUBBISH), regex.compile(f"[{_FOREIGN}]")
_HAN = regex.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_MOST_SHOWN = 60  # characters of a text


def odd_characters(text: str) -> tuple[str, ...]:
    """The characters of a text that cannot be right, each once, in their order.

    A Hangul syllable is one inside Chinese (每次扣넷分): a font without a table of its characters gives such.
    """
    odd = _ODD.findall(text)
    foreign = _HANGUL.findall(text)
    if foreign and len(foreign) < len(_HAN.findall(text)):
        odd += foreign
    return tuple(dict.fromkeys(odd))


def odd_text(blocks: Sequence[Block]) -> Iterator[Finding]:
    """A finding for each cell and paragraph with characters that cannot be right."""
    for unit in units(blocks):
        odd = odd_characters(unit.text)
        if odd:
            yield finding(
                "text-garbled",
                anchor=unit.anchor,
                evidence=unit.text,
                text=_shown(unit.text, odd[0]),
                chars="、".join(map(_named, odd)),
            )


def _shown(text: str, odd: str) -> str:
    """What stands around the first of them, on one line."""
    start = max(text.find(odd) - _MOST_SHOWN // 2, 0)
    return "".join(
        char if char.isprintable() else "\ufffd"
        for char in text[start : start + _MOST_SHOWN]
        if not char.isspace()
    )


def _named(odd: str) -> str:
    """A character by its code, as most of them show nothing; 锟斤拷 as it is."""
    return f"U+{ord(odd):04X}" if len(odd) == 1 else odd

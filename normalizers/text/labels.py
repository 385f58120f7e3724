"""Numbers of list items: 1. 1、 (1) 1) ① 一、 （一） 第一，.

A list is a chain: its numbers follow each other, so a figure in the text (达到2.5%) is no item. A list may go
on from another cell (3. … 4. …), and one number may be missing or printed twice.
"""

from __future__ import annotations

import regex

from extractors.frozen import frozen
from normalizers.text import patterns
from normalizers.text.numerals import integer
from normalizers.text.views import Text
from normalizers.vocabulary import alternatives

HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
# 一、 （二）： the number of a section alone
SECTION_NUMBER = patterns.made(rf"\(?{HAN_NUMBER}\)?[、.]?")
# 注：, 备注1、
NOTE_LABEL = patterns.made(rf"(?:{alternatives('notice', 'note_labels')})\s*\d?\s*[:、.]")
# what ends the number of an item: not 2.5%, but 1.2024年 and 1.4月底前
NUMBER_END = r"\s*(?:[.、](?![\d%])|[.、](?=\d{1,4}[年月日]))"
# Families from the outer to the inner; a list keeps to one of them.
_FAMILIES: tuple[regex.Pattern[str], ...] = tuple(
    patterns.made(pattern)
    for pattern in (
        rf"(?P<n>{HAN_NUMBER})、",
        rf"\((?P<n>{HAN_NUMBER})\)、?",
        r"(?P<n>\d{1,2})" + NUMBER_END,
        # ⑴ and (2) are one kind of number
        r"(?:\((?P<n>\d{1,2})\)|(?P<n>[⑴-⒇]))[.、]?",
        r"(?P<n>\d{1,2})\)[.、]?",
        r"(?P<n>[①-⑳⑴-⒇⒈-⒛❶-❿㈠-㈩Ⅰ-Ⅻ])[.、]?",
        rf"第?(?P<n>{HAN_NUMBER})(?:是|要|,|:)",
    )
)
# the last are words of a sentence as well: a list of them begins with 一
_CIRCLED, _WORDS = _FAMILIES[-2:]
# 一、二等奖 and 一、二季度 are no items
_RANGE = patterns.made(r"[一二三四五六七八九十]{1,3}[、等级类档季期线产者次]")
_ENDS = '。;;!?:,、》”")）】…'


_GLUE = patterns.made(r"[\p{Han}--[第前后约共至到近满逾超达每]]\p{Han}", regex.VERSION1)


@frozen
class Item:
    """A part of a text: its number (None for a lead-in or a lone text), label as printed, and its text."""

    number: int | None
    label: str
    text: Text


@frozen
class _Mark:
    start: int
    end: int
    number: int


def _at_boundary(text: Text, index: int) -> bool:
    """Whether an item can begin here: at the start, after a break or space, after punctuation."""
    return index == 0 or text.gaps[index] != "x" or text.folded[index - 1] in _ENDS


def _starts_line(text: Text, index: int) -> bool:
    return index == 0 or text.gaps[index] == "\n" or text.folded[index - 1] in "。;"


def _is_glued(text: Text, match: regex.Match[str]) -> bool:
    """Whether the mark before the number was forgotten: 1、甲；2、应当登记3、应当归档."""
    around = text.folded[match.start() - 1], text.folded[match.end() : match.end() + 1]
    return match[0].endswith("、") and bool(_GLUE.fullmatch("".join(around)))


def _marks(text: Text, family: regex.Pattern[str]) -> list[_Mark]:
    """The chain of item numbers of one family; none where an item would have no text (完成（1）（2）项)."""
    chain: list[_Mark] = []
    for match in family.finditer(text.folded):
        number = integer(match["n"])
        if number is None or not (
            _at_boundary(text, match.start())
            # ①甲②乙: a circled number within a list needs no mark before it
            or (chain and family is _CIRCLED)
            or (len(chain) > 1 and number == chain[-1].number + 1 and _is_glued(text, match))
        ):
            continue
        if text.folded[match.end() - 1] == "、" and _RANGE.match(text.folded, match.end()):
            continue
        if not chain:
            # a list may go on from another cell: 3. … 4. …
            fits = number == 1 or (match.start() == 0 and family is not _WORDS)
        else:
            before = chain[-1].number
            # one number may be missing (1. 2. 4.) or printed twice: the checks report it, and no item
            # is hidden in the one before
            fits = number == before + 1 or (
                number in {before, before + 2} and number > 0 and _starts_line(text, match.start())
            )
        if fits:
            chain.append(_Mark(match.start(), match.end(), number))
    stops = [mark.start for mark in chain[1:]] + [len(text)]
    bare = any(not text.value[mark.end : stop].strip() for mark, stop in zip(chain, stops, strict=False))
    return [] if bare else chain


def items(text: Text) -> tuple[Item, ...]:
    """The items of a list; a text that is no list is one Item without number. Nothing is left out."""
    best: list[_Mark] = []
    for family in _FAMILIES:
        chain = _marks(text, family)
        if chain and (not best or chain[0].start < best[0].start):
            best = chain
    # 一是 … counts as a list only where it opens the text: "第一," inside a sentence is no item
    if not best or (best[0].start > 0 and len(best) < 2):
        return (Item(None, "", text.cut(0)),) if text else ()
    found = []
    lead = text.cut(0, best[0].start)
    if lead:
        found.append(Item(None, "", lead))
    for mark, after in zip(best, [*best[1:], None], strict=True):
        body = text.cut(mark.end, after.start if after else None)
        label = text.value[mark.start : mark.end].strip()
        found.append(Item(mark.number, label, body))
    return tuple(found)

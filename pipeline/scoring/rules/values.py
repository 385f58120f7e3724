"""Values of marks as people write them: figures, yes and no, 无, grades, tiers with counts."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import Decimal

import regex

from normalizers.records import Tier
from normalizers.text import patterns

_FIGURE = patterns.made(r"[+-]?\d{1,12}(?:\.\d{1,9})?")
YES_WORDS = frozenset({"是", "有", "yes", "y", "true", "√", "✓", "完成", "已完成"})
NO_WORDS = frozenset({"否", "no", "n", "false", "×", "✗", "未完成"})
NOTHING_WORDS = frozenset({"无", "none", "nil"})
NOT_APPLICABLE_WORDS = frozenset({"不适用", "n/a", "na"})
_TIMES = patterns.made(r"(?P<label>.+?)\s*(?:[×xX*✕]\s*(?P<count>\d{1,9}))?", regex.DOTALL)
_APART = patterns.made(r"[;；\n]+")


def folded(value: str) -> str:
    """A value with half-width figures and without blanks around it."""
    return unicodedata.normalize("NFKC", value).strip()


def number(value: str) -> Decimal | None:
    """The figure of a value; None when it is none. Thousands are not divided: 1,5 may mean two things."""
    text = folded(value).replace("−", "-")
    return Decimal(text) if _FIGURE.fullmatch(text) else None


def share(value: str) -> Decimal | None:
    """A figure, also in per cent: 95% is 0.95."""
    text = folded(value)
    if text.endswith("%"):
        figure = number(text[:-1])
        return None if figure is None else figure / 100
    return number(text)


def truth(value: str) -> bool | None:
    """Yes or no, None when it is neither."""
    text = folded(value).lower()
    return True if text in YES_WORDS else False if text in NO_WORDS else None


def nothing(value: str) -> bool:
    """Whether it says that there is nothing to note: 无."""
    return folded(value).lower() in NOTHING_WORDS


def not_applicable(value: str) -> bool:
    """Whether it says that a criterion is not applicable: 不适用."""
    return folded(value).lower() in NOT_APPLICABLE_WORDS


def bare(label: str) -> str:
    """A word without blanks and quotation marks, to compare it."""
    return regex.sub(r"[\s“”\"'《》]", "", folded(label))


def tier_counts(value: str, tiers: Sequence[Tier]) -> dict[int, Decimal] | None:
    """How many of each tier, by its place: 省级×2；市级 → {1: 2, 0: 1}.

    None when a label is unknown or twice there. A step without a label goes by its number, `2` or `2×3`.
    """
    places = {bare(tier.label) if tier.label else str(tier.seq): i for i, tier in enumerate(tiers)}
    found: dict[int, Decimal] = {}
    parts = [part for part in _APART.split(value) if part.strip()]
    for part in parts:
        text = part.strip()
        if bare(text) in places:
            label, count = text, "1"
        elif match := _TIMES.fullmatch(folded(text)):
            label, count = match["label"], match["count"] or "1"
        else:
            return None
        place = places.get(bare(label))
        if place is None or place in found:
            return None
        found[place] = Decimal(count)
    return found or None


def text_of(data: bytes) -> str:
    """The text of a file that Excel saved: UTF-8, or GB18030 as in China. Raises UnicodeDecodeError."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")

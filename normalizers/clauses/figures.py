"""Figures of points as sentences print them: 0.5, 五, 半, and l or O where a recognition garbled 1 or 0."""

from __future__ import annotations

from decimal import Decimal

from normalizers.text.numerals import decimal
from normalizers.vocabulary import alternatives

FIGURE = r"\d{1,9}(?:\.\d{1,4})?"
# 扣l分, 扣O.5分
_SLIP = r"(?=[\dlIOo.]{0,6}[lIOo])[\dlIOo]{1,4}(?:\.[\dlIOo]{1,3})?"
_HAN = r"(?:半|[一二两三四五六七八九十百]{1,4})"
POINTS = rf"(?:{_SLIP}|{FIGURE}|{_HAN}(?=分))"
# a figure of points: not 5分钟, 100分制, 5分之一; not the condition 扣5分以上
POINTS_END = r"""
    分 (?! 钟 | 制(?![度定作]) | 之[一二三四五六七八九十] | \(?含?\)?及?以[上下内] | \(不?含 | [为成]二 )
"""
_SLIPS = str.maketrans("lIOo", "1100")


def word(key: str) -> str:
    """A list of the vocabulary as a group of a pattern."""
    return f"(?:{alternatives('clauses', key)})"


def figure(text: str) -> tuple[Decimal | None, bool]:
    """The value of printed points, and whether a garbled letter had to be read as a digit."""
    if text == "半":
        return Decimal("0.5"), False
    plain = text.translate(_SLIPS)
    return decimal(plain), plain != text

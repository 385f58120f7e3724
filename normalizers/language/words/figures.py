"""Figures as scoring texts print them: 0.5, 五, 半, ½, O.5, 百分之九十, 九成, 2/3, 1:12, 十分之一."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from normalizers.text.numerals import decimal

FIGURE = r"\d{1,9}(?:\.\d{1,4})?"
HAN = r"[零一二两三四五六七八九十百千]{1,7}"
# 6-8分, 6至8分
DASH = r"(?:-{1,2}|至|到)"
# behind the points of a limit: 扣满2分的不再计, 超过10分的按10分计
STOPS = (
    r"(?:(?:的|后|时)?,?(?:即|则|就)?不再(?:增加|扣减|追加|[扣加减计]分?|累计|累加)"
    rf"|的?,?(?:[均都只仅]|一律)?按{FIGURE}分(?:计算?|记|封顶|扣|加))(?=[,;。)]|$)"
)
# 扣l分, 扣O.5分: a recognition garbled 1 or 0
SLIP = r"(?=[\dlIOo.]{0,6}[lIOo])[\dlIOo]{1,4}(?:\.[\dlIOo]{1,3})?"
# behind 分 no points: 5分钟, 100分制, 5分之一, 分为二; 5分以上 is a condition
NO_POINTS = r"(?!钟|制(?![度定作])|之[一二三四五六七八九十]|[为成]二|贝|公里|百)"
# 得8分时 says when; 得6-8分（含6分） says only where the range ends
COMPARED = r"(?:\(?含?\)?及?以[上下内外]|\(不?含(?!\d{1,3}(?:\.\d)?分?\)(?!及?以|[-至到]))|为(?![止限上最满封])|时(?![限间效长段]))"
POINTS_END = rf"分{NO_POINTS}(?!{COMPARED})"
# the points of an amount; without 分 only digits can be
POINTS = (
    rf"(?:{SLIP}|{FIGURE}|½|半|[零一二两三四五六七八九十百]{{1,4}}(?:点[零一二三四五六七八九]{{1,2}})?(?=分))"
)
_SLIPS = str.maketrans("lIOo", "1100")
_SMALL = {
    "半": Decimal("0.5"),
    "½": Decimal("0.5"),
    "¼": Decimal("0.25"),
    "¾": Decimal("0.75"),
    "百": Decimal(100),
    "千": Decimal(1000),
}


@lru_cache(maxsize=4096)
def figure(text: str) -> tuple[Decimal | None, bool]:
    """The value of printed points, and whether a garbled letter had to be read as a digit."""
    if text in _SMALL:
        return _SMALL[text], False
    if "点" in text:
        whole, _, rest = text.partition("点")
        digits = "".join(str("零一二三四五六七八九".index(char)) for char in rest)
        value = decimal(whole)
        return (None if value is None else Decimal(f"{value}.{digits}")), False
    plain = text.translate(_SLIPS).replace("两", "二")
    return decimal(plain), any(char in "lIOo" for char in text)


def number(text: str) -> Decimal | None:
    """The value of a figure in digits or Han digits: 12, 十二, 两, 半."""
    return figure(text)[0]


def share_of(printed: str) -> Decimal | None:
    """The per cent that a share comes to; None where it has no end as one (a third).

    Examples: 50%, 百分之五十, 九成, 1/4, 一半, 二分之一.
    """
    if printed.endswith("%"):
        return number(printed[:-1].split("-")[-1])
    if printed.endswith("倍"):
        times = number(printed[:-1])
        return None if times is None else (times * 100).normalize() + 0
    if printed.startswith("百分之"):
        return number(printed.removeprefix("百分之"))
    if printed.startswith("千分之"):
        thousandths = number(printed.removeprefix("千分之"))
        return None if thousandths is None else thousandths / 10
    if "成" in printed:
        tenths, _, half = printed.partition("成")
        value = number(tenths)
        return None if value is None else value * 10 + (5 if half else 0)
    if printed in {"一半", "半", "½"}:
        return Decimal(50)
    part, whole = _parts(printed)
    if part is None or whole is None or not whole:
        return None
    share = part * 100 / whole
    return share if share * whole == part * 100 else None


def _parts(printed: str) -> tuple[Decimal | None, Decimal | None]:
    if "/" in printed:
        part, _, whole = printed.partition("/")
        return number(part), number(whole)
    whole, _, part = printed.partition("分之")
    return number(part), number(whole)

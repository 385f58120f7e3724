"""Numbers as notices write them: 12, １２, 十二, 壹, ①, (1), Ⅰ; and as we write them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_DIGITS = {
    char: value
    for value, chars in enumerate(
        ("〇零○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for char in chars
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
# Decimal itself reads 1_000, 1e5 and Infinity as well
_FIGURE = re.compile(r"[-+]?\d+(?:\.\d+)?", re.ASCII)
_LONGEST = 18  # digits: a longer one counts nothing, and no column holds it
HAN_DIGITS = "".join([*_DIGITS, *_UNITS, *_MYRIADS])


def _written(number: int) -> str:
    """A number below 10^12 in Han digits, 十 without 一: 112 → 一百十二."""
    for unit, value in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if number >= value:
            head, rest = divmod(number, value)
            skipped = "零" if 0 < rest < value // 10 else ""
            head_text = "" if (unit, head) == ("十", 1) else _written(head)
            return head_text + unit + skipped + (_written(rest) if rest else "")
    return "零一二三四五六七八九"[number]


def _plain(text: str) -> str:
    """Han digits in one form: 壹拾贰 → 十二."""
    digits = (
        str(_DIGITS[char]) if char in _DIGITS else {"拾": "十", "佰": "百", "仟": "千"}.get(char, char)
        for char in text
    )
    return "".join(
        "零一二三四五六七八九"[int(char)] if char.isdecimal() else char for char in digits
    ).replace("一十", "十")


def han_number(text: str) -> int | None:
    """一百二十 → 120, 十二 → 12, 二〇二一 → 2021; None when it is no number or has two readings (一百二)."""
    if not text or any(char not in HAN_DIGITS for char in text):
        return None
    if len(text) > _LONGEST:
        return None
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total = section = 0
    digit: int | None = None
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _UNITS:
            # 十二 stands for 一十二
            section += (1 if digit is None else digit) * _UNITS[char]
            digit = None
        else:
            total += (section + (digit or 0)) * _MYRIADS[char]
            section, digit = 0, None
    number = total + section + (digit or 0)
    return number if _written(number) == _plain(text) else None


def integer(text: str) -> int | None:
    """The whole number of a label or figure, None when it is none."""
    text = text.strip()
    if len(text) == 1 and unicodedata.category(text) in {"No", "Nl", "So"}:
        try:
            value = unicodedata.numeric(text)
        except ValueError:
            return None
        return int(value) if value == int(value) else None
    folded = unicodedata.normalize("NFKC", text)
    if folded.isdecimal():
        return int(folded) if len(folded) <= _LONGEST else None
    return han_number(folded)


def decimal(text: str) -> Decimal | None:
    """The figure as Decimal (0.5, １２, 十), None when it is none."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if _FIGURE.fullmatch(folded):
        return Decimal(folded)
    whole = han_number(folded)
    return None if whole is None else Decimal(whole)


def plain(value: Decimal) -> str:
    """The digits of a decimal, without exponent or trailing zeros: 0.5, 18, 100."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure(value: Decimal | None) -> str:
    """A figure as people write it: 18, 0.5; nothing for None."""
    return "" if value is None else plain(value)

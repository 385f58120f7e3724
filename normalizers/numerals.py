"""Numbers as notices write them: 12, １２, 十二, 壹, ①, (1), Ⅰ."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation

_DIGITS = {
    char: value
    for value, chars in enumerate(
        ("〇零○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for char in chars
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
HAN_DIGITS = "".join([*_DIGITS, *_UNITS, *_MYRIADS])


def han_number(text: str) -> int | None:
    """一百二十 → 120, 十二 → 12, 二〇二一 → 2021; None when it is not a number."""
    if not text or any(char not in HAN_DIGITS for char in text):
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
    return total + section + (digit or 0)


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
        return int(folded)
    return han_number(folded)


def decimal(text: str) -> Decimal | None:
    """The figure as Decimal (0.5, １２, 十), None when it is none."""
    folded = unicodedata.normalize("NFKC", text).strip()
    try:
        value = Decimal(folded)
    except InvalidOperation:
        whole = han_number(folded)
        return None if whole is None else Decimal(whole)
    return value if value.is_finite() else None

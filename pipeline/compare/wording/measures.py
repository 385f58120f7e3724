"""Sums and measures in the smallest unit of their kind: 0.5万元 is 5000元, 1小时 is 60分钟."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache

from normalizers.text.numerals import plain
from normalizers.vocabulary import words

_MULTIPLES = {"千": 1000, "万": 10**4, "亿": 10**8}
# 5,000元, but not 附表1,200
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?=[千万亿]?[元人户吨米件个次])")
_FIGURE = r"\d+(?:\.\d+)?"
# 3-5万元 begins at 3万元; 5千分点 are parts of a thousand
_MULTIPLIED = re.compile(
    rf"(?:(?<![\d.-])(?P<low>{_FIGURE})(?P<to>[-~至到]))?(?P<figure>{_FIGURE})(?P<multiple>[千万亿]{{1,2}})(?!分)"
)
_HALF = re.compile(r"(?<![\d个多])半(?=个?小时)")


def in_base(text: str) -> str:
    """A squeezed text with its sums and measures in the smallest unit."""
    text = _THOUSANDS.sub(lambda match: match[0].replace(",", ""), text)
    text = _MULTIPLIED.sub(_without_multiple, _HALF.sub("0.5", text))
    return _measured().sub(_converted, text)


@lru_cache(maxsize=1_000)
def scale(unit: str) -> tuple[Decimal, str]:
    """How many of the smallest unit a unit holds, and that one: 10000 and 元 of 万元."""
    factor = Decimal(1)
    while unit[:1] in _MULTIPLES and not unit.startswith("千分"):
        factor, unit = factor * _MULTIPLES[unit[0]], unit[1:]
    times, base = _units().get(unit.removeprefix("个"), (1, unit))
    return factor * times, base


def _without_multiple(match: re.Match[str]) -> str:
    times = Decimal(1)
    for sign in match["multiple"]:
        times *= _MULTIPLES[sign]
    low = plain(Decimal(match["low"]) * times) + match["to"] if match["low"] else ""
    return low + plain(Decimal(match["figure"]) * times)


def _converted(match: re.Match[str]) -> str:
    times, base = _units()[match["unit"]]
    return plain(Decimal(match["figure"]) * times) + base


@cache
def _units() -> dict[str, tuple[int, str]]:
    """For each larger unit how many of the smallest it holds, and that one."""
    return {
        larger: (times, base)
        for base, held in words("comparing")["measures"].items()
        for larger, times in held.items()
    }


@cache
def _measured() -> re.Pattern[str]:
    return re.compile(rf"(?P<figure>{_FIGURE})个?(?P<unit>{'|'.join(_units())})")

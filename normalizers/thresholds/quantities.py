"""Figures with their units, and the record of a figure that has to be reached: 3.2万吨 is 32000 吨."""

from __future__ import annotations

from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from normalizers.records import Direction, Threshold
from normalizers.text.latin_units import LATIN_UNIT
from normalizers.text.views import Text
from normalizers.vocabulary import alternatives

_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
NUMBER = r"\d{1,3}(?:_\d{3}){1,4}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?"


class ThresholdText(NamedTuple):
    """A figure to be reached, values in the base unit, and its span in the cleaned text."""

    metric: str
    low: Decimal | None
    low_closed: bool | None
    high: Decimal | None
    high_closed: bool | None
    direction: Direction
    unit: str
    relative_to: str
    modality: str
    start: int
    end: int


@cache
def unit_pattern() -> str:
    """The units of the vocabulary with their multipliers, as a regular expression."""
    counted = f"{alternatives('thresholds', 'spans')}|{alternatives('thresholds', 'units')}"
    # 28万元/人, 350千瓦时/吨, 30标箱/小时; 2分/次 are points for each
    rated = rf"(?:(?<!分)/(?:工日|人日|床日|{counted}|年|月|日))?"
    scaled = rf"[十百千万亿]{{0,2}}(?:{counted})(?:\((?:{counted})\))?{rated}"
    return rf"%|‰|个?百分点|{LATIN_UNIT}|(?!{alternatives('thresholds', 'not_units')})(?:{scaled})"


def number(printed: str) -> Decimal:
    """The figure itself: 1_200 (from 1,200) → 1200."""
    return Decimal(printed.replace("_", ""))


@lru_cache(maxsize=1024)
def base(unit: str) -> tuple[str, int]:
    """The base unit and how many of it: 亿元 → 元, 100000000; 万 → no unit, 10000; 台（套） → 台."""
    unit, factor = unit.partition("(")[0], 1
    while unit and unit[0] in _SCALE and unit != "百分点":
        factor *= _SCALE[unit[0]]
        unit = unit[1:]
    if unit == "成":
        return "%", 10
    return ("个百分点" if unit == "百分点" else unit), factor


def times(value: Decimal, factor: int) -> Decimal:
    """The product without needless zeros: 3.2 × 100000000 = 320000000."""
    product = value * factor
    whole = product.to_integral_value()
    return whole if product == whole else product


def threshold_record(
    found: ThresholdText, text: Text, owner_id: str, number: int, start: int, end: int
) -> Threshold:
    """The record of a threshold of `text`; `start` and `end` are its span in the owner's own text."""
    return Threshold(
        threshold_id=f"{owner_id}/th{number}",
        owner_id=owner_id,
        metric=found.metric,
        low=found.low,
        low_closed=found.low_closed,
        high=found.high,
        high_closed=found.high_closed,
        direction=found.direction,
        unit=found.unit,
        relative_to=found.relative_to,
        modality=found.modality,
        text=text.value[found.start : found.end],
        start=start,
        end=end,
    )


def range_in_words(
    low: Decimal | None, low_closed: bool | None, high: Decimal | None, high_closed: bool | None, unit: str
) -> str:
    """A range as people write it: ≥90%, 80%-90%, ≥80%且＜90%, ±5%, 3次; empty where no end is stated."""
    least = "" if low is None else _shortly(low, unit)
    most = "" if high is None else _shortly(high, unit)
    if least and least == most:
        return least
    if low is not None and high is not None and low == -high and low_closed and high_closed:
        return f"±{most}"
    if least and most and low_closed and high_closed:
        return f"{least}-{most}"
    above = least and ("≥" if low_closed else "＞") + least
    below = most and ("≤" if high_closed else "＜") + most
    return "且".join(part for part in (above, below) if part)


def _shortly(value: Decimal, unit: str) -> str:
    """20000000000 元 → 200亿元."""
    for scale in ("亿", "万") if unit not in {"%", "‰", "个百分点"} else ():
        scaled = value / _SCALE[scale]
        if scaled >= 1 and scaled == round(scaled, 2):
            return f"{scaled.normalize():f}{scale}{unit}"
    return f"{value:f}{unit}"

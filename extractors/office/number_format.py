"""Figures of a spreadsheet as they are displayed: 0.05 under the format `0%` is 5%."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException
from functools import lru_cache

from extractors.frozen import frozen

# formats that a file names only by number; those of dates differ by country, here as in Chinese Excel
_FIXED = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0;-#,##0",
    38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 14: "yyyy-mm-dd", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy-mm-dd hh:mm", 45: "mm:ss", 49: "@",
    **dict.fromkeys((27, 36, 50, 52, 57), "yyyy年m月"), **dict.fromkeys((28, 29, 51, 53, 54, 58), "m月d日"),
    30: "m-d-yy", 31: "yyyy年m月d日", 32: "h时mm分", 33: "h时mm分ss秒",
}  # fmt: skip
_FEWEST_CUSTOM = 164  # below are the formats of Excel itself
_UNREAD = "?/?"

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"
    | \\(?P<escaped>.)
    | _. | \*.                              # a space as wide as a character, a fill
    | \[\$(?P<currency>[^\]-]*)[^\]]*\]     # [$¥-804]
    | \[(?P<bracket>[^\]]*)\]               # [Red], [>=90], [h]
    | (?P<general>General)
    | (?P<figure>[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+)
    | (?P<date>[Yy]+|[Mm]+|[Dd]+|[Hh]+|[Ss]+|AM/PM|A/P|上午/下午|a{3,4})
    | (?P<text>@)
    | (?P<percent>%)
    | (?P<other>.)
    """,
    re.X | re.S,
)
_COLOUR = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|dbnum\d|黑色|蓝色|红色|绿色)\Z", re.I
)
_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)  # as many as Excel holds
_MOST_PLACES = 30
_FOR_TEXT = 3  # the fourth part of a format
_LAST_DAY = 2_958_465  # 9999-12-31


@frozen
class Shown:
    """`text` as displayed; not `exact` where the stored figure has digits that the format leaves out."""

    text: str
    exact: bool = True


def format_code(number: int, custom: dict[int, str]) -> str:
    """The code of a format by its number: one of the file's own, or one that every Excel knows."""
    if number >= _FEWEST_CUSTOM or number in custom:
        return custom.get(number, "General")
    return _FIXED.get(number, "General" if number == 0 else _UNREAD)


def show_number(stored: str, code: str, from_1904: bool = False) -> Shown | None:
    """A stored figure as the format `code` displays it; None when the format cannot be read.

    `from_1904`: the workbook counts days from 1904, as on old Macs.
    """
    number = _decimal(stored)
    if number is None:
        return None
    sections = _sections(code)
    if any(
        token["bracket"] is not None and not _COLOUR.match(token["bracket"])
        for part in sections
        for token in part
    ):
        return None
    section, sign = _section_for(number, sections)
    if any(token["date"] for token in section):
        return _show_date(number, section, from_1904)
    return _show_figure(number, section, sign)


def show_text(text: str, code: str) -> str:
    """A text as the format displays it: 3 under `"第"@"项"` is 第3项, and nothing under `;;;`."""
    sections = _sections(code)
    if len(sections) > _FOR_TEXT:
        section: list[re.Match[str]] | None = sections[_FOR_TEXT]
    else:
        section = next((part for part in sections if any(token["text"] for token in part)), None)
    if section is None or any(token["date"] or token["figure"] for token in section):
        return text
    return "".join(text if token["text"] else _literal(token) for token in section)


def plain(stored: str) -> str:
    """A stored figure without a format: 12 and not 12.0, fifteen digits at most."""
    number = _decimal(stored)
    return stored if number is None else _unformatted(number)


def _decimal(stored: str) -> Decimal | None:
    try:
        number = _DIGITS.create_decimal(stored.strip())
    except DecimalException:
        return None
    # 1E+999999 would be written out with a million zeros
    return number if number.is_finite() and abs(number.adjusted()) <= _MOST_PLACES else None


def _unformatted(number: Decimal) -> str:
    text = format(number, "f") if number else "0"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=256)
def _sections(code: str) -> list[list[re.Match[str]]]:
    """The parts of a format apart by semicolons: for positive, negative, zero and text."""
    sections: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token["other"] == ";":
            sections.append([])
        else:
            sections[-1].append(token)
    return sections


def _section_for(number: Decimal, sections: list[list[re.Match[str]]]) -> tuple[list[re.Match[str]], str]:
    """The part that holds for a figure, and the sign that this part does not write itself."""
    numeric = [part for part in sections[:3] if not any(token["text"] for token in part)] or [sections[0]]
    if number < 0:
        return (numeric[1], "") if len(numeric) > 1 else (numeric[0], "-")
    if not number and len(numeric) > 2:
        return numeric[2], ""
    return numeric[0], ""


def _literal(token: re.Match[str]) -> str:
    return (
        token["quoted"] or token["escaped"] or token["currency"] or token["percent"] or token["other"] or ""
    )


def _show_figure(number: Decimal, section: list[re.Match[str]], sign: str) -> Shown | None:
    figures = [token for token in section if token["figure"]]
    if any(token["other"] in {"E", "e", "/"} for token in section) or len(figures) > 1:
        return None  # 1.2E+03, fractions, 000-0000
    percents = sum(bool(token["percent"]) for token in section)
    value = abs(number) * 100**percents
    exact = bool(figures) or not number
    parts = []
    for token in section:
        if token["figure"]:
            shown = _digits(value, token["figure"])
            if shown is None:
                return None
            text, exact = shown
            parts.append(text)
        elif token["general"] or token["text"]:
            parts.append(_unformatted(value))
            exact = True
        else:
            parts.append(_literal(token))
    return Shown((sign + "".join(parts)).strip(), exact)


def _digits(value: Decimal, pattern: str) -> tuple[str, bool] | None:
    """The digits of a figure under `#,##0.0#`, and whether they say all of it."""
    whole, _, fraction = pattern.partition(".")
    if whole.endswith(","):
        return None  # in thousands
    rounded = value.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP, Context(prec=60))
    grouped = "," if "," in whole else ""
    left, _, right = format(rounded, f"{grouped}f").partition(".")
    while len(right) > len(fraction.rstrip("#?")) and right.endswith("0"):
        right = right[:-1]
    if left == "0" and "0" not in whole:
        left = ""
    left = left.rjust(whole.count("0"), "0") if not grouped else left
    return left + (f".{right}" if right else ""), rounded == value


def _show_date(number: Decimal, section: list[re.Match[str]], from_1904: bool) -> Shown | None:
    """A day and time by its number of days; ISO where the format does not begin with the year or month."""
    if not 0 <= number <= _LAST_DAY:
        return None
    seconds = int((number % 1 * 86400).to_integral_value(ROUND_HALF_UP))
    first = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
    # 1900 had no 29 February, but Excel counts it
    late = timedelta(days=0 if from_1904 or number >= 60 else 1)
    moment = (
        datetime.combine(first, datetime.min.time()) + late + timedelta(days=int(number), seconds=seconds)
    )
    names = [token["date"].lower() for token in section if token["date"]]
    if not _in_order(names):
        clock = any(name[0] in "hs" for name in names)
        return Shown(moment.strftime("%Y-%m-%d %H:%M" if clock else "%Y-%m-%d"))
    afternoon = next((name for name in names if name[0] in "a上"), "")
    parts = []
    before = ""
    following = [*names[1:], ""]
    for token in section:
        if token["date"]:
            name = token["date"].lower()
            minute = name[0] == "m" and (before[:1] == "h" or following[0][:1] == "s")
            parts.append(_piece(moment, name, minute, afternoon))
            before, following = name, following[1:]
        else:
            parts.append(_literal(token))
    return Shown("".join(parts).strip())


def _in_order(names: list[str]) -> bool:
    """Whether a format puts year, month, day in this order and in figures: 3-1-24 has two readings."""
    day = "".join(name[0] for name in names if name[0] in "ymd")
    if any(len(name) > 2 for name in names if name[0] in "md") or any(
        name.startswith("aaa") for name in names
    ):
        return False  # names of months and weekdays
    if any(name[0] in "hs" for name in names):
        # the m of a time is a minute
        return re.match(r"(?:ymd|md)?m?\Z", day) is not None
    return day in {"ymd", "ym", "md", "y"}


def _piece(moment: datetime, name: str, minute: bool, afternoon: str) -> str:
    match name[0]:
        case "y":
            return f"{moment.year:04}" if len(name) > 2 else f"{moment.year % 100:02}"
        case "m":
            number = moment.minute if minute else moment.month
        case "d":
            number = moment.day
        case "h":
            number = (moment.hour - 1) % 12 + 1 if afternoon else moment.hour
        case "s":
            number = moment.second
        case _:
            words = afternoon.upper().split("/")
            return words[moment.hour >= 12]
    return f"{number:02}" if len(name) > 1 else str(number)

"""Numbers that a program puts before paragraphs (自动编号), written as it shows them."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_CAPITAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip

_SPELT = str.maketrans("0123456789", "〇一二三四五六七八九")
_RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")


def ordinal(number: int, kind: str) -> str:
    """A number in a numbering format of Word (decimal, chineseCounting, upperRoman, …).

    A format that is not known, or cannot write the number, gives plain figures.
    """
    write = _WRITERS.get(kind)
    return (write(number) if write and number > 0 else "") or str(number)


def _chinese(number: int, digits: str = _DIGITS, units: str = "十百千", leading_one: bool = False) -> str:
    if number > 9999:
        return ""
    text = ""
    for place, figure in zip(range(len(str(number)) - 1, -1, -1), str(number), strict=True):
        if figure != "0":
            text += digits[int(figure)] + (units[place - 1] if place else "")
        elif not text.endswith(digits[0]):
            text += digits[0]
    text = text.rstrip(digits[0])
    if not leading_one and 10 <= number < 20:
        text = text[1:]
    return text


def _letters(number: int) -> str:
    """Word goes on after z with aa, bb."""
    repeat, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (repeat + 1) if number <= 780 else ""


def _roman(number: int) -> str:
    if number > 3999:
        return ""
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _one_of(first: str, count: int) -> Callable[[int], str]:
    """Numbers that are single characters in a row from `first`."""
    return lambda number: chr(ord(first) + number - 1) if number <= count else ""


def _stem(stems: str) -> Callable[[int], str]:
    return lambda number: stems[number - 1] if number <= len(stems) else ""


def _spelt(number: int) -> str:
    """Figure by figure: 10 is 一〇."""
    return str(number).translate(_SPELT)


def _counted(number: int) -> str:
    """With 十 below a hundred, figure by figure above: 二十, 一〇〇."""
    return _chinese(number) if number < 100 else _spelt(number)


_WRITERS: dict[str, Callable[[int], str]] = {
    "numberInDash": lambda number: f"- {number} -",
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "chineseCounting": _counted,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _counted,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": _spelt,
    "japaneseDigitalTenThousand": _spelt,
    "taiwaneseDigital": _spelt,
    "chineseLegalSimplified": lambda number: _chinese(number, _CAPITAL_DIGITS, "拾佰仟", leading_one=True),
    "decimalEnclosedCircle": _one_of("①", 20),
    "decimalEnclosedCircleChinese": _one_of("①", 20),
    "decimalEnclosedParen": _one_of("⑴", 20),
    "decimalEnclosedFullstop": _one_of("⒈", 20),
    "ideographEnclosedCircle": _one_of("㊀", 10),
    "ideographParenthesis": _one_of("㈠", 10),
    "ideographTraditional": _stem("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _stem("子丑寅卯辰巳午未申酉戌亥"),
    "decimalFullWidth": lambda number: str(number).translate({c: c + 0xFEE0 for c in range(0x30, 0x3A)}),
    "decimalFullWidth2": lambda number: str(number).translate({c: c + 0xFEE0 for c in range(0x30, 0x3A)}),
}


def superscript(text: str) -> str:
    """Raised figures as characters of their own: 10⁴ must not become 104."""
    return text.translate(_RAISED)


def grouped(text: str) -> str:
    """Brackets where a part of a formula is a sum or the like: (甲+乙)/丙."""
    return f"({text})" if any(sign in text for sign in "+-×÷*/＋－") else text

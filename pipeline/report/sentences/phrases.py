"""The phrases of which sentences are made: a figure that rose, words in quotation marks, what is new."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from normalizers.text.numerals import plain
from normalizers.text.views import squeeze
from normalizers.vocabulary import alternatives
from pipeline.compare import FieldChange
from pipeline.messages.languages import Lang
from pipeline.messages.words import say, units

# what is longer is cut in a sentence: the redline beside it has all of it
NAME, TEXT, SPOTS, SEVERAL = 28, 60, 3, 5
# words before the place at which two long texts part
_CONTEXT = 12
NUMBER = re.compile(r"\d+(?:\.\d+)?")
_POINTS = re.compile(r"[<>≤≥]?[\d.]+(?:-[\d.]+)?\Z")
_RANKED = re.compile(f"(?:{alternatives('thresholds', 'rank_words')})$")
_SPAN = re.compile(f"(?:{alternatives('thresholds', 'spans')})$")
_SINGLE = str.maketrans("“”", "‘’")
_LARGE = re.compile(r"(?<![\d.])\d{5,}(?:\.\d+)?")
_LIMIT = re.compile(r"(?P<sign>[<>≤≥]?)(?P<figures>.*)", re.DOTALL)
_LIMIT_WORDS = {
    "<": "change.limit.below",
    ">": "change.limit.above",
    "≤": "change.limit.at_most",
    "≥": "change.limit.at_least",
}


class Phrases:
    """Phrases in one language."""

    def __init__(self, lang: Lang) -> None:
        """`lang` of the reader."""
        self.lang = lang

    def say(self, key: str, **values: object) -> str:
        """The words of a key."""
        return say(key, self.lang, **values)

    def join(self, parts: Sequence[str], *, colon: bool) -> str:
        """The parts behind one another, the first one as what the others speak of where there is a colon."""
        rest = self.say("mark.semicolon").join(parts[1:] if colon else parts)
        if not colon:
            return rest
        return parts[0] + (self.say("mark.colon") + rest if rest else "")

    def listed(self, names: Sequence[str]) -> str:
        """Names with an and before the last one."""
        if len(names) < 2:
            return "".join(names)
        return self.say("mark.list").join(names[:-1]) + self.say("word.and") + names[-1]

    def several(self, names: Sequence[str]) -> str:
        """A list of names, of a long one the first with how many there are."""
        if len(names) <= SEVERAL:
            return self.listed(names)
        return self.say("change.and_others", names=self.enumerated(names[:SPOTS]), count=len(names))

    def enumerated(self, parts: Iterable[str]) -> str:
        """Parts behind one another as in a list."""
        return self.say("mark.list").join(parts)

    # ---- figures

    def points(self, text: str) -> str:
        """`14-18分`; a share or a factor as it is."""
        if not _POINTS.match(text):
            return text
        return self.say("number.one_point" if text == "1" else "number.points", points=text)

    def amount(self, text: str) -> str:
        """Points where the words before them say in English that they are points."""
        return self.say("change.amount", points=text) if _POINTS.match(text) else text

    def band(self, grade: str) -> str:
        """“好”档; 一档 is a 档 by its own name."""
        key = "change.band_by_its_name" if grade.endswith("档") else "change.band_named"
        return self.say(key, grade=grade)

    # ---- from one value to another

    def limits(self, what: str, old: str, new: str, *, metric: str, of_one: bool = True) -> str:
        """From one limit of a metric to another; neither raised nor lowered if not `of_one`."""
        before, after = (_LIMIT.fullmatch(text) for text in (old, new))
        assert before is not None
        assert after is not None
        # 85%以上 to 90%以上 is 85% to 90%; an end of the other kind is always said
        alike = before["sign"] == after["sign"] == "≥"
        ends = [(match["sign"], large(match["figures"], self.lang)) for match in (before, after)]
        words = _LIMIT_WORDS
        ranked = bool(_RANKED.search(metric))
        if ranked:
            # 前3名, and the 5th place is no rise over the 3rd
            words = {**words, "≤": "change.limit.top"}
        said = [end if alike or not sign else self.say(words[sign], limit=end) for sign, end in ends]
        # 3个工作日 instead of 5 is shorter, and neither higher nor lower
        until = before["sign"] != "≥" and bool(_SPAN.search(before["figures"]))
        return self.moved(what, *(("", "") if ranked or until or not of_one else (old, new)), *said)

    def moved_figure(self, key: str, field: FieldChange, *, points: bool = False) -> str:
        """From the old figure of a difference to the new one."""
        ends = [self.amount(end) if points else end for end in (field.old, field.new)]
        return self.moved(self.say(key), field.old, field.new, *ends)

    def from_to(self, key: str, old: str, new: str) -> str:
        """From one wording to another."""
        return self.moved(self.say(key), "", "", old, new)

    def moved(self, what: str, old: str, new: str, said_old: str, said_new: str) -> str:
        """From one value to another; raised or lowered where both ends agree on the direction."""
        if not said_old:
            return self.say("change.set_to", what=what, new=said_new)
        if not said_new:
            return self.say("change.unset", what=what, old=said_old)
        key = {1: "change.raised", -1: "change.lowered", 0: "change.altered"}[_direction(old, new)]
        return self.say(key, what=what, old=said_old, new=said_new)

    def alone(self, what: str, *, old: str = "", new: str = "") -> str:
        """What only one year has."""
        key, text = ("change.added_one", new) if new else ("change.removed_one", old)
        return self.say(key, what=what, text=short(text, TEXT).rstrip("。；;，"))


def large(text: str, lang: Lang) -> str:
    """Figures as people write them: 9500000000元 is 95亿元, 9,500,000,000元 in English."""
    return _LARGE.sub(lambda match: _written(Decimal(match[0]), lang), text)


def _written(value: Decimal, lang: Lang) -> str:
    for unit, name in units(lang):
        if value >= unit and len(plain(value / unit)) < len(plain(value)):
            return plain(value / unit) + name
    return say("number.figure", lang, figure=value)


def _direction(old: str, new: str) -> int:
    """1 when figures rose, -1 when they fell, 0 when neither can be said."""
    if masked(old) != masked(new):
        return 0
    ends = [[Decimal(figure) for figure in NUMBER.findall(text)] for text in (old, new)]
    signs = {(b > a) - (b < a) for a, b in zip(*ends, strict=True)} - {0}
    return signs.pop() if len(signs) == 1 else 0


def masked(text: str) -> str:
    """A text without its figures."""
    return NUMBER.sub("#", squeeze(text))


def quoted(text: str, most: int = NAME) -> str:
    """Words in quotation marks; nothing for none."""
    return f"“{inner(short(text, most))}”" if text else ""


def inner(text: str) -> str:
    """Words that come to stand in quotation marks: those that they have become single ones."""
    return text.translate(_SINGLE)


def short(text: str, most: int) -> str:
    """A text on one line, cut where it is long; `most` 0 for all of it."""
    text = " ".join(text.split())
    return text if not most or len(text) <= most else text[:most] + "…"


def facing(old: str, new: str, most: int = TEXT) -> tuple[str, str]:
    """Both texts, cut so that each shows the place from which on they differ."""
    old, new = (" ".join(text.split()) for text in (old, new))
    if max(len(old), len(new)) <= most:
        return old, new
    shared = (at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
    same = next(shared, min(len(old), len(new)))
    begin = 0 if same <= most // 2 else same - _CONTEXT
    before, after = (("…" if begin else "") + short(text[begin:], most) for text in (old, new))
    return before, after

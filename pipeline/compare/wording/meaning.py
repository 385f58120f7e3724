"""What a wording says when signs, numerals and numbering are left out of account.

一次 is 1次, ； is 。, （2） before a part only counts it; 得满分 of an item of 2 points is 得2分.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache, lru_cache

from normalizers.text.numerals import HAN_DIGITS, han_number, plain
from normalizers.text.views import squeeze
from normalizers.vocabulary import alternatives, words
from pipeline.compare.wording.measures import in_base

_HAN = re.compile(f"[{HAN_DIGITS}]+")
# a mark between two figures says something (1.5, 13-15, 1:12), elsewhere it only parts the words
_SILENT = re.compile(r"(?:(?<!\d)|(?!.\d))[^\w%‰℃<>≤≥=+*/×÷★☆-]|_|(?<!\d)-|-(?!\d)")
# numbers of parts: 1. （一） ② 第三条, at the head of a text or behind a stop
_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_IN_BRACKETS = rf"[(（]?{_HAN_NUMBER}[)）、.]|[(（]\d{{1,2}}[)）]"
_NUMBER = rf"(?:{_IN_BRACKETS}|\d{{1,2}}[.、)）．](?!\d)|[①-⑳]|第{_HAN_NUMBER}[条项款])"
_NUMBERED = re.compile(rf"(?:^|(?<=[。;；:：\n]))\s*{_NUMBER}", re.MULTILINE)
# numbers of headings: 第一部分, 模块一：, （一） 1、 A. Ⅰ、, 1.1, ①
# lists of levels, by what the last of their words says
_SCALES = (
    "ranked_areas", "ranked_prizes", "steps_of_areas", "steps_of_gravity", "steps_of_liability",
    "steps_of_sanction", "steps_of_verdict", "steps_of_time",
)  # fmt: skip
_PART = f"(?:{alternatives('comparing', 'parts')})"
_COUNT = rf"(?:\d{{1,2}}|{_HAN_NUMBER})"
_DOTTED = r"\d{1,2}(?:\.\d{1,2})*"
_HEADING_NUMBERS = (
    rf"第{_COUNT}{_PART}",
    rf"{_PART}{_COUNT}(?=[\s：:、.．])",
    rf"[（(【\[]?(?:{_HAN_NUMBER}|{_DOTTED}|[A-Za-zⅠ-Ⅻ甲乙丙丁壹贰叁肆伍陆柒捌玖拾])[）)】\]、．]",
    rf"(?:{_HAN_NUMBER}|{_DOTTED}|[A-ZⅠ-Ⅻ])(?:[.．：:](?!\d)|\s+)",
    # 1.5级诊疗 is a name
    r"\d{1,2}(?:\.\d{1,2})+(?![\d级倍版个%％‰万亿元分年天人])",
    r"[①-⑳⑴-⒇]",
)
_HEADING_NUMBER = re.compile(rf"\s*(?:{'|'.join(_HEADING_NUMBERS)})\s*[：:、.．]?\s*")
_PERCENT = re.compile(rf"(百|千)分之((?:\d+(?:\.\d+)?|[{HAN_DIGITS}点])+)")
_FIGURES = re.compile(r"\d+(?:\.\d+)?")
# 1.0 and 2.50 are 1 and 2.5
_TENTHS = re.compile(r"(?<=\d)\.0+(?!\d)|(?<=\.\d)0+(?!\d)")
# 每周1次 and 1周1次; 1月开展2次 may be January
_EACH_TIME = re.compile(r"每(?=(?:[月年日]|(?:周|季度|天)[^\d\W]{0,6})\d+(?:次|期|篇|条|份))")
_ONE_WORD = {word: said[0] for said in words("comparing")["one_word"] for word in said[1:]}
_OTHER_WORDS = re.compile("|".join(map(re.escape, _ONE_WORD)))
# a figure with its unit, and a word that says on which side of it
_FIGURE = r"\d+(?:\.\d+)?[^\W\d_以及含]{0,4}?[%％]?"
_BEFORE = {sign: alternatives("comparing", sign) for sign in ("at_least", "at_most")}
_AT_LEAST = re.compile(
    rf"(?:{_BEFORE['at_least']})(?P<before>{_FIGURE})(?:及?以上)?|(?:达到?)?(?P<behind>{_FIGURE})及?以上"
)
_AT_MOST = re.compile(
    rf"(?:{_BEFORE['at_most']})(?P<before>{_FIGURE})(?:及?以[下内])?|(?P<behind>{_FIGURE})及?以[下内]"
)
# 每低于1% counts steps, and says no side
_BEYOND = {
    sign: re.compile(rf"(?<![每再])(?:{alternatives('comparing', name)})(?P<before>{_FIGURE})(?P<behind>)")
    for sign, name in ((">", "above"), ("<", "below"))
}
_SIDES = re.compile(rf"(?P<over>{alternatives('comparing', 'over')})|{alternatives('comparing', 'under')}")
_RISING, _FALLING = (alternatives("comparing", way) for way in ("rising", "falling"))
_DIRECTION = re.compile(rf"(?P<rising>{_RISING})|{_FALLING}")
_STEP = re.compile(
    rf"(?:每|再)+(?:(?:[高低多少]于|超过|超出|[高低]出)[^\W\d]{{0,6}}"
    rf"|(?:{_RISING}|{_FALLING})(?:{alternatives('comparing', 'goals')})?值?)\d"
)
_ALL_POINTS = re.compile(rf"(?<=[得计给扣])(?:{alternatives('comparing', 'all_points')})")
_DOWN = re.compile(alternatives("comparing", "down_to_nothing"))
# 第3至5名 speaks of what 第3名 does
_RANGES = re.compile(r"(?<=\d)(?:至|到|[-~])(?=\d)")
_EMPTY = re.compile(alternatives("comparing", "empty"))
_COMPARED = re.compile(f"{alternatives('comparing', 'comparisons')}|{alternatives('comparing', 'empty')}")


@lru_cache(maxsize=20_000)
def meaning(text: str) -> str:
    """A text as it is held against another one: without marks, numerals as figures, without its numbers.

    不少于5年 and 5年以上 are ≥5年; 不足90% is <90%; 每周1次 is 1周1次; 百分之五 is 5%; 未达标 is 不达标;
    0.5万元 is 5000元.
    """
    bare = _OTHER_WORDS.sub(lambda word: _ONE_WORD[word[0]], squeeze(_NUMBERED.sub("\n", text)))
    bare = _PERCENT.sub(_share, bare)
    bare = _TENTHS.sub("", _SILENT.sub("", in_base(_HAN.sub(_counted, bare))))
    bare = _EACH_TIME.sub("1", bare)
    bare = _AT_MOST.sub(_bound("≤"), _AT_LEAST.sub(_bound("≥"), bare))
    for sign, beyond in _BEYOND.items():
        bare = beyond.sub(_bound(sign), bare)
    return bare


def unnumbered(heading: str) -> str:
    """A heading without its number: 第一部分基础, 一、基础, （一）基础 and 1.1 基础 are 基础."""
    while (number := _HEADING_NUMBER.match(heading)) and number.end() < len(heading):
        heading = heading[number.end() :]
    return heading


def _bound(sign: str) -> Callable[[re.Match[str]], str]:
    return lambda match: sign + (match["before"] or match["behind"])


def _share(match: re.Match[str]) -> str:
    return match[2] + ("%" if match[1] == "百" else "‰")


def _counted(match: re.Match[str]) -> str:
    number = han_number(match[0])
    return match[0] if number is None else str(number)


def scoring(text: str, points: Decimal | None) -> str:
    """The same of a text that scores, in which all points of an item are its figure, without empty words."""
    bare = squeeze(_NUMBERED.sub("\n", text))
    if points is not None:
        bare = _ALL_POINTS.sub(f"{plain(points)}分", _DOWN.sub(f"最多扣{plain(points)}分", bare))
    return _EMPTY.sub("", meaning(bare))


def all_points(text: str, points: Decimal | None) -> tuple[str, bool]:
    """A text that scores, in which the figure of all points is 满分 too, and whether it was printed so."""
    bare = squeeze(_NUMBERED.sub("\n", text))
    said = bool(_ALL_POINTS.search(bare))
    if points is not None:
        bare = re.sub(rf"(?<=[得计给]){re.escape(plain(points))}分", "满分", bare)
    return meaning(_EMPTY.sub("", _ALL_POINTS.sub("满分", bare))), said


def figures(text: str) -> Counter[str]:
    """The figures of a text."""
    return Counter(_FIGURES.findall(meaning(text)))


def content(text: str) -> str:
    """What a text speaks of, its figures, comparisons and empty words left out: 合格率达到90%的 is 合格率."""
    return _COMPARED.sub("", _FIGURES.sub("", _RANGES.sub("", meaning(text))))


def direction(text: str) -> int:
    """Into which direction a text counts: 1 for 每超支1%, -1 for 每降低1%, 0 where it does not say."""
    found = _DIRECTION.search(meaning(text))
    return 0 if found is None else 1 if found["rising"] else -1


def steps(text: str) -> bool:
    """Whether a text counts steps up or down and says not of what: 每欠1%, 每低于目标1个百分点."""
    return bool(_STEP.match(meaning(text)))


@lru_cache(maxsize=50_000)
def levels(text: str) -> dict[str, frozenset[str]]:
    """The levels of which a text speaks, by their scale: 省级一等奖 is 省级 of areas and 一等奖 of prizes."""
    pattern, same = _levels()
    found: dict[str, set[str]] = {}
    for match in pattern.finditer(meaning(text)):
        # 五星 is 五星级, 省政府 is 省级
        said = same.get(match[0]) or same.get(f"{match[0]}级") or match[0].rstrip("级类档等")
        found.setdefault(str(match.lastgroup), set()).add(said)
    return {scale: frozenset(said) for scale, said in found.items()}


@cache
def _levels() -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds levels, by scale, and the first of the words for each."""
    scales: dict[str, list[list[str]]] = defaultdict(list)
    known = {**words("clauses"), **words("comparing")}
    for name in _SCALES:
        scales[name.rpartition("_")[2]] += known[name]
    same = {meaning(word): meaning(rank[0]) for ranks in scales.values() for rank in ranks for word in rank}
    shapes = {
        name: _either({meaning(word) for rank in ranks for word in rank}) for name, ranks in scales.items()
    }
    # 省政府 at the head or behind 受 is a level, 清河市政府 is a name
    office = rf"[省市县区](?={alternatives('comparing', 'offices')})"
    shapes["areas"] += rf"|(?<!\w){office}|(?<=[获被受经得]){office}"
    shapes["stars"] = r"\d星级?"
    shapes["letters"] = r"[A-Z]+[+-]?(?=[级类档等])"
    shapes["stems"] = r"[甲乙丙丁](?=[级类等档])"
    shapes["numbered"] = r"(?:\d|特)(?:级|类|档|等(?!奖))"
    # 合格率 is a metric
    return re.compile("|".join(f"(?P<{name}>(?:{shape})(?![率度]))" for name, shape in shapes.items())), same


def _either(known: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(known, key=lambda word: (-len(word), word)))


def sides(text: str) -> list[str]:
    """On which side of its figures a text speaks, figure by figure: 高于目标1% is not 低于目标1%."""
    return ["over" if match["over"] else "under" for match in _SIDES.finditer(meaning(text))]


@lru_cache(maxsize=2_000)
def _neighbours(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(len(text) - 1)) or Counter([text])


def alike(one: str, other: str) -> float:
    """How much two contents have in common, 0 to 1, by signs that stand beside each other."""
    a, b = _neighbours(one), _neighbours(other)
    return 2 * (a & b).total() / (a.total() + b.total())

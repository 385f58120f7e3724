"""What a figure measures (度量): the words before it without those of time, of duty and of comparison."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import regex

from normalizers.text import patterns
from normalizers.text.numerals import decimal
from normalizers.text.views import Text
from normalizers.vocabulary import alternatives, words

_QUOTED = patterns.made(r"“[^”]{0,400}”|《[^》]{0,400}》|‘[^’]{0,400}’|\"[^\"]{0,400}\"")
_OPENS = patterns.made(r"[“《‘\"]")
BRACKETED = patterns.made(r"\([^()]{0,400}\)")
_THOUSANDS = patterns.made(r"(?<=\d),(?=\d{3}(?!\d))")
# 1:12 is one figure, and no clause of a sentence ends in it
_RATIO = patterns.made(r"(?<=\d):(?=\d)")
_HUNDREDTHS = patterns.made(
    r"百分之(?P<of>百|[一二三四五六七八九十]{1,3}|\d{1,2})|千分之(?P<of>[一二三四五六七八九十]{1,3}|\d{1,2})"
)
_NOT_HAN = patterns.made(r"[^\p{Han}]")
_MARKS = patterns.made(r"[,;:。、]")
_OPENED = patterns.made(r"[“”]")
_PUNCTUATION = " ，,、；;：:"
# a rate needs no verb: 覆盖率100%
RATE = patterns.made(r"(?:率|度|比例|比重|占比)$")
# so many particles may stand between a word of comparison and its figure: 达到全部共
_PARTICLES = 3
# 准点率（误差不超过3分钟）
_EXPLAINED = patterns.made(r"[（(][^（）()]*\d[^（）()]*[）)]")
_FROM = patterns.made(r"[由从]\s*[\d.]+\s*\S{0,3}$")


@cache
def _words() -> dict[str, regex.Pattern[str]]:
    def any_of(*keys: str) -> str:
        return "|".join(f"(?:{alternatives('thresholds', key)})" for key in keys)

    return {
        "making": patterns.made(rf"^(?:{alternatives('thresholds', 'make')})(?![率量])"),
        "relative": patterns.made(
            rf"(?P<word>{'|'.join(words('thresholds')['relative'])})"
            r"|(?:比|较|与)(?P<than>上年|去年|上月|上季度|\d{4}年)(?:度|同期|同月)*(?:相比)?"
        ),
        "named_change": patterns.made(alternatives("thresholds", "named_changes")),
        "lead_in": patterns.made(
            # 计划完成率 and 应急演练 are names
            rf"^(?!计划\p{{Han}}{{0,2}}率|应[急用收届对答诉])"
            rf"(?:(?:{any_of('reach')})(?![率量度比])|{any_of('joints', 'modality', 'period')}"
            r"|[到至]?\d{4}年[底末]?前?|\d{1,2}月底前|[一二三四五六七八九十]是)+"
        ),
        "lead_out": patterns.made(
            # 故障响应超过2小时, 供应不足, 会议纪要3份 end in no word of duty
            r"(?:(?!(?<=[响供适反效感呼相])应|(?<=[重主摘纪概])要)"
            rf"(?:{any_of('modality', 'adverbs', 'period')})|(?<![人户年月日])均|[为向对给:、])+$"
        ),
    }


@cache
def _bounding() -> tuple[frozenset[str], int]:
    """The last characters of words of comparison and of the particles behind them, and how long they are."""
    data = words("thresholds")
    keys = ("at_least", "above", "at_most", "below", "change", "reach", "make")
    bounding = [word for key in keys for word in data[key]]
    ends = frozenset(word[-1] for word in [*bounding, *data["particles"]])
    return ends, max(map(len, bounding)) + _PARTICLES * max(map(len, data["particles"]))


def bounding(pattern: regex.Pattern[str], before: str) -> regex.Match[str] | None:
    """The word of comparison or of making that ends the words before a figure; most end otherwise."""
    ends, longest = _bounding()
    return pattern.search(before, max(0, len(before) - longest)) if before[-1:] in ends else None


@cache
def _leading_out() -> frozenset[str]:
    """The last characters of words of time and duty; most names end otherwise."""
    data = words("thresholds")
    keys = ("modality", "adverbs", "period")
    return frozenset(["", *"均为向对给:、", *(word[-1] for key in keys for word in data[key])])


def hidden(text: Text) -> str:
    """Folded text of the same length; what is quoted holds no figure, and brackets divide no sentence."""
    # 1,200家: only a comma typed as ASCII can divide thousands
    seen = text.folded
    if "," in seen:
        seen = _THOUSANDS.sub(lambda match: "_" if text.value[match.start()] == "," else ",", seen)
    if ":" in seen:
        seen = _RATIO.sub("∶", seen)
    if "分之" in seen:
        seen = _HUNDREDTHS.sub(_in_digits, seen)
    # folding makes “ and ” one; the pairs are told by the printed ones
    for match in _OPENED.finditer(text.value) if '"' in seen else ():
        seen = seen[: match.start()] + match[0] + seen[match.end() :]
    if _OPENS.search(seen):
        seen = _QUOTED.sub(lambda match: _NOT_HAN.sub("#", match[0]), seen)
    return BRACKETED.sub(lambda match: _MARKS.sub("#", match[0]), seen) if "(" in seen else seen


def _in_digits(match: regex.Match[str]) -> str:
    """百分之九十 as 90%, 千分之五 as 5‰ in the same room."""
    value = Decimal(100) if match["of"] == "百" else decimal(match["of"])
    return match[0] if value is None else f"{value}{'%' if match[0][0] == '百' else '‰'}".ljust(len(match[0]))


def metric_of(text: Text, masked: str, begin: int, end: int, thing: str, *, bare: bool) -> tuple[str, str]:
    """What is measured, and what it is compared with: words of time, of duty and of comparison taken off.

    `bare`: no word stands at the figure, so a verb at the head is none of the name (建成网点30个以上 → 网点).
    """
    relative = ""
    subject = text.value[begin:end]
    if match := _words()["relative"].search(masked, begin, end):
        relative = (
            words("thresholds")["relative"][match["word"]]
            if match["word"]
            else text.value[match.start("than") : match.end("than")]
        )
        if not _words()["named_change"].match(masked, match.end(), end):
            # 人均产值同比增幅 is a name; 产值同比增长5% measures 产值
            subject = text.value[begin : match.start()] + text.value[match.end() : end]
    if "#" in masked[begin:end]:
        subject = _EXPLAINED.sub("", subject)
    subject = bare_words(_FROM.sub("", subject))
    if not thing and not subject:
        return "", relative
    if not thing and bare and not RATE.search(subject):
        subject = _words()["making"].sub("", subject) or subject
    thing = without_lead_in(thing)
    thing = _words()["making"].sub("", thing) or thing
    return (subject + thing).strip(" ，,、"), relative


def bare_words(text: str) -> str:
    """Words of time and duty taken off both ends: 力争年底网点数均 → 网点数."""
    bare = without_lead_in(text)
    if bare[-1:] in _leading_out():
        bare = _words()["lead_out"].sub("", bare)
    return bare.strip(_PUNCTUATION)


def without_lead_in(text: str) -> str:
    """Words of time and duty taken off the head: 其中年底前网点数 → 网点数."""
    return _words()["lead_in"].sub("", text.strip(_PUNCTUATION)).strip(_PUNCTUATION)


def names_of(metric: str, count: int) -> list[str]:
    """The names of things that have a figure each; the whole for all where the counts differ."""
    names = [name for name in regex.split(r"[、和与及]", metric) if name]
    return names if len(names) == count else [metric] * count

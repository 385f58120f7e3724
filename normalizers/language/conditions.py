"""The words around a statement: its condition (条件), what is excepted (例外), what it reaches (作用范围)."""

from __future__ import annotations

from typing import NamedTuple

import regex

from normalizers.kinds import CLAUSES
from normalizers.language.model import Statement
from normalizers.records import Scope
from normalizers.text import patterns
from normalizers.text.views import Text

# words between the condition and the verb that say how, not when: 年度考核实行“一票否决”
_MANNER = patterns.made(
    r"(?:按照?|直接|(?<![未没不])(?:实行|实施|予以|同样执行|执行|给予)|可|(?<=[的，,])则|即)?[“\"]?$"
)
# the last characters of these words, and of what says the reach: most conditions have others
_MANNER_ENDS = frozenset('按照接行施予执给可则即“"')
_REACH_ENDS = frozenset("分绩评核中里内处接户级度")
_BREAK = patterns.made(r"[,;:的]")
_SECTION = patterns.made(
    r"^(?:[（(]不?包?含[^（）()]{1,6}[）)][，,]|[（(](?:加分|扣分|倒扣)制?[）)]"
    r"|(?:(?:[加扣减]分|奖励加?分?|附加分|倒扣分?)(?:项目?|标准|细则|情[形况]|内容|事项|条件)?|注|备注|说明)[:：])"
)
# what it reaches: 从总分中扣2分, 在学校年度考核总分中再扣3分, 年度考核不得分, 此处不失分
_REACH = patterns.made(
    r"""
    (?: ^ | [，,的]? | (?<=[并且另还]) ) (?:
        [从在]? (?: 总分 | 总成绩 | 总得分 | 考核总分 | 年度考核分
          | 年度总评 | 年终考核 | 年度考核 | 综合得分 | 综合考核 ) 中? | 此处 | 直接 | 该户
      | [从在] [^，,。；;：:的]{1,14}
        (?: 总分 | 总成绩 | 总得分 | 得分 | 考核分 | 考核 | 考评 | 成绩 | 总评 | 绩效分 ) [中里内]?
      | 考核等级 | [本该]?年度(?:考核)? | [本该当]?(?:年|季度?|月度?)考[核评] | 服务考核 ) $
    """,
    regex.VERBOSE,
)
_OWN_ITEM = patterns.made(
    r"(?:^|[,，]|(?<=的|以[上下内外]|者|时|\d[处次人件起个天日名条%]))(?:则|即)?[该此本](?:项目?|指标|小项|处|条|款|考评内容)(?:本?年度|全年|考[核评]|评[价分]|内容|得分)*$"
)
# 本类全部项目不得分, “数据报送”指标各子项均不得分: all that stands below the name above
_ALL_BELOW = r"(?:下属?)?(?:全部|所有|各)(?:子|小|分|考[核评]|评[价分]|检查|测评)?(?:项目?|指标|内容)"
_BELOW = patterns.made(
    rf"(?:^|[,，]|(?<=的|以[上下内外]|者|时))(?:则|即)?"
    rf"(?:[该此本](?:大?类|板块|模块|部分|指标|项)的?|[“\"《][^“”\"《》]{{1,20}}[”\"》](?:指标|项目?|大?类|部分)?的?)?{_ALL_BELOW}(?:均|都|一律|全部)*$"
)
# 除不得分外，追加扣除5分: besides, and no exception
_BESIDES = patterns.made(r"[，,]?除(?:[该本此]项?)?$")
# 造成损失的，另从总分中扣3分; 每延误1天，支付违约金，并扣1分
_BESIDE, _BESIDE_ENDS = patterns.made(r"[，,](?:另外?|并且?|同时)$"), frozenset("另外并且时")
_OPENED = patterns.made(r"[（(]\d[\d.]*分$")
# 除扣除该项分值外，另扣总分2分
_FURTHER = patterns.made(r"^外[，,](?:另外?|还|再)$")
_BESIDES_TOO = patterns.made(r"另|还|再|同时|追加|(?<=,)并(?=[扣减罚从在])|一并")
_BESIDES_POINTS = patterns.made(
    r"不予?[加扣得计]分?$|扣[除减完]?\p{Han}*分值?$|取消\p{Han}*得分$"
    # 除追回资金外，本项不得分
    r"|^(?:依法|依规|按规定|按价|照价|立即|及时|限期|责令)*(?:追回|追缴|退还|退赔|赔偿|罚款|处罚|通报|整改|返工|追究|处分)"
)
_FIGURE_NAME = patterns.made(r"[，,]?(?:分值|赋分|计分|得分)(?:范围)?[为:：]?$")
_BASIS = patterns.made(r"[，,]?(?<![未不])(?:依据|根据|按照|按|采[用取]|运用).*$")
_SAME = patterns.made(r"(?:对?同一|同类|同样)\p{Han}{1,3}")
# 完成90%得9分，以此类推，60%以下不得分
AND_SO_ON = patterns.made(r"(?:[以依]此|依次)类推")
_EXCEPTION = patterns.made(
    r"""
    \(? 除 (?P<what> [^,;。:()]{1,40}? ) [以之]? 外 \)? ,? | \( (?P<what> [^,;。()]{1,30}? ) 的? 除外 \)
  | (?<= ^ | [,;。(] ) (?P<what> [^,;。()]{1,30}? ) 的? (?: 除外 | 不[在受]此限 )
    """,
    regex.VERBOSE,
)
# a sentence that says no more: …扣1分；因台风封港的除外。
_ALONE = patterns.made(
    r"(?: 但是? | 其中 | 不过 )? ,? (?P<what> [^;。]{1,60}? ) 的? ,? (?: 除外 | 不[在受]此限 ) [,;。]?",
    regex.VERBOSE,
)
_FROM_TOTAL = patterns.made(
    r"""
    (?: 总分 | 总成绩 | 总得分 | 年度考核分 | 考核总分
      | [从在](?![该本此][项指条])\p{Han}{1,12}(?: 总评 | 考核 | 得分 | 成绩 )[中里内] )
    [^,;。\d第]{0,3} [扣加减]
  | [扣加减] [^,;。\d]{0,12} (?: 总分 | 总成绩 | 总得分 | 考核分 | 考核得分 | 绩效分 ) | 追加扣[除减]?
    """,
    regex.VERBOSE,
)
# one of these stands in each of its forms
_TOTAL = patterns.made("[总考得成绩追]")
_NARROW_VETO = patterns.made(r"[该此本](?:户|项|指标|小项|人|单位)[^,;]{0,3}$")
_OF_YEAR = patterns.made(r"年度|全年|等级|等次|资格|考[核评]结果|评优|评先")
# 无年度计划的, 未全部整改的 are no scope: it needs its noun
_WHOLE = patterns.made(
    r"(?:考[核评]|总分|总成绩|总得分|绩效)(?:得分|成绩|总分|分|结果|项)?中?(?:直接|均|全部|一律|计|为)*$|^(?:本?年度|全年|当年|当季度?|当月)$"
)
_PART = patterns.made(r"此处|该[户人点次件村校]|该处|小项|该条|此条|本条|该款")
_ITEM = patterns.made(r"[该此本]大?项|项目|考评内容")
# 突破控制指标的不得分 names what happens, and not what gets nothing
_INDICATOR = patterns.made(
    r"(?:^|[该此本](?:[项类]|考[核评]|评价)?|[一二三]级|整个)指标|[\"》”][该此本]?(?:项|指标|大?类)|[该此本](?:大?类|板块|模块)"
    rf"|[该此本]部分{_ALL_BELOW}|(?:全部|所有|各)(?:子项|下级指标|[二三]级指标)"
)


class Condition(NamedTuple):
    """When a clause applies and when not, as printed."""

    text: str
    exception: str


def condition(text: Text, begin: int, end: int, stop: int, one: Statement) -> Condition:
    """The condition of a statement in the words `begin` to `end` of a text, its clause going to `stop`."""
    words, exception = text.value[begin:end], ""
    if _excepts(text.folded, begin, stop):
        found = _EXCEPTION.search(text.folded[begin:end])
        # 除罚款外，每起另扣2分: besides
        too = (
            found
            and found[0].endswith(("外", "外,"))
            and _BESIDES_TOO.search(text.folded, begin + found.end(), one.end)
        )
        if found and not too and not _BESIDES_POINTS.search(found["what"]):
            exception = words[found.start("what") : found.end("what")]
            words = words[: found.start()] + words[found.end() :]
        elif found := _EXCEPTION.search(text.folded, end, stop):
            # 未按期开馆的扣2分，客观原因除外
            exception = text.value[found.start("what") : found.end("what")]
    bare = words.strip()
    if bare.startswith("外"):
        bare = _FURTHER.sub("", bare)
    bare = _SECTION.sub("", bare)
    if "类推" in bare and (goes_on := AND_SO_ON.match(bare)):
        bare = bare[goes_on.end() :]
    if bare[-1:] in _MANNER_ENDS:
        bare = _MANNER.sub("", bare)
    bare = bare.strip("，,：:；;、 ")
    if bare.count("（") + bare.count("(") > bare.count("）") + bare.count(")"):
        # 目录齐全（5分，缺1处扣1分）: the points of a part open the bracket in which the clause stands
        bare = _OPENED.sub("", bare).strip("（(，,：:；;、 ")
    if CLAUSES[one.kind].moves != "up":
        bare = _reached(bare)
    if one.bare or one.points_max is not None:
        bare = _FIGURE_NAME.sub("", bare)
    if one.kind == "method":
        # 满意度依据测评结果计算: by what it is computed is no condition
        bare = _BASIS.sub("", bare)
    if one.kind == "note" and _SAME.fullmatch(bare):
        bare = ""
    return Condition(bare, exception)


def _excepts(folded: str, begin: int, stop: int) -> bool:
    """Whether a stretch may hold an exception."""
    return folded.find("除", begin, stop) >= 0 or folded.find("此限", begin, stop) >= 0


def _reached(bare: str) -> str:
    """A condition without the words that say from what is taken: 逾期的，在年度考核总分中 → 逾期的."""
    if "除" in bare:
        bare = _BESIDES.sub("", bare)
    if bare[-1:] in _REACH_ENDS:
        bare = _REACH.sub("", bare)
    if bare[-1:] in _BESIDE_ENDS:
        bare = _BESIDE.sub("", bare)
    if "该" in bare or "此" in bare or "本" in bare:
        bare = _OWN_ITEM.sub("", bare)
    if "全部" in bare or "所有" in bare or "各" in bare:
        bare = _BELOW.sub("", bare)
    return bare


def excepted(text: Text, first: int, end: int) -> str:
    """What a sentence excepts from the one before; empty where it says anything else."""
    match = _ALONE.fullmatch(text.folded, first, end) if _excepts(text.folded, first, end) else None
    return text.value[match.start("what") : match.end("what")] if match else ""


def scope(sentence: str, begin: int, one: Statement) -> Scope | None:
    """What a clause bears on, where its words or its kind say so."""
    words = sentence[begin : one.start]
    if one.kind == "veto":
        return "item" if _NARROW_VETO.search(words) else "rubric"
    if one.kind == "limit":
        return "rubric" if _OF_YEAR.search(sentence, begin, one.end) else "item"
    if one.kind == "zero":
        return _zero_scope(words)
    total = _TOTAL.search(sentence, begin, one.end) and _FROM_TOTAL.search(sentence, begin, one.end)
    return "rubric" if total else None


def _zero_scope(words: str) -> Scope:
    """What a zero bears on by the words before it; the item without any."""
    # 影响年度考评的，不计分: only the words directly before say what it bears on
    near = _BREAK.split(words)[-1]
    if _INDICATOR.search(near):
        return "indicator"
    if _PART.search(near):
        return "part"
    return "rubric" if _WHOLE.search(near) and not _ITEM.search(near) else "item"

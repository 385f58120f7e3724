"""A scoring text as typed words with their spans, in one pass: 每 · 少 · 1项 · 扣 · 0.5分 · ， · 最多扣 · 3分.

Each kind of word is one character, so that a text has a *shape* (`Ew1DP,CP`) over which productions are patterns. What is no word
of scoring is text. The words are data (`language.toml`, `clauses.toml`); what stands here is where a word is one: 加 of 加强 is none,
as no figure of points follows it.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import regex

from normalizers.language.figures import COMPARED, FIGURE, HAN, NO_POINTS, POINTS, POINTS_END, figure, number
from normalizers.text.views import Text
from normalizers.vocabulary import alternatives, any_of, words

# the characters of kinds, with what they are
KINDS = {
    "t": "text",
    "#": "number of an item",
    "P": "points",
    "R": "range of points",
    "c": "points that are compared or lie in a range",
    "%": "share",
    "F": "fraction or ratio",
    "H": "half",
    "n": "figure",
    "q": "quantity",
    "1": "quantity of one",
    "k": "rank or ordinal",
    "T": "date",
    "^": "side of a figure (以上)",
    "g": "comparison before a figure (低于)",
    "E": "each",
    "w": "verb of counting",
    "u": "unit without a figure",
    "S": "unit behind a stroke",
    "D": "verb that takes",
    "B": "verb that adds",
    "A": "verb that gives",
    "O": "what a verb takes or gives",
    "b": "manner",
    "Y": "by a share",
    "z": "nothing is left",
    "f": "all is given",
    "v": "veto",
    "l": "limit of the grade",
    "j": "for a person to say",
    "m": "computed",
    "x": "multiplied",
    "p": "precedence",
    "e": "exempt",
    "r": "rounding",
    "d": "places to round to",
    "y": "how often",
    "N": "note",
    "X": "down to nothing",
    "C": "cap",
    "K": "end of a cap",
    "U": "no cap",
    "L": "floor",
    "Q": "points that are not said",
    "i": "says that figures take",
    "&": "joint of figures",
    "W": "between two ends",
    "o": "otherwise",
    "-": "exception",
    "G": "word of scoring",
}
_PUNCTUATION = frozenset(',;。:()、!?/"[]')
_DASH = r"(?:-{1,2}|至|到)"
_OPENERS = frozenset(",;。:()!?")


class Token(NamedTuple):
    """A word: its kind, its span, and of a figure the value, the upper end of a range, and the unit."""

    kind: str
    start: int
    end: int
    value: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""


def _any(key: str) -> str:
    return f"(?:{alternatives('clauses', key)})"


def _phrase(source: str) -> str:
    """A phrase of the vocabulary with its slots filled in."""
    for name, pattern in words("language")["slots"].items():
        source = source.replace("{" + name + "}", f"(?:{pattern})" if name != "figure" else pattern)
    return source


def _phrases(*keys: str) -> str:
    return "|".join(_phrase(source) for key in keys for source in words("language")["phrases"][key])


@cache
def unit() -> str:
    """The pattern of a unit that is counted."""
    both = {*words("clauses")["units"], *words("clauses")["measures"]}
    listed = any_of(both, {"项": "(?!目)"})  # 一个项目 counts 个
    several = any_of(one for one in both if len(one) > 1 and not one.endswith("元"))
    return (
        rf"(?:个(?:千分点|百分点|{several}|月|点(?!位)|人)|{listed}|千分点|‰|[十百千万亿]{{1,2}}(?:元|美元|吨|平方米|立方米|亩|公里|千瓦时|人次|人|户|件|册|株|尾|羽))次?"
        rf"(?:[/·*](?:{listed}))?(?:\((?:{listed})(?:[、,/](?:{listed})){{0,4}}\))?"
    )


@cache
def _each_unit() -> str:
    """The pattern of a unit that 每 alone counts; 部 and 点 begin other words (每部门, 每点位).

    Those count where the figure follows: 每个2分, 每盒（卷）扣1分.
    """
    listed, measures = alternatives("clauses", "units"), alternatives("clauses", "measures")
    moved = r"(?:[扣减加奖得计记给])?\d{1,3}(?:\.\d{1,2})?分"
    either = rf"(?:{listed}|{measures})"
    return (
        rf"(?:[十百千万亿]{{1,2}}元|(?:{listed})次?)(?:[/·*](?:{listed}))?(?:\((?:{listed})(?:[、,/](?:{listed})){{0,4}}\))?"
        rf"|(?:{measures})(?:\({either}(?:[、,/]{either}){{0,4}}\))?(?={moved})"
    )


@cache
def _single() -> frozenset[str]:
    """The units that count by themselves when their number is one: 一处, 发现一起."""
    return frozenset(words("clauses")["single_units"])


@cache
def _verb() -> str:
    """A verb that scores with what it takes or gives, where a figure follows."""
    points = rf"(?:{POINTS}(?:分?{_DASH}{POINTS})?{POINTS_END}|{FIGURE}(?=[;。)]|$))"
    steps = rf"{FIGURE}分?(?:(?:[、和及/,]|或者?){FIGURE}分?){{1,9}}(?<=分){NO_POINTS}"
    share = (
        r"(?:\d{1,3}(?:\.\d{1,2})?%?(?:-{1,2}|至))?\d{1,3}(?:\.\d{1,2})?%|百分之[一二三四五六七八九十]{1,3}"
        rf"|(?:{FIGURE}|[一二两三四五])倍"
    )
    of = _phrase("{own}{points}")
    part = r"\d/\d{1,2}(?![\d.])|[½¼]|[二三四五]分之一|一半"
    # 扣合同履约分0.5分
    scored = r"(?:(?![扣加减得计奖罚每次不]|否决|就高|酌情)\p{Han}){1,16}分(?=\d)"
    noun = rf"(?:(?:{_any('objects')}|{of}){{0,5}}|{scored})的?分?(?:[:为计]|得|记)?"
    return rf"""
        (?: (?P<D>(?<!参){_any("deduct")}) | (?P<B>(?<!参){_any("bonus")})
          | (?P<A>{_any("award")}) (?<! (?: 考核 | 考评 | 测评 | 评价 | 综合 | 总 | 最终 | 平均 | 实 | 取 ) 得 (?=分) )
            (?<! (?: 合 | 共 | 总 | 小 ) 计 ) )
        (?: (?!的[得计记]) (?= (?P<O1>{noun}) (?: {points} | {steps} ) )
          | (?= (?P<O2> (?:{_any("objects")})?{of}值?的? ) (?: {share} | {part} ) )
          | (?<! 增加 | 递增 | 递减 | 减少 | 获得 | 取得 | 增长 ) (?= (?P<O3>) (?: (?:{share}) (?! 的?(?:[\p{{Han}}]{{0,4}}(?:扣除|优惠|折扣|补助|补贴)) | 以 ) | (?:{part}) (?= 的?(?:标准|全部)?分 | [,;。)] | $ ) ) ) )
    """


def _number() -> str:
    return rf"(?:{FIGURE}|{HAN}|半)"


def _moves() -> str:
    return r"(?:进行|予以|给予|计算)?(?:扣除?分?|扣减|扣罚|减分|加计?分?|奖励|计奖|[计得给赋记]分)"


def _quantity() -> str:
    return rf"{_number()}(?:{unit()}|%)"


@cache
def _patterns() -> tuple[tuple[str, regex.Pattern[str]], ...]:
    """The words of each kind as a pattern; of two that begin at one place the first kind counts."""
    counting = rf"(?:累计)?{_any('per_verbs')}"
    more = rf"[、/或]{_any('per_verbs')}"
    own = _phrase("{own}{points}")
    points = rf"分{NO_POINTS}"
    amount = rf"(?:{own}值?的?)?(?:{FIGURE}{points}(?!{COMPARED})|{HAN}{points}|(?:{FIGURE})(?=[,;。)]|$|为?止|封顶))"
    of_item = rf"{own}值?的?(?:{FIGURE}[%倍]|一半|½|1/2|百分之|[一二三四五六七八九]成|{HAN}分之)"
    share = rf"(?:{of_item}|{FIGURE}%(?=[,;。)]|$|为?止|封顶))"
    # 教学分不低于总分的8% is a condition: a share is a floor only behind 最低
    floor = rf"(?:{FIGURE}|零){points}(?!的|{COMPARED})"
    cap_verb = r"(?:加计|加至|扣至|加到|扣到|累计扣|累计加|扣减|扣除|扣罚|奖励|得|加|扣|计|减|奖|罚|记)"
    at_most = r"(?:不得?(?:超过?|高于|多于|大于))"
    in_all = r"(?:累计|总计|合计|总共|共计|累加|总分|总得分|综合得分|共|均|各)"
    side = r"(?:[加扣减得计奖罚]分?|得分|分值|分数|加扣分|加减分)"
    grade = r"(?:[A-E][级档类等]|不[\p{Han}]{2}|差评?)"
    moved = _any("deduct"), _any("bonus"), _any("award")
    rate = r"%的?(?:比例|标准|系数)?(?:进行|予以|给予)?"
    sources = {
        "X": _phrases("exhaust"),
        "U": _phrases("uncapped"),
        "d": _phrases("decimals"),
        "y": rf"{_phrases('times')}|{_phrases('times_of').replace('{counted}', unit())}",
        "r": rf"""(?:不足|不满|未满|少于)(?P<short>{_quantity()})的?(?:部分)?,?
            (?: (?P<up>(?:均|也|仍)?[按以算计]{_quantity()}(?:进行)?(?:计算|计|算|扣分|加分)?)
              | (?P<share>(?:按|以)?(?:比例|直线|线性)?(?:比例|内?插[值入]?法?|线性)[^,;。]{{0,10}}?(?:计算|折算|计分|得分|扣分|加分|计|算|扣))
              | (?P<whole>不予?(?:计算?|得|扣|加|计入|累计)分?|忽略不计|舍去) )
            |(?:尾数|余数|零头|不足(?:的)?部分)(?:部分|均|都)?(?P<whole>不予?计(?:算|入|分)?|忽略不计|舍去)""",
        # 从高到低排序 is an order
        "p": rf"(?![从按以]高(?:到|低|质|效|标准(?!计|扣|加|得)))(?:{_phrases('precedence')}|{_any('precedence')})",
        "C": rf"""(?:
              {in_all}{{0,2}}(?:最高|最多|至多|顶多)(?:累计|合计|总计|共|可|能|只能?|仅)*{cap_verb}?{side}?(?:{at_most}|[至为是限到])?
            | {in_all}{{1,2}}{side}?{at_most} | (?:上下限|以?(?:上限|封顶|满分|(?<!下)限[扣加计得奖]?))(?:均|各|都)?[为是]?
            | {side}{at_most} | {at_most}(?!{FIGURE}%) | {in_all}{side}?{cap_verb}?(?=\d+分?(?:为?止|封顶)) | (?:加|扣|减)[至到]|(?:加|扣|减)满(?=\d+(?:\.\d)?分(?:为?止|封顶))
            | (?:控制在|(?<=[扣加]分)(?:控制)?在)(?=\d+(?:\.\d)?分以?内)
            | 控制在(?={share}[以之]?内) | 封顶[扣加得计] | 以(?={share}[^,;。\d]{{0,4}}(?:为(?:上|最高)?限|封顶))
            ) (?=[-+]?{amount}|{share})""",
        "L": rf"""(?:得分最低|最低(?:不(?:低于|少于))?|得分不得?低于|下限[为是]?|保底)(?:得?分?[为是至]?|扣?至) (?={floor}|{of_item})
            |(?:至少|不得?(?:低于|少于))(?:得?分?[为是至]?|扣?至) (?={floor})""",
        "W": rf"(?:得分|分值|总分)(?:范围|控制)?[为在](?={FIGURE}分?{_DASH}{FIGURE}分?之间)",
        "z": rf"(?<!最低|最低得)(?:{_any('zero')}(?!\"?(?:项|情形|事项)|[之以]?后,?[继仍则超从在不]|{_any('parted')})|{_phrases('zero')})",
        "f": rf"{_any('full')}(?!的|值的|\d+[%分])|{_phrases('full')}",
        "v": rf"{_any('veto')}(?!\"?[^,;。]{{0,4}}(?:情形|事项|指标|项目)|\"?项)",
        "l": rf"""{_phrases("limit")}|(?<!每){_any("limit")}
            |(?:直接|一律)(?:评定?|判定?|定|确定|认定|列|降)为\"?{grade}
            |(?<!被)(?:取消|撤销|不具备|丧失)(?:(?!不[得计]|[扣加减]\d|否[则决]|\d分|酌情|减半|最[高多])[^,;。:]){{0,20}}?资格(?!的)""",
        "x": rf"""(?P<half>减半|折半|按?一半(?={_moves()})){_moves()}?|(?P<double>加倍|双倍|翻倍|翻番){_moves()}?
            |(?<!每\p{{Han}}{{0,6}})按?照?(?P<times>{FIGURE}|[二两三四五])倍{_moves()}
            |按照?(?P<per_cent>{FIGURE})%(?:的?(?:比例|标准))?(?:进行|予以|给予|计算)?(?:扣除?分?|扣减|减分|扣罚|加计?分?|奖励|计奖)(?!\d)
            |[扣减加奖](?:双倍|加倍|[两三二四五]倍)(?:的?分[值数]?)?
            |(?:乘以|×|\*)(?P<bare>\d\.\d{{1,2}})(?=[,;。)]|$)""",
        "j": rf"{_any('discretionary')}分?(?!\d)|{_phrases('discretionary')}",
        "e": _phrases("exempt"),
        "N": rf"{_any('note')}|{_phrases('note')}",
        "m": rf"(?<![未不])(?:{_phrases('method')}|{_any('method')})",
        "Q": _phrases("unsaid"),
        "Y": rf"按照?{own}值?的?(?={FIGURE}{rate}(?:{'|'.join(moved)}))|按照?(?={FIGURE}{rate}[计得给赋记]分)",
        "-": r"\(?除(?![^,;。:()]{0,8}(?:不[得计]|扣|取消)|了)[^,;。:()]{1,40}?[以之]?外\)?,?|的?除外",
        "o": rf"""{_phrases("otherwise")}|(?<=^|[,;。:(])(?:达不到|(?:未|没有?|不)能?(?:达到?|完成|实现|满足|符合)?|{_any("outside")})
            (?:上述|以上|该|此|目标|要求|标准|标|任务|指标)*的(?=[,]|不|扣|按|得|该|本|此|$)
            |(?<=^|[,;。:(])(?:达不到|不达标|未达标|(?:未|没有?|不)能?(?:达到?|完成|实现|满足|符合))
            (?:上述|以上|该|此|目标|要求|标准|任务|指标|规定)*[的者]?,?(?=不[得计予]|扣|[该本此]项|$)""",
        "base": rf"(?:基础|基准|基本|起评|起始)分(?:值)?(?:[为:计]|是)?(?={FIGURE}分)",
        "verb": _verb(),
        "w": rf"(?:{counting}|(?!缺[陷口点失损]|漏[洞水电点]|少[年数量])[少漏缺迟晚](?:(?![扣加得计减])\p{{Han}}){{1,2}}(?=[一1]))(?:(?={more})|(?=了?过?{_quantity()}))",
        "k": rf"(?:第|倒数第|前|(?<![滞落])后)(?:{_number()})(?:(?:{_DASH}|[、,和])第?{_number()}){{0,9}}(?:名|位|次|等奖|档|类|条|项|款|级|个|%|季度|作者|点)?|首次|再次",
        "E": r"(?<![于足]|达到|超过|至少)每|逐(?=[次项人件处个日月])|单(?!项(?:合同|工程|投资|金额|业绩|造价))(?=[次项人件处起篇场户笔])",
        "g": _comparisons(),
        "i": _phrases("taking"),
        "G": rf"{_any('telltale')}(?!{_any('no_statement')})",
    }
    return tuple((kind, regex.compile(source, regex.VERBOSE)) for kind, source in sources.items())


def _comparisons() -> str:
    keys = ("at_least", "above", "at_most", "below")
    particles = rf"(?:{alternatives('thresholds', 'particles')}|在){{0,2}}"
    return rf"(?:{'|'.join(alternatives('thresholds', key) for key in keys)})(?={particles}\(?(?:前|第)?(?:\d|½|百分之|[一二两三四五六七八九十半]+(?:{unit()}|分|成|倍)))"


_Kinds = tuple[tuple[str, regex.Pattern[str]], ...]
# what may stand before a word that looks back
_CONTEXTS = ("", *words("clauses")["contexts"])
# beginnings that are kept, of a language that has few and of texts that never end
_MOST_BEGINNINGS = 100_000


class _Dispatch(dict[str, _Kinds]):
    """For the first characters of a stretch the kinds whose words may begin with them; most begin none."""

    def __missing__(self, begins: str) -> _Kinds:
        """Asks each pattern once whether the characters can begin it."""
        known = _patterns() if len(begins) == 1 else self[begins[:-1]]
        found = tuple(one for one in known if _can_begin(one[1], begins))
        if len(self) > _MOST_BEGINNINGS:
            self.clear()
        self[begins] = found
        return found

    def at(self, folded: str, index: int) -> _Kinds:
        """The kinds whose words may begin at a place, by so many characters as tell them apart."""
        return self[folded[index : index + 3]] if self[folded[index : index + 2]] else ()


def _can_begin(pattern: regex.Pattern[str], begins: str) -> bool:
    contexts = _CONTEXTS if "(?<=" in pattern.pattern else _CONTEXTS[:1]
    return any(pattern.match(f"{before}{begins}", len(before), partial=True) for before in contexts)


_BEGINS = _Dispatch()


@cache
def _figures() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    """Figures that begin with a digit, and those in Han digits."""
    ends_cap = r"(?!扣[完光]|为?止|封顶|为限)"
    digits = rf"""
        (?P<T> (?:19|20)\d\d年(?:度|\d{{1,2}}月(?:\d{{1,2}}[日号]|底|末|初)?|底|末|初)? | \d{{1,2}}月\d{{1,2}}[日号] | \d{{1,2}}月(?=[底末初份前])
            | (?<=每月|月末?|季后|月后|年后) \d{{1,2}}[日号] | \d{{1,2}}[日号](?=[前后起止之]|以前) | \d{{1,2}}:\d\d(?=[前后以之])
            | \d{{1,2}}[时点](?:\d{{1,2}}分|半|整)?(?=[前后至-]) )
      | (?P<F> \d{{1,5}}:\d{{1,5}}(?![\d.]) | (?<!/)\d{{1,3}}/\d{{1,3}}(?![\d/.]|分(?![值之])) )
      | (?P<R> (?P<low>{FIGURE})分?(?:\(不?包?含\))?{_DASH}(?P<high>{FIGURE}){POINTS_END}{ends_cap} )
      | (?P<P> (?P<points>{FIGURE})分{NO_POINTS} )
      | (?P<share> (?<=[分值]的?){FIGURE}倍 | {FIGURE}[%‰]?(?:\(不?包?含\))?{_DASH}{FIGURE}[%‰] | {FIGURE}[%‰] )
      | (?P<q> (?P<first>{FIGURE})(?:{unit()})?{_DASH}(?P<last>{FIGURE})(?P<range_unit>{unit()}) | (?P<count>{FIGURE})(?P<unit>{unit()})(?!性) )
      | (?P<n> {FIGURE} )
    """
    han = rf"""
        (?P<share> (?<=[分值]的?)[一二两三四五]倍 | 百分之(?:{HAN}|{FIGURE})(?:点{HAN})? | [一二三四五六七八九]成半?(?=以|的|[,;。、()至-]|$|及) )
      | (?P<F> {HAN}分之{HAN} )
      | (?P<P> (?P<points>{HAN}(?:点[零一二三四五六七八九]{{1,2}})?|半)分{NO_POINTS} )
      | (?P<k> [一二三四五六](?:等奖|[级类等档星]) )
      | (?P<q> (?P<count>{HAN}|半)(?P<unit>{unit()})(?!性|手|分) )
    """
    return regex.compile(digits, regex.VERBOSE), regex.compile(han, regex.VERBOSE)


_LACKING = frozenset(words("clauses")["lacking"])
_COMPARING = frozenset(words("clauses")["comparing"])
_DIGIT, _HAN = frozenset("0123456789"), frozenset("零一二两三四五六七八九十百千半")
_CIRCLED = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
# what is looked at besides the characters that begin a word
_MARKS = _DIGIT | _HAN | _CIRCLED | _PUNCTUATION | frozenset("+-½(")
_LABEL = regex.compile(
    r"(?P<n>\d{1,2})[.、)](?!\d)|\((?P<n>\d{1,2})\)(?![-至、]?\(|[项款条])|\((?P<n>[一二三四五六七八九十]{1,3})\)(?![-至、]?\(|[项款条])|(?P<n>[一二三四五六七八九十]{1,3})、(?![二三四五]?[、和及]|[二三四五](?:等奖|名|级|类|档))"
)
# 1.…；2.80%-90%的…: the number of an item that a figure follows
_TIGHT = regex.compile(r"(?P<n>\d{1,2})\.(?=\d)")
_SIDE = regex.compile(
    r"(?:\(不?包?含[^()]{0,8}\))?(?:及|或)?(?:以[上下内外后]|之[内外后间]|内(?![容部控外业涝河])|间(?=[,;。的)]|$))(?:\(不?包?含[^()]{0,8}\))?|\(不?包?含[^()]{0,8}\)"
)
_STROKE = regex.compile(
    r"/每?\p{Han}{1,3}?(?:[·*]\p{Han}{1,2})?(?=[,;。、()!?\"]|$|[并且及])|/每?\p{Han}{1,3}(?:[·*]\p{Han}{1,2})?"
)
_ENDS_CAP = regex.compile(r"扣[完光](?:为?止)?|为?止|封顶|为(?:上|最高)?限")
_OF_MONEY = regex.compile(r"(?:价格?|报价|费用?|款|金额|工资|奖金|租金)(?:[^,;。]{0,8})$")
# 少于每季一次 names what is asked for
_EVERY = regex.compile(r"(?:[于足]|达到|超过|至少)每\p{Han}{1,2}$")
# 最低0分, 扣至0分, 0-0分 leave something, or stand for a figure
_KEPT = regex.compile(r"(?:最低|最低分|最低为|扣至|扣到|[至到\-\d.得计记为按])$")
_COMPARED = regex.compile(COMPARED)
_LOOKS_BACK = regex.compile(r"(?:以上|上述|前述|各|这)$")
_INCLUDED = regex.compile(r"\(不?包?含$")
# 附表共15项，合计150分: what a whole comes to
_TOLD = regex.compile(r"(?:[合共总小]计|总分值?|共)[为是]?$")
# 每低1分扣0.5分, 每高出平均分2分加1分: points that are counted
_STEP_OF_POINTS = regex.compile(
    r"每(?:降低?|下降|提高|升高?|上升|高[出于]?|低于?|少于?|多于?|相?差|超[过出]?|减少|增加|满)\p{Han}{0,6}$"
)
_MOVES = regex.compile(r"的?,?[再另可即应则]?[扣加减得奖计]\d")


@cache
def _around() -> dict[str, regex.Pattern[str]]:
    """What a word brings with it: what stands before a verb, the figure behind it, the unit behind 每."""
    dash = _DASH
    return {
        "manner": regex.compile(rf"(?:{_any('before')}|(?<=[的,])则){{1,4}}$"),
        "amount": regex.compile(
            rf"(?P<low>{POINTS})(?:分?{dash}(?P<high>{POINTS})(?!分?(?:扣[完光]|为?止|封顶)))?{POINTS_END}"
        ),
        "unit": regex.compile(_each_unit()),
        "limited": regex.compile(rf"[-+]|(?:{_phrase('{own}{points}')}值?的?)"),
        "half": regex.compile(r"一半|½|[二三四五]分之一"),
        "or": regex.compile(r"(?:或者?|和|及|与)(?=(?:得|扣|加|计|减|不)?(?:\d|不))"),
        "of": regex.compile(rf"的?{_phrase('{points}')}(?!率)"),
        "sign": regex.compile(rf"[-+](?=(?:{FIGURE})(?:分?{dash}{FIGURE})?(?:分{NO_POINTS}|/|[;。,)]|$))"),
        "computed": regex.compile(
            r"法?(?:进行)?(?:计算得分|计算|计分|计得|得分|折算|赋分|计(?!入))?(?:分(?![值数别]))?"
        ),
        "signed": regex.compile(rf"(?P<low>{FIGURE})(?:分?{dash}(?P<high>{FIGURE}))?(?=/|[;。,)]|$)"),
        "moved": regex.compile(
            rf"的?(?:比例|标准|系数)?(?:进行|予以|给予)?(?:(?P<D>{_any('deduct')})|(?P<B>{_any('bonus')})|(?P<A>{_any('award')}))分?(?!\d|半)"
        ),
    }


@lru_cache(maxsize=128)
def tokens(text: Text) -> tuple[Token, ...]:
    """The words of a text. Linear in its length: no pattern looks further than a few dozen characters."""
    return _Pass(text).read()


@cache
def _comparing() -> regex.Pattern[str]:
    keys = ("at_least", "above", "at_most", "below")
    return regex.compile("|".join(["[分以之内间含]", *(alternatives("thresholds", key) for key in keys)]))


def compares(folded: str) -> bool:
    """Whether a text may compare a figure: without points, sides and such words there is no need to cut it."""
    return bool(_comparing().search(folded))


class _Pass:
    """One pass over a text."""

    def __init__(self, text: Text) -> None:
        self.text, self.folded = text, text.folded
        self.found: list[Token] = []
        self.open = 0  # where the text that is no word begins
        self.item = 0  # the number of the last item

    def read(self) -> tuple[Token, ...]:
        folded, index, end = self.folded, 0, len(self.folded)
        while index < end:
            char = folded[index]
            if not _BEGINS[char] and char not in _MARKS:
                index += 1
                continue
            if char in _DIGIT or char in _HAN or char in _CIRCLED or char in "(½":
                stop = self._label(index) or self._words(index, char) or self._figure(index, char)
            elif char in _PUNCTUATION:
                stop = self._stroke(index) if char == "/" else 0
            else:
                stop = self._words(index, char)
            if not stop and char in _PUNCTUATION:
                self._add(char, index, index + 1)
                stop = index + 1
            index = stop or index + 1
        self._close(end)
        return self._settled()

    def _conditional(self, place: int) -> bool:
        """一次记6分的，扣20分: points with 的 and a statement behind them say when."""
        found = self.found
        if place + 3 >= len(found) or found[place].kind != "P" or found[place - 1].kind not in "DBAO":
            return False
        of, comma, after = found[place + 1 : place + 4]
        return self.folded[of.start : of.end] == "的" and comma.kind == "," and after.kind in "bDBAzflvxjtE"

    def _settled(self) -> tuple[Token, ...]:
        """The words, where what follows a range says that it is no amount: 85-95分得6分, 80-90分之间的."""
        found = self.found
        for place, (token, after) in enumerate(pairwise(found)):
            if token.kind == "R" and (
                after.kind in "AbBDfzxY^%" or self.folded[after.start : after.end] == "的"
            ):
                found[place] = token._replace(kind="c")
            elif self._conditional(place):
                found[place] = token._replace(kind="c")
                at = place - 1
                while found[at].kind in "DBAO":
                    found[at] = found[at]._replace(kind="t")
                    at -= 1
        return tuple(found)

    def _add(
        self,
        kind: str,
        start: int,
        end: int,
        value: Decimal | None = None,
        high: Decimal | None = None,
        unit: str = "",
    ) -> None:
        self._close(start)
        self.found.append(Token(kind, start, end, value, high, unit))
        self.open = end

    def _close(self, end: int) -> None:
        if self.open < end:
            self.found.append(Token("t", self.open, end))
            self.open = end

    def _before(self) -> str:
        """The kind of the word directly before, empty behind text."""
        return self.found[-1].kind if self.found else ""

    def _label(self, index: int) -> int:
        """The number of an item, where one may begin."""
        folded = self.folded
        opens = (
            index == 0
            or folded[index - 1] in _OPENERS
            or self.text.gaps[index] == "\n"
            or (self.open == index and self._before() in "PKXzf")
        )
        if not opens:
            return 0
        if folded[index] in _CIRCLED:
            self._add("#", index, index + 1)
            return index + 1
        match = _LABEL.match(folded, index)
        if (
            match is None
            and (tight := _TIGHT.match(folded, index))
            and self.item
            and int(tight["n"]) == self.item + 1
        ):
            match = tight
        if match is None or (
            folded[index] != "(" and folded[max(0, index - 1) : index] == "(" and match[0][-1] == ")"
        ):
            return 0
        self.item = int(value) if (value := number(match["n"])) is not None else 0
        self._add("#", index, match.end())
        return match.end()

    def _stroke(self, index: int) -> int:
        """扣2分/次: the unit behind the figure."""
        if self.open != index or self._before() not in "PRn%":
            return 0
        match = _STROKE.match(self.folded, index)
        if match is None:
            return 0
        self._add("S", index, match.end())
        return match.end()

    def _words(self, index: int, char: str) -> int:
        for kind, pattern in _BEGINS.at(self.folded, index) if _BEGINS[char] else ():
            match = pattern.match(self.folded, index)
            if match is None or match.end() == index:
                continue
            if kind == "r" and match["whole"] and match["short"] and not self._is_step(match["short"]):
                continue  # 不足60%的不得分 is a threshold: 60% is no step that was named before
            if kind == "base":
                self._add("A", index, match.end())
                return self._amount(match.end())
            if kind == "verb":
                if stop := self._verb(match):
                    return stop
                continue
            if kind == "Y":
                return self._share(match)
            if kind == "w" and match[0] in _COMPARING and self._before() != "E":
                kind = "g"  # 超过2小时的停航: how long, and no count
            said = match.groupdict().get(kind) if kind in "dy" else None
            self._add(
                kind,
                index,
                match.end(),
                number(said) if said and said != "整" else Decimal(0) if said else None,
            )
            if kind in "CL":
                return self._limited(match.end())
            if kind == "m":
                behind = _around()["computed"].match(self.folded, match.end())
                stop = match.end() if behind is None else behind.end()
                self.found[-1] = self.found[-1]._replace(end=stop)
                self.open = stop
                return stop
            return match.end() if kind != "E" else self._each(match.end())
        if char == "-" and index and self.folded[index - 1] in "每有缺少漏现":
            # 每漏―处: a dash printed for 一
            unit = _around()["unit"].match(self.folded, index + 1)
            if unit:
                self._add("1", index, unit.end(), Decimal(1), None, unit[0])
                return unit.end()
        if (
            char in "+-"
            and (self._before() in {"", *_OPENERS, "E", "u", "1", "q"} or self.open < index)
            and not self.folded[index - 1 : index].isdecimal()
        ):
            match = _around()["sign"].match(self.folded, index)
            if match and not (self.folded[max(0, index - 1) : index] in "分值数率)" and index):
                self._add("D" if char == "-" else "B", index, index + 1)
                return self._amount(index + 1)
        return 0

    def _is_step(self, said: str) -> bool:
        """Whether 每 counted in steps of this quantity: 每满20小时…，不满20小时不计分."""
        each = -9
        for place, token in enumerate(self.found):
            if token.kind == "E":
                each = place
            if place - each <= 3 and token.kind in "1q%" and self.folded[token.start : token.end] == said:
                return True
        return False

    def _limited(self, index: int) -> int:
        """最高得标准分的120%, 最多-3分: what a limit is a share of, and a sign."""
        of = _around()["limited"].match(self.folded, index)
        if of is not None and of.end() > index:
            self._add("O", index, of.end())
            index = of.end()
        return self._amount(index)

    def _each(self, index: int) -> int:
        """The unit that 每 counts, where no figure or verb stands between."""
        match = _around()["unit"].match(self.folded, index)
        # 每次缺一项 counts what is lacking
        if match is None or (match[0] == "次" and self.folded[match.end() : match.end() + 1] in _LACKING):
            return index
        self._add("u", index, match.end())
        return match.end()

    def _verb(self, match: regex.Match[str]) -> int:
        kind = "D" if match["D"] else "B" if match["B"] else "A"
        start, end = match.span()
        if match["O3"] is not None and _OF_MONEY.search(self.folded, max(0, start - 14), start):
            return 0  # 报价扣除6%后参与评审
        if self.open < start and (
            manner := _around()["manner"].search(self.folded, max(self.open, start - 16), start)
        ):
            self._add("b", manner.start(), start)
        self._add(kind, start, end)
        taken = match["O1"] or match["O2"] or match["O3"] or ""
        if taken:
            self._add("O", end, end + len(taken))
            end += len(taken)
        return self._amount(end)

    def _amount(self, index: int) -> int:
        """The points behind a verb, which may be garbled; behind a sign 分 may be missing."""
        if (
            self._before() in "DB"
            and self.found[-1].end - self.found[-1].start == 1
            and self.folded[index - 1] in "+-"
        ) and (bare := _around()["signed"].match(self.folded, index)):
            high = number(bare["high"]) if bare["high"] else None
            self._add("R" if bare["high"] else "n", index, bare.end(), number(bare["low"]), high)
            return bare.end()
        if half := _around()["half"].match(self.folded, index):
            self._add("H", index, half.end())
            of = _around()["of"].match(self.folded, half.end())
            if of:
                self._add("O", half.end(), of.end())
            return of.end() if of else half.end()
        match = _around()["amount"].match(self.folded, index)
        if match is None:
            return index
        low = figure(match["low"])[0]
        high = figure(match["high"])[0] if match["high"] else None
        self._add("R" if match["high"] else "P", index, match.end(), low, high)
        return self._or(match.end())

    def _or(self, index: int) -> int:
        """扣1分或2分, 加3和5分: what joins figures of points."""
        joint = _around()["or"].match(self.folded, index)
        if joint is None:
            return index
        self._add("&", index, joint.end())
        return joint.end()

    def _share(self, match: regex.Match[str]) -> int:
        """按标准分的5%扣减: by a share, with its verb behind it."""
        self._add("Y", *match.span())
        index = self._figure(match.end(), self.folded[match.end()])
        moved = _around()["moved"].match(self.folded, index)
        if moved:
            self._add("D" if moved["D"] else "B" if moved["B"] else "A", index, moved.end())
            return moved.end()
        return index

    def _figure(self, index: int, char: str) -> int:
        if char == "½":
            points = self.folded.startswith("分", index + 1)
            self._add("P" if points else "H", index, index + 1 + points, Decimal("0.5") if points else None)
            return index + 1 + points
        before = self.folded[index - 1 : index]
        labelled = self._before() == "#" and self.open == index
        if char in _DIGIT and not labelled and (before.isdecimal() or before == "."):
            return 0
        which = 0 if char in _DIGIT else 1 if char in _HAN else 2
        match = _figures()[which].match(self.folded, index) if which < 2 else None
        if match is None:
            return 0
        groups, end = match.groupdict(), match.end()
        if groups.get("P"):
            return self._points(index, end, number(match["points"]), han=which == 1)
        if groups.get("R"):
            self._add("R", index, end, number(match["low"]), number(match["high"]))
        elif groups.get("share"):
            self._add("%", index, end)
            if of := _around()["of"].match(self.folded, end):
                self._add("O", end, of.end())
                return of.end()
        elif groups.get("k") and self.open == index and self._lacks():
            # 缺一类 counts, where 发现一类隐患 names a class
            self._add(
                "1" if match[0][0] == "一" else "q", index, end, number(match[0][0]), None, match[0][1:]
            )
        elif groups.get("q"):
            if groups.get("last"):
                self._add("q", index, end, number(match["first"]), number(match["last"]), match["range_unit"])
            else:
                value = number(match["count"])
                if (index and self.folded[index - 1] in "同统唯某") or _EVERY.search(
                    self.folded, max(0, index - 6), index
                ):
                    return self._text(index, end)
                said = match["unit"].partition("(")[0]
                if self.folded.startswith(("扣完", "扣光"), end) and _LOOKS_BACK.search(
                    self.folded, max(0, index - 3), index
                ):
                    self._add("q", index, end, value, None, match["unit"])
                    return end  # 以上三项扣完为止
                single = (
                    value == 1
                    and self._before() != "g"
                    and (said in _single() or said.removeprefix("个") in _single())
                )
                self._add("1" if single else "q", index, end, value, None, said)
        else:
            kind = next(name for name in ("T", "F", "k", "n") if groups.get(name))
            self._add(kind, index, end, number(match[0]) if kind == "n" else None)
            if kind == "F" and (of := _around()["of"].match(self.folded, end)):
                self._add("O", end, of.end())
                return of.end()
        return self._side(end)

    def _points(self, index: int, end: int, value: Decimal | None, *, han: bool) -> int:
        if han and self.open == index and self._before() not in "DBAOCLuSE1bq;,:、(":
            return 0  # 十分满意
        if han and self.open < index and self.folded[index - 1] not in "至到为是":
            return 0
        whole = _TOLD.search(self.folded, max(self.open, index - 6), index)
        if _INCLUDED.search(self.folded, max(0, index - 3), index) or (
            whole and not _COMPARED.match(self.folded, end)
        ):
            return self._text(index, end)
        steps = (self._before() in {"E", "w"} and self.open == index) or _STEP_OF_POINTS.search(
            self.folded, max(0, index - 12), index
        )
        if steps and _MOVES.match(self.folded, end):
            self._add("1" if value == 1 else "q", index, end, value, None, "分")
            return end
        if (
            (self._before() == "g" and self.open == index)
            or _COMPARED.match(self.folded, end)
            or self.folded[max(0, index - 1) : index]
            in {
                "≥",
                "≤",
                "<",
                ">",
                "满",
            }
        ):
            self._add("c", index, end, value)
            return self._side(end)
        if (
            value == 0
            and self.folded[end : end + 1] in {"", ",", ";", "。", ")", "、"}
            and self._before() not in "DBAOCL&、nb"
            and not _KEPT.search(self.folded, max(0, index - 3), index)
        ):
            self._add("z", index, end)
            return end
        self._add("P", index, end, value)
        if ends := _ENDS_CAP.match(self.folded, end):
            self._add("K", end, ends.end())
            return ends.end()
        return self._or(end)

    def _lacks(self) -> bool:
        last = self.found[-1] if self.found else None
        return last is not None and last.kind == "w" and self.folded[last.end - 1] in "缺少漏多"

    def _text(self, index: int, end: int) -> int:
        """Words that only look like others: 同一项."""
        if self.open > index:
            self.open = index
        return end

    def _side(self, index: int) -> int:
        """以上, 以内（含） behind a figure."""
        if ends := _ENDS_CAP.match(self.folded, index):
            self._add("K", index, ends.end())
            return ends.end()
        match = _SIDE.match(self.folded, index)
        if match is None or match.end() == index:
            return index
        self._add("^", index, match.end())
        return match.end()

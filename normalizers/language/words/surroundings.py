"""What a word brings with it: what stands before a verb, the side of a figure, the unit behind 每 or a stroke."""

from __future__ import annotations

from functools import cache

import regex

from normalizers.language.words.figures import COMPARED, DASH, FIGURE, NO_POINTS, POINTS, POINTS_END, STOPS
from normalizers.language.words.phrases import any_word, phrase
from normalizers.language.words.units import each_unit
from normalizers.text import patterns

LABEL = patterns.made(
    r"(?P<n>\d{1,2})[.、)](?!\d)|\((?P<n>\d{1,2})\)(?![-至、]?\(|[项款条])|\((?P<n>[一二三四五六七八九十]{1,3})\)(?![-至、]?\(|[项款条])|(?P<n>[一二三四五六七八九十]{1,3})、(?![二三四五]?[、和及]|[二三四五](?:等奖|名|级|类|档))"
)
LETTER, RUN_TOGETHER = patterns.made(r"[A-H][.、](?!\d)"), patterns.made(r"^A[.、][^;。]{1,60}?分\)B[.、]")
# 1.…；2.80%-90%的…: the number of an item that a figure follows
TIGHT = patterns.made(r"(?P<n>\d{1,2})\.(?=\d)")
# 1.95%以上的商户…；2.100%的摊位…: of such a list one figure at least cannot be a decimal with its number
LISTED = patterns.made(
    r"1\.(?=[^。]{0,200}[;。]2\.\d)(?=(?:[^。]{0,200}[;。]2\.)?(?:100%|[1-9]\d{0,2}(?:人|次|项|名|处|起|件|户|家)))"
)
SIDE = patterns.made(
    r"(?:\(不?包?含[^()]{0,8}\))?(?:及|或)?(?:以[上下内外后]|之[内外后间]|内(?![容部控外业涝河])|间(?=[,;。的)]|$))(?:\(不?包?含[^()]{0,8}\))?|\(不?包?含[^()]{0,8}\)"
)
STROKE = patterns.made(
    r"/每?\p{Han}{1,3}?(?:[·*]\p{Han}{1,2})?(?=[,;。、()!?\"]|$|[并且及]|(?:的?标准)?(?:进行|予以|给予)?[扣减加奖][分减除罚])|/每?\p{Han}{1,3}(?:[·*]\p{Han}{1,2})?"
)
ENDS_CAP = patterns.made(r"扣[完光](?:为?止)?|为?止|封顶|为(?:上|最高)?限")
STOPPED = patterns.made(STOPS)
OF_MONEY = patterns.made(r"(?:价格?|报价|费用?|款|金额|工资|奖金|租金|违约金)(?:[^,;。]{0,8})$")
PAID = patterns.made(
    rf"(?:扣[减除]?|减|罚|核减)[^,;。]{{0,12}}{any_word('money')}[^,;。]{{0,6}}\d[\d.]{{0,5}}%"
)
# 不足1小时按0.5分计
OF_POINTS = patterns.made(r"[\d一二两三四五六七八九十半]分(?!钟)")
# 以85分比78分取胜, 先得25分, 领先2分: what a match comes to
RESULT, SCORED = (
    patterns.made(r"(?:比|:)\d{1,3}分"),
    patterns.made(
        r"(?:分比|(?<![优首])先得|(?:领先|落后|净胜|净负)\p{Han}{0,2}|(?:分数|合格|及格|达标)线(?:定?为|是)?)$"
    ),
)
# 少于每季一次 names what is asked for
EVERY = patterns.made(r"(?:[于足]|达到|超过|至少)每\p{Han}{1,2}$")
# 最低0分, 扣至0分, 0-0分 leave something, or stand for a figure
KEPT = patterns.made(r"(?:最低|最低分|最低为|扣至|扣到|[至到\-\d.得计记为按])$")
IS_COMPARED = patterns.made(COMPARED)
LOOKS_BACK = patterns.made(r"(?:以上|上述|前述|各|这)$")
INCLUDED = patterns.made(r"\(不?包?含$")
# 被记12分或者被吊销驾驶证的: points of another account, and what else may be the case
GOES_ON = patterns.made(r"[^,;。]{0,24}(?:的|者|后|时)")
# 80分≤得分<90分得4分
CHAINED = patterns.made(r"[≤<][^,;。:]{0,16}[≤<]=?\d[\d.]{0,5}分的?,?(?:本项|该项)?(?:[得计加扣]|不[得计])")
OTHER_RULES = patterns.made(
    r"按照?《[^《》]{2,24}》(?:的?规定|有关规定|相关规定)?(?:另行|另外)(?:予以|给予)?$"
)
# 附表共15项，合计150分: what a whole comes to
TOLD = patterns.made(r"(?:[合共总小]计|总分值?|共)[为是]?$")
# 每低1分扣0.5分, 每高出平均分2分加1分: points that are counted
STEP_OF_POINTS = patterns.made(
    r"每(?:降低?|下降|提高|升高?|上升|高[出于]?|低于?|少于?|多于?|相?差|超[过出]?|减少|增加|满)\p{Han}{0,6}$"
)
MOVES = patterns.made(r"的?,?[再另可即应则]?[扣加减得奖计]\d")

STEP_FROM = patterns.made(r"\d{1,3}(?:\.\d{1,2})?分的?,?[再另可即应则]?[扣加减得奖计]\d")


@cache
def around() -> dict[str, regex.Pattern[str]]:
    """What a word brings with it: what stands before a verb, the figure behind it, the unit behind 每."""
    dash = DASH
    return {
        # 本项为观察性指标，当年不计分
        "nature": patterns.made(rf"{phrase('{nature}')},(?:当年|今年|本年度?|本期|本轮)?$"),
        "manner": patterns.made(
            rf"(?!(?<=[响供反适效感呼相对回照])应)(?:{any_word('before')}|(?<=[的,])则){{1,4}}$"
        ),
        "amount": patterns.made(
            rf"(?P<low>{POINTS})(?:分?{dash}(?P<high>{POINTS})(?!分?(?:扣[完光]|为?止|封顶)))?{POINTS_END}"
        ),
        "unit": patterns.made(each_unit()),
        "limited": patterns.made(rf"[-+]|(?:{phrase('{own}{points}')}值?的?)"),
        "half": patterns.made(r"一半|½|[二三四五]分之一"),
        "or": patterns.made(r"(?:或者?|和|及|与)(?=(?:得|扣|加|计|减|不)?(?:\d|不))"),
        # 达到95%的得分值的100%: what it gives, and no share of what was had
        "of": patterns.made(
            rf"(?!的得分(?:[值数]|\d|百分之|一半|[一二两三四五六七八九]成))的?{phrase('{points}')}(?!率)"
        ),
        "sign": patterns.made(rf"[-+](?=(?:{FIGURE})(?:分?{dash}{FIGURE})?(?:分{NO_POINTS}|/|[;。,)]|$))"),
        "computed": patterns.made(
            r"法?(?:进行)?(?:计算得分|计算|计分|计得|得分|折算|赋分|计(?!入))?(?:分(?![值数别]))?"
        ),
        "signed": patterns.made(rf"(?P<low>{FIGURE})(?:分?{dash}(?P<high>{FIGURE}))?(?=/|[;。,)]|$)"),
        "moved": patterns.made(
            rf"的?(?:比例|标准|系数)?(?:进行|予以|给予)?(?:(?P<D>{any_word('deduct')})|(?P<B>{any_word('bonus')})|(?P<A>{any_word('award')}))分?(?!\d|半)"
        ),
    }

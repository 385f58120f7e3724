"""Formulas of scores (计算公式) as expressions: 得分=实际值/目标值×分值 → 实际值 / 目标值 × 分值."""

from __future__ import annotations

import regex

from normalizers.text import patterns

# one operand: a figure, a name
_TOKEN = patterns.made(
    r"""
    \s* (?: (?P<number> \d{1,9} (?:\.\d{1,6})? %? ) | (?P<name> [\p{Han}A-Za-z_]{1,30} )
      | (?P<sign> [-+×÷*/()|] ) )
    """,
    regex.VERBOSE,
)
_SIGNS = {"*": "×", "÷": "/"}
# Σ（各科室得分） is a figure that a person works out
_SUM = patterns.made(r"[Σ∑]\(?(?P<of>[\p{Han}]{2,20})\)?")
_PAIRS = {"(": ")", "|": "|"}
_DEEPEST = 8

_EXPRESSION = r"[\p{Han}A-ZΣ∑a-z\d.%+\-×÷*/()|\[\]、\s]{3,120}"
_ASSIGNED = patterns.made(
    rf"""
    (?: (?! [减折]半 | 否决 | 酌情 | 不得 ) [\p{{Han}}A-Za-z] ){{0,12}}
    (?: 得分 | 分值 | 评分 | 分数 | 加分 | 扣分 | 总分 | [价格报技术商务绩效]{{2}}分 ) \s* = \s*
    (?P<right> {_EXPRESSION} )
    """,
    regex.VERBOSE,
)
# 实际参训人数/应参训人数×权重分: a product whose last factor is a score
_PRODUCT = patterns.made(
    r"""
    (?P<right> [\p{Han}A-Za-z\d.%()/÷+\-]{2,80} [×*] [\p{Han}\d]{0,8}?
      (?: 分值 | 标准分值? | 满分值? | 权重分?值? | 基本分 | 得分 ) )
    """,
    regex.VERBOSE,
)
# 评标价=有效均价×(1-下浮率): what a formula needs, and no score itself
_DEFINED = patterns.made(
    rf"""
    \p{{Han}}{{2,12}} \s* = \s* (?= [^,;。]{{0,60}} [×÷*/+\-] ) {_EXPRESSION}
    """,
    regex.VERBOSE,
)
_PART = r"[\p{Han}A-Za-z()]{2,24} [×*] \d{1,3} (?:\.\d{1,2})? %"
# 按完成率计分，完成率×45: a share of the item's points; 满意度得分×20%, but no summand of a longer sum
_SHARE = patterns.made(
    r"""
    (?P<lead> 按照? \p{Han}{0,6} (?: 率 | 比例 ) [计得] 分 , )?
    (?<! [+\-×*/)=] \p{Han}{0,10} )
    (?P<right>
      \p{Han}{0,10} (?: 率 | 比例 | 占比 | 得分 | 分数 | 成绩 ) [×*] \d{1,3} (?:\.\d{1,2})? %? )
    分? (?: 计算 | 计分 | 计入 \p{Han}{0,6} | 折算 | 计 )? (?= [,;。] | $ )
    """,
    regex.VERBOSE,
)
# 平时得分×40%+年终得分×60%
_WEIGHTED = patterns.made(
    rf"(?P<right> {_PART} (?: \+ {_PART} ){{1,9}} )",
    regex.VERBOSE,
)
# 其余按“最低价/报价×40”计算
_QUOTED = patterns.made(
    r"""
    按照? \"? (?P<right> [\p{Han}A-Za-z\d.%()+\-]{1,20} [×÷*/] [\p{Han}A-Za-z\d.%()×÷*/+\-]{1,60}? ) \"?
    (?: 的公式 | 公式 )? (?: 进行 )? (?: 计算 | 计分 | 得分 | 折算 | 计 )
    """,
    regex.VERBOSE,
)
_IN_WORDS = patterns.made(
    r"""
    按照? (?P<left> [\p{Han}]{2,24}? ) (?: 乘以 | 乘 )
    (?P<right> [\p{Han}\d.]{0,10}? (?: 分值 | 标准分值? | 满分值? | 权重分? )
      | \d{1,3} (?: \.\d{1,2} )? (?= 分? (?: 计算 | 计分 | 得分 | 折算 ) ) )
    """,
    regex.VERBOSE,
)


def expression(text: str) -> str:
    """The canonical text of an expression with + - × /, brackets, figures and names; empty when it is none.

    The nesting of brackets is bounded, so hostile input ends at once.
    """
    tokens: list[str] = []
    # 参训率×5分
    text = regex.sub(r"(?<=\d)分(?!\p{Han})", "", text)
    text = _SUM.sub(r"\g<of>之和", text)
    place = 0
    while place < len(text.rstrip()):
        match = _TOKEN.match(text, place)
        if not match:
            return ""
        sign = match["sign"]
        tokens.append(_SIGNS.get(sign, sign) if sign else match["number"] or match["name"])
        place = match.end()
    end = _sum(tokens, 0, 0)
    if end != len(tokens) or not any(token in "+-×/" for token in tokens):
        return ""
    spaced = " ".join(tokens).replace("( ", "(").replace(" )", ")")
    return regex.sub(r"\| (.*?) \|", r"|\1|", spaced)


def _sum(tokens: list[str], place: int, depth: int) -> int | None:
    """The place behind a chain of operands and signs; None where the chain is broken."""
    while True:
        end = _operand(tokens, place, depth)
        if end is None or end >= len(tokens) or tokens[end] not in "+-×/":
            return end
        place = end + 1


def _operand(tokens: list[str], place: int, depth: int) -> int | None:
    if place >= len(tokens) or depth > _DEEPEST:
        return None
    if close := _PAIRS.get(tokens[place]):
        end = _sum(tokens, place + 1, depth + 1)
        return end + 1 if end is not None and end < len(tokens) and tokens[end] == close else None
    return None if tokens[place] in "+-×/)" else place + 1


def formula(sentence: str) -> tuple[int, int, str] | None:
    """Start, end and canonical expression of the first formula of a folded sentence; None without one.

    An expression that does not parse, 满分-|偏差率|×系数, comes as an empty text.
    """
    if match := _ASSIGNED.search(sentence):
        return match.start(), match.end(), expression(_trimmed(match["right"]))
    if match := _PRODUCT.search(sentence):
        # 未达到的按持证人数/在册人数×权重分
        right = regex.sub(r"^.*按照?", "", match["right"])
        return match.end() - len(right), match.end(), expression(right)
    if match := _WEIGHTED.search(sentence):
        return match.start(), match.end(), expression(match["right"])
    if match := _SHARE.search(sentence):
        right = regex.sub(r"^.*按照?", "", match["right"])
        start = match.start() if match["lead"] else match.end("right") - len(right)
        return start, match.end(), expression(right)
    if match := _DEFINED.search(sentence):
        return match.start(), match.end(), ""
    if match := _QUOTED.search(sentence):
        return match.start(), match.end(), expression(match["right"])
    if match := _IN_WORDS.search(sentence):
        return match.start(), match.end(), f"{match['left']} × {match['right']}"
    return None


def _trimmed(right: str) -> str:
    """Without the words that may follow an expression: …×分值计算, …×20备注."""
    bare = regex.sub(r"(?:备注|其中|式中|说明|注).*$", "", right.strip())
    return regex.sub(r"(?:进行)?(?:计算|得出|确定|折算)$", "", bare)

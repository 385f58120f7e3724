"""Statements in words: 不得分, 得满分, 一票否决, 不得评为, 酌情扣分, 按比例折算, 不重复扣分."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import regex

from normalizers.clauses.figures import FIGURE, word
from normalizers.clauses.formulas import formula
from normalizers.clauses.model import Statement
from normalizers.clauses.shares import WHOLE
from normalizers.records import ClauseKind

_KINDS: dict[str, ClauseKind] = {
    "veto": "veto",
    "limit": "limit",
    "zero": "zero",
    "bare_zero": "zero",
    "discretionary": "discretionary",
    "method": "method",
    "full": "award",
    "note": "note",
}


@cache
def _patterns() -> dict[str, regex.Pattern[str]]:
    by = r"按照? [^,;。]"
    sources = {
        # 一票否决五种情形之一的, 列入不得分项 only name the rule
        "veto": rf"{word('veto')} (?! \"? [^,;。]{{0,4}} (?: 情形 | 事项 | 指标 | 项目 ) | \"? 项 )",
        "zero": rf"(?<! 最低 | 最低得 ) {word('zero')} (?! \"? (?: 项 | 情形 | 事项 ) )",
        "bare_zero": r"""
            (?<! 最低 | 最低分 | 最低为 | 扣至 | 扣到 | [至到\-\d.得计记为按] ) 0分 (?= [,;。)] | $ )
        """,
        "limit": rf"""
            {word("limit")}
          # 直接评定为D级
          | (?: 直接 | 一律 ) (?: 评定? | 判定? | 定 | 确定 | 认定 | 列 | 降 ) 为 \"?
            (?: [A-E] [级档类等] | 不[\p{{Han}}]{{2}} | 差评? )
          | (?<! 被 ) (?: 取消 | 撤销 | 不具备 | 丧失 ) [^,;。:]{{0,20}}? 资格 (?! 的 )
        """,
        "full": rf"{word('full')} (?! [的\d] )",
        "discretionary": rf"{word('discretionary')} 分? (?! \d )",
        "method": rf"""
            折[算合] [为成] {FIGURE} 分 | {word("method")} | 按 {FIGURE} 分卷? 折[算计合]
          | {by}{{1,24}}? (?: 比重 | 比例 | 占比 | 比率 | 百分比 ) (?: [计得评赋扣加]分 | 计算 | 折算 | 计 )
          | {by}{{2,30}}? (?: 之和 | 之差 | 之积 | 平均值 | 总和 ) (?: 计算 | 计 | 确定 | 得分 )
        """,
        # 评分表见附表3
        "note": rf"""
            {word("note")} | 不 [计纳] 入 [^,;。]{{0,6}} (?: 总分 | 分值 | 合计 | 得分 )
          | \p{{Han}}{{0,12}} {word("sheets")} [^,;。:\d]{{0,4}} 附[表件录] [\d一二三四五六七八九十\-/]{{0,9}}
        """,
        "telltale": rf"""
            {word("telltale")} (?! {word("no_statement")} )
          | [扣加减得计记赋] [^,;。()%]{{0,6}}? {FIGURE} (?: 分 | 倍 )
          | {WHOLE} (?! 率 ) [^,;。\d]{{0,4}} {FIGURE} %
          | [扣加减得计] [^,;。\d]{{0,8}} (?: \d/\d | [二三四五]分之 )
        """,
    }
    return {name: regex.compile(source, regex.VERBOSE) for name, source in sources.items()}


def plain(sentence: str) -> Iterator[Statement]:
    """The statements of a folded sentence that need no figure, and its formula."""
    for name, kind in _KINDS.items():
        for match in _patterns()[name].finditer(sentence):
            percent = Decimal(100) if name == "full" else None
            yield Statement(kind, match.start(), match.end(), match.start(), points_percent=percent)
    if found := formula(sentence):
        start, end, canonical = found
        yield Statement("method", start, end, start, formula=canonical)


def tells_of_scoring(sentence: str) -> bool:
    """Whether a sentence without any statement speaks of scoring nevertheless; 扣分原因 does not."""
    return bool(_patterns()["telltale"].search(sentence))

"""Captions that say that a table goes on (续表): 续表1：评分表, 表1（续）, 续上表, （接上页）, 转下页."""

from __future__ import annotations

import re
from collections.abc import Collection

from extractors.tables.table_head import bare

_NUMBER = r"[一二三四五六七八九十\d]{0,3}(?:[-－—.]\d{1,2})?"
_GOES_ON = re.compile(
    rf"""
    # （续） （续表一） （续上页） （接上表） （上接第3页）
    [（(] (?: [续接承] [上前]? 附? [表页件]? {_NUMBER} | 上接 (?:第? {_NUMBER})? [表页]? ) [）)]
    # （完） （续完） of its last part
    | [（(] [续表]? 完 [）)] $
    # 续表 续表1： 续表1-1 续上表 接上页 续附件2
    | ^ [续接承] (?: [上前] 附? [表页] | 附? [表页件] ) {_NUMBER} [:：、.]?
    # 表1续 评分表-续2
    | [-—－]? 续 {_NUMBER} $
    # at the foot of a page
    | ^ [（(]? (?: 未完[,，、]? | 待续 | [转接]下[表页] | 下接 第? {_NUMBER} [表页]? ){{1,2}} [）)]? $
    """,
    re.VERBOSE,
)
_LABEL = re.compile(rf"^(?:附?表|附件){_NUMBER}[:：、.]?")


def goes_on(text: str) -> bool:
    """Whether a line says that what is printed below it, or above it, is one table with what was before."""
    return _GOES_ON.search(bare(text)) is not None


def is_again(text: str, titles: Collection[str]) -> bool:
    """Whether a line prints one of the titles again, or no title at all but that a table goes on.

    The number of a table (表1) is part of its title; beside what says that it goes on it may be left out.
    """
    title = bare(text)
    if not goes_on(title):
        return title in {"", *titles}
    rest = _LABEL.sub("", _GOES_ON.sub("", title))
    return rest in {"", *(_LABEL.sub("", one) for one in titles), *titles}

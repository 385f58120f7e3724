"""Headings of columns to roles (考核指标 → name, 分值 → points), by the vocabulary."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Literal

from extractors.frozen import frozen
from normalizers.text import patterns
from normalizers.text.numerals import integer
from normalizers.text.views import squeeze
from normalizers.vocabulary import words

Role = Literal[
    "number", "name", "content", "rule", "points", "weight", "party", "owner", "assessed", "joint", "method",
    "target", "unit", "note", "blank", "grade", "ladder",
    "ladder_text", "ladder_points", "tier", "unknown",
]  # fmt: skip
_ROLES: tuple[Role, ...] = (
    "number", "name", "content", "rule", "points", "weight", "party", "owner", "assessed", "joint", "method",
    "target", "unit", "note", "blank",
)  # fmt: skip
_LEVEL = patterns.made(r"(?P<n>[一二三四五1-5])级(?:指标|项目|目录)?(?:名称)?")
_MARKS, _BRACKET = patterns.made(r"[:*★☆▲.]"), patterns.made(r"[(\[][^()\[\]]*[)\]]")
_AND = patterns.made(r"以及|及|和|与|、|/")
# of a heading that names two things, the one that the cell is read for
_CARRIERS: tuple[Role, ...] = (
    "rule", "content", "name", "party", "owner", "assessed", "joint", "method", "points", "weight", "target",
    "note", "blank",
)  # fmt: skip
LADDER = 2  # columns headed by grades; one alone (合格) may be anything
_NO_HEADING = 40  # characters; a longer cell heads no column


@frozen
class Column:
    """A column: its place (from 0), role and heading; `level` counts the name columns from 1."""

    index: int
    role: Role
    header: str
    level: int = 0
    by_content: bool = False


@cache
def _headings() -> dict[str, Role]:
    """Each heading of the vocabulary and its role."""
    vocabulary = words("headers")
    return {squeeze(word): role for role in _ROLES for word in vocabulary[role]}


def _bare(heading: str) -> str:
    """A heading without white space, brackets and what they hold: 分值（分） → 分值, 【分值】 → 分值."""
    text = _MARKS.sub("", squeeze(heading))
    return _BRACKET.sub("", text) or text.strip("()[]")


def _says_how(bare: str) -> bool:
    """Whether a heading that no word names still says how points are given: 赋分计算说明."""
    vocabulary = words("headers")
    return any(word in bare for word in vocabulary["rule_openings"]) and bare.endswith(
        tuple(vocabulary["rule_endings"])
    )


def names_assessors(heading: str) -> bool:
    """Whether a heading is of those who mark (评价主体)."""
    return squeeze(heading) in words("headers")["assessors"]


@lru_cache(maxsize=4096)  # the tables of a notice share their headings, and each table asks several times
def role_of(heading: str) -> tuple[Role, int]:
    """Role and level that a heading gives; ("unknown", 0) when the vocabulary has no word for it."""
    bare = _bare(heading)
    if len(bare) > _NO_HEADING:
        return "unknown", 0
    if match := _LEVEL.fullmatch(bare):
        return "name", integer(match["n"]) or 1
    if role := _headings().get(bare):
        return role, 0
    # 项目及分值 is a name that carries its points, 考核内容和评分标准 holds rules
    roles = {role_of(part) for part in _AND.split(bare)} if _AND.search(bare) else set()
    for role in _CARRIERS:
        if found := sorted((level for named, level in roles if named == role), reverse=True):
            return role, found[0]
    if _says_how(bare):
        return "rule", 0
    if bare.startswith(tuple(words("headers")["party_openings"])):
        return "party", 0
    # 2024年度考核指标 ends as 考核指标 does; one-character headings are too short to find inside others, and
    # 受检单位 is no 单位 of counting
    for start in range(len(bare) - 1):  # the longest first
        ending = _headings().get(bare[start:])
        if ending is not None and ending != "unit":
            return ending, 0
    return "unknown", 0

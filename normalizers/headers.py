"""Header cells to column roles; where no word decides, the content of the column does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import regex

from extractors.document import Cell
from normalizers.bands import split_bands
from normalizers.numerals import integer
from normalizers.parties import ends_like_organisation
from normalizers.points import points_of_cell
from normalizers.text import clean, squeeze
from normalizers.vocabulary import words

Role = Literal[
    "number", "name", "content", "rule", "points", "weight", "party", "owner", "assessed", "joint", "method",
    "target", "unit", "note", "blank", "unknown",
]  # fmt: skip
_ROLES: tuple[Role, ...] = (
    "number", "name", "content", "rule", "points", "weight", "party", "owner", "assessed", "joint", "method",
    "target", "unit", "note", "blank",
)  # fmt: skip
_LEVEL = regex.compile(r"(?P<n>[一二三四五1-5])级(?:指标|项目|目录)?(?:名称)?")
_AND = regex.compile(r"以及|及|和|与|、|/")
# of a heading that names two things, the one that the cell is read for
_CARRIERS: tuple[Role, ...] = (
    "rule", "content", "name", "party", "owner", "assessed", "joint", "method", "points", "weight", "target",
    "note", "blank",
)  # fmt: skip
# roles that only a table of criteria has: a header needs one of these beside a name or content
_SCORING: frozenset[Role] = frozenset({"rule", "points", "weight"})
_NO_HEADING = 40  # characters; a longer cell heads no column
_LONG = 25  # characters; a longer cell of 考核内容 is text, not a name


@dataclass(frozen=True, slots=True)
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
    text = regex.sub(r"[:*★☆▲.]", "", squeeze(heading))
    return regex.sub(r"[(\[][^()\[\]]*[)\]]", "", text) or text.strip("()[]")


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
    # 2024年度考核指标 ends as 考核指标 does; one-character headings are too short to find inside others, and
    # 受检单位 is no 单位 of counting
    known = [
        word for word, role in _headings().items() if len(word) > 1 and role != "unit" and bare.endswith(word)
    ]
    return (_headings()[max(known, key=len)], 0) if known else ("unknown", 0)


def header_row(grid: Sequence[Sequence[Cell | None]], limit: int = 8) -> int | None:
    """The row of the header among the first `limit` rows: the one with most headings; None without one."""
    best: tuple[int, int] | None = None
    for index, row in enumerate(grid[:limit]):
        roles = {role_of(cell.text)[0] for cell in _own(row, index) if not cell.blank} - {"unknown"}
        named = roles & {"name", "content", "rule"}
        if named and roles & _SCORING and len(roles) >= 2 and (best is None or len(roles) > best[0]):
            best = (len(roles), index)
    return best[1] if best else None


def _own(row: Sequence[Cell | None], index: int) -> list[Cell]:
    """The cells that begin in this row."""
    return list(dict.fromkeys(cell for cell in row if cell is not None and cell.row == index))


def columns(header: Sequence[Cell | None], body: Sequence[Sequence[Cell | None]]) -> tuple[Column, ...]:
    """The role of each column from its heading and, where that leaves it open, from its content."""
    found = []
    for index, cell in enumerate(header):
        heading = clean(cell.text).value if cell else ""
        role, level = role_of(heading) if heading else ("unknown", 0)
        found.append(Column(index, role, heading, level))
    for column in list(found):
        texts = [cell.text for row in body if (cell := row[column.index]) is not None and not cell.blank]
        if column.role == "unknown" and texts:
            guessed = _by_content(texts, {other.role for other in found})
            if guessed:
                found[column.index] = replace(column, role=guessed, by_content=True)
        elif column.role == "content" and texts and _lacks_name(found, column):
            if _mostly(texts, _is_short):
                found[column.index] = replace(column, role="name", by_content=True)
        elif (
            column.role == "content"
            and "rule" not in {other.role for other in found}
            and _mostly(texts, lambda text: bool(split_bands(clean(text)).bands))
        ):
            found[column.index] = replace(column, role="rule", by_content=True)
    return _with_levels(found)


def _lacks_name(found: Sequence[Column], column: Column) -> bool:
    """Whether a content column may be the names: no other names, or another content column to its right."""
    named = any(other.role == "name" for other in found)
    return not named or any(other.role == "content" and other.index > column.index for other in found)


def _is_short(text: str) -> bool:
    """Whether a cell of 考核内容 reads like a name."""
    bare = squeeze(text)
    return len(bare) <= _LONG and not bare.endswith(("。", ";"))


def _mostly(texts: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return sum(holds(text) for text in texts) * 2 > len(texts)


def _by_content(texts: Sequence[str], taken: set[Role]) -> Role | None:
    """The role that a column without a known heading shows; only roles that no heading has taken."""
    if "rule" not in taken and _mostly(texts, lambda text: bool(split_bands(clean(text)).bands)):
        return "rule"
    figures = [integer(squeeze(text).rstrip(".、")) for text in texts[:3]]
    if "number" not in taken and figures == [1, 2, 3][: len(texts)]:
        return "number"
    if "points" not in taken and _mostly(texts, lambda text: points_of_cell(text) is not None):
        return "points"
    if not taken & {"party", "owner"} and _mostly(texts, lambda text: ends_like_organisation(squeeze(text))):
        return "party"
    return None


def _with_levels(found: Sequence[Column]) -> tuple[Column, ...]:
    """Name columns numbered from the outside in, as they stand."""
    level = 0
    numbered = []
    for column in found:
        if column.role == "name":
            level += 1
            column = replace(column, level=level)
        numbered.append(column)
    return tuple(numbered)

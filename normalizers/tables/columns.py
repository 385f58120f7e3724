"""The role of each column from its heading; where no word decides, from its content."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import regex

from extractors.document import Cell
from normalizers.bands.split import grade_heading, split_bands
from normalizers.cells.kinds import kind_of_points
from normalizers.cells.parties import ends_like_organisation
from normalizers.cells.points import points_of_cell
from normalizers.tables.header import LADDER, grades_in
from normalizers.tables.roles import Role, role_of
from normalizers.text.numerals import integer
from normalizers.text.views import clean, squeeze

# what a cell that scores says: 扣2分, 得5-8分, 不得分, 按比例计分
_SCORES = regex.compile(
    r"[扣得加计减赋给记][^,;。:]{0,8}\d(?:\.\d{1,4})?分|不得分|不计分|得满分|一票否决|酌情[扣加打]|[扣加计得]分"
    # 每人次-1分, +2分/次, but not 80-90分
    r"|(?<![\d分%)])[-+]\d{1,3}(?:\.\d{1,2})?(?:分|/\p{Han})"
    r"|每\p{Han}{1,3}[-+]\d{1,3}(?:\.\d{1,2})?(?=[,;。]|$)"
)
# grades that are names of kinds as well: A类, 一级, 甲等
_CLASS = regex.compile(r"[A-E甲乙丙丁一二三四五ⅠⅡⅢⅣ1-5]")
_FIGURES = regex.compile(r"\d{1,3}(?:\.\d{1,2})?\s*-{1,2}\s*\d{1,3}(?:\.\d{1,2})?")
_BARE_POINTS = regex.compile(r"\d\s*分(?!钟)")
_LONG = 25  # characters; a longer cell of 考核内容 is text, not a name


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place (from 0), role and heading; `level` counts the name columns from 1."""

    index: int
    role: Role
    header: str
    level: int = 0
    by_content: bool = False


def columns(header: Sequence[Cell | None], body: Sequence[Sequence[Cell | None]]) -> tuple[Column, ...]:
    """The role of each column from its heading and, where that leaves it open, from its content."""
    found = []
    for index, cell in enumerate(header):
        heading = clean(cell.text).value if cell else ""
        role, level = role_of(heading) if heading else ("unknown", 0)
        found.append(Column(index, role, heading, level))
    graded = grades_in([column.header if column.role == "unknown" else "" for column in found])
    grades = [index for index in graded.values() if _may_be_grade(found[index], body)]
    # A类 and B类 above plain figures: whose points count for whom is not known
    classes = set(graded.values()) - set(grades) if len(graded) >= LADDER else set()
    for index in grades if len(grades) >= LADDER else ():
        found[index] = replace(found[index], role="grade")
    for column in list(found):
        if column.role == "unknown" and _is_ladder(found, column, body):
            found = _beside_ladder(found, column.index)
    for column in list(found):
        texts = [cell.text for row in body if (cell := row[column.index]) is not None and not cell.blank]
        if column.role == "unknown" and texts and column.index not in classes:
            guessed = _by_content(texts, {other.role for other in found})
            if guessed:
                found[column.index] = replace(column, role=guessed, by_content=True)
        elif column.role == "content" and texts and _lacks_name(found, column):
            if _mostly(texts, _is_short):
                found[column.index] = replace(column, role="name", by_content=True)
        elif (
            column.role == "content"
            and "rule" not in {other.role for other in found}
            and _mostly(texts, scores)
        ):
            found[column.index] = replace(column, role="rule", by_content=True)
    return _with_levels(_with_rules(_without_rules_as_names(found, body), body))


def _without_rules_as_names(found: Sequence[Column], body: Sequence[Sequence[Cell | None]]) -> list[Column]:
    """C级指标 that mostly score, in a table without a column of rules, are rules and no names."""
    names = [column for column in found if column.role == "name"]
    ruled = any(column.role in {"rule", "grade", "ladder"} for column in found)
    if ruled or not names or (_scoring_share(names[-1], body) or 0) * 2 <= 1:
        return list(found)
    rule = replace(names[-1], role="rule", by_content=True)
    return [rule if column is names[-1] else column for column in found]


def _with_rules(found: Sequence[Column], body: Sequence[Sequence[Cell | None]]) -> list[Column]:
    """The columns of rules are those that score: 评价标准 may say what is asked, its neighbour how it counts.

    Where one column of rules scores and another never does, the other is content; where none does, but a
    neighbour mostly, the two change places.
    """
    shares = {column.index: _scoring_share(column, body) for column in found}
    rules = [column for column in found if column.role == "rule" and shares[column.index] is not None]
    silent = [column for column in rules if shares[column.index] == 0]
    speaking = [column for column in rules if (shares[column.index] or 0) > 0]
    if rules and not speaking:
        others = ("content", "method", "note", "unknown")
        speaking = [
            column for column in found if column.role in others and (shares[column.index] or 0) * 2 > 1
        ]
    if not silent or not speaking:
        return list(found)
    changed: dict[int, Role] = {column.index: "content" for column in silent}
    changed |= {column.index: "rule" for column in speaking if column.role != "rule"}
    return [
        replace(column, role=changed[column.index], by_content=True) if column.index in changed else column
        for column in found
    ]


def _scoring_share(column: Column, body: Sequence[Sequence[Cell | None]]) -> float | None:
    """How many of the filled cells of a column score; None without a filled cell."""
    cells = dict.fromkeys(
        cell
        for row in body
        if (cell := row[column.index]) is not None and not cell.blank and cell.col == column.index
    )
    # 每处1分 below 扣分标准 needs no verb
    headed = kind_of_points(column.header) != "scored"
    scored = [scores(cell.text) or (headed and bool(_BARE_POINTS.search(cell.text))) for cell in cells]
    return sum(scored) / len(scored) if scored else None


def scores(text: str) -> bool:
    """Whether a cell says how something counts, by a verb or by bands."""
    found = clean(text)
    return bool(_SCORES.search(found.folded)) or bool(split_bands(found).bands)


def _may_be_grade(column: Column, body: Sequence[Sequence[Cell | None]]) -> bool:
    """Whether a column headed by a grade holds a band; A类 above 10 may be the points of one kind of unit."""
    heading = grade_heading(clean(column.header))
    # 优（90-100） names no class: only the word counts, not its figures
    if "分" in column.header or heading is None or not _CLASS.search(heading.grade):
        return True
    texts = [cell.text for row in body if (cell := row[column.index]) is not None and not cell.blank]
    return _mostly(texts, lambda text: "分" in text or bool(_FIGURES.fullmatch(clean(text).folded)))


def _is_ladder(found: Sequence[Column], column: Column, body: Sequence[Sequence[Cell | None]]) -> bool:
    """Whether the cells of a column are grades, several to each name: 优, 良, 差 beside 巡检.

    One grade to a name says something about the name: 风险等级.
    """
    names = [other.index for other in found if other.role == "name" and other.index < column.index]
    groups: list[list[str]] = []
    last: Cell | None = None
    for row in body if names else ():
        name, cell = row[names[-1]], row[column.index]
        if name is not None and not name.blank and name is not last:
            groups.append([])
            last = name
        heading = grade_heading(clean(cell.text)) if cell is not None else None
        if heading is not None and groups:
            groups[-1].append(heading.grade)
    return bool(groups) and all(len(set(group)) == len(group) >= LADDER for group in groups)


def _beside_ladder(found: Sequence[Column], index: int) -> list[Column]:
    """The columns where one holds grades: those to its right say what a grade asks and what it is worth."""
    beside: dict[Role, Role] = {
        "rule": "ladder_text", "content": "ladder_text", "points": "ladder_points",
    }  # fmt: skip
    changed = []
    for column in found:
        role = beside.get(column.role, column.role) if column.index > index else column.role
        changed.append(replace(column, role="ladder" if column.index == index else role))
    return changed


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

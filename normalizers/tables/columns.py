"""The role of each column from its heading; where no word decides, from its content."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.document import Cell
from normalizers.bands.split import split_bands
from normalizers.cells.kinds import kind_of, kind_of_figures, kind_of_points
from normalizers.cells.points import points_of_cell
from normalizers.tables.content import (
    Body,
    is_ladder,
    is_short,
    may_be_grade,
    mostly,
    numbers_rows,
    role_by_content,
    scores,
    scoring_share,
    texts_of,
)
from normalizers.tables.header import grades_in
from normalizers.tables.roles import LADDER, Column, Role, names_assessors, role_of
from normalizers.text.views import clean

# fewer figures below a column are no steps
_STEPS = 2


def columns(header: Sequence[Cell | None], body: Body) -> tuple[Column, ...]:
    """The role of each column from its heading and, where that leaves it open, from its content."""
    found = _by_heading(header)
    classes = _classes(found, body)
    found = _with_grades(found, body)
    found = _with_ladder(found, body)
    found = _with_steps(found, body)
    found = _with_content(found, body, classes)
    found = _with_names(found, body)
    found = _without_rules_as_names(found, body)
    found = _with_rules(found, body)
    return _with_levels(found)


def _by_heading(header: Sequence[Cell | None]) -> list[Column]:
    """The columns as their headings name them."""
    found = []
    for index, cell in enumerate(header):
        heading = clean(cell.text).value if cell else ""
        role, level = role_of(heading) if heading else ("unknown", 0)
        found.append(Column(index, role, heading, level))
    return found


def _graded(found: Sequence[Column]) -> list[Column]:
    """The columns that are headed by a grade and nothing else, where there are several."""
    graded = grades_in([column.header if column.role == "unknown" else "" for column in found])
    return [found[index] for index in graded.values()] if len(graded) >= LADDER else []


def _with_grades(found: Sequence[Column], body: Body) -> list[Column]:
    """Columns headed by grades hold bands: 优 | 良 | 差; one alone (合格) may be anything."""
    grades = [column for column in _graded(found) if may_be_grade(column, body)]
    if len(grades) < LADDER:
        return list(found)
    return [replace(column, role="grade") if column in grades else column for column in found]


def _classes(found: Sequence[Column], body: Body) -> set[int]:
    """Columns headed A类 and B类 above plain figures: whose points count for whom is not known."""
    return {column.index for column in _graded(found) if not may_be_grade(column, body)}


def _with_ladder(found: Sequence[Column], body: Body) -> list[Column]:
    """A column of unknown meaning whose cells are grades, with the columns to its right."""
    changed = list(found)
    for column in found:
        if column.role == "unknown" and is_ladder(changed, column, body):
            changed = _beside_ladder(changed, column.index)
    return changed


def _with_content(found: Sequence[Column], body: Body, classes: Collection[int]) -> list[Column]:
    """Columns whose heading says too little have the role that their cells show; `classes` stay unknown."""
    changed = list(found)
    figured = _figured(found, body)
    for column in found:
        role: Role | None = None
        texts = texts_of(column, body)
        if column.role == "points" and texts and not any(points_of_cell(text) for text in texts):
            # 加减分 above 加2分/次 and 扣1分
            ruled = any(other.role == "rule" for other in changed)
            role = "rule" if not ruled and mostly(texts, scores) else None
        elif column.role == "rule" and texts and all(points_of_cell(text) is not None for text in texts):
            # 减分值 above 3, where nothing else says what each row counts
            role = None if any(other.role == "points" for other in changed) else "points"
        elif column.role in {"method", "blank"} and texts and mostly(texts, scores):
            # 评价方法 and 评分 above 每次扣2分, 评价等次及得分 above 好（16-20分）：…, where no other column
            # says how points are given
            role = None if _ruled(changed, body) else "rule"
        elif column.role == "blank" and len(texts) > 1 and column.header.endswith("人"):
            # 考核人 that is filled in with 班组长 and 质检员
            role = "party" if not any(one.role == "party" for one in changed) else None
        elif column.role == "unknown" and column.index in figured:
            # 一类村 | 二类村 | 三类村: whose points count for whom is not known
            role = None
        elif column.role == "unknown" and _groups(changed, column, body):
            role = "name"
        elif column.role == "unknown" and texts and column.index not in classes:
            role = role_by_content(texts, {other.role for other in changed})
        elif column.role == "content" and texts and _lacks_name(changed, column):
            role = "name" if mostly(texts, is_short) else None
        elif column.role == "content" and _heads_rows(changed, column, body):
            role = "name" if all(map(is_short, texts)) else None
        elif column.role == "content" and not any(other.role == "rule" for other in changed):
            role = "rule" if mostly(texts, scores) else None
        if role is not None:
            changed[column.index] = replace(column, role=role, by_content=True)
    return changed


def _ruled(found: Sequence[Column], body: Body) -> bool:
    """Whether a column says how points are given: one of rules or grades, or one of contents that score."""
    return any(
        one.role in {"rule", "grade", "ladder"}
        or (one.role in {"content", "unknown"} and (scoring_share(one, body) or 0) * 2 > 1)
        for one in found
    )


def _groups(found: Sequence[Column], column: Column, body: Body) -> bool:
    """Whether a column left of the names groups them: 类型 with 定量 over three rows, 加分 and 扣分."""
    names = [other.index for other in found if other.role == "name"]
    cells = dict.fromkeys(cell for row in body if (cell := row[column.index]) is not None and not cell.blank)
    if (
        not names
        or column.index > names[0]
        or len(cells) < _STEPS
        or not all(is_short(c.text) for c in cells)
    ):
        return False
    own = [cell for cell in cells if cell.col == column.index]
    return len(own) > 1 and any(cell.row_span > 1 or kind_of(cell.text) != "scored" for cell in own)


def _figured(found: Sequence[Column], body: Body) -> set[int]:
    """The columns of unknown meaning that hold nothing but figures, where several stand side by side."""
    figured = {
        column.index
        for column in found
        if column.role == "unknown"
        and len(texts := texts_of(column, body)) > 1
        and all(points_of_cell(text) is not None for text in texts)
        and not numbers_rows(texts)
    }
    return {index for index in figured if {index - 1, index + 1} & figured}


def _with_steps(found: Sequence[Column], body: Body) -> list[Column]:
    """A column to be filled in (得分) that holds figures: of steps, the best of which is worth all there is.

    业绩 | 30, both merged over 5个以上 | 30, 3-4个 | 20, 1-2个 | 10; without 分值, each row has its figure.
    """
    changed = list(found)
    points = [column for column in found if column.role == "points"]
    for column in found:
        figured = {
            cell.row: figure
            for row in body
            if (cell := row[column.index]) is not None
            and cell.col == column.index
            and (figure := points_of_cell(cell.text)) is not None
        }
        texts = texts_of(column, body)
        other = _other_side(found, column, body)
        if not points and other is not None and texts and len(figured) == len(texts):
            changed[column.index] = replace(column, role="points", by_content=True)
            continue
        if column.role not in {"blank", "unknown"} or len(figured) < _STEPS or len(figured) < len(set(texts)):
            continue
        ladder = any(other.role == "ladder" and other.index < column.index for other in found)
        role: Role = "ladder_points" if ladder else "points"
        if not points and column.role == "blank" and len(figured) >= len(_own_rows(body)):
            changed[column.index] = replace(column, role=role, by_content=True)
        elif points and points[-1].index < column.index and _best_of(points[-1], figured, body):
            changed[column.index] = replace(column, role=role, by_content=True)
            beside = changed[column.index - 1]
            if beside.role == "unknown":
                changed[beside.index] = replace(beside, role="content", by_content=True)
    return changed


def _other_side(found: Sequence[Column], column: Column, body: Body) -> Column | None:
    """The column of 扣分 beside one of 加分, where each row has a figure in one of them."""
    kind = kind_of_figures(column.header)
    for other in found if column.role in {"blank", "rule"} and kind != "scored" else ():
        sides = {kind, kind_of_figures(other.header)}
        if other.role not in {"blank", "rule"} or sides != {"bonus", "penalty"}:
            continue
        pairs = [(row[column.index], row[other.index]) for row in body]
        if all(sum(cell is not None and not cell.blank for cell in pair) <= 1 for pair in pairs):
            return other
    return None


def _own_rows(body: Body) -> list[Sequence[Cell | None]]:
    """The rows with more than a sum or a heading."""
    return [row for row in body if sum(cell is not None and not cell.blank for cell in row) > _STEPS]


def _best_of(points: Column, figured: Mapping[int, Decimal], body: Body) -> bool:
    """Whether points over several figures (merged, or above blank cells) are what the best is worth."""
    cells = dict.fromkeys(cell for row in body if (cell := row[points.index]) and not cell.blank)
    starts = sorted(cell.row for cell in cells)
    found = []
    for cell in cells:
        end = next((row for row in starts if row > cell.row), max(figured) + 1)
        inside = [figured[row] for row in range(cell.row, end) if row in figured]
        if len(inside) > 1:
            found.append(max(inside) == points_of_cell(cell.text))
    return bool(found) and all(found)


def _with_names(found: Sequence[Column], body: Body) -> list[Column]:
    """The first column of short texts has the names where no heading says so; behind it stand texts."""
    changed = list(found)
    names = [column.index for column in found if column.role in {"name", "content"}]
    scored = [column.index for column in found if column.role in {"points", "rule"}]
    if not scored:
        return changed
    for column in found:
        texts = texts_of(column, body)
        each = len(texts) > 1 and len(set(texts)) == len(texts)
        if not names and each and column.role == "party" and names_assessors(column.header):
            # 评价主体 | 满分 | 权重: rows of 个人自评, 同事互评
            changed[column.index] = replace(column, role="name", by_content=True)
            names.append(column.index)
        if column.role != "unknown" or not texts or column.index > scored[-1]:
            continue
        if not names and mostly(texts, is_short):
            changed[column.index] = replace(column, role="name", by_content=True)
            names.append(column.index)
            continue
        ruled = any(one.role == "rule" for one in changed)
        # 表现 between 满分 and 得分区间 says what a step asks, where nothing else does
        left = column.index < scored[0] or not ruled
        told = not ruled or not mostly(texts, is_short) or all(found[one].by_content for one in names)
        if names and left and told and not any(one.role == "content" for one in changed):
            changed[column.index] = replace(column, role="content", by_content=True)
    return changed


def _heads_rows(found: Sequence[Column], column: Column, body: Body) -> bool:
    """Whether cells of a column stand over rows that each have a rule and points: 注册资本 over its steps.

    So do the columns below one heading with a name: 主要特点 | 部位, both below 内容.
    """
    before = found[column.index - 1] if column.index else None
    if before is not None and before.role == "name" and before.header == column.header:
        return True
    rules = [other.index for other in found if other.role == "rule" and other.index > column.index]
    points = [other.index for other in found if other.role == "points" and other.index > column.index]
    if not rules or not points:
        return False
    merged = {cell for row in body if (cell := row[column.index]) is not None and cell.row_span > 1}
    own = [
        all(_own_cells(body, index, cell) == cell.row_span for index in (rules[0], points[0]))
        for cell in merged
    ]
    return bool(own) and all(own)


def _own_cells(body: Body, index: int, above: Cell) -> int:
    """How many filled cells of a column stand beside a merged cell."""
    rows = range(above.row, above.row + above.row_span)
    cells = {cell for row in body if (cell := row[index]) is not None and not cell.blank and cell.row in rows}
    return len(cells)


def _without_rules_as_names(found: Sequence[Column], body: Body) -> list[Column]:
    """C级指标 that mostly score, in a table without a column of rules, are rules and no names.

    So is 加分情形 right of the points of other names, where each cell says how much it adds.
    """
    names = [column for column in found if column.role == "name"]
    points = [column.index for column in found if column.role == "points"]
    sided = {
        column
        for column in names[1:]
        if points and names[0].index < points[0] < column.index
        if kind_of_points(column.header) != "scored" and scoring_share(column, body) == 1
    }
    if sided:
        found = [replace(one, role="rule", by_content=True) if one in sided else one for one in found]
        names = [column for column in names if column not in sided]
    ruled = any(column.role in {"rule", "grade", "ladder"} for column in found)
    if ruled or not names or (scoring_share(names[-1], body) or 0) * 2 <= 1:
        return list(found)
    rule = replace(names[-1], role="rule", by_content=True)
    return [rule if column is names[-1] else column for column in found]


def _with_rules(found: Sequence[Column], body: Body) -> list[Column]:
    """The columns of rules are those that score: 评价标准 may say what is asked, its neighbour how it counts.

    Where one column of rules scores and another never does, the other is content; where none does, but a
    neighbour mostly, the two change places.
    """
    shares = {column.index: scoring_share(column, body) for column in found}
    rules = [column for column in found if column.role == "rule" and shares[column.index] is not None]
    if not rules and any(column.role == "rule" for column in found):
        # 评分标准 is blank throughout, and 评分内容 holds the grades
        bands = [column for column in found if column.role == "content" and _holds_bands(column, body)]
        return [replace(one, role="rule", by_content=True) if one in bands else one for one in found]
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


def _holds_bands(column: Column, body: Body) -> bool:
    return mostly(texts_of(column, body), lambda text: bool(split_bands(clean(text)).bands))

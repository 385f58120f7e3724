"""What is said of more than its own item: which criteria a note or a zero names, how a total is rounded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import regex

from extractors.document import Cell
from normalizers.draft import Draft
from normalizers.records import Clause, Criterion
from normalizers.text import patterns
from normalizers.text.numerals import integer
from normalizers.text.views import clean

# 安全 alone may stand in any sentence; “安全”扣分 and 安全、卫生扣分 name it
_SHORTEST = 3
_BEFORE = r"(?:^|[“\"「《、,，;；:：。.)）\d和与及])"
_ALL_OF_IT = r"(?:[一二两三四五\d]?[项类]|指标|部分)?"
_BEHIND = rf"(?:[”\"」》、和与及]|{_ALL_OF_IT}(?:的?[加扣减奖]分|累计|合计|最[多高]))"
# 安全管理不得分, 安全管理部分不得分, 安全管理类指标全部计0分
_NAUGHT = (
    r"[”\"」》]?(?:这?一?(?:部分|大项|大类|板块|章节|类|项)?(?:指标|项目)?(?:全部|整项|整体|各项|均|得分|直接)*)"
    r"(?:不[得计予给]|[得计记为按]?[0零])"
)
# 第2项和第3项, 第2、3项, 第1至3项, 序号2、3
_FIGURE = r"[\d一二三四五六七八九十]{1,3}"
_LIST = rf"{_FIGURE}(?:\s*(?:[、,和与及]|至|到|-)\s*第?{_FIGURE})*"
_NUMBERED = patterns.made(rf"第(?P<items>{_LIST})(?:项|条)(?!规定)|序号(?:为)?(?P<items>{_LIST})")
_RANGE = patterns.made(rf"({_FIGURE})(?:至|到|-)第?({_FIGURE})")
_ONE = patterns.made(_FIGURE)


def tell_of_notes(draft: Draft) -> None:
    """Fills `applies_to` of clauses in notes, the scope of zeros, and `decimals` of rubrics from their notes.

    Example: 航标维护累计扣分不超过10分 binds the criterion 航标维护; in an item of the section 安全管理,
    安全管理部分不得分 is a zero of the section; 各项得分保留一位小数 rounds the rubric.
    """
    criteria: dict[str, list[Criterion]] = defaultdict(list)
    for criterion in draft.criteria:
        criteria[criterion.rubric_id].append(criterion)
    shared = _shared(draft)
    names = {one.criterion_id: one.name for one in draft.criteria}
    above = {one.criterion_id: names.get(one.parent_id, "") for one in draft.criteria}
    draft.clauses[:] = [
        _applied(clause, criteria[clause.rubric_id], shared.get(clause.clause_id, ()))
        if clause.source == "note"
        else _of_section(clause, above.get(clause.criterion_id, ""))
        for clause in draft.clauses
    ]
    rounded = {
        clause.rubric_id: clause.decimals
        for clause in draft.clauses
        if clause.decimals is not None and not clause.criterion_id
    }
    draft.rubrics[:] = [
        rubric.model_copy(update={"decimals": rounded.get(rubric.rubric_id)}) for rubric in draft.rubrics
    ]


def _shared(draft: Draft) -> dict[str, list[str]]:
    """The criteria over which the cell of a limit is merged: 本指标扣分合计最多15分 beside three items."""
    limits = {one.clause_id: one for one in draft.clauses if one.source == "note" and _limits(one)}
    found: dict[tuple[Cell, str], list[Clause]] = defaultdict(list)
    for quote in draft.quotes:
        unit = quote.unit
        if quote.owner_id in limits and isinstance(unit, Cell) and unit.row_span > 1:
            clause = limits[quote.owner_id]
            found[unit, clause.text].append(clause)
    shared: dict[str, list[str]] = {}
    for group in found.values():
        ids = [one.criterion_id for one in group]
        if len(set(ids)) > 1:
            shared |= dict.fromkeys((one.clause_id for one in group), ids)
    return shared


def _limits(clause: Clause) -> bool:
    return clause.kind == "note" and clause.cap == "points"


def _applied(clause: Clause, criteria: Sequence[Criterion], shared: Sequence[str]) -> Clause:
    """The clause with the criteria that it names, or that its cell is merged over.

    Those that a limit names are what it is said of, too.
    """
    if shared:
        return clause.model_copy(update={"applies_to": "；".join(shared)})
    spans = _named(clause.text, criteria)
    ids = [one.criterion_id for one in criteria if one.name in spans]
    limits = _limits(clause)
    if not ids and limits and not clause.criterion_id:
        ids = _numbered(clause.text, criteria)
    if not ids:
        return clause
    update = {"applies_to": "；".join(ids)}
    if limits and spans and not clause.condition and not clause.lead:
        # 信息报送、值班值守两项加分累计不超过6分 holds for these two
        first, last = min(start for start, _ in spans.values()), max(end for _, end in spans.values())
        update["condition"] = clause.text[first:last]
    return clause.model_copy(update=update)


def _of_section(clause: Clause, section: str) -> Clause:
    """A zero that names the section above its item is one of all that stands in it."""
    if clause.kind != "zero" or clause.scope == "rubric" or not section:
        return clause
    said = regex.search(f"{regex.escape(section)}{_NAUGHT}", clause.text)
    return clause.model_copy(update={"scope": "indicator"}) if said else clause


def _named(text: str, criteria: Iterable[Criterion]) -> dict[str, tuple[int, int]]:
    """The names in a text with their places; of 消防管理 and 消防 in one place the longer one is meant."""
    found: dict[str, tuple[int, int]] = {}
    left = text
    for name in sorted({one.name for one in criteria if len(one.name) > 1}, key=len, reverse=True):
        if len(name) >= _SHORTEST:
            start = left.find(name)
        else:
            match = regex.search(f"{_BEFORE}{regex.escape(name)}{_BEHIND}", left)
            start = left.index(name, match.start()) if match else -1
        if start >= 0:
            found[name] = (start, start + len(name))
            left = left.replace(name, "\0" * len(name))
    return found


def _numbered(text: str, criteria: Sequence[Criterion]) -> list[str]:
    """The criteria that a limit names by their numbers, where each number is that of one alone."""
    numbers: list[int | None] = []
    for match in _NUMBERED.finditer(clean(text).folded):
        items = match["items"]
        for low, high in _RANGE.findall(items):
            numbers.extend(range(integer(low) or 0, (integer(high) or 0) + 1))
        numbers.extend(integer(one) for one in _ONE.findall(_RANGE.sub("", items)))
    of_number: dict[int | None, list[str]] = defaultdict(list)
    for one in criteria:
        of_number[integer(one.label.strip("()（）.、． "))].append(one.criterion_id)
    if any(len(of_number[number]) != 1 for number in numbers if number is not None):
        return []
    return [of_number[number][0] for number in dict.fromkeys(numbers) if number is not None]

"""What a rubric leaves open: weights that are no points, rows without words, missing rules, masked names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal

from extractors.finding import Finding
from normalizers.checks.findings import Findings
from normalizers.kinds import CAPS, CLAUSES
from normalizers.records import Clause, Criterion, Records
from normalizers.text import patterns
from normalizers.text.numerals import figure
from normalizers.text.views import squeeze

# -0%, ≤%, ≥: a sign that has lost its figure
_ODD_TARGET = patterns.made(r"[-+±]0(?:\.0{1,3})?\D{0,4}|[≥≤<>=]{1,2}\D{0,4}")
# ① or 1. alone is no text
_MARK = patterns.made(r"(?:[①-⑳⑴-⒇]|[(\[]?\d{1,2}[)\].、]?)?")
# ××, ＊＊, 某某 in the place of names
_MASK = patterns.made(r"[×*＊]{2,}|(?<=\p{Han})[×＊](?=\p{Han})")
_SURE_MASK = patterns.made(r"(?<=[\p{Han}《“])[×＊]{2,}|[×＊]{2,}(?=[\p{Han}》”])")
_AROUND = 6
_FEW = 5
# deductions that a text states in figures
_DEDUCTION = patterns.made(r"扣[^,;。，；]{0,6}?\d")


def check(records: Records, report: Findings) -> list[Finding]:
    """All findings of this kind; none where nothing is left open."""
    return [found for one in _CHECKS for found in one(records, report)]


def _weights(records: Records, report: Findings) -> Iterator[Finding]:
    """A level of weights (50%) above points that do not add up to them: such scores are weighted."""
    below: dict[str, list[Criterion]] = defaultdict(list)
    for criterion in records.criteria:
        below[criterion.parent_id].append(criterion)
    said: set[str] = set()
    for criterion in records.criteria:
        known = [child.points for child in below[criterion.criterion_id] if child.points is not None]
        if criterion.weight is None or criterion.points is not None or not known:
            continue
        if sum(known) != criterion.weight and criterion.rubric_id not in said:
            said.add(criterion.rubric_id)
            yield report(
                "weights-scale",
                criterion.criterion_id,
                "weight",
                weight=figure(criterion.weight),
                computed=figure(sum(known, Decimal(0))),
            )


def _targets(records: Records, report: Findings) -> Iterator[Finding]:
    """Targets whose sign has lost its figure: -0%, ≥."""
    for criterion in records.criteria:
        if _ODD_TARGET.fullmatch(squeeze(criterion.target)):
            yield report(
                "target-odd",
                criterion.criterion_id,
                "target",
                evidence=criterion.target,
                text=criterion.target,
            )


def _words(records: Records, report: Findings) -> Iterator[Finding]:
    """Rows with points of which the words are missing: ① and 5, and nothing beside them."""
    worded = {band.criterion_id for band in records.bands}
    worded |= {key_point.criterion_id for key_point in records.key_points}
    rows: dict[str, list[str]] = defaultdict(list)
    # a figure over several items is that of a nameless criterion above them
    above = {criterion.parent_id for criterion in records.criteria}
    for criterion in records.criteria:
        texts = (criterion.name, criterion.text, criterion.rule_text)
        bare = criterion.points is not None and all(_MARK.fullmatch(squeeze(text)) for text in texts)
        if bare and criterion.criterion_id not in worded | above:
            rows[criterion.parent_id or criterion.rubric_id].append(criterion.criterion_id)
    for owners in rows.values():
        yield report("text-missing", owners[0], "points", count=len(owners))


def _rules(records: Records, report: Findings) -> Iterator[Finding]:
    """Rubrics that give points but nowhere say how they are won or lost."""
    ruled = {band.rubric_id for band in records.bands} | {clause.rubric_id for clause in records.clauses}
    for criterion in records.criteria:
        if criterion.rule_text:
            ruled.add(criterion.rubric_id)
    pointed = {criterion.rubric_id for criterion in records.criteria if criterion.points is not None}
    for rubric in records.rubrics:
        if rubric.rubric_id in pointed - ruled:
            yield report("rules-missing", f"{rubric.rubric_id}/1", "name")


def _deductions(records: Records, report: Findings) -> Iterator[Finding]:
    """Criteria whose deductions, each taken once, leave some points that nothing takes or gives."""
    own: dict[str, list[Clause]] = defaultdict(list)
    for clause in records.clauses:
        own[clause.criterion_id].append(clause)
    for criterion in records.criteria:
        clauses = [clause for clause in own[criterion.criterion_id] if CLAUSES[clause.kind].acts]
        known = [clause.points_max or clause.points for clause in clauses]
        figures = [points for points in known if points is not None]
        plain = all(
            clause.kind == "deduct" and not clause.per and not CAPS[clause.cap].stated for clause in clauses
        )
        printed = len(_DEDUCTION.findall(squeeze(criterion.text + criterion.rule_text)))
        if criterion.points is None or not clauses or not plain or not len(known) == len(figures) == printed:
            continue
        if sum(figures) < criterion.points:
            yield report(
                "deductions-short",
                criterion.criterion_id,
                "points",
                points=figure(criterion.points),
                computed=figure(sum(figures, Decimal(0))),
            )


def _masks(records: Records, report: Findings) -> Iterator[Finding]:
    """Names and words that were covered with ×: nobody can restore them from the file."""
    texts = [
        *(text for one in records.criteria for text in (one.name, one.text, one.rule_text)),
        *(task.text for task in records.tasks),
        records.notice.body,
        records.notice.title,
    ]
    if not any(_SURE_MASK.search(text) for text in texts):
        # a lone × is a sign of arithmetic: 得分×权重
        return
    found: Counter[str] = Counter()
    for text in texts:
        for match in _MASK.finditer(text):
            found[text[max(0, match.start() - _AROUND) : match.end() + _AROUND]] += 1
    if found:
        examples = "、".join(list(found)[:_FEW])
        yield report("text-masked", records.notice.notice_id, count=found.total(), text=examples)


_CHECKS: tuple[Callable[[Records, Findings], Iterator[Finding]], ...] = (
    _weights,
    _targets,
    _words,
    _rules,
    _deductions,
    _masks,
)

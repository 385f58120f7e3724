"""Clauses (扣分, 加分, 不得分, 一票否决) of a passage to records; what scores and is not read is reported."""

from __future__ import annotations

from collections.abc import Collection

from extractors.document import Cell
from normalizers.bands.ladder import ladder
from normalizers.cells.kinds import kind_of_points
from normalizers.criteria.state import Owner, Passage, RubricDraft
from normalizers.kinds import CRITERIA
from normalizers.language import ClauseText, read_clauses
from normalizers.language.records import clause_record, in_part, numbered, tier_records
from normalizers.records import ClauseKind

# what bare figures do below such a heading
_HEADINGS = {kind: does.figure for kind, does in CRITERIA.items() if does.figure}


def add_clauses(
    rubric: RubricDraft, owner: Owner, passage: Passage, kinds: Collection[ClauseKind] | None = None
) -> int:
    """Adds the clauses of a passage (of these kinds) and gives their number; unread ones are reported."""
    worth = None if kinds else owner.points
    reading = read_clauses(passage.text, worth, _heading(rubric, owner, passage), banded=kinds is not None)
    wanted = [clause for clause in reading.clauses if kinds is None or clause.kind in kinds]
    for clause in numbered(wanted, owner.counts["c"]):
        if clause.kind == "limit" and clause.scope == "item" and not _banded(rubric, owner):
            # 不得评为优秀 where the item has no grades speaks of the whole
            clause = clause._replace(scope="rubric")
        _add(rubric, owner, passage, clause)
    if kinds is None:
        _tell_of_unread(rubric, owner, passage, reading.unread)
    return len(wanted)


def _heading(rubric: RubricDraft, owner: Owner, passage: Passage) -> ClauseKind | None:
    """What bare figures of a passage do: 每处1分 below 加分项, or in a column that is headed 扣分标准."""
    heading = _HEADINGS.get(owner.kind)
    if heading is None and isinstance(passage.unit, Cell) and passage.source == "rule":
        heading = _HEADINGS.get(kind_of_points(rubric.raw.columns[passage.unit.col].header))
    return heading


def _banded(rubric: RubricDraft, owner: Owner) -> bool:
    return any(band.criterion_id == owner.criterion_id for band in rubric.draft.bands)


def _add(rubric: RubricDraft, owner: Owner, passage: Passage, found: ClauseText) -> None:
    """Adds a clause with its steps, and says what is doubtful in it."""
    draft, unit = rubric.draft, passage.unit
    owners = (rubric.rubric_id, owner.criterion_id)
    clause = clause_record(found, passage.text, passage.at, owners, owner.number("c"), passage.source)
    if passage.source != "note":
        clause = in_part(clause, owner.parts)
    clause_id = clause.clause_id
    text = passage.text.cut(found.start, found.end)
    draft.cite(clause_id, "text", unit, text, "inferred" if found.slip else None)
    draft.clauses.append(clause)
    draft.tiers.extend(tier_records(found, clause_id))
    if found.slip:
        values = {"text": found.slip, "figure": str(clause.points)}
        draft.report("figure-slip", unit, owner_id=clause_id, evidence=text.value, **values)
    for start, end in found.unread:
        words = passage.text.value[start:end]
        draft.report("clause-part-unread", unit, owner_id=clause_id, evidence=words, words=words)
    if found.ambiguous:
        first, second = found.ambiguous
        draft.report(
            "clause-ambiguous", unit, owner_id=clause_id, evidence=text.value, first=first, second=second
        )
    elif any(not step.label for step in found.tiers):
        draft.report("tier-unlabelled", unit, owner_id=clause_id, evidence=text.value)


def _tell_of_unread(
    rubric: RubricDraft, owner: Owner, passage: Passage, unread: Collection[tuple[int, int]]
) -> None:
    """Reports the stretches that say how something scores and are no clause."""
    if not unread:
        return
    # 90分以上为优秀 is a step of the ladder of the whole rubric
    grades = [] if owner.criterion_id else [(step.start, step.end) for step in ladder(passage.text)]
    for start, end in unread:
        if not any(first < end and start < last for first, last in grades):
            text = passage.text.value[start:end]
            rubric.draft.report(
                "clause-unread", passage.unit, owner_id=owner.owner_id, evidence=text, text=text
            )

"""What holds for every rubric and all marks: of data/raw, and of rubrics made of invented rules."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers.records import FindingRow, Records, Rubric
from pipeline.scoring import Mark, ScoreSheet, blank, score
from pipeline.scoring.rules.amounts import judged
from pipeline.scoring.rules.outline import outline
from tests.markmaker import RULES, made_of, marks, of_raw

# nothing but numbers is drawn: to read is no part of a draw, as it draws by itself (names of folders) the first time
Place = tuple[int, ...] | int
made = st.lists(st.integers(0, len(RULES) - 1), min_size=1, max_size=5).map(tuple)
rubrics = st.one_of(made, st.integers(0, 999))
randoms = st.integers(0, 2**32 - 1).map(Random)
often = settings(max_examples=60)


def read(place: Place) -> tuple[Records, Rubric]:
    """The rubric of some rules, or one of data/raw."""
    return of_raw()[place % len(of_raw())] if isinstance(place, int) else made_of(place)


def one(of: tuple[Records, Rubric], noted: list[Mark]) -> ScoreSheet:
    """The sheet of some marks; an empty one without any."""
    records, rubric = of
    (sheet,) = score(records, noted, rubric.rubric_id) if noted else (blank(records, rubric),)
    return sheet


def at_most(low: Decimal | None, high: Decimal | None, inner: ScoreSheet) -> bool:
    """Whether the points of a sheet lie between two ends."""
    above = low is None or (inner.points.low is not None and low <= inner.points.low)
    below = high is None or (inner.points.high is not None and inner.points.high <= high)
    return above and below


@often
@given(rubrics, randoms)
def test_complete_marks_give_one_total_without_faults(place: Place, random: Random) -> None:
    of = read(place)
    sheet = one(of, marks(*of, random))
    assert sheet.errors == ()
    assert sheet.outcome in {"complete", "vetoed"}
    assert sheet.points.exact is not None


@often
@given(rubrics, randoms, st.floats(0, 1))
def test_the_total_is_the_sum_of_the_effects_of_its_steps(place: Place, random: Random, kept: float) -> None:
    of = read(place)
    sheet = one(of, [mark for mark in marks(*of, random) if random.random() < kept])
    for end in ("low", "high"):
        effects = [getattr(step.effect, end) for step in sheet.trace]
        total = getattr(sheet.points, end)
        # what has no limit may stand below one: a bonus that nothing limits, in a rubric that ends at 100
        assert (None in effects) if total is None else (None in effects or sum(effects) == total)


@often
@given(rubrics, randoms)
def test_the_order_of_marks_makes_no_difference(place: Place, random: Random) -> None:
    of = read(place)
    noted = marks(*of, random)
    shuffled = random.sample(noted, len(noted))
    assert one(of, shuffled) == one(of, noted)


@often
@given(rubrics, randoms, st.floats(0, 1))
def test_whatever_is_marked_later_the_total_lies_in_the_interval(
    place: Place, random: Random, kept: float
) -> None:
    of = read(place)
    noted = marks(*of, random)
    criteria = {row.criterion_id for row in of[0].criteria}
    # points of a criterion, and 无, answer for all that is not marked below it
    closing = {mark.id for mark in noted if mark.id in criteria and mark.value != "无"}
    # a target that is marked takes the place of the one that is printed
    some = [
        mark
        for mark in noted
        if mark.id.endswith("/目标值")
        or (mark.value != "无" and mark.id.rpartition("/")[0] not in closing and random.random() < kept)
    ]
    done, begun = one(of, noted), one(of, some)
    if done.outcome == "vetoed":
        assert begun.points.low is None or begun.points.low <= 0
    else:
        assert at_most(begun.points.low, begun.points.high, done)


@often
@given(rubrics, randoms)
def test_a_fault_more_never_raises_a_score(place: Place, random: Random) -> None:
    of = read(place)
    noted = marks(*of, random)
    before = one(of, noted)
    faults = {
        clause.clause_id: clause
        for _, clause in outline(*of).all_clauses()
        if clause.kind in {"deduct", "zero", "limit", "veto"} and not judged(clause, ())
    }
    places = [place for place, mark in enumerate(noted) if mark.id in faults and mark.value.isdecimal()]
    if not places or before.outcome == "vetoed":
        return
    place = random.choice(places)
    mark = noted[place]
    clause = faults[mark.id]
    if clause.multiplier is not None:
        return
    value = str(Decimal(mark.value) + 1) if clause.kind == "deduct" else "1"
    after = one(of, [*noted[:place], Mark(mark.id, value, matter=mark.matter), *noted[place + 1 :]])
    if not after.errors:
        assert at_most(None, before.points.high, after)


@often
@given(rubrics, randoms)
def test_no_item_gives_more_than_it_has_nor_takes_more(place: Place, random: Random) -> None:
    of = read(place)
    sheet = one(of, marks(*of, random))
    shape = outline(*of)
    unlimited = {
        clause.criterion_id
        for _, clause in shape.all_clauses()
        if clause.kind == "bonus" or clause.cap == "none"
    }
    for node in shape.nodes():
        line = next(line for line in sheet.lines if line.criterion_id == node.id)
        inside = {one.criterion_id for below in node.walk() for one in (below.criterion, *below.pooled)}
        kinds = {below.criterion.kind for below in node.walk()}
        if node.worth is not None and kinds <= {"scored", "veto"} and not inside & unlimited:
            points = line.points.exact
            assert points is not None
            assert 0 <= points <= node.worth


@often
@given(rubrics, randoms)
def test_a_limit_in_figures_holds_for_all_that_stand_under_it(place: Place, random: Random) -> None:
    of = read(place)
    sheet = one(of, marks(*of, random))
    runs: dict[tuple[str, int | None], tuple[Decimal, set[str]]] = {}
    for _, clause in outline(*of).all_clauses():
        if clause.cap == "points" and clause.cap_points is not None and not clause.cap_total:
            run = (clause.criterion_id, clause.cap_run)
            runs.setdefault(run, (clause.cap_points, set()))[1].add(clause.clause_id)
    for limit, clauses in runs.values():
        effects = [step.effect.exact for step in sheet.trace if step.clause_id in clauses]
        assert abs(sum(effect for effect in effects if effect is not None)) <= limit


@often
@given(rubrics, randoms)
def test_a_veto_decides(place: Place, random: Random) -> None:
    of = read(place)
    vetoes = [
        clause.clause_id
        for _, clause in outline(*of).all_clauses()
        if clause.kind == "veto" and clause.scope == "rubric"
    ]
    if vetoes:
        noted = [mark for mark in marks(*of, random) if mark.id not in vetoes]
        without = one(of, [*noted, *(Mark(veto, "0") for veto in vetoes)])
        sheet = one(of, [*noted, Mark(random.choice(vetoes), "1")])
        assert (sheet.points.exact, sheet.outcome) == (0, "vetoed")
        assert sheet.before_veto == without.points


CUT = {
    "partial": True,
    "cap": "unstated",
    "cap_points": None,
    "floor_points": None,
    "exception": "",
    "condition": "",
    "lead": "",
    "ladder": None,
    "cap_run": None,
    "cap_total": False,
    "within_item": False,
}


@often
@given(made, randoms)
def test_of_a_clause_that_was_read_in_part_the_interval_holds_the_true_total(
    place: Place, random: Random
) -> None:
    of = read(place)
    records, rubric = of
    noted = marks(*of, random)
    true = one(of, noted)
    clauses = [clause for _, clause in outline(*of).all_clauses() if clause.kind not in {"note", "limit"}]
    lost = {clause.clause_id for clause in random.sample(clauses, min(2, len(clauses)))}
    cut = records.model_copy(
        update={
            "clauses": tuple(
                clause.model_copy(update=CUT) if clause.clause_id in lost else clause
                for clause in records.clauses
            ),
            # what asks for figures is lost with the clause
            "thresholds": tuple(one for one in records.thresholds if one.owner_id not in lost),
        }
    )
    sheet = one((cut, rubric), [mark for mark in noted if f"{mark.id}/".find("/th") < 0])
    if true.outcome == "vetoed":
        assert sheet.points.low is None or sheet.points.low <= 0
    else:
        assert at_most(sheet.points.low, sheet.points.high, true)


@often
@given(made, randoms, st.floats(0, 1))
def test_of_a_rule_that_was_not_read_the_interval_holds_the_true_total(
    place: Place, random: Random, kept: float
) -> None:
    of = read(place)
    records, rubric = of
    noted = [mark for mark in marks(*of, random) if mark.value != "无"]
    true = one(of, noted)
    clauses = [c for _, c in outline(*of).all_clauses() if c.criterion_id and c.kind in {"deduct", "award"}]
    if not clauses or true.points.exact is None or true.outcome == "vetoed":
        return
    lost = random.choice(clauses)
    finding = FindingRow(
        notice_id=records.notice.notice_id,
        code="clause-unread",
        severity="warning",
        message="",
        owner_id=lost.criterion_id,
        evidence=lost.text,
    )
    left = tuple(clause for clause in records.clauses if clause.clause_id != lost.clause_id)
    cut = records.model_copy(update={"clauses": left, "findings": (*records.findings, finding)})
    sheet = one((cut, rubric), [mark for mark in noted if not f"{mark.id}/".startswith(f"{lost.clause_id}/")])
    assert at_most(sheet.points.low, sheet.points.high, true)


@often
@given(rubrics, st.lists(randoms, min_size=2, max_size=4), st.floats(0, 1))
def test_sheets_are_the_same_where_what_marks_came_to_is_kept(
    place: Place, drawn: list[Random], kept: float
) -> None:
    of = read(place)
    units = [[mark for mark in marks(*of, random) if random.random() < kept] for random in drawn]
    plain = [one(of, noted) for noted in units]
    # the same units again and again, as one of many
    for _ in range(3):
        assert [one(of, noted) for noted in units] == plain


@often
@given(rubrics, randoms)
def test_records_read_again_score_alike_and_others_by_their_own_rules(place: Place, random: Random) -> None:
    records, rubric = read(place)
    noted = list(marks(records, rubric, random))
    again = Records.model_validate_json(records.model_dump_json())
    assert again is not records
    assert score(again, noted, rubric.rubric_id) == score(records, noted, rubric.rubric_id)
    # the same criteria, and no rules
    lost = {one.clause_id for one in records.clauses}
    bare = records.model_copy(update={"clauses": (), "tiers": (), "thresholds": (), "requirements": ()})
    own = [mark for mark in noted if mark.id in {one.criterion_id for one in records.criteria}]
    fresh = score(Records.model_validate_json(bare.model_dump_json()), own, rubric.rubric_id)
    assert score(bare, own, rubric.rubric_id) == fresh
    steps = [step for sheet in fresh for line in sheet.lines for step in (*line.steps, *sheet.steps)]
    assert lost.isdisjoint(step.clause_id for step in steps)

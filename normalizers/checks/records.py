"""What does not add up in the records: sums, bands, numbers, names, departments.

Each check is a generator of findings over the records; what balances gives none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from extractors.finding import Finding
from normalizers.cells.canonical import short_forms, variants
from normalizers.checks.findings import Findings
from normalizers.kinds import CRITERIA
from normalizers.records import Band, Criterion, KeyPoint, Records
from normalizers.text import patterns
from normalizers.text.numerals import figure
from normalizers.text.views import squeeze

_NAME_SENTENCES = 2
_ENDS_IN_FIGURE = patterns.made(r"[\u3400-\u9fff](\d{1,3})分?$")
_SECOND_NUMBER = patterns.made(r"(?:2[.、](?!\d)|\(2\)|②)")
_LEADING_NUMBER = patterns.made(r"(?:1[.、](?!\d)|\(1\)|①)")
# grades that two criteria must share to be of one family
_SHARED_GRADES = 2


def check(records: Records, report: Findings) -> list[Finding]:
    """All findings about the records, in the order of the checks below and of the notice within each."""
    return [found for one in _CHECKS for found in one(records, report)]


def _totals(records: Records, report: Findings) -> Iterator[Finding]:
    """合计, 小计 and 总分 against what they cover."""
    for total in records.totals:
        if total.points is not None and total.computed is not None and total.points != total.computed:
            yield report(
                "total-mismatch",
                f"{total.rubric_id}/t{total.seq}",
                "points",
                declared=figure(total.points),
                computed=figure(total.computed),
            )
    for rubric in records.rubrics:
        if rubric.declared_total is None and rubric.computed_total is not None:
            yield report("total-missing", f"{rubric.rubric_id}/1", "name")


def _greatest(records: Records, report: Findings) -> Iterator[Finding]:
    """Items with more points than their whole rubric: 301 where 30 and the mark of a note stand."""
    totals = {rubric.rubric_id: rubric.declared_total for rubric in records.rubrics}
    for criterion in records.criteria:
        total = totals[criterion.rubric_id]
        if criterion.kind == "scored" and total and criterion.points and criterion.points > total:
            values = {"points": figure(criterion.points), "total": figure(total)}
            yield report("points-above-total", criterion.criterion_id, "points", **values)


def _glued(records: Records, report: Findings) -> Iterator[Finding]:
    """Names that end in their points, or in a figure where others have points; a number in a key point."""
    scored = {row.parent_id or row.rubric_id for row in records.criteria if row.points is not None}
    parents = {row.parent_id for row in records.criteria}
    for criterion in records.criteria:
        siblings = (criterion.parent_id or criterion.rubric_id) in scored
        lacking = criterion.points is None and criterion.criterion_id not in parents
        ends = _ENDS_IN_FIGURE.search(squeeze(criterion.name))
        # 制度建设30 beside 30, where no other name ends so
        own = ends is not None and criterion.points is not None and Decimal(ends[1]) == criterion.points
        if ends and ((siblings and lacking) or own):
            yield report("name-ends-in-figure", criterion.criterion_id, "name", name=criterion.name)
    loose = [row for row in records.key_points if row.seq is None]
    # 1.… 2.… down the rows count the rows
    counted = any(_SECOND_NUMBER.match(squeeze(row.text)) for row in loose)
    for key_point in () if counted else loose:
        if number := _LEADING_NUMBER.match(squeeze(key_point.text)):
            yield report("number-in-text", key_point.key_point_id, "text", number=number[0])


def _points(records: Records, report: Findings) -> Iterator[Finding]:
    """Criteria without points among others that have some; key points whose points do not add up."""
    own_points: dict[str, list[KeyPoint]] = defaultdict(list)
    for key_point in records.key_points:
        own_points[key_point.criterion_id].append(key_point)
    # 1.值守到位（2分）；2.被表扬的得3分: what the parts leave may be awarded
    awarded = {one.criterion_id for one in records.clauses if one.kind == "award" and one.source != "note"}
    parents = {criterion.parent_id for criterion in records.criteria}
    scored = {criterion.rubric_id for criterion in records.criteria if criterion.points is not None}
    ruled = {one.criterion_id for one in records.clauses if one.points is not None and one.source != "note"}
    worth = {criterion.criterion_id for criterion in records.criteria if criterion.points is not None}
    # a figure over two names of a section stands in a nameless node above both
    shared = {one.criterion_id for one in records.criteria if one.points is not None and not one.name}
    for criterion in records.criteria:
        leaf = criterion.criterion_id not in parents
        counts = CRITERIA[criterion.kind].sign > 0 and criterion.rubric_id in scored
        # 加分项 whose rule says how much is added
        counts = counts and not (criterion.kind == "bonus" and criterion.criterion_id in ruled)
        # 40 % of the 60 points of the name above it
        counts = counts and not (criterion.weight is not None and criterion.parent_id in worth)
        counts = counts and criterion.parent_id not in shared
        if leaf and criterion.points is None and criterion.name and counts:
            yield report("points-missing", criterion.criterion_id, "name", evidence=criterion.name)
        figures = [key_point.points for key_point in own_points[criterion.criterion_id]]
        known = [value for value in figures if value is not None]
        if (
            known
            and len(known) == len(figures)
            and criterion.points is not None
            and sum(known) != criterion.points
            and not (criterion.criterion_id in awarded and sum(known) < criterion.points)
        ):
            yield report(
                "key-points-mismatch",
                criterion.criterion_id,
                "text",
                computed=figure(sum(known, Decimal(0))),
                points=figure(criterion.points),
            )


def _parents(records: Records, report: Findings) -> Iterator[Finding]:
    """Points of a criterion against those below it: of its items, else of their key points."""
    below: dict[str, list[Criterion]] = defaultdict(list)
    for criterion in records.criteria:
        below[criterion.parent_id].append(criterion)
    parts: dict[str, list[Decimal | None]] = defaultdict(list)
    for key_point in records.key_points:
        parts[key_point.criterion_id].append(key_point.points)

    def worth(criterion: Criterion) -> Decimal | None:
        if criterion.points is not None:
            return criterion.points
        children = [child for child in below[criterion.criterion_id] if child.kind == "scored"]
        if children:
            # 1.1 has no points of its own, but what stands below it has
            values = [worth(child) for child in children]
            return None if None in values else sum(filter(None, values), Decimal(0))
        known = [points for points in parts[criterion.criterion_id] if points is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(parts[criterion.criterion_id]) else None

    for criterion in records.criteria:
        children = [child for child in below[criterion.criterion_id] if child.kind == "scored"]
        values = [value for child in children if (value := worth(child)) is not None]
        if criterion.points is None or not values or len(values) < len(children):
            continue
        if sum(values) != criterion.points:
            yield report(
                "parts-mismatch",
                criterion.criterion_id,
                "points",
                evidence=criterion.name,
                points=figure(criterion.points),
                computed=figure(sum(values, Decimal(0))),
            )


def _numbers(records: Records, report: Findings) -> Iterator[Finding]:
    """Numbers of criteria and key points that jump or come twice."""
    siblings: dict[tuple[str, str], list[Criterion]] = defaultdict(list)
    for criterion in records.criteria:
        siblings[criterion.rubric_id, criterion.parent_id].append(criterion)
    for group in siblings.values():
        numbered = [
            (int(label), c.criterion_id)
            for c in group
            if (label := squeeze(c.label).rstrip(".、")).isdecimal()
        ]
        yield from _sequence(numbered, report, "label")
    lists: dict[str, list[KeyPoint]] = defaultdict(list)
    for key_point in records.key_points:
        lists[key_point.criterion_id].append(key_point)
    for key_points in lists.values():
        yield from _sequence(
            [(k.seq, k.key_point_id) for k in key_points if k.seq is not None], report, "text"
        )


def _sequence(numbered: Sequence[tuple[int, str]], report: Findings, field: str) -> Iterator[Finding]:
    for (before, _), (after, owner) in pairwise(numbered):
        if after == before:
            yield report("number-repeated", owner, field, number=after)
        elif after != before + 1:
            yield report("number-gap", owner, field, before=before, after=after)


def _names(records: Records, report: Findings) -> Iterator[Finding]:
    """Names that stand twice below one parent, and names that are sentences."""
    seen: set[tuple[str, str, str]] = set()
    for criterion in records.criteria:
        if not criterion.name:
            continue
        key = (criterion.rubric_id, criterion.parent_id, squeeze(criterion.name))
        if key in seen:
            yield report("name-repeated", criterion.criterion_id, "name", name=criterion.name)
        seen.add(key)
        sentences = criterion.name.count("。")
        if sentences >= _NAME_SENTENCES:
            yield report(
                "name-long", criterion.criterion_id, "name", evidence=criterion.name, count=sentences
            )


def _by_criterion(records: Records) -> dict[str, list[Band]]:
    """The bands by criterion, and the grade ladder of each rubric by the rubric."""
    groups: dict[str, list[Band]] = defaultdict(list)
    for band in records.bands:
        groups[band.criterion_id or band.rubric_id].append(band)
    return groups


def _bands(records: Records, report: Findings) -> Iterator[Finding]:
    """Bands against each other and against the points of their criterion."""
    points = {criterion.criterion_id: criterion.points for criterion in records.criteria}
    for criterion_id, printed in _by_criterion(records).items():
        repeated = [grade for grade, count in Counter(band.grade for band in printed).items() if count > 1]
        for grade in repeated:
            yield report("band-label-repeated", criterion_id, "rule_text", grade=grade)
        bands = []
        for band in printed:
            low, high = band.min_points, band.max_points
            if low is not None and high is not None and low > high:
                text = f"{figure(low)}-{figure(high)}"
                yield report("band-reversed", band.band_id, "points", grade=band.grade, text=text)
            else:
                bands.append(band)
        bands.sort(key=_upper_end, reverse=True)
        # 10, 8, 6 and 0 are steps with nothing between them
        steps = all(band.min_points == band.max_points for band in bands)
        step = _step(bands)
        for upper, lower in pairwise(() if steps else bands):
            yield from _neighbours(upper, lower, step, report)
        if not bands:
            continue
        top, bottom = bands[0].max_points, bands[-1].min_points
        whole = points.get(criterion_id)
        if top is not None and whole is not None and top != whole:
            yield report("band-top", bands[0].band_id, "points", top=figure(top), points=figure(whole))
        if bottom is not None and bottom > 0 and not steps:
            yield report("band-bottom", bands[-1].band_id, "points", bottom=figure(bottom))


def _upper_end(band: Band) -> Decimal:
    return band.max_points if band.max_points is not None else Decimal("Infinity")


def _step(bands: Sequence[Band]) -> Decimal:
    """The smallest unit in which the bands are stated: 1 for 9-13, 0.1 for 1-4.9."""
    exponents = [
        value.normalize().as_tuple().exponent
        for band in bands
        for value in (band.min_points, band.max_points)
        if value is not None
    ]
    places = max((-exponent for exponent in exponents if isinstance(exponent, int)), default=0)
    return Decimal(1).scaleb(-max(0, places))


def _neighbours(upper: Band, lower: Band, step: Decimal, report: Findings) -> Iterator[Finding]:
    """A gap, an overlap or a shared edge between two bands that follow each other."""
    names = {"upper": upper.grade, "lower": lower.grade}
    above, below = upper.min_points, lower.max_points
    if above is None or below is None:
        return
    if above == below:
        if upper.min_closed and lower.max_closed:
            yield report("band-edge-shared", lower.band_id, "points", edge=figure(above), **names)
        elif not upper.min_closed and not lower.max_closed:
            yield report("band-gap", lower.band_id, "points", gap=figure(above), **names)
    elif above < below:
        overlap = f"{figure(above)}-{figure(below)}"
        yield report("band-overlap", lower.band_id, "points", overlap=overlap, **names)
    elif above - below > step:
        low, high = below + step, above - step
        gap = figure(low) if low == high else f"{figure(low)}-{figure(high)}"
        yield report("band-gap", lower.band_id, "points", gap=gap, **names)


def _grades(records: Records, report: Findings) -> Iterator[Finding]:
    """Grade words that differ from those of the other criteria of the notice."""
    groups = {key: tuple(band.grade for band in bands) for key, bands in _by_criterion(records).items()}
    counts = Counter(groups.values())
    bands_of = _by_criterion(records)
    for criterion_id, grades in groups.items():
        family = [other for other in counts if len(set(other) & set(grades)) >= _SHARED_GRADES]
        usual = max(family, key=lambda other: counts[other], default=grades)
        if usual == grades or counts[usual] < 2 * counts[grades]:
            continue
        if len(usual) == len(grades):
            for place, (grade, other) in enumerate(zip(grades, usual, strict=True)):
                if grade != other:
                    band = bands_of[criterion_id][place]
                    yield report("band-label-odd", band.band_id, "points", grade=grade, usual=other)
        elif missing := [grade for grade in usual if grade not in grades]:
            yield report("band-label-missing", criterion_id, "rule_text", missing="、".join(missing))


def _parties(records: Records, report: Findings) -> Iterator[Finding]:
    """Departments spelt in several ways, shortened, or several for one criterion."""
    usual = variants(records.parties)
    names = list(dict.fromkeys(usual.get(party.name, party.name) for party in records.parties))
    copies = [name for name in records.notice.copies.split("；") if name]
    full = short_forms(names, copies)
    several: dict[str, list[str]] = defaultdict(list)
    rubric_of = {criterion.criterion_id: criterion.rubric_id for criterion in records.criteria}
    said: set[tuple[str, str]] = set()
    for party in records.parties:
        if party.inherited:
            continue
        # several leads are usual for a task
        if party.owner_id in rubric_of:
            several[party.owner_id].append(party.name)
        # once for a spelling in each rubric, where it comes first
        once = rubric_of.get(party.owner_id, ""), party.name
        if once in said:
            continue
        said.add(once)
        if party.name in usual:
            yield report("party-variant", party.owner_id, "party", name=party.name, usual=usual[party.name])
        elif party.name in full:
            yield report("party-short", party.owner_id, "party", name=party.name, full=full[party.name])
    for owner_id, own in several.items():
        if len(own) > 1:
            yield report("party-several", owner_id, "party", names="、".join(own))


_CHECKS: tuple[Callable[[Records, Findings], Iterator[Finding]], ...] = (
    _totals,
    _greatest,
    _glued,
    _points,
    _parents,
    _numbers,
    _names,
    _bands,
    _grades,
    _parties,
)

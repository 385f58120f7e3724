"""The conditions of grade bands against each other: gaps, overlaps, bands that nobody can reach.

Bands are compared by what they state of one thing: a figure (合格率90%以上) or a count of the same key points
(完成5项以上). What their other words say is not judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from extractors.finding import Finding
from extractors.frozen import frozen
from normalizers.checks.findings import Findings
from normalizers.records import Band, Records, Threshold
from normalizers.text import patterns
from normalizers.text.views import clean, squeeze
from normalizers.thresholds.quantities import range_in_words
from normalizers.thresholds.requirements import RequirementText, requirements
from normalizers.vocabulary import alternatives, words

# what is measured, and in which unit
_Key = tuple[str, str]
_CONTINUOUS = frozenset(words("checks")["continuous_units"])
_CATCH_ALL = patterns.made(alternatives("checks", "catch_all"))


@frozen
class _Range:
    """What a band states of one thing; ends that are None are open."""

    band: Band
    low: Decimal | None
    low_closed: bool
    high: Decimal | None
    high_closed: bool
    unit: str
    text: str

    @property
    def in_words(self) -> str:
        """The range as people write it."""
        return range_in_words(self.low, self.low_closed, self.high, self.high_closed, self.unit)

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """Both ends, with infinity for an open one."""
        low = Decimal("-Infinity") if self.low is None else self.low
        return low, Decimal("Infinity") if self.high is None else self.high

    def holds(self, other: _Range) -> bool:
        """Whether all of the other lies within."""
        (low, high), (least, most) = self.ends, other.ends
        below = low < least or (low == least and (self.low_closed or not other.low_closed))
        return below and (high > most or (high == most and (self.high_closed or not other.high_closed)))


def check(records: Records, report: Findings) -> list[Finding]:
    """All findings about the conditions of bands, criterion by criterion."""
    groups: dict[str, list[Band]] = defaultdict(list)
    for band in records.bands:
        if band.criterion_id:
            groups[band.criterion_id].append(band)
    if not groups:
        return []
    stated: dict[str, list[Threshold]] = defaultdict(list)
    for threshold in records.thresholds:
        stated[threshold.owner_id].append(threshold)
    numbers: dict[str, list[int | None]] = defaultdict(list)
    for key_point in records.key_points:
        numbers[key_point.criterion_id].append(key_point.seq)
    found: list[Finding] = []
    for criterion_id, bands in groups.items():
        ladder = [*_ranges(bands, stated), *_counts(bands, numbers[criterion_id])]
        keys = dict.fromkeys(key for key, _ in ladder)
        for key in keys:
            found += _compare(key, [one for other, one in ladder if other == key], bands, report)
    return found


def _ranges(bands: Sequence[Band], stated: dict[str, list[Threshold]]) -> Iterator[tuple[_Key, _Range]]:
    """The figures of each band."""
    for band in bands:
        for one in stated[band.band_id]:
            if one.relative_to or (one.low is None and one.high is None):
                continue
            low, low_closed = one.low, bool(one.low_closed)
            if one.unit == "名" and low is None and one.metric.endswith("排名"):
                low, low_closed = Decimal(1), True
            key = squeeze(one.metric), one.unit
            yield key, _Range(band, low, low_closed, one.high, bool(one.high_closed), one.unit, one.text)


def _counts(bands: Sequence[Band], numbers: Sequence[int | None]) -> Iterator[tuple[_Key, _Range]]:
    """How many of the same key points each band asks for; 仅 says that none of the others is done."""
    read = [(band, requirements(clean(band.text), numbers).found) for band in bands]

    def named(points: tuple[int, ...], *, parts: bool) -> _Key:
        if len(points) == len(numbers):
            return "要点完成", "项"
        labels = "、".join(str(numbers[point]) for point in points)
        return f"第{labels}项{'中' if parts else ''}完成", "项"

    counted = {
        one.points: one.parts for _, found in read for one in found if one.parts or len(one.points) > 1
    }
    for band, found in read:
        if any(one.alternative > 1 for one in found):
            continue
        for one in found:
            if one.points in counted and (one.parts or len(one.points) > 1):
                low, high = _done(one)
                yield named(one.points, parts=one.parts), _range(band, low, high, one)
        alone = next((one for one in found if one.only and len(found) == 1 and not one.undone), None)
        for points, parts in counted.items() if alone and not alone.parts else ():
            if alone and parts and not set(points) & set(alone.points):
                yield named(points, parts=parts), _range(band, 0, 0, alone)


def _done(one: RequirementText) -> tuple[int | None, int | None]:
    """How many are done: 有1项未完成 of five leaves four."""
    if not one.undone:
        return one.low, one.high
    count = len(one.points)
    return (None if one.high is None else count - one.high, None if one.low is None else count - one.low)


def _range(band: Band, low: int | None, high: int | None, one: RequirementText) -> _Range:
    least = None if low is None else Decimal(low)
    most = None if high is None else Decimal(high)
    # all of five cannot be more than five
    if not one.parts and high is not None and low == high == len(one.points):
        most = None
    return _Range(band, least, True, most, True, "项", clean(band.text).value[one.start : one.end])


def _compare(
    key: _Key, ranges: Sequence[_Range], bands: Sequence[Band], report: Findings
) -> Iterator[Finding]:
    """The ranges of one thing in the bands that state it, best band first."""
    places = [bands.index(one.band) for one in ranges]
    lone = [one for one in ranges if sum(other.band is one.band for other in ranges) == 1]
    if len(set(places)) < 2:
        return
    for upper, lower in pairwise(lone):
        if bands.index(lower.band) == bands.index(upper.band) + 1:
            yield from _overlap(key, upper, lower, report)
    if sorted(set(places)) == list(range(min(places), max(places) + 1)):
        yield from _gaps(key, ranges, report)
        yield from _open_end(key, ranges, bands, report)


def _overlap(key: _Key, upper: _Range, lower: _Range, report: Findings) -> Iterator[Finding]:
    """What two neighbours have in common."""
    start, stop = max(upper.ends[0], lower.ends[0]), min(upper.ends[1], lower.ends[1])
    if start > stop or upper.ends == lower.ends or (start == stop and not _both_hold(upper, lower, start)):
        return
    values = {"upper": upper.band.grade, "lower": lower.band.grade, "metric": key[0]}
    both = values | {"here": lower.in_words, "there": upper.in_words}
    alike = _rest(upper) == _rest(lower)
    one_sided = _one_way(upper, lower)
    if upper.holds(lower) and (alike or not one_sided):
        code = "condition-unreachable" if alike else "condition-overlap"
        yield report(code, lower.band.band_id, "text", evidence=lower.text, **both)
    elif one_sided:
        # 4项以上 behind 5项以上: the usual form of a ladder, told where nothing else tells the bands apart
        if alike:
            yield report("condition-nested", lower.band.band_id, "text", evidence=lower.text, **both)
    elif start == stop and upper.ends[0] != upper.ends[1] and lower.ends[0] != lower.ends[1]:
        # 90%（含）以上 says itself whose the edge is
        if "含" not in upper.text:
            edge = range_in_words(start, True, start, True, lower.unit)
            yield report(
                "condition-edge-shared", lower.band.band_id, "text", evidence=lower.text, edge=edge, **values
            )
    else:
        yield report("condition-overlap", lower.band.band_id, "text", evidence=lower.text, **both)


def _one_way(upper: _Range, lower: _Range) -> bool:
    """Whether a lower band asks for less of the same: 90%以上 and 80%以上, 100% and 95%以上."""
    if lower.low is not None and lower.high is not None:
        return False
    inside = upper.low is not None and upper.low == upper.high and lower.holds(upper)
    if inside and upper.low not in (lower.low, lower.high):
        return True
    return (upper.low is None) == (lower.low is None) and (upper.high is None) == (lower.high is None)


def _both_hold(one: _Range, other: _Range, edge: Decimal) -> bool:
    return all(
        (side.ends[0] != edge or side.low_closed) and (side.ends[1] != edge or side.high_closed)
        for side in (one, other)
    )


def _rest(one: _Range) -> str:
    """The other words of a band: bands that differ in nothing but the range form one ladder."""
    return squeeze(one.band.text).replace(squeeze(one.text), "", 1)


def _gaps(key: _Key, ranges: Sequence[_Range], report: Findings) -> Iterator[Finding]:
    """Figures between two bands that belong to neither."""
    whole = key[1] not in _CONTINUOUS and all(
        end == end.to_integral_value() for one in ranges for end in (one.low, one.high) if end is not None
    )
    step = Decimal(1) if whole else _step(ranges)
    ordered = sorted(ranges, key=lambda one: (one.ends[0], not one.low_closed))
    reach = ordered[0]
    for one in ordered[1:]:
        gap = _gap(reach, one, step, whole=whole)
        if gap:
            # the other bands that begin there: 26位之后 stands in 较好 and in 差
            same = [other.band for other in ordered if other.ends[0] == one.ends[0]]
            beside = next((band for band in same if band is not reach.band), one.band)
            upper, lower = sorted((reach.band, beside), key=lambda band: band.seq)
            yield report(
                "condition-gap",
                lower.band_id,
                "text",
                evidence=one.text,
                upper=upper.grade,
                lower=lower.grade,
                metric=key[0],
                gap=gap + key[1],
            )
        if (one.ends[1], one.high_closed) > (reach.ends[1], reach.high_closed):
            reach = one


def _gap(below: _Range, above: _Range, step: Decimal, *, whole: bool) -> str:
    """What lies between two ranges: 26, 21-26; empty where they touch or overlap."""
    if below.high is None or above.low is None:
        return ""
    if whole:
        first = below.high + (1 if below.high_closed else 0)
        last = above.low - (1 if above.low_closed else 0)
        return "" if first > last else f"{first:f}" if first == last else f"{first:f}-{last:f}"
    if below.high == above.low:
        return "" if below.high_closed or above.low_closed else f"{below.high:f}"
    return f"{below.high:f}-{above.low:f}" if above.low - below.high > step else ""


def _step(ranges: Sequence[_Range]) -> Decimal:
    """The smallest unit in which figures are stated: 1 for 80-89, 0.1 for 80-89.9."""
    places = [
        -exponent
        for one in ranges
        for end in (one.low, one.high)
        if end is not None and isinstance(exponent := end.normalize().as_tuple().exponent, int)
    ]
    return Decimal(1).scaleb(-max(0, *places, 0))


def _open_end(
    key: _Key, ranges: Sequence[_Range], bands: Sequence[Band], report: Findings
) -> Iterator[Finding]:
    """A thing that every band but the lowest states: below 70% nobody knows the band."""
    last = bands[-1]
    if any(one.band is last for one in ranges) or {one.band.seq for one in ranges} != {
        band.seq for band in bands[:-1]
    }:
        return
    lowest = min(ranges, key=lambda one: one.ends[0])
    rises = lowest.band.seq == max(one.band.seq for one in ranges)
    # nothing at all (0次) is what the words of the lowest band mean
    if not rises or lowest.low is None or lowest.low <= 1 or _CATCH_ALL.search(last.text):
        return
    gap = range_in_words(None, None, lowest.low, not lowest.low_closed, key[1])
    yield report("condition-open", last.band_id, "text", metric=key[0], gap=gap)

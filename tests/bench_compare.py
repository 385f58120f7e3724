"""How well a comparison finds edits whose truth is known, and how it grows, beside daff and a key of names.

Edits of `edits` (one on a criterion) and `hard_edits` (a year as it really changes), by the share of criteria
that they touch: precision and recall of matches and of kinds, and the time. daff and a name as key see the
same criteria as a table: name, text, rules, points, departments; what they say of a column is taken as the
kind of change that it stands for.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import daff

from normalizers.records import Records, Rubric
from pipeline.compare import compare
from pipeline.ingest.run import ingest
from tests.corpus import CORPUS
from tests.edits import Edited, edited
from tests.hard_edits import hard_edited

RAW = Path(__file__).resolve().parents[1] / "data" / "raw"
FORMATS = {".html", ".docx", ".xlsx", ".txt"}
SHARES = (0.1, 0.3, 0.6)
SEEDS = range(6)
SMALLEST = 8
KIND_OF = {
    "name": "renamed",
    "text": "reworded",
    "rules": "restructured",
    "points": "rescored",
    "departments": "reassigned",
}
Pairs = set[tuple[str, str]]
Facts = set[tuple[str, tuple[str, ...], tuple[str, ...]]]
Differ = Callable[[Records, Records], tuple[Pairs, Facts]]


def notices() -> list[Records]:
    """Seeds and real notices of the corpus, where it is there, and those of data/raw."""
    folders = (CORPUS / "seeds", CORPUS / "real", RAW)
    paths = [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())]
    return [ingest(path).records for path in paths if path.suffix in FORMATS]


def fit(records: Records, rubric: Rubric) -> bool:
    """Whether a rubric has enough criteria, and no blank or equal ones, whose edits nobody could tell apart."""
    words = [
        one.name + one.text + one.rule_text for one in records.criteria if one.rubric_id == rubric.rubric_id
    ]
    return len(words) >= SMALLEST and len(set(words)) == len(words) and all(words)


# ---- those that are measured


def ours(old: Records, new: Records) -> tuple[Pairs, Facts]:
    found = compare(old, new)
    of_criteria = [one for one in found.changes if one.subject == "criterion"]
    facts = {(kind, one.old_ids, one.new_ids) for one in of_criteria for kind in one.kinds}
    return set(found.matches), facts


def table(records: Records) -> tuple[list[str], list[list[str]]]:
    """The criteria as rows of a table, and their ids."""
    departments: dict[str, str] = {}
    for party in records.parties:
        departments[party.owner_id] = departments.get(party.owner_id, "") + party.name
    rows = [
        [one.name, one.text, one.rule_text, str(one.points or ""), departments.get(one.criterion_id, "")]
        for one in records.criteria
    ]
    return [one.criterion_id for one in records.criteria], rows


def told(old: Records, new: Records, pairs: Pairs) -> Facts:
    """The kinds of change that differing columns stand for; rows without a partner came or went."""
    sides = [dict(zip(*table(side), strict=True)) for side in (old, new)]
    facts: Facts = set()
    for first, second in pairs:
        cells = zip(KIND_OF.values(), sides[0][first], sides[1][second], strict=True)
        facts.update((kind, (first,), (second,)) for kind, before, after in cells if before != after)
    matched = [{pair[side] for pair in pairs} for side in (0, 1)]
    facts.update(("removed", (one,), ()) for one in sides[0].keys() - matched[0])
    facts.update(("added", (), (one,)) for one in sides[1].keys() - matched[1])
    return facts


def by_daff(old: Records, new: Records) -> tuple[Pairs, Facts]:
    """How daff aligns the rows of both tables."""
    (old_ids, before), (new_ids, after) = table(old), table(new)
    views = [daff.PythonTableView([list(KIND_OF), *rows]) for rows in (before, after)]
    units = daff.Coopy.compareTables(*views).align().toOrder().getList()
    # row 0 is the header
    pairs = {(old_ids[unit.l - 1], new_ids[unit.r - 1]) for unit in units if unit.l > 0 and unit.r > 0}
    return pairs, told(old, new, pairs)


def by_name(old: Records, new: Records) -> tuple[Pairs, Facts]:
    """A key of names, as csv-diff and spreadsheets have it; an item without a name has its text."""
    names = [{one.name or one.text: one.criterion_id for one in side.criteria} for side in (old, new)]
    pairs = {(names[0][name], names[1][name]) for name in names[0].keys() & names[1].keys()}
    return pairs, told(old, new, pairs)


@dataclass
class Score:
    """What was to be found, what was found, and how long it took."""

    matches: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, differ: Differ, old: Records, truth: Edited) -> None:
        begin = time.perf_counter()
        pairs, facts = differ(old, truth.records)
        self.seconds += time.perf_counter() - begin
        for count, want, have in ((self.matches, truth.matches, pairs), (self.kinds, truth.facts, facts)):
            count.update(right=len(want & have), want=len(want), have=len(have))

    def __str__(self) -> str:
        said = [
            f"{name} {_rates(count)}" for name, count in (("matches", self.matches), ("kinds", self.kinds))
        ]
        return "  ".join((*said, f"{self.seconds:.1f} s"))


def _rates(count: Counter[str]) -> str:
    return f"P {count['right'] / max(1, count['have']):.3f} R {count['right'] / max(1, count['want']):.3f}"


def main() -> None:
    sources = [(records, rubric) for records in notices() for rubric in records.rubrics]
    sources = [source for source in sources if fit(*source)]
    print(f"{len(sources)} rubrics, {len(SEEDS)} times each")
    differs: dict[str, Differ] = {"ours": ours, "daff": by_daff, "name as key": by_name}
    for name, edit in (("one edit a criterion", edited), ("a year as it really changes", hard_edited)):
        for share in SHARES:
            scores = {name: Score() for name in differs}
            for records, rubric in sources:
                for seed in SEEDS:
                    old, truth = edit(records, rubric, share, seed)
                    for differ, score in scores.items():
                        score.add(differs[differ], old, truth)
            wanted = scores["ours"]
            print(
                f"{name}, {share:.0%} edited: {wanted.matches['want']} matches, {wanted.kinds['want']} kinds"
            )
            for differ, score in scores.items():
                print(f"  {differ:12} {score}")


def large(records: Records, count: int) -> Records:
    """One rubric of `count` criteria, copies of those of a notice with words of their own."""
    rubric = records.rubrics[0]
    pattern = [one for one in records.criteria if one.name and one.text]
    criteria = []
    for place in range(count):
        one, own = pattern[place % len(pattern)], f"{place:04}"
        update = {
            "criterion_id": f"{rubric.rubric_id}/{place + 1}",
            "parent_id": "",
            "rubric_id": rubric.rubric_id,
            "level": 1,
            "seq": place + 1,
            "name": one.name + own,
            "text": one.text + own,
        }
        criteria.append(one.model_copy(update=update))
    return Records(notice=records.notice, rubrics=(rubric,), criteria=tuple(criteria))


def growth() -> None:
    """The time for up to 2,000 criteria against 2,000, 60 % of them edited."""
    base = next(records for records in notices() if records.rubrics)
    compare(large(base, 10), large(base, 10))
    last = 0.0
    for count in (250, 500, 1000, 2000):
        old = large(base, count)
        _, truth = hard_edited(old, old.rubrics[0], 0.6, 1)
        begin = time.perf_counter()
        compare(old, truth.records)
        spent = time.perf_counter() - begin
        print(
            f"{count} against {count}: {spent:.1f} s"
            + (f", {spent / last:.1f} times the half" if last else "")
        )
        last = spent


if __name__ == "__main__":
    main()
    growth()

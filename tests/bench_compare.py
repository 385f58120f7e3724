"""How well a comparison finds edits whose truth is known, and how it grows: precision and recall by share of edits."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from normalizers.rubric import Records, Rubric
from pipeline.compare import compare
from pipeline.run import ingest
from tests.corpus import CORPUS
from tests.edits import edited

RAW = Path(__file__).resolve().parents[1] / "data" / "raw"
SHARES = (0.1, 0.3, 0.6)
SEEDS = range(6)
SMALLEST = 8


def notices() -> list[Records]:
    paths = [*sorted((CORPUS / "seeds").glob("*.txt")), *sorted((CORPUS / "real").glob("*.html"))]
    return [ingest(path).records for path in paths or sorted(RAW.iterdir()) if path.suffix != ".py"]


def fit(records: Records, rubric: Rubric) -> bool:
    """Whether a rubric has enough criteria, and no blank or equal ones, whose edits nobody could tell apart."""
    words = [
        one.name + one.text + one.rule_text for one in records.criteria if one.rubric_id == rubric.rubric_id
    ]
    return len(words) >= SMALLEST and len(set(words)) == len(words) and all(words)


def rates(want: Counter[object], have: Counter[object]) -> str:
    right = sum((want & have).values())
    precision, recall = right / max(1, sum(have.values())), right / max(1, sum(want.values()))
    return f"precision {precision:.3f}  recall {recall:.3f}  of {sum(want.values())}"


def by_key(old: Records, new: Records) -> set[tuple[str, str]]:
    """What csv-diff finds with the name as its key: the peer that people use on tables."""
    names = [{one.name or one.text: one.criterion_id for one in side.criteria} for side in (old, new)]
    return {(names[0][name], names[1][name]) for name in names[0].keys() & names[1].keys()}


def main() -> None:
    sources = [(records, rubric) for records in notices() for rubric in records.rubrics]
    for share in SHARES:
        want, have, peer = Counter[object](), Counter[object](), Counter[object]()
        kinds_want, kinds_have = Counter[object](), Counter[object]()
        for records, rubric in sources:
            if not fit(records, rubric):
                continue
            for seed in SEEDS:
                old, truth = edited(records, rubric, share, seed)
                found = compare(old, truth.records)
                place = rubric.rubric_id, seed
                want.update((place, *pair) for pair in truth.matches)
                have.update((place, *pair) for pair in found.matches)
                peer.update((place, *pair) for pair in by_key(old, truth.records))
                kinds_want.update((place, *fact) for fact in truth.facts)
                kinds_have.update((place, kind, one.old_ids, one.new_ids) for one in found.changes if one.subject == "criterion" for kind in one.kinds)  # fmt: skip
        print(f"{share:.0%} edited: matches {rates(want, have)}; name as key {rates(want, peer)}")
        print(f"     kinds {rates(kinds_want, kinds_have)}")


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
    base = next(records for records in notices() if records.rubrics)
    compare(large(base, 10), large(base, 10))
    last = 0.0
    for count in (250, 500, 1000, 2000):
        old = large(base, count)
        new = old.model_copy(
            update={"criteria": tuple(one.model_copy(update={"points": 3}) for one in old.criteria)}
        )
        begin = time.perf_counter()
        compare(old, new)
        spent = time.perf_counter() - begin
        print(
            f"{count} against {count}: {spent:.1f} s"
            + (f", {spent / last:.1f} times the half" if last else "")
        )
        last = spent


if __name__ == "__main__":
    main()
    growth()

"""What a notice without scores asks for, as items that can be compared: its tasks, and the goals of its text.

A list of tasks (任务清单, one for each annex) and the goals of a speech stand in for a rubric, a task or a
goal for a criterion without points. Ids of the lists are `<notice>/l1`, those of items are of their tables.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from normalizers.kinds import NOTICES
from normalizers.notice.letter import without_year
from normalizers.records import Criterion, Party, Records, Rubric, Task, Threshold
from normalizers.text.views import squeeze
from pipeline.compare.sides import Item, Scoring, Table, natural, rubric_tables


def tables(sources: Iterable[Records]) -> tuple[Table, ...]:
    """The rubrics of some notices and their lists, by notice and place; whatever the order of the rows."""
    found = [table for records in sources for table in (*rubric_tables(records), *_lists(records))]
    return tuple(sorted(found, key=lambda table: (table.rubric.notice_id, table.rubric.seq)))


def comparable(records: Records) -> bool:
    """Whether a notice holds rubrics, tasks or goals."""
    return bool(records.rubrics or records.tasks or _goals(records))


def _goals(records: Records) -> list[Threshold]:
    """The figures of a notice without rubrics; beside rubrics 90分以上为优秀 is procedure and no goal."""
    notice = records.notice
    if not NOTICES[notice.kind].goals:
        return []
    own = (row for row in records.thresholds if row.owner_id == notice.notice_id)
    return sorted(own, key=lambda row: natural(row.threshold_id))


def _lists(records: Records) -> Iterator[Table]:
    notice = records.notice
    figures: dict[str, list[Threshold]] = defaultdict(list)
    for row in sorted(records.thresholds, key=lambda row: natural(row.threshold_id)):
        figures[row.owner_id].append(row)
    parties: dict[str, list[Party]] = defaultdict(list)
    for party in sorted(records.parties, key=lambda party: (party.role, party.name)):
        parties[party.owner_id].append(party)
    tasks: dict[str, list[Task]] = defaultdict(list)
    for task in sorted(records.tasks, key=lambda task: natural(task.task_id)):
        tasks[task.annex].append(task)
    place = len(records.rubrics)
    for annex, own in tasks.items():
        place += 1
        rubric = _stand_in(records, place, annex or notice.title)
        yield _table(
            rubric,
            [
                _item(
                    rubric, seq, task.task_id, task.text, figures[task.task_id], parties[task.task_id], task
                )
                for seq, task in enumerate(own, 1)
            ],
        )
    if goals := _goals(records):
        rubric = _stand_in(records, place + 1, f"{notice.title}（目标）")
        rows = enumerate(goals, 1)
        yield _table(rubric, [_item(rubric, seq, row.threshold_id, row.text, [row]) for seq, row in rows])


def _stand_in(records: Records, place: int, title: str) -> Rubric:
    notice = records.notice
    return Rubric(
        rubric_id=f"{notice.notice_id}/l{place}",
        notice_id=notice.notice_id,
        seq=place,
        title=title,
        series=notice.issuer + without_year(title),
        year=notice.year,
    )


def _item(
    rubric: Rubric,
    seq: int,
    own_id: str,
    text: str,
    thresholds: Sequence[Threshold],
    parties: Sequence[Party] = (),
    task: Task | None = None,
) -> Item:
    # a goal is called by what it measures; a task has no name
    name = "" if task else thresholds[0].metric
    return Item(
        bands=(),
        clauses=(),
        tiers={},
        thresholds=tuple(thresholds),
        notes=(),
        criterion=Criterion(
            criterion_id=own_id,
            rubric_id=rubric.rubric_id,
            level=1,
            seq=seq,
            label=task.label if task else "",
            name=name,
            text=text,
        ),
        home=rubric.title,
        path=(task.section,) if task and task.section else (),
        children=(),
        key_points=(),
        parties=tuple(parties),
        subject="task" if task else "goal",
        due=task.due if task else "",
    )


def _table(rubric: Rubric, items: Sequence[Item]) -> Table:
    words = "\n".join(squeeze(item.heading + item.body) for item in items)
    hashed = rubric.model_copy(update={"content_hash": hashlib.sha256(words.encode()).hexdigest()[:32]})
    nothing = Scoring((), (), {}, (), ())
    return Table(hashed, nothing, tuple(items), {item.id: item for item in items})

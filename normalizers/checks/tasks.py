"""What does not fit together in a task list: numbers, leads, repeated tasks, differing targets, titles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise

import regex

from extractors.finding import Finding
from normalizers.cells.parties import ends_like_organisation
from normalizers.checks.findings import Findings
from normalizers.notice.letter import recipients
from normalizers.records import Records, Task, Threshold
from normalizers.text.numerals import figure
from normalizers.text.views import clean, squeeze
from normalizers.vocabulary import words

# shares of like characters above which two tasks, two titles are versions of one
_LIKE_TASKS = 75
_LIKE_TITLES = 60
# shorter names of what is measured (培训) mean another thing in another task
_METRIC_LENGTH = 4
# more tasks than people write are not compared with each other: the work grows with the square
_MOST_COMPARED = 500


def check(records: Records, report: Findings) -> list[Finding]:
    """All findings about the tasks of a notice; none for a notice without tasks."""
    if not records.tasks:
        return []
    return [found for one in _CHECKS for found in one(records, report)]


def _numbers(records: Records, report: Findings) -> Iterator[Finding]:
    """Numbers that jump or come again; they may begin at 1 again below a new title or heading."""
    lists = 1
    seen: set[int] = set()
    before = 0
    last: Task | None = None
    for task in records.tasks:
        if task.seq is None:
            continue
        moved = last is not None and (task.annex, task.section) != (last.annex, last.section)
        other_annex = last is not None and task.annex != last.annex
        if last is not None and ((task.seq == 1 and moved) or other_annex):
            lists += 1
            seen, before = set(), 0
        if task.seq in seen:
            yield report("number-repeated", task.task_id, "text", evidence=task.label, number=task.seq)
        elif task.seq != before + 1:
            yield report(
                "number-gap", task.task_id, "text", evidence=task.label, before=before, after=task.seq
            )
        seen.add(task.seq)
        before, last = task.seq, task
    if lists > 1:
        yield report("numbers-restart", records.notice.notice_id, count=lists)


def _leads(records: Records, report: Findings) -> Iterator[Finding]:
    """Tasks without lead, leads that name nobody, short names, the same leads in another order."""
    names = _lead_names(records)
    for task in records.tasks:
        if not names[task.task_id]:
            yield report("party-missing", task.task_id, "text", evidence=task.text[:40])
    counts = Counter(name for leads in names.values() for name in leads)
    first = {name: task_id for task_id, leads in reversed(names.items()) for name in leads}
    full_names = [
        name for name in recipients(clean(records.notice.recipients)) if ends_like_organisation(name)
    ]
    for name in counts:
        if name.startswith(tuple(words("tasks")["vague"])):
            yield report("lead-vague", first[name], "party", evidence=name, name=name)
        full = [other for other in full_names if other != name and other.endswith(name)]
        if len(full) == 1:
            yield report("party-short", first[name], "party", evidence=name, name=name, full=full[0])
    orders: dict[frozenset[str], list[tuple[str, ...]]] = defaultdict(list)
    for leads in names.values():
        if len(leads) > 1 and tuple(leads) not in orders[frozenset(leads)]:
            orders[frozenset(leads)].append(tuple(leads))
    for variants in orders.values():
        if len(variants) > 1:
            task_id = next(task_id for task_id, leads in names.items() if tuple(leads) == variants[-1])
            printed = " / ".join("、".join(variant) for variant in variants)
            yield report("lead-order", task_id, "party", orders=printed)


def _lead_names(records: Records) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {task.task_id: [] for task in records.tasks}
    for party in records.parties:
        if party.role == "lead" and party.owner_id in names:
            names[party.owner_id].append(party.name)
    return names


def _likeness(records: Records, report: Findings) -> Iterator[Finding]:
    """Tasks that stand twice, in the same or nearly the same words, and who leads each."""
    tasks = records.tasks
    if len(tasks) > _MOST_COMPARED:
        return
    if not tasks:
        return
    from rapidfuzz import fuzz, process  # few notices have tasks, and a command is to answer soon

    texts = [squeeze(task.text) for task in tasks]
    names = _lead_names(records)
    for place in range(1, len(tasks)):
        best = process.extractOne(
            texts[place], texts[:place], scorer=fuzz.ratio, score_cutoff=_LIKE_TASKS, processor=None
        )
        if best is None:
            continue
        task, other = tasks[place], tasks[best[2]]
        same = texts[place] == texts[best[2]]
        yield report("task-repeated" if same else "task-similar", task.task_id, "text", other=_place(other))
        here, there = names[task.task_id], names[other.task_id]
        if here and there and set(here) != set(there):
            yield report(
                "lead-differs",
                task.task_id,
                "party",
                other=_place(other),
                here="、".join(here),
                there="、".join(there),
            )


def _place(task: Task) -> str:
    """A task as a reader finds it: its annex and number."""
    return f"{task.annex} {task.label or task.task_id}".strip()


def _targets(records: Records, report: Findings) -> Iterator[Finding]:
    """One thing measured, two figures in two tasks."""
    tasks = {task.task_id: task for task in records.tasks}
    groups: dict[tuple[str, str], list[Threshold]] = defaultdict(list)
    for threshold in records.thresholds:
        if threshold.owner_id in tasks and len(threshold.metric) >= _METRIC_LENGTH:
            groups[squeeze(threshold.metric), threshold.unit].append(threshold)
    for group in groups.values():
        for before, here in pairwise(group):
            if before.owner_id != here.owner_id and _range(before) != _range(here):
                yield report(
                    "target-differs",
                    here.owner_id,
                    "text",
                    evidence=here.text,
                    metric=here.metric,
                    here=_figures(here),
                    there=_figures(before),
                    other=_place(tasks[before.owner_id]),
                )


def _range(threshold: Threshold) -> tuple[object, ...]:
    return threshold.low, threshold.low_closed, threshold.high, threshold.high_closed


def _figures(threshold: Threshold) -> str:
    low, high = figure(threshold.low), figure(threshold.high)
    return ("-".join(dict.fromkeys(part for part in (low, high) if part))) + threshold.unit


def _titles(records: Records, report: Findings) -> Iterator[Finding]:
    """An annex whose title is not quite what the notice calls it."""
    called = regex.findall(r"《([^《》]{4,80})》", records.notice.body)
    annexes = {task.annex: task.task_id for task in reversed(records.tasks) if task.annex}
    for annex, task_id in reversed(annexes.items()):
        if not called or annex in called:
            continue
        from rapidfuzz import fuzz, process

        best = process.extractOne(annex, called, scorer=fuzz.ratio, score_cutoff=_LIKE_TITLES)
        if best is not None:
            yield report("title-wording", task_id, "annex", first=best[0], second=annex)


def _scores(records: Records, report: Findings) -> Iterator[Finding]:
    """That nothing can be scored from a task list, and how much of it can be measured."""
    if not records.rubrics:
        measured = {threshold.owner_id for threshold in records.thresholds}
        count = sum(task.task_id in measured for task in records.tasks)
        yield report("no-scores", records.notice.notice_id, tasks=len(records.tasks), measured=count)


_CHECKS: tuple[Callable[[Records, Findings], Iterator[Finding]], ...] = (
    _numbers,
    _leads,
    _likeness,
    _targets,
    _titles,
    _scores,
)

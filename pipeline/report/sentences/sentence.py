"""The parts of a change in the order in which its sentence tells them."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.compare import Change
from pipeline.compare.model import CHANGES
from pipeline.messages.languages import Lang
from pipeline.report.sentences import placed, scored, texts
from pipeline.report.sentences.phrases import NAME, quoted
from pipeline.report.sentences.told import Told
from pipeline.report.years import Years


def sentence(change: Change, years: Years, lang: Lang) -> str:
    """What a change did, in one readable sentence without ids."""
    said = _told(Told(change, years, lang))
    return said[:1].upper() + said[1:]


def _told(told: Told) -> str:
    change = told.change
    if change.subject == "rubric":
        return placed.whole_rubric(told) or _of_rubric(told)
    if any(CHANGES[kind].several for kind in change.kinds):
        return told.join([placed.group(told), *scored.thresholds(told), *scored.clauses(told)], colon=False)
    if not told.old or not told.new:
        return placed.one_side(told)
    if "added" in change.kinds:
        return placed.perhaps(told)
    return _of_both(told)


def _of_rubric(told: Told) -> str:
    name = quoted(told.years.rubric_label(told.change))
    parts = [*placed.rubric(told), *scored.bands(told), *scored.thresholds(told), *scored.clauses(told)]
    return told.join([name, *parts, *texts.notes(told)], colon=True)


def _of_both(told: Told) -> str:
    """A criterion, task or goal of both years."""
    subject, direct = placed.called(told, told.new[0]), []
    # of long names only what differs is told, among the details
    renamed = [field for field in told.by_field["name"] if max(map(len, (field.old, field.new))) <= NAME]
    if told.by_field["level"]:
        subject = placed.level(told, told.old[0], told.new[0])
    elif renamed:
        subject = told.say("change.renamed_to", old=quoted(renamed[0].old), new=quoted(renamed[0].new))
    else:
        direct = [*placed.places(told), *placed.figures(told)]
    parts = [*([] if direct else [*placed.places(told), *placed.figures(told)]), *_details(told)]
    parts = parts or ([] if direct else list(texts.remaining(told)))
    if told.change.subject == "goal" and parts and not renamed and not direct:
        # its metric is its name
        changed = any(told.changed("threshold"))
        return told.join(parts if changed else [subject, *parts], colon=not changed)
    if direct:
        # “河湖巡查”分值由…; but “河湖巡查”：“好”档由…
        first = told.say("change.direct", subject=subject, what=direct[0])
        return told.join([first, *direct[1:], *parts], colon=False)
    return told.join([subject, *parts], colon=not (renamed or told.by_field["level"]))


def _details(told: Told) -> Iterator[str]:
    """What stands in it."""
    for part in (
        texts.long_names,
        scored.bands,
        scored.thresholds,
        scored.clauses,
        texts.key_points,
        texts.plain,
        texts.notes,
        texts.departments,
        texts.around,
    ):
        yield from part(told)

"""What the words of a criterion say otherwise: name, key points, plain fields, notes; its departments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalizers.kinds import ROLES
from normalizers.text.views import squeeze
from pipeline.compare import FieldChange
from pipeline.compare.columns import PLAIN_FIELDS
from pipeline.compare.differences import left_over
from pipeline.compare.wording.meaning import meaning
from pipeline.compare.wording.members import counted, members
from pipeline.report.sentences.phrases import NAME, NUMBER, SEVERAL, TEXT, quoted
from pipeline.report.sentences.told import NOTE, Told

_FIRST = re.compile(r"[^，,。；;：:（(]+")


def long_names(told: Told) -> Iterator[str]:
    """Names too long to be told both."""
    for field in told.by_field["name"]:
        if max(map(len, (field.old, field.new))) > NAME:
            yield told.reworded(told.say("change.said.name"), field.old, field.new)


def key_points(told: Told) -> Iterator[str]:
    """Key points that are new or gone, their points and their words."""
    for key in ("removed", "added"):
        alone = [
            text
            for field in told.by_field["key_point"]
            if field.action == key and (text := _of_one_side(told, field))
        ]
        what = told.say("change.said.key_point")
        if len(alone) > SEVERAL:
            # a list taken apart, or put together
            texts = told.enumerated(quoted(text, NAME) for text in alone[:SEVERAL])
            yield told.say(f"change.several.{key}", what=what, texts=texts, count=len(alone))
            continue
        for text in alone:
            yield told.alone(what, **{"old" if key == "removed" else "new": text})
    for field in told.changed("key_point"):
        what = _key_point_named(told, field)
        if field.part == "points":
            yield told.moved(what, field.old, field.new, told.amount(field.old), told.amount(field.new))
        elif not told.told_by_thresholds(field):
            yield told.reworded(what, field.old, field.new, field)


def _of_one_side(told: Told, field: FieldChange) -> str:
    """A key point that only one year has, without members that the other one has too; nothing for none."""
    mine, other = map(counted, told.around if field.action == "removed" else told.around[::-1])
    found = members(field.old or field.new)
    own = [one for one in found if not 0 < mine[one.said] <= other[one.said]]
    return (
        field.old or field.new
        if len(own) == len(found)
        else "".join(one.text for one in own).strip("、；;，。")
    )


def _key_point_named(told: Told, field: FieldChange) -> str:
    """第2项要点 where it has this number in both years, else 要点 with a short part of it."""
    numbers = [NUMBER.search(squeeze(told.key_point(own).label)) for own in (field.old_id, field.new_id)]
    said = [number[0] if number else "" for number in numbers]
    if said[0] == said[1]:
        return (
            told.say("change.key_point_numbered", number=said[0])
            if said[0]
            else told.say("change.said.key_point")
        )
    first = _FIRST.search(told.key_point(field.old_id).text)
    return told.say("change.said.key_point") + (quoted(first[0]) if first else "")


def plain(told: Told) -> Iterator[str]:
    """Target, method, time limit."""
    for name in PLAIN_FIELDS:
        for field in told.by_field[name]:
            key = f"change.said.{field.part or name}"
            if max(len(field.old), len(field.new)) <= TEXT or not (field.old and field.new):
                yield told.from_to(key, quoted(field.old, TEXT), quoted(field.new, TEXT))
            else:
                yield told.reworded(told.say(key), field.old, field.new)


def notes(told: Told) -> Iterator[str]:
    """Notes that are new, gone or say something else."""
    for field in told.by_field["note"]:
        if _told_by_clauses(told, field):
            continue
        what = told.say("change.said.note")
        if field.action == "changed":
            yield told.reworded(what, NOTE.sub("", field.old), NOTE.sub("", field.new))
        else:
            yield told.alone(what, old=field.old, new=field.new)


def _told_by_clauses(told: Told, field: FieldChange) -> bool:
    """Whether a note differs only in clauses that were read in it, which have words of their own."""
    if not told.by_field["clause"]:
        return False
    left = []
    for text, side in zip((field.old, field.new), told.scorings, strict=True):
        for clause in sorted((row.text for one in side for row in one.clauses), key=len, reverse=True):
            text = text.replace(clause, "")
        left.append(meaning(NOTE.sub("", text)))
    return left[0] == left[1]


def departments(told: Told) -> Iterator[str]:
    """Departments by their role."""
    for role, does in ROLES.items():
        fields = [field for field in told.by_field["party"] if field.what == role]
        old = told.enumerated(field.old for field in fields if field.old)
        new = told.enumerated(field.new for field in fields if field.new)
        task = told.change.subject == "task" and does.works
        what = told.say(f"change.task_party.{role}" if task else f"change.party.{role}")
        if old and new:
            yield told.say("change.altered", what=what, old=old, new=new)
        elif new:
            yield told.say("change.added_one", what=what, text=new)
        elif old:
            yield told.say("change.removed_one", what=what, text=old)


def around(told: Told) -> Iterator[str]:
    """Words of the cells that stand in no band, key point or clause, where they differ."""
    text = "change.said.text" if told.change.subject == "criterion" else "change.said.task"
    for name, what in (("text", text), ("rule_text", "change.said.rules")):
        for field in told.by_field[name]:
            if told.told_by_thresholds(field):
                continue
            old, new = left_over(field.old, told.old[0]), left_over(field.new, told.new[0])
            if meaning(old) != meaning(new):
                whole = meaning(old) == meaning(field.old) or meaning(new) == meaning(field.new)
                yield told.reworded(told.say(what if whole else "change.other_words"), old, new, field)


def remaining(told: Told) -> Iterator[str]:
    """What is told only where nothing else is, so that no change stays without words."""
    for field in (*told.by_field["text"], *told.by_field["rule_text"]):
        yield told.reworded(told.say("change.said.rules"), field.old, field.new)
    for field in told.by_field["threshold"]:
        yield told.alone(told.say("change.some_threshold"), old=field.old, new=field.new)

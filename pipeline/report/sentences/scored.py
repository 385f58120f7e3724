"""How a criterion is scored: its bands, the figures to be reached, its clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalizers.kinds import CAPS, CLAUSES
from normalizers.records import Band, Clause, ClauseKind
from normalizers.text.views import squeeze
from pipeline.compare import FieldChange
from pipeline.compare.clauses import named, rate, same_limit, without_limit
from pipeline.compare.thresholds import one_metric
from pipeline.compare.wording.meaning import meaning
from pipeline.report.sentences.phrases import NAME, NUMBER, facing, inner, quoted, short
from pipeline.report.sentences.told import NOTE, Told

# what a clause is told of by its figure: 得2分的管床数
_OWN = {"award", "deduct", "bonus", "zero", "veto"}


def bands(told: Told) -> Iterator[str]:
    """Grades that are new or gone, their points and what they ask for."""
    for field in told.by_field["band"]:
        if field.action != "changed":
            yield told.alone(told.say("change.said.band"), old=field.old, new=field.new)
        elif field.part == "points":
            yield told.moved(told.band(field.what), "", "", told.amount(field.old), told.amount(field.new))
        elif not told.told_by_thresholds(field):
            what = told.say("change.band_ask", band=told.band(field.what))
            yield told.reworded(what, field.old, field.new, field)


def thresholds(told: Told) -> Iterator[str]:
    """Each metric once: 普及率由85%提高到90%（“较好”档由80-85%提高到85-90%，…）."""
    groups: dict[str, list[tuple[FieldChange, str]]] = {}
    unnamed: list[str] = []
    # a figure of something that has another name now is told as it is, neither raised nor lowered
    of_one = not any(told.by_field["name"])
    for field in told.changed("threshold"):
        if told.told_by_clause(field):
            continue
        whose = _whose(told, field)
        if not field.what:
            what = told.say("change.some_threshold")
            what = told.say("change.of_owner", owner=whose, what=what) if whose else what
            unnamed.append(told.limits(what, field.old, field.new, metric="", of_one=of_one))
            continue
        # 客户满意度 of a band is 第三方调查的客户满意度 of its key point
        metric = next((known for known in groups if one_metric(known, field.what)), field.what)
        rows = groups.setdefault(metric, [])
        if not any((row.old, row.new) == (field.old, field.new) for row, _ in rows):
            rows.append((field, whose))
    for rows in groups.values():
        # what is asked for at all stands before what grades and clauses ask for
        rows.sort(key=lambda row: bool(row[1]))
        first, whose = rows[0]
        what = told.say("change.of_owner", owner=whose, what=first.what) if whose else first.what
        said = told.limits(what, first.old, first.new, metric=first.what)
        more = [told.limits(own or row.what, row.old, row.new, metric=row.what) for row, own in rows[1:]]
        if more:
            said += told.say("mark.brackets", text=told.say("mark.comma").join(more))
        yield said
    yield from dict.fromkeys(unnamed)


def _whose(told: Told, field: FieldChange) -> str:
    """The grade or clause whose figure it is: “好”档, 得2分的; nothing for what the criterion asks for."""
    old, new = told.owner(field.old_id), told.owner(field.new_id)
    if isinstance(old, Band):
        return told.band(old.grade)
    if (
        not (isinstance(old, Clause) and isinstance(new, Clause))
        or old.kind not in _OWN
        or old.kind != new.kind
    ):
        return ""
    figures = [rate(row) for row in (old, new)]
    if old.kind in {"zero", "veto"} or old.per or figures[0] != figures[1]:
        return told.say(f"change.owner.{old.kind}")
    if figures[0] == "100%":
        return told.say("change.owner_full")
    return told.say(f"change.owner_of.{old.kind}", points=told.points(figures[0]))


def clauses(told: Told) -> Iterator[str]:
    """Clauses that are new or gone, and what differs of those of both years."""
    fields = told.by_field["clause"]
    shaped = {(field.old_id, field.new_id) for field in fields if field.part not in {"", "text"}}
    turned = {(field.old_id, field.new_id): field for field in fields if field.part == "kind"}
    for field in fields:
        ids = field.old_id, field.new_id
        kind = told.rule(field.new_id or field.old_id).kind
        if field.action != "changed":
            yield told.alone(told.say(f"change.clause.{kind}"), old=field.old, new=field.new)
        elif field.part == "text" and ids in turned:
            kinds = (told.say(f"change.clause.{one}") for one in (turned[ids].old, turned[ids].new))
            ends = facing(field.old.strip("。；;，"), field.new.strip("。；;，"))
            old, new = (f"{word}{quoted(text, 0)}" for word, text in zip(kinds, ends, strict=True))
            yield told.say("change.turned_into", old=old, new=new)
        elif field.part == "text":
            old, new = _ends(told, field, ids in shaped)
            if not told.told_by_thresholds(field.model_copy(update={"old": old, "new": new})):
                what = told.say(f"change.clause.{kind}")
                yield told.reworded(what, old, new, field, named=_which(told, field, kind))
        elif field.part == "cap" and _told_elsewhere(told, field):
            continue
        elif field.part != "kind" or not any(
            other.part == "text" and (other.old_id, other.new_id) == ids for other in fields
        ):
            yield _clause_part(told, field, kind)


def _told_elsewhere(told: Told, field: FieldChange) -> bool:
    """Whether a limit of several clauses is printed in another one, which tells it."""
    if _stands(field.new, told.rule(field.new_id).text):
        return False
    others = (one for one in told.by_field["clause"] if one.part == "cap" and one.new_id != field.new_id)
    return any(
        (one.old, one.new) == (field.old, field.new) and _stands(one.new, told.rule(one.new_id).text)
        for one in others
    )


def _stands(value: str, text: str) -> bool:
    """Whether a limit stands in a text: its figure, or 扣完为止."""
    figures = NUMBER.findall(value)
    return set(figures) <= set(NUMBER.findall(squeeze(text))) if figures else bool(value)


def _which(told: Told, field: FieldChange, kind: ClauseKind) -> str:
    """Of several clauses the one by a short part of it: “满意率≥80%”.

    It is called as in the old year, whose words are told to be others now.
    """
    several = any(len(side) > 1 for side in _of_kind(told, kind))
    return quoted(_name(told, field, kind)) if several else ""


def _of_kind(told: Told, kind: ClauseKind) -> list[list[Clause]]:
    return [[row for item in side for row in item.clauses if row.kind == kind] for side in told.scorings]


def _name(told: Told, field: FieldChange, kind: ClauseKind) -> str:
    """A short part of a clause that no other one of its kind has, else all of it."""
    rule = told.rule(field.old_id)
    # 有激励机制 begins two of them
    for name in (NOTE.sub("", named(rule)), rule.lead + rule.condition):
        if name and all(sum(name in row.text for row in side) < 2 for side in _of_kind(told, kind)):
            return name.strip("，,：:。")
    return rule.text.strip("。；;，")


def _ends(told: Told, field: FieldChange, shaped: bool) -> tuple[str, str]:
    """Both wordings of a clause; what it gives or takes has its own words where that has changed too."""
    rows = [told.rule(field.old_id), told.rule(field.new_id)]
    old, new = ((row.lead + row.condition or row.per) + _exception(row) for row in rows)
    if (shaped or rows[0].kind != rows[1].kind) and old and new and meaning(old) != meaning(new):
        return old, new
    # 扣完为止 goes with the last of its run
    if not same_limit(*rows):
        return field.old, field.new
    return without_limit(field.old), without_limit(field.new)


def _exception(clause: Clause) -> str:
    """The exception as its clause prints it: （不可抗力除外）."""
    found = (
        re.search(re.escape(clause.exception) + r"(?:的?除外)?", clause.text) if clause.exception else None
    )
    return f"（{found[0]}）" if found else clause.exception


def _clause_part(told: Told, field: FieldChange, kind: ClauseKind) -> str:
    if field.part == "unit" and meaning(field.new) == meaning(field.what):
        # a rule that is named by what it counts
        what = told.say(f"change.clause.{kind}")
        old, new = (quoted(end, 0) for end in facing(field.old, field.new, NAME))
        return told.say("change.altered", what=what, old=old, new=new)
    key = f"change.part.{kind if field.part == 'points' and CLAUSES[kind].plain else field.part}"
    name = field.what if field.part == "unit" else _name(told, field, told.rule(field.old_id).kind)
    what = told.say(key, what=inner(short(NOTE.sub("", name).rstrip("，,：:。"), NAME)))
    if field.part == "kind":
        old, new = (told.say(f"change.clause.{one}") for one in (field.old, field.new))
        return told.say("change.altered", what=what, old=old, new=new)
    if field.part == "cap":
        # a limit in points is told by its figure
        old, new = (
            told.say(f"change.cap.{one}") if one in CAPS else told.amount(one)
            for one in (field.old, field.new)
        )
        ends = ("" if one == "unstated" else said for one, said in ((field.old, old), (field.new, new)))
        return told.moved(what, "", "", *ends)
    if field.part in {"points", "floor"}:
        return told.moved(what, field.old, field.new, told.amount(field.old), told.amount(field.new))
    return told.moved(what, "", "", *(quoted(end, 0) for end in facing(field.old, field.new)))

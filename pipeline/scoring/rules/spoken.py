"""What notes say of other clauses: how steps are counted, which of them count, what is not applicable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from normalizers.records import Clause, Note, Rubric
from normalizers.text import patterns
from pipeline.scoring.rules.amounts import MOVING
from pipeline.scoring.words import is_word, says

_SENTENCES = patterns.made(r"[。；;\n]")
# (实得分 / (100 - 不涉及项目分值)) × 100
# what ends a sentence or a part of one
_ENDS = ("。", "；", ";", "\n")
_OF_ALL = patterns.made(r"[÷/].{0,24}[×x*]\s*(?:100|总分|满分)")


# 总分超过100分的，按100分计
_BEYOND = patterns.made(
    r"(?:总分|总得分|最终得分|总成绩|综合得分)(?:超过|高于|大于|超出)(?P<limit>\d{2,4})分?的?[,，]?"
    r"(?:均|一律|仍)?[按以](?P<counts>\d{2,4})分?(?:计|封顶)"
)
# 加分后总分不超过105分, 总分以105分封顶
_LIMITED = patterns.made(
    r"(?:总分|总得分|最终得分|总成绩)[^,，。；;]{0,6}?(?:(?<!可以?|能)不?得?(?:超过|高于|大于|突破)|最[高多]|上限|以\d|控制在|封顶)"
)


def counted_as_noted(clauses: Sequence[Clause], whole: Sequence[Clause]) -> tuple[Clause, ...]:
    """Clauses of one criterion with what the notes behind them say of how they are counted.

    每少10人扣0.5分，不足10人按10人计 is a clause and a note; one of the whole rubric speaks of all clauses.
    """
    found = [_unlimited(one) for one in clauses]
    for place, note in enumerate(clauses):
        before = _bound(clauses[:place], note)
        if (
            note.kind == "note"
            and _once_a_year(note)
            and place
            and not clauses[place - 1].text.endswith(_ENDS)
        ):
            # 被中央媒体采用的加3分，全年只加一次；被省级媒体采用的… bears on the one before it alone
            _tell(found, before, note.model_copy(update={"max_times": 1}))
            found[place] = note.model_copy(update={"precedence": False})
        elif note.kind == "note":
            _tell(found, before, note)
        elif before and _only_rounds(note):
            # 每低1个百分点扣2分，不足1个百分点的按比例扣分; 每低1个百分点扣0.5分，按比例扣分
            _tell(found, before, note.model_copy(update={"rounding": note.rounding or "proportional"}))
            found[place] = found[place].model_copy(update={"kind": "note", "effect": None})
    for note in whole:
        if note.kind == "note" and note.rounding is not None:
            _tell(found, [at for at, one in enumerate(clauses) if _counts(one)], note)
    if any(one.kind == "note" and one.cap == "none" and one.effect == "deduct" for one in (*clauses, *whole)):
        # 以上各项扣分不设下限: of all that have no limit of their own
        found = [
            one.model_copy(update={"cap": "none"}) if one.kind == "deduct" and one.cap == "unstated" else one
            for one in found
        ]
    return tuple(found)


def _bound(before: Sequence[Clause], note: Clause) -> list[int]:
    """The place of the clause that a note behind it speaks of: the last that counts.

    How often speaks of its own side: 每少一户扣1分；开设课堂的加2分，每年限加一次 is of what is added.
    """
    fitting = [at for at, one in enumerate(before) if one.kind in MOVING]
    if fitting and (note.max_times is not None or _once_a_year(note)):
        takes, adds = says("side_taken", note.text), says("side_added", note.text)
        taken = takes if takes != adds else before[fitting[-1]].kind == "deduct"
        fitting = [at for at in fitting if (before[at].kind == "deduct") == taken]
        counting = [at for at in fitting if _counts(before[at])]
        return (counting or fitting)[-1:]
    return [at for at in fitting if _counts(before[at])][-1:]


def _once_a_year(note: Clause) -> bool:
    return note.precedence and says("once_a_year", note.text) and not says("same_matter", note.text)


def _only_rounds(clause: Clause) -> bool:
    """Whether a clause says nothing but what a step begun counts."""
    said = clause.rounding is not None or (
        clause.points is None and is_word("in_part", clause.text.strip("。；;，,"))
    )
    return clause.kind == "method" and said and not clause.formula


def _unlimited(clause: Clause) -> Clause:
    """A clause that was read in part, of which the rest may say that nothing limits it (扣分不设下限)."""
    far = clause.partial and clause.cap == "unstated" and says("far", clause.text)
    return clause.model_copy(update={"cap": "none"}) if far else clause


def _counts(clause: Clause) -> bool:
    return clause.kind in MOVING and bool(clause.per)


def _tell(found: list[Clause], places: Iterable[int], note: Clause) -> None:
    for place in places:
        one = found[place]
        update: dict[str, object] = {}
        if one.rounding is None and note.rounding is not None:
            update["rounding"] = note.rounding
        if one.max_times is None and note.max_times is not None:
            update["max_times"] = note.max_times
        found[place] = one.model_copy(update=update) if update else one


class Decimals(NamedTuple):
    """To how many places something is rounded, and what says so."""

    places: int
    text: str


def decimals_of(rubric: Rubric, whole: Sequence[Clause]) -> Decimals | None:
    """The places to which the total is rounded (最终得分保留一位小数)."""
    notes = (one for one in whole if one.kind == "note" and one.decimals is not None)
    note = next((one for one in notes if not says("each_item", one.text)), None)
    places = rubric.decimals if note is None or rubric.decimals is not None else note.decimals
    return None if places is None else Decimals(places, "" if note is None else note.text)


def decimals_of_items(whole: Sequence[Clause]) -> Clause | None:
    """The note of the whole rubric that rounds the points of each item (各项得分保留一位小数)."""
    notes = (one for one in whole if one.kind == "note" and one.decimals is not None)
    return next((one for one in notes if says("each_item", one.text)), None)


def named_by(note: Clause, names: Mapping[str, str]) -> list[str]:
    """The ids of criteria that a note of the whole rubric binds: those that it was read to name, or names.

    `names` are ids with names; of 消防管理 and 消防 in one place the longer name is meant.
    """
    if note.applies_to:
        return note.applies_to.split("；")
    text, found = note.text, []
    for id_, name in sorted(names.items(), key=lambda one: -len(one[1])):
        if len(name) > 1 and name in text:
            found.append(id_)
            text = text.replace(name, "，")
    return [id_ for id_ in names if id_ in found]


def of_each(note: Clause) -> bool:
    """Whether a limit is of each item by itself: 单项扣分不超过该项分值的50%; not 各项扣分合计不超过50分."""
    limits = note.kind == "note" and note.cap == "points" and not note.applies_to
    each = says("each_item", note.text) and not says("together", note.text)
    # 各项得分与加分相加为总得分，总得分以105分为上限 is of the whole
    return limits and each and not of_total(note)


def of_total(note: Clause) -> bool:
    """Whether a limit is of all points together (加分后总分不超过100分)."""
    named = says("total", note.text) and not says("side_total", note.text)
    if note.effect == "bonus":
        # 加分累计不超过6分，加分后总分可以超过100分 speaks of the total, and limits the bonus
        named = named and bool(_LIMITED.search(note.text))
    return note.cap_total or (named and not note.criterion_id)


def highest(notes: Iterable[Note]) -> Decimal | None:
    """The most that a total can be, as a note of the whole rubric says: 总分超过100分的，按100分计."""
    for note in notes:
        match = _BEYOND.search(note.text) if not note.criterion_id else None
        if match is not None and match["limit"] == match["counts"]:
            return Decimal(match["limit"])
    return None


def exclusive(note: Clause, clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses of which only the greatest counts, whatever the matter: 四级加1分，六级加2分（两者取其高）.

    They stand before the note, one behind the other; 两者 are the last two of them.
    """
    plain = note.kind == "note" and note.precedence and not says("same_matter", note.text)
    if not plain or not says("highest", note.text):
        return []
    found: list[Clause] = []
    for clause in reversed(clauses[: clauses.index(note)]):
        side = (clause.kind, clause.effect)
        if clause.criterion_id != note.criterion_id or clause.kind not in MOVING:
            break
        if found and side != (found[0].kind, found[0].effect):
            break
        found.insert(0, clause)
    return found[-2:] if says("two", note.text) else found


def given(clause: Clause) -> bool:
    """Whether an award is there from the start, and nobody has to say so: 基础分10分."""
    plain = clause.kind == "award" and not clause.per and clause.points is not None and not clause.partial
    return plain and clause.ladder is None and not clause.lead and says("given", clause.text)


def folds_back(clauses: Sequence[Clause], notes: Iterable[Note]) -> str | None:
    """The clause that folds the points of what is not applicable back into the total; "" for a bare note."""
    for clause in clauses:
        if says("absent", clause.text) and _folds(f"{clause.text}{clause.formula}"):
            return clause.clause_id
    for note in notes:
        if not says("unfolded", note.text) and any(
            says("absent", one) and _folds(one) for one in _SENTENCES.split(note.text)
        ):
            # 该项不适用，其余各项按比例折算为百分制: the clause of the second half is what folds them back
            return next((one.clause_id for one in clauses if one.text in note.text and _folds(one.text)), "")
    return None


def _folds(text: str) -> bool:
    return not says("unfolded", text) and (says("folded", text) or bool(_OF_ALL.search(text)))


def keeps_points(texts: Iterable[str]) -> bool:
    """Whether an item that is not applicable keeps its points: 不涉及（无外包业务）的，此项不失分."""
    told = [text for text in texts if says("kept", text)]
    sentences = [one for text in told for one in _SENTENCES.split(text) if says("kept", one)]
    lacking = [one for one in sentences if says("lacks", one)]
    return any(says("absent", one) for one in sentences) or any(
        says("own", one) or says("deemed", one) for one in lacking
    )

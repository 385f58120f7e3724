"""Steps of a count against rates: 误报1次扣1分，误报2次扣4分 names two cases, 每发生一次扣1分 one rate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from normalizers.language.counting import NOTHING
from normalizers.language.grammar import Found
from normalizers.language.model import Statement
from normalizers.language.sentences import Sentence
from normalizers.records import ClauseKind
from normalizers.text import patterns

_TWO = Decimal(2)
# 每班缺1人扣1分，缺2人扣3分: where it is looked at, and not what is counted
_SHORT_IN_EACH = patterns.made(r"每\p{Han}{1,3}?[少缺漏欠迟][到报]?[\d一二两三四五]")
# 警告一次扣3分；累计两次的，取消评先资格: what comes of several is no step of their points
_CONSEQUENCES, _TOGETHER = frozenset({"limit", "veto"}), patterns.made(r"累计|连续")


def steps(found: Sequence[Found], cut: Sequence[Sentence], folded: str) -> list[Found]:
    """What was found, where a count that others of its unit go on with is the condition of a step.

    漏检1起扣2分，漏检2起扣6分: as a rate two cases would cost the rate twice, and the second step on top.
    缺一页扣0.2分，缺三页及以上不得分 stays a rate: no two stands behind the one.
    """
    if not any(_may_be_step(one) for said in found for one in said.statements):
        return list(found)
    made = list(found)
    for group in groups(cut, folded):
        entries = [
            (place, index, one, said)
            for place in group
            for index, (one, said) in enumerate(_named(folded, cut[place], found[place]))
        ]
        if not any(_may_be_step(one) for _, _, one, _ in entries):
            continue
        named = Counter(
            (side, unit, value)
            for _, _, one, said in entries
            for side in _sides(one.kind)
            for value, unit in said
        )
        for place, index, one, said in entries:
            if not _may_be_step(one):
                continue
            side = _sides(one.kind)[0]
            own = Counter((side, unit, value) for value, unit in said)
            others = {
                value
                for (of, unit, value), number in (named - own).items()
                if number and of == side and unit == one.counted.unit and value != one.counted.quantity
            }
            # 每次缺1人扣1分，每次缺2人扣3分
            second = one.counted.each and one.counted.quantity == _TWO and Decimal(1) in others
            if _TWO in others or second or (one.kind == "award" and others):
                statements = list(made[place].statements)
                statements[index] = one._replace(counted=NOTHING, condition_end=one.verb)
                made[place] = made[place]._replace(statements=tuple(statements))
    return made


def _may_be_step(one: Statement) -> bool:
    rate = one.counted.each and not _SHORT_IN_EACH.match(one.counted.per)
    return bool(one.counted.per) and not rate and one.counted.quantity is not None


def _sides(kind: ClauseKind) -> tuple[str, ...]:
    """Whose steps a statement may be one of: awards, or what takes; a zero ends either ladder."""
    return ("award",) if kind == "award" else ("award", "other") if kind == "zero" else ("other",)


def groups(cut: Sequence[Sentence], folded: str) -> Iterator[list[int]]:
    """The places of sentences that go on with each other: up to a full stop or a list number."""
    group: list[int] = []
    for place, one in enumerate(cut):
        if one.labelled and group:
            yield group
            group = []
        group.append(place)
        if folded[one.end - 1] == "。":
            yield group
            group = []
    if group:
        yield group


def _named(
    folded: str, sentence: Sentence, found: Found
) -> Iterator[tuple[Statement, list[tuple[Decimal, str]]]]:
    """Each statement with the counts without 每 in its words."""
    words = iter(sentence.tokens)
    word = next(words, None)
    for one in found.statements:
        counts: list[tuple[Decimal, str]] = []
        each, said = False, 0
        while word is not None and word.start < one.end:
            if word.kind in "Eg,":
                # 每月2次 and 不少于2次 are asked for, and no case
                each, said = word.kind != ",", word.end
            elif word.kind == "w" and word.start > said:
                each = False  # 每次缺2人
            if (
                word.kind in "1q"
                and word.value is not None
                and not each
                and not (
                    one.kind in _CONSEQUENCES and _TOGETHER.search(folded, max(0, word.start - 6), word.start)
                )
                and word.start < (one.verb or one.start)
            ):
                counts.append((word.value, word.unit))
            word = next(words, None)
        yield one, counts

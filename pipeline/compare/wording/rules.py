"""Whether two clauses say one rule in words put otherwise: 台账每缺一份扣1分 and 每缺一份台账扣1分.

What they were read as is compared before. Here their words are: what each asks for, wherever it counts, and
that neither has a word that the other one lacks (酌情, 单次).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from normalizers.records import Clause
from normalizers.text.views import squeeze
from normalizers.vocabulary import alternatives, words
from pipeline.compare.wording.meaning import meaning

_IDLE = "|".join(map(meaning, words("comparing")["idle"]))
_DOES = r"扣|加|减|得|计|记|不得分|不计分|1票否决|取消|否决|$"
_BEFORE_RULE = re.compile(rf"(?:{_IDLE})+(?={_DOES})")
_EMPTY = re.compile(alternatives("comparing", "empty"))
# 扣, 扣减 or 减 before points is told by the kind of the clause
_VERB = re.compile(r"(?:扣除|扣减|扣|减|得|计|给|记|赋)(?=\d)")
# how often: 每1次, /次; the number is compared with the unit
_COUNTING = re.compile(r"每|/|1(?=[^\W\d])")


def same_rule(one: Clause, other: Clause) -> bool:
    """Whether two clauses ask for the same, with the same words in all."""
    if not _asked(one) & _asked(other):
        return False
    (head, rest), (before, behind) = map(_words, (one, other))
    return rest == behind and Counter(head) == Counter(before)


def _words(clause: Clause) -> tuple[str, str]:
    """The words that say what is asked and counted, and those from the points on, whose order counts.

    单次最多扣2分，全年最多扣5分 is not 全年最多扣2分，单次最多扣5分.
    """
    text = _BEFORE_RULE.sub("", meaning(clause.lead + clause.text))
    verb = _VERB.search(text)
    head, rest = (text[: verb.start()], text[verb.end() :]) if verb else (text, "")
    unit = f"/{squeeze(clause.per_unit)}"
    if clause.per_unit and unit in rest:
        head, rest = head + unit, rest.replace(unit, "", 1)
    return _COUNTING.sub("", _EMPTY.sub("", head)), _VERB.sub("", _EMPTY.sub("", rest))


def _asked(clause: Clause) -> set[str]:
    """What a clause asks for, in the orders in which it can be said: 缺台账, and 台账缺."""
    said, counted = squeeze(clause.lead + clause.condition), squeeze(clause.per)
    before, _, behind = said.partition(counted) if counted else (said, "", "")
    verb = _verb(clause)
    ways = [(before, verb, behind)]
    if not (before and behind) and re.fullmatch(_of_things(), verb):
        ways += [(before, behind, verb), (verb, before, behind)]
    return {"".join(map(_bare, way)) for way in ways}


def _bare(part: str) -> str:
    return _EMPTY.sub("", _BEFORE_RULE.sub("", meaning(part)))


def _verb(clause: Clause) -> str:
    """What is counted without how many of it: 缺 of 每缺一份."""
    said = squeeze(clause.per).removesuffix(squeeze(clause.per_unit))
    return _EMPTY.sub("", re.sub(r"\d+(?:\.\d+)?$", "", meaning(said)).lstrip("/"))


@cache
def _of_things() -> str:
    return alternatives("comparing", "of_things")

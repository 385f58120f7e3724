"""The shapes of the invented notices: what is printed, without its layout."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row of a rubric as printed; no department means that the cell above goes on (merged)."""

    name: str
    points: str
    department: str | None
    key_points: tuple[str, ...]
    rule: tuple[str, ...]
    bonus: bool = False


@dataclass(frozen=True, slots=True)
class Rubric:
    """A ruled table: columns as (field, header), its rows, its total row; title and note may be empty.

    `numbers` are the printed numbers where they are not simply 1, 2, 3.
    """

    title: str
    columns: tuple[tuple[str, str], ...]
    criteria: tuple[Criterion, ...]
    filler: str
    total: str = "100"
    note: str = ""
    numbers: tuple[str, ...] = ()

    def rows(self) -> list[tuple[str, Criterion]]:
        """The printed number and the criterion of each row; a bonus row has no number."""
        counted = iter(self.numbers or [str(n + 1) for n in range(len(self.criteria))])
        return [("" if criterion.bonus else next(counted), criterion) for criterion in self.criteria]


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice from its head to its copies line; `file` is the name of its file."""

    file: str
    head: str
    number: str
    title: tuple[str, ...]
    recipients: str
    body: tuple[str, ...]
    signed: str
    date: str
    public: str
    rubrics: tuple[Rubric, ...]
    copies: str


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake made on purpose: where it is printed and the finding that it should give."""

    file: str
    rubric: int
    finding: str
    what: str


@dataclass(frozen=True, slots=True)
class Change:
    """A change between the two years of an issuer; names of criteria before and after, joined by ；."""

    kind: str
    before: str
    after: str
    what: str = ""


def amended(criterion: Criterion, words: Mapping[str, str]) -> Criterion:
    """The criterion with words replaced in its key points and rule, all at once; ValueError if one is absent.

    A line break in a replacement begins a new line of the cell.
    """
    lines = ("\n".join(criterion.key_points), "\n".join(criterion.rule))
    absent = [old for old in words if old not in lines[0] + lines[1]]
    if absent:
        raise ValueError(f"{criterion.name}: {absent}")
    old_words = re.compile("|".join(map(re.escape, words)))
    key_points, rule = (old_words.sub(lambda match: words[match[0]], text).split("\n") for text in lines)
    return replace(criterion, key_points=tuple(key_points), rule=tuple(rule))

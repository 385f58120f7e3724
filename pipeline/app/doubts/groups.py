"""Doubts by kind and cause: those that say the same stand together, so that one decision settles them all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractors.frozen import frozen
from pipeline.app.queue import Item, cause_of
from pipeline.messages.findings import bare_message
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import SEVERITIES
from pipeline.messages.words import words

_VALUE = re.compile(r"\{\w+\}")
# a value behind a colon says nothing without it
_LAST = re.compile(r"[：:]\s*…$")


@frozen
class Cause:
    """Doubts of one kind that say the same."""

    key: str
    message: str
    items: tuple[Item, ...]


@frozen
class Kind:
    """All doubts of a code: what it is called in plain words, what to do about it, an example."""

    code: str
    severity: str
    title: str
    hint: str
    items: tuple[Item, ...]
    causes: tuple[Cause, ...]

    @property
    def notices(self) -> int:
        """In how many notices they stand."""
        return len({item.notice_id for item in self.items})


def kinds(queue: Sequence[Item], lang: Lang) -> list[Kind]:
    """The kinds in a queue: the worst first, then those with the most doubts."""
    found: dict[str, list[Item]] = {}
    for item in queue:
        found.setdefault(item.finding.code, []).append(item)
    made = [_kind(code, items, lang) for code, items in found.items()]
    order: Mapping[str, int] = {name: place for place, name in enumerate(SEVERITIES)}
    return sorted(made, key=lambda one: (order[one.severity], -len(one.items), one.code))


def _kind(code: str, items: Sequence[Item], lang: Lang) -> Kind:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(cause_of(item.finding), []).append(item)
    causes = [Cause(key, alike[0].finding.message, tuple(alike)) for key, alike in found.items()]
    causes.sort(key=lambda one: -len(one.items))
    row = items[0].finding
    return Kind(code, row.severity, title(items, lang), row.hint, tuple(items), tuple(causes))


def title(items: Sequence[Item], lang: Lang) -> str:
    """What doubts of a kind are called: as all say it, or their message without the values of each.

    分值“…”无法识别.
    """
    row = items[0].finding
    known = f"finding.{row.code}.message" in words("finding", lang)
    if not known or all(item.finding.message == row.message for item in items):
        return row.message
    return _LAST.sub("", _VALUE.sub("…", bare_message(row.code, lang)))

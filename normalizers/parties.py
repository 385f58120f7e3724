"""Departments (考核部门) and their parts: A会同B、C考核打分; A牵头，B配合; A、B."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from normalizers.rubric import PartyRole
from normalizers.text import Text
from normalizers.vocabulary import alternatives, words


@dataclass(frozen=True, slots=True)
class PartyText:
    """A department as printed (spaces out, brackets full-width), its role and its span in the cell's text."""

    name: str
    role: PartyRole
    start: int
    end: int


@cache
def _patterns() -> tuple[regex.Pattern[str], regex.Pattern[str], regex.Pattern[str]]:
    """What follows is joint; duty or 牵头 at the end of a name; 配合 at the end of a name."""
    joint = regex.compile(rf"(?:{alternatives('parties', 'joint')})[:]?")
    duty = regex.compile(rf"(?:{alternatives('parties', 'duty')}|{alternatives('parties', 'lead')})+$")
    after = regex.compile(rf"(?:{alternatives('parties', 'joint_after')})$")
    return joint, duty, after


def ends_like_organisation(name: str) -> bool:
    """Whether a name ends as organisations do: 局, 处, 办公室, a closing bracket after one."""
    bare = regex.sub(r"[(（][^()（）]*[)）]$", "", name)
    return any(bare.endswith(ending) for ending in words("parties")["endings"])


def _split_outside_brackets(
    text: Text, separators: str, begin: int = 0, stop: int | None = None
) -> list[tuple[int, int]]:
    """Spans of the parts between separators; those inside brackets separate nothing."""
    stop = len(text) if stop is None else stop
    spans = []
    depth, start = 0, begin
    for index in range(begin, stop):
        char = text.folded[index]
        depth += (char in "([") - (char in ")]" and depth > 0)
        if depth:
            continue
        if char in separators:
            spans.append((start, index))
            start = index + 1
        # two names on lines of their own: 人事处 / 财务处, but not 办公室 / (外事处) or a name that the layout broke
        elif index > start and text.gaps[index] == "\n" and _line_ends_name(text, start, index):
            spans.append((start, index))
            start = index
    spans.append((start, stop))
    return [(a, b) for a, b in spans if a < b]


def _line_ends_name(text: Text, start: int, index: int) -> bool:
    before, after = text.cut(start, index), text.cut(index)
    next_line = next(after.lines(), after)
    return (
        len(before) >= 3
        and len(next_line) >= 3
        and ends_like_organisation(before.folded)
        and ends_like_organisation(next_line.folded)
        and not next_line.value.startswith(("公室", "会同"))
    )


def printed_name(text: str) -> str:
    """A name without spaces, its ASCII brackets made full-width."""
    return regex.sub(r"\s+", "", text).replace("(", "（").replace(")", "）")


def parties(text: Text, role: PartyRole = "lead") -> tuple[PartyText, ...]:
    """The departments of a cell in their order; `role` is that of its column.

    `role` holds for all names but those that the text calls joint: behind 会同, before 配合.
    """
    found: list[PartyText] = []
    for start, end in _split_outside_brackets(text, ",;。"):
        found.extend(_names(text, start, end, role))
    return tuple(found)


def _names(text: Text, start: int, end: int, role: PartyRole) -> list[PartyText]:
    """The names between two separators; a duty (牵头, 配合) holds for all names since the one before it."""
    joint_word, duty, joint_after = _patterns()
    joint_at = joint_word.search(text.folded, start + 1, end)
    sections: list[tuple[int, int, PartyRole]] = [(start, joint_at.start() if joint_at else end, role)]
    if joint_at:
        sections.append((joint_at.end(), end, "joint"))
    found: list[PartyText] = []
    for first, last, section_role in sections:
        waiting: list[tuple[int, int]] = []
        for a, b in _split_outside_brackets(text, "、/&", first, last):
            stop = b
            part_role: PartyRole | None = None
            if after := joint_after.search(text.folded, a, b):
                stop, part_role = after.start(), "joint"
            elif ends := duty.search(text.folded, a, b):
                stop, part_role = ends.start(), section_role
            if stop > a:
                waiting.append((a, stop))
            if part_role:
                found.extend(_party(text, span, part_role) for span in waiting)
                waiting = []
        found.extend(_party(text, span, section_role) for span in waiting)
    return found


def _party(text: Text, span: tuple[int, int], role: PartyRole) -> PartyText:
    start, end = span
    return PartyText(printed_name(text.value[start:end]), role, start, end)

"""Departments (考核部门) and their parts: A会同B、C考核打分; A牵头，B配合; 牵头部门：A；配合部门：B; A、B."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from extractors.frozen import frozen
from normalizers.records import PartyRole
from normalizers.text.patterns import made
from normalizers.text.views import Text
from normalizers.vocabulary import alternatives, words

# a longer text between two separators is no name
_LONG = 60
_BOX = made("(?P<ticked>[☑☒■●◉])|[□☐○]")


@frozen
class PartyText:
    """A department as printed (spaces out, brackets full-width), its role and its span in the cell's text."""

    name: str
    role: PartyRole
    start: int
    end: int


@cache
def _patterns() -> dict[str, regex.Pattern[str]]:
    """The patterns by name, built from the vocabulary at first use."""

    def word(key: str) -> str:
        return f"(?:{alternatives('parties', key)})"

    duty, lead, after, others = word("duty"), word("lead"), word("joint_after"), word("and_others")
    noun = word("heading_nouns")
    return {
        # 会同; 商 and its like only between two departments
        "joint": made(
            rf"(?P<sure>{word('joint')})|(?P<between>{word('joint_between')})(?![{''.join(words('parties')['not_joint'])}])"
        ),
        # 财务处牵头负责, 财务处（牵头）, 财务处等部门
        "lead": made(rf"{others}?(?:\({lead}\)|{lead}{duty}*|{duty}*{lead})$"),
        "after": made(rf"{others}?(?:\({after}(?:{noun})?\)|{after}{duty}*)$"),
        "duty": made(rf"{others}?(?:\({duty}\)|{duty}+)$|{others}$"),
        "heading": made(rf"(?:(?P<lead>{word('lead_heading')})|(?P<joint>{word('joint_heading')})){noun}?:"),
        "and": made(r"以及|及|和|与"),
    }


@cache
def _endings() -> tuple[str, ...]:
    return tuple(words("parties")["endings"])


def ends_like_organisation(name: str) -> bool:
    """Whether a name ends as organisations do: 局, 处, 办公室, a closing bracket after one."""
    return regex.sub(r"[(（][^()（）]*[)）]$", "", name).endswith(_endings())


def _split_outside_brackets(text: Text, separators: str, begin: int, stop: int) -> list[tuple[int, int]]:
    """Spans of the parts between separators; those inside brackets separate nothing."""
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
        elif index > start and text.gaps[index] != "x" and _ends_name(text, start, index, stop):
            spans.append((start, index))
            start = index
    spans.append((start, stop))
    return [(a, b) for a, b in spans if a < b]


def _ends_name(text: Text, start: int, index: int, stop: int) -> bool:
    """Whether a name ends at white space: 财务处牵头 人事处配合, or two names on lines of their own.

    人事处 / 财务处 are two, but not 办公室 / (外事处) or a name that the layout broke.
    """
    before = text.folded[max(start, index - _LONG) : index]
    # a break within 会同 divides nothing
    around = _patterns()["joint"].finditer(text.folded, max(start, index - 3), min(stop, index + 3))
    if any(match.start() <= index < match.end() for match in around):
        return False
    if _patterns()["lead"].search(before) or _patterns()["after"].search(before):
        return True
    end = text.gaps.find("\n", index + 1, stop)
    # 市发展和改革委 / 员会、市统计局: the first name of the line decides
    after = regex.split(r"[、,;/]", text.folded[index : end if end >= 0 else stop][:_LONG])[0]
    return (
        text.gaps[index] == "\n"
        and len(before) >= 3
        and len(after) >= 3
        and ends_like_organisation(before)
        and ends_like_organisation(after)
        and not after.startswith("公室")
    )


def printed_name(text: str) -> str:
    """A name without spaces, its ASCII brackets made full-width."""
    return regex.sub(r"\s+", "", text).replace("(", "（").replace(")", "）")


def parties(text: Text, role: PartyRole = "lead") -> tuple[PartyText, ...]:
    """The departments of a cell in their order; `role` is that of its column.

    `role` holds for all names but those that the text calls joint: behind 会同 or 配合部门：, before 配合,
    and those without a word of their own beside one that 牵头 tells apart. Of names to be ticked
    (□团委 ☑学生处) those that are.
    """
    boxes = list(_BOX.finditer(text.folded))
    if boxes:
        ends = [*(box.start() for box in boxes[1:]), len(text)]
        ticked = [(box.end(), end) for box, end in zip(boxes, ends, strict=True) if box["ticked"]]
        return tuple(party for a, b in ticked for party in _listed(text, a, b, role, None))
    found = [party for a, b, said in _headed(text, role) for party in _listed(text, a, b, role, said)]
    return tuple(found)


def _headed(text: Text, role: PartyRole) -> Iterator[tuple[int, int, PartyRole | None]]:
    """The stretches under 牵头部门： and 配合部门：, and what stands before the first."""
    start, said = 0, None
    for match in _patterns()["heading"].finditer(text.folded):
        yield start, match.start(), said
        start = match.end()
        said = _as_lead(role) if match["lead"] else "joint"
    yield start, len(text), said


def _as_lead(role: PartyRole) -> PartyRole:
    """牵头 makes a lead also in a column of joint departments."""
    return "lead" if role == "joint" else role


def _listed(text: Text, begin: int, stop: int, role: PartyRole, said: PartyRole | None) -> list[PartyText]:
    """The names of a stretch; `said` is the role that its heading gives."""
    named: list[tuple[int, int, PartyRole | None]] = []
    led = False
    for start, end in _split_outside_brackets(text, ",;。", begin, stop):
        for a, b, own, leads in _names(text, start, end, role):
            named.append((a, b, own))
            led = led or leads
    rest: PartyRole = said or ("joint" if led and role == "lead" else role)
    return [_party(text, a, b, own or rest) for a, b, own in named]


def _names(
    text: Text, start: int, end: int, role: PartyRole
) -> Iterator[tuple[int, int, PartyRole | None, bool]]:
    """Names between two separators, the role that a word gives each, and whether that word is 牵头.

    A word (牵头, 配合) holds for all names since the one before it: A、B配合.
    """
    patterns = _patterns()
    joint_at = _joint_at(text, start, end)
    sections: list[tuple[int, int, PartyRole | None]] = [(start, joint_at[0] if joint_at else end, None)]
    if joint_at:
        # what stands before 会同 leads: 财务处会同人事处
        sections = [(start, joint_at[0], role), (joint_at[1], end, "joint")]
    for first, last, given in sections:
        waiting: list[tuple[int, int]] = []
        for a, b in _split_outside_brackets(text, "、/&+", first, last):
            stop, own, leads = b, given, False
            part = text.folded[max(a, b - _LONG) : b]
            base = b - len(part)
            if match := patterns["lead"].search(part):
                stop, own, leads = base + match.start(), given or _as_lead(role), given is None
            elif match := patterns["after"].search(part):
                stop, own = base + match.start(), "joint"
            elif match := patterns["duty"].search(part):
                stop, own = base + match.start(), given or role
            waiting.extend(_joined(text, a, stop))
            if own:
                yield from ((x, y, own, leads) for x, y in waiting)
                waiting = []
        yield from ((x, y, None, False) for x, y in waiting)


def _joint_at(text: Text, start: int, end: int) -> tuple[int, int] | None:
    """Where 会同 stands between two names."""
    for match in _patterns()["joint"].finditer(text.folded, start + 1, end):
        before = text.folded[max(start, match.start() - _LONG) : match.start()]
        between = ends_like_organisation(before) and ends_like_organisation(
            text.folded[match.end() : end][:_LONG]
        )
        if match.end() < end and (match["sure"] or between):
            return match.span()
    return None


def _joined(text: Text, start: int, end: int) -> list[tuple[int, int]]:
    """财务处和人事处 → both; 由 before a name is none of it."""
    if text.folded.startswith("由", start, end):
        start += 1
    if end - start <= _LONG:
        for match in _patterns()["and"].finditer(text.folded, start + 1, end):
            before, after = text.folded[start : match.start()], text.folded[match.end() : end]
            if ends_like_organisation(before) and ends_like_organisation(after):
                return [(start, match.start()), *_joined(text, match.end(), end)]
    return [(start, end)] if start < end else []


def _party(text: Text, start: int, end: int, role: PartyRole) -> PartyText:
    return PartyText(printed_name(text.value[start:end]), role, start, end)

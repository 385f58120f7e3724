"""Task lists (工作要点, 分工安排): numbered paragraphs, each with who leads it in brackets at its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import regex

from extractors.document import Paragraph
from extractors.frozen import frozen
from normalizers.cells.parties import ends_like_organisation, parties
from normalizers.draft import Draft, Unit
from normalizers.records import Party, Task
from normalizers.text import patterns
from normalizers.text.headings import Head, head
from normalizers.text.numerals import integer
from normalizers.text.views import Text, clean
from normalizers.thresholds.quantities import threshold_record
from normalizers.thresholds.targets import thresholds, unread
from normalizers.vocabulary import alternatives, words

# fewer paragraphs with a lead are a remark, no list
_FEWEST = 2
_LINE_LENGTH = 60
_LEAD_LENGTH = 150
# a line that the page end cuts is a full one; a shorter one without 。 is a heading
_FULL_LINE = 20
_TAIL_LENGTH = 400
_LABEL_LENGTH = 12
_ENDS = "。;!?…)]"
_GROUPS = patterns.made(  # （办公室牵头）（6月底前完成）。
    r"(?:[(\[](?P<inside>(?:[^()\[\]]|[(\[][^()\[\]]*[)\]])*)[)\]]\s*)+[。.;,]?$"
)
_ROLE_OF_PERSON = patterns.made(
    rf"^(?:{alternatives('parties', 'person_duties')})(?:县|市|区|局)?"
    rf"(?:{alternatives('parties', 'persons')})[:：]"
)
_COUNT = patterns.made(r"(?P<count>\d+|[一二三四五六七八九十]{1,3})(?P<what>大?方面|个方面|项|条|件)")


@frozen
class _Piece:
    """A paragraph, or a part of one that holds several tasks; `kept` is its text without number and leads."""

    paragraph: Paragraph
    text: Text
    head: Head | None
    kept: tuple[Text, ...]
    leads: tuple[Text, ...]

    @property
    def ended(self) -> bool:
        """Whether its last sentence ends; a page break may cut it."""
        return bool(self.leads) or not self.text or self.text.folded[-1] in _ENDS

    @property
    def is_line(self) -> bool:
        """Whether it is a short line without a number, no sentence: a title can be one."""
        return not self.head and not self.ended and 4 <= len(self.text) <= _LINE_LENGTH

    @property
    def is_title(self) -> bool:
        """Whether it ends as titles of task lists do."""
        return self.is_line and bool(_patterns()["title"].search(self.text.folded))


@dataclass(slots=True)
class _Group:
    """Paragraphs of one level below one heading; `led` when one of them has a lead."""

    led: bool = False


@frozen
class _View:
    """What stands around a piece: the next number below it, what is led before that number, its neighbours.

    `led` counts the paragraphs that end with a lead, `lone` those that are nothing else (牵头单位：办公室).
    """

    below: Head | None
    led: int
    lone: int
    group: _Group | None


@dataclass(slots=True)
class _Found:
    """A task while it is read."""

    annex: tuple[_Piece, ...]
    section: tuple[_Piece, ...]
    pieces: list[_Piece] = field(default_factory=list)

    @property
    def led(self) -> bool:
        """Whether a lead was found."""
        return any(piece.leads for piece in self.pieces)

    @property
    def text(self) -> str:
        """Its text; a line break where a paragraph of its own follows, none where a page end cut one."""
        text, cut = "", True
        for piece in self.pieces:
            said = "".join(part.value for part in piece.kept)
            text += said if cut or not said else f"\n{said}"
            cut = not piece.ended and len(piece.text) >= _FULL_LINE
        return text


@cache
def _patterns() -> dict[str, regex.Pattern[str]]:
    nouns = alternatives("parties", "heading_nouns")
    roles = f"{alternatives('parties', 'lead_heading')}|{alternatives('parties', 'joint_heading')}"
    return {
        "duty": patterns.made(rf"(?:{alternatives('tasks', 'duties')})(?=[,;、。]|$)"),
        "heading": patterns.made(rf"(?:^|[,;。])(?:{roles})(?:{nouns}|人)?:"),
        "named": patterns.made(rf"(?:^|(?<=[。;!)\]]))(?:{roles})(?:{nouns}|人):[^。]+[。]?$"),
        "title": patterns.made(rf"(?:{alternatives('tasks', 'annex_endings')})(?:\([^()]*\))?$"),
        # 6月底前完成, 完成时限：第三季度, 长期坚持
        "due": patterns.made(
            rf"(?:.{{0,4}}(?:{alternatives('tasks', 'due_headings')})[:：])(?P<when>.+)"
            rf"|(?P<when>(?=.*(?:\d|[一二三四五六七八九十]月|底|季度|半年|全年|长期|持续|常年)).*)"
        ),
        "other": patterns.made(alternatives("tasks", "not_parties")),
    }


def read_tasks(paragraphs: Sequence[Paragraph], draft: Draft, notice_id: str) -> Sequence[Paragraph]:
    """Adds the tasks of a notice with their leads and targets; gives back the paragraphs that are no task.

    A notice with fewer than two paragraphs that end with a lead has none. Never raises for content.
    """
    pieces = [piece for paragraph in paragraphs for piece in _pieces(paragraph)]
    if sum(bool(piece.leads) for piece in pieces) < _FEWEST:
        return paragraphs
    tasks, intros = _read(pieces)
    taken: set[int] = set()
    for number, task in enumerate(tasks, len(draft.tasks) + 1):
        _add(draft, notice_id, f"{notice_id}/t{number}", task)
        taken.update(id(piece.paragraph) for piece in (*task.annex, *task.section, *task.pieces))
    _check_counts(draft, notice_id, tasks, intros)
    return [paragraph for paragraph in paragraphs if id(paragraph) not in taken]


def _pieces(paragraph: Paragraph) -> Iterator[_Piece]:
    """The paragraph, cut behind each lead that the next number follows: the layout ran tasks together."""
    text = clean(paragraph.text)
    last = head(text)
    start = 0
    for bracket in regex.finditer(r"[)\]]。?", text.folded) if last else ():
        after = head(text.cut(bracket.end(), min(bracket.end() + _LABEL_LENGTH, len(text))))
        if last and after and (after.level, after.number) == (last.level, last.number + 1):
            piece = _piece(paragraph, text.cut(start, bracket.end()))
            if piece.leads:
                yield piece
                start, last = bracket.end(), after
    yield _piece(paragraph, text.cut(start))


def _piece(paragraph: Paragraph, text: Text) -> _Piece:
    number = head(text)
    return _Piece(paragraph, text, number, *_split_lead(number.rest if number else text))


def _split_lead(text: Text) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """What a task says, and who leads it: in brackets at its end, or behind 牵头单位：."""
    kept: list[Text] = []
    leads: list[Text] = []
    at = 0
    tail = max(0, len(text) - _TAIL_LENGTH)
    groups = _GROUPS.search(text.folded, tail)
    for start, end in groups.spans("inside") if groups else ():
        if _is_lead(text.cut(start, end)):
            kept.append(text.cut(at, start - 1))
            leads.append(text.cut(start, end))
            at = end + 1
    if not leads and (named := _patterns()["named"].search(text.folded, tail)):
        kept, at = [text.cut(0, named.start())], len(text)
        leads.append(text.cut(named.start()))
    kept.append(text.cut(at))
    return tuple(part for part in kept if part), tuple(leads)


def _is_lead(text: Text) -> bool:
    """Whether the words in brackets say who does it: 办公室牵头; 责任单位：办公室; 办公室、人事处."""
    if not 0 < len(text) <= _LEAD_LENGTH:
        return False
    if _patterns()["heading"].search(text.folded):
        return True
    names = [name for name in regex.split(r"[、,;/]", text.folded) if name]
    if _patterns()["duty"].search(text.folded):
        return "牵头" in text.folded or any(_names_somebody(name) for name in names)
    return bool(names) and all(ends_like_organisation(name) and len(name) <= 20 for name in names)


def _names_somebody(name: str) -> bool:
    bare = _patterns()["duty"].sub("", name)
    return bare.startswith(tuple(words("tasks")["vague"])) or ends_like_organisation(bare)


def _views(pieces: Sequence[_Piece]) -> list[_View]:
    """What stands around each piece, found in one pass down and one up."""
    groups: list[_Group | None] = []
    current: dict[int, _Group] = {}
    for piece in pieces:
        if piece.is_title:
            current = {}
        if piece.head:
            level = piece.head.level
            current = {other: group for other, group in current.items() if other <= level}
            groups.append(current.setdefault(level, _Group()))
        else:
            groups.append(None)
    views: list[_View] = []
    below: Head | None = None
    led = lone = 0
    for piece, group in zip(reversed(pieces), reversed(groups), strict=True):
        views.append(_View(below, led, lone, group))
        if group and (piece.leads or led == 1 or (lone and not led)):
            group.led = True
        if piece.head or piece.is_title:
            below, led, lone = piece.head, 0, 0
        elif piece.leads:
            led, lone = led + bool(piece.kept), lone + (not piece.kept)
    return views[::-1]


def _read(pieces: Sequence[_Piece]) -> tuple[list[_Found], list[tuple[_Piece, int]]]:
    """The tasks; and the lines that say how many there are, each with the number of tasks before it."""
    tasks: list[_Found] = []
    intros: list[tuple[_Piece, int]] = []
    views = _views(pieces)
    annex: tuple[_Piece, ...] = ()
    headings: list[_Piece] = []
    task: _Found | None = None
    for index, (piece, view) in enumerate(zip(pieces, views, strict=True)):
        if task and _goes_on(task, piece, view):
            task.pieces.append(piece)
        elif _is_task(piece, view):
            section = tuple(line for line in headings if _is_above(line, piece))
            task = _Found(annex, section, [piece])
            tasks.append(task)
        else:
            task = None
            if piece.head and _is_heading(piece, view):
                level = piece.head.level
                headings = [line for line in headings if line.head and line.head.level < level]
                headings.append(piece)
            elif piece.is_title:
                first = index - 1 if index and _is_first_half(pieces[index - 1]) else index
                annex, headings = tuple(pieces[first : index + 1]), []
            elif piece.text.folded.endswith(":") and index + 1 < len(pieces) and pieces[index + 1].head:
                intros.append((piece, len(tasks)))
                headings = [piece]
    return tasks, intros


def _is_first_half(piece: _Piece) -> bool:
    """The first line of a title of two: it names the year, and is neither date nor signature."""
    return (
        piece.is_line
        and bool(regex.search(r"\d{4}年", piece.text.folded))
        and piece.text.folded[-1] not in ":,、日"
    )


def _is_above(heading: _Piece, piece: _Piece) -> bool:
    return not heading.head or not piece.head or heading.head.level < piece.head.level


def _is_task(piece: _Piece, view: _View) -> bool:
    """A paragraph with a lead; or a numbered one beside such, whose lead is missing or follows below."""
    if piece.leads:
        return bool(piece.kept)
    return bool(view.group and view.group.led) and not _is_heading(piece, view)


def _is_heading(piece: _Piece, view: _View) -> bool:
    """A short numbered line without 。 above a deeper number, or above several tasks without number."""
    if not piece.head or piece.leads or len(piece.text) > _LINE_LENGTH or piece.text.folded[-1] in "。;,":
        return False
    return view.led > 1 or (view.below is not None and view.below.level > piece.head.level)


def _goes_on(task: _Found, piece: _Piece, view: _View) -> bool:
    """Whether a paragraph belongs to the task above it: its lead has not come yet, or is all that it says."""
    last = task.pieces[-1]
    if piece.head or piece.is_title:
        return False
    if piece.leads and not piece.kept:
        return True
    cut = not last.ended and len(last.text) >= _FULL_LINE
    return not task.led and (cut or bool(piece.leads or view.led or view.lone))


def _add(draft: Draft, notice_id: str, task_id: str, found: _Found) -> None:
    """Adds one task with its leads and targets."""
    text = found.text
    number = found.pieces[0].head
    for piece in found.pieces:
        # its number and white space are claimed with its text
        draft.claim(piece.paragraph, *piece.text.span())
        for part in piece.kept:
            draft.cite(task_id, "text", piece.paragraph, part)
    first = not draft.tasks or draft.tasks[-1].annex != _joined(found.annex)
    for line in found.annex:
        draft.cite(task_id, "annex", line.paragraph, quality=None if first else "inherited")
    for line in found.section:
        draft.cite(task_id, "section", line.paragraph, quality="inherited")
    draft.tasks.append(
        Task(
            task_id=task_id,
            notice_id=notice_id,
            annex=_joined(found.annex),
            section=" / ".join(line.text.value.rstrip(":：") for line in found.section),
            seq=number.number if number else None,
            label=number.label if number else "",
            text=text,
        )
    )
    for piece in found.pieces:
        for lead in piece.leads:
            _add_parties(draft, task_id, piece.paragraph, lead)
    read_targets(draft, task_id, text, found.pieces[0].paragraph)


def read_targets(draft: Draft, task_id: str, text: str, paragraph: Unit) -> None:
    """Adds the figures that a task has to reach; what looks like one and is not read is reported."""
    number = offset = 0
    for line in text.split("\n"):
        said = clean(line)
        targets = thresholds(said)
        for first, last in unread(said, targets):
            words_of = said.value[first:last]
            draft.report("target-unread", paragraph, owner_id=task_id, evidence=words_of, text=words_of)
        for target in targets:
            number += 1
            start, end = said.cut(target.start, target.end).span()
            record = threshold_record(target, said, task_id, number, offset + start, offset + end)
            draft.thresholds.append(record)
        offset += len(line) + 1


def _joined(lines: Sequence[_Piece]) -> str:
    return "".join(line.text.value for line in lines)


def _add_parties(draft: Draft, task_id: str, paragraph: Paragraph, text: Text) -> None:
    """Adds who leads a task and who helps; words that name nobody (6月底前完成) are reported."""
    draft.cite(task_id, "party", paragraph, text)
    for party in parties(text):
        name = _ROLE_OF_PERSON.sub("", party.name.removeprefix("由"))
        if not ends_like_organisation(name) and (due := _patterns()["due"].fullmatch(name)):
            _add_due(draft, task_id, paragraph, text, due["when"])
            continue
        if _patterns()["other"].search(name) and not ends_like_organisation(name):
            draft.report("lead-other", paragraph, owner_id=task_id, evidence=text.value, text=party.name)
            continue
        draft.parties.append(Party(owner_id=task_id, role=party.role, name=name, canonical_name=name))
    if text.folded[-1] in ",、;":
        draft.report("lead-cut", paragraph, owner_id=task_id, evidence=text.value, text=text.value)


def _add_due(draft: Draft, task_id: str, paragraph: Paragraph, text: Text, when: str) -> None:
    """Adds by when a task is to be done: 6月底前完成, 完成时限：6月底."""
    task = draft.tasks[-1]
    draft.cite(task_id, "due", paragraph, text)
    draft.tasks[-1] = task.model_copy(update={"due": "；".join(filter(None, (task.due, when)))})


def _check_counts(
    draft: Draft, notice_id: str, tasks: Sequence[_Found], intros: Sequence[tuple[_Piece, int]]
) -> None:
    """Reports a line such as 抓好以下6个方面、20项工作： whose figures are not those of the list below it."""
    ends = [*(first for _, first in intros[1:]), len(tasks)]
    for (intro, first), end in zip(intros, ends, strict=False):
        below = tasks[first:end]
        below = [task for task in below if task.annex == below[0].annex]
        for match in _COUNT.finditer(intro.text.folded):
            by_section = match["what"].endswith("方面")
            found = len({id(task.section[0]) for task in below if task.section} if by_section else below)
            if integer(match["count"]) != found:
                draft.report(
                    "count-differs",
                    intro.paragraph,
                    owner_id=notice_id,
                    evidence=intro.text.value,
                    declared=match[0],
                    found=found,
                )

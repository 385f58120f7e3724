"""Which paragraphs make an outline of scored names, and the tree of these names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractors.frozen import frozen
from normalizers.bands.split import split_bands
from normalizers.cells.kinds import kind_of
from normalizers.prose.lines import ARTICLE, NAME_LENGTH, POINTS, SCORES, Line, kind_line, says_score
from normalizers.tables.roles import Role, role_of
from normalizers.text import patterns
from normalizers.text.views import Text

# fewer scored paragraphs are remarks
_FEWEST = 3
_FEWEST_RULED = 2
_WORTH = patterns.made(r"\d分")
TOTAL = patterns.made(rf"(?:合计|总计|总分|满分)[:为]?(?P<points>{POINTS})分?[。;]?")
# 评分标准：…, 考核方式：… say what a paragraph holds
ROLE_LEAD = patterns.made(r"[(\[]?(?P<role>\p{Han}{2,8})[)\]]?:")
LED_ROLES: frozenset[Role] = frozenset({"content", "rule", "method"})
_PARTY_ROLES: dict[Role, Role] = {"party": "party", "owner": "party", "joint": "joint"}
_SENTENCE = patterns.made(r"[。;,!?]")
_PARTY_LENGTH = 60


@dataclass(slots=True, eq=False)
class Node:
    """A numbered name with the lines of its own and what stands below it."""

    line: Line
    level: int
    body: list[Line] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in printed order."""
        yield self
        for child in self.children:
            yield from child.walk()


@frozen
class Outline:
    """The names of a stretch of lines, and how many of the lines they and their rules take."""

    tops: list[Node]
    used: int

    @property
    def nodes(self) -> list[Node]:
        """All names in printed order."""
        return [node for top in self.tops for node in top.walk()]


def stretches(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Where each outline begins and may end: at the outermost scored number, until that begins again at 1."""
    start: int | None = None
    outermost = 0
    for index, line in enumerate(lines):
        if line.head is None:
            continue
        if start is None:
            if line.scored or (_leads(lines, index) and not _is_root(lines, index)):
                start, outermost = index, line.head.level
        elif line.head.level < outermost:
            # 三、考核程序 behind （一）（二）（三）, or an outer name with scored ones below it
            if _leads(lines, index) and not _is_root(lines, index):
                outermost = line.head.level
            else:
                yield start, index
                start = None
        elif line.head.level == outermost and line.head.number == 1 and index > start:
            yield start, index
            start = index if line.scored or _leads(lines, index) else None
    if start is not None:
        yield start, len(lines)


def outline_of(lines: Sequence[Line]) -> Outline:
    """The outline of a stretch; an empty one where it is only a list with some points in it."""
    found = _grow(lines)
    nodes = found.nodes
    scored = sum(node.line.scored for node in nodes)
    if scored < _FEWEST:
        return Outline([], 0)
    printed = [line for node in nodes for line in (node.line, *node.body)]
    # 优（36-40分）：主动热情；良（28-35分）：… has no verb of scoring
    rules = any(SCORES.search(line.text.folded) for line in printed)
    rules = rules or any(len(split_bands(line.text).bands) > 1 for line in printed)
    return found if rules else Outline([], 0)


def ruled_outline(lines: Sequence[Line]) -> tuple[int, Outline]:
    """An outline whose headings have no points, but rules below nearly all of them, and where it begins.

    一、班级卫生 / 1.垃圾未倒的扣1分 / 二、早操 / 1.缺一人扣0.5分. A letter with one section of rules is none.
    """
    heads = [(at, line.head) for at, line in enumerate(lines) if line.head is not None]
    outer = min((number.level for _, number in heads), default=0)
    begins = [at for at, number in heads if number.level == outer]
    tops: list[Node] = []
    for at, end in zip(begins, [*begins, len(lines)][1:], strict=True):
        line = lines[at]
        short = 0 < len(line.name) <= NAME_LENGTH and not _SENTENCE.search(line.name.folded)
        if not short or line.rest:
            return 0, Outline([], 0)
        tops.append(Node(line, outer, list(lines[at + 1 : end])))
    # <br> may stand between rules where others have paragraphs
    bodies = [[row.folded for line in top.body for row in line.text.lines()] for top in tops]
    worth = [sum(bool(_WORTH.search(row)) for row in body) for body in bodies]
    scoring = sum(bool(SCORES.search(row)) for body in bodies for row in body)
    ruled = sum(count > 0 for count in worth)
    if min(ruled, scoring) < _FEWEST_RULED or ruled < len(tops) - 1 or sum(worth) < _FEWEST:
        return 0, Outline([], 0)
    return begins[0], Outline(tops, len(lines) - begins[0])


def _leads(lines: Sequence[Line], index: int) -> bool:
    """Whether a number without points stands above one that has them."""
    own = lines[index].head
    for line in lines[index + 1 :]:
        if own is None or (line.head is not None and line.head.level <= own.level):
            return False
        if line.scored:
            return True
    return False


def _is_root(lines: Sequence[Line], index: int) -> bool:
    """Whether a number that leads to scored ones is alone on its level in doing so: 二、考核内容及标准."""
    own = lines[index].head
    others = [
        place
        for place, line in enumerate(lines)
        if place != index and line.head is not None and own is not None and line.head.level == own.level
    ]
    return not any(lines[place].scored or _leads(lines, place) for place in others)


def _grow(lines: Sequence[Line]) -> Outline:
    """The tree of a stretch; what follows its last rule does not belong to it."""
    tops: list[Node] = []
    path: list[Node] = []
    last = max((place for place, line in enumerate(lines) if line.scored), default=0)
    used = 0
    for place, line in enumerate(lines):
        number = line.head
        if number is not None and _names(lines, place, path):
            while path and path[-1].level >= number.level:
                path.pop()
            node = Node(line, number.level)
            (path[-1].children if path else tops).append(node)
            path.append(node)
        elif tops and (headed := kind_line(line)) is not None:
            node = Node(headed, tops[0].level)
            tops.append(node)
            path = [node]
        elif not path or (place > last and not _belongs(line, path[-1])):
            break
        else:
            path[-1].body.append(line)
        used = place + 1
    return Outline(tops, used)


def _names(lines: Sequence[Line], place: int, path: Sequence[Node]) -> bool:
    """Whether a numbered line is a name: scored, above scored ones, or 五、一票否决 beside them."""
    line = lines[place]
    if line.head is None:
        return False
    level = line.head.level
    beside = any(node.level == level and node.line.head for node in path)
    if line.scored or _leads(lines, place):
        return True
    short = len(line.name) <= NAME_LENGTH and not _SENTENCE.search(line.name.folded)
    return beside and short and (kind_of(line.name.value) != "scored" or _more_scored(lines, place, level))


def _more_scored(lines: Sequence[Line], place: int, level: int) -> bool:
    """Whether a scored name of the same level follows."""
    for line in lines[place + 1 :]:
        if line.head is not None and line.head.level < level:
            return False
        if line.head is not None and line.head.level == level and line.scored:
            return True
    return False


def _belongs(line: Line, node: Node) -> bool:
    """Whether a line behind the last scored name is still its rule, and not the notice that goes on."""
    if line.head is not None:
        return line.head.level > node.level
    said = ROLE_LEAD.match(line.text.folded)
    return not ARTICLE.match(line.text.folded) and (
        bool(SCORES.search(line.text.folded))
        # 得分=（最低价/报价）×30 below 价格部分（30分）
        or (not node.line.rest and not node.body and says_score(line.text))
        or bool(split_bands(line.text).bands)
        or bool(said and role_of(said["role"])[0] in LED_ROLES)
        or names_party(line.text)
        or bool(TOTAL.fullmatch(line.text.folded))
        or (kind_of(node.line.name.value) != "scored" and not node.body)
    )


def party_lead(text: Text) -> tuple[Role, int] | None:
    """The role of those that a text names behind 责任单位：, and where their names begin; None without."""
    said = ROLE_LEAD.match(text.folded)
    role = _PARTY_ROLES.get(role_of(said["role"])[0]) if said else None
    return (role, said.end()) if said and role else None


def names_party(text: Text) -> bool:
    """Whether a text only says who answers: 责任单位：市公路站."""
    lead = party_lead(text) if len(text) <= _PARTY_LENGTH else None
    if lead is None:
        return False
    _, start = lead
    return start < len(text) and not _SENTENCE.search(text.folded.rstrip("。;."), start)

"""Which paragraphs make an outline of scored names, and the tree of these names.

All numbers of a part of the notice make one tree, whatever they head (一、考核对象, 第三条, 1.); the names of
a rubric are those with points and what stands above them. The rest of the tree is the notice's text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from extractors.frozen import frozen
from normalizers.bands.ladder import ladder
from normalizers.bands.split import split_bands
from normalizers.cells.kinds import kind_of
from normalizers.cells.points import points_of_cell
from normalizers.prose.lines import (
    ARTICLE,
    NAME_LENGTH,
    POINTS,
    SCORES,
    Line,
    as_heading,
    is_frame,
    kind_line,
    parts_in,
    points_line,
    says_score,
)
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
# 附件1, 附件2：评分标准
_ANNEX = patterns.made(r"(?:附件|附表)\s*[\d一二三四五六七八九十]{0,3}\s*(?:[:.、]|$)")
# 以上三项共100分，扣完为止 speaks of all items
_OF_ALL = patterns.made(r"(?:以上|上述)\p{Han}{0,4}项|(?:附?注|备注|说明)[:\d一]")
# the numbers 1. and below it may count the rules of an item, those above it parts of a text
_COUNTS_RULES = 4


@dataclass(slots=True, eq=False)
class Node:
    """A numbered name with the lines of its own and what stands below it; `place` is that of its line."""

    line: Line
    level: int
    place: int = 0
    body: list[tuple[int, Line]] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in printed order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def lines(self) -> Iterator[tuple[int, Line]]:
        """All lines of it and of what stands below it, in printed order, with their places."""
        yield self.place, self.line
        yield from self.body
        for child in self.children:
            yield from child.lines()

    @property
    def points(self) -> bool:
        """Whether it has points or a weight of its own."""
        return bool(self.line.points or self.line.weight)

    @property
    def weighs(self) -> bool:
        """Whether points stand in it or below it."""
        return self.points or any(child.weighs for child in self.children)

    @property
    def counts(self) -> bool:
        """Whether it has points or says what its rules do (加分项), or what stands below it does."""
        return self.line.scored or any(child.counts for child in self.children)

    @property
    def short(self) -> bool:
        """Whether it is a name and no sentence."""
        return (
            0 < len(self.line.name) <= NAME_LENGTH
            and not self.line.rest
            and not _SENTENCE.search(self.line.name.folded)
        )

    @property
    def framing(self) -> bool:
        """Whether its name says only which part of a notice it is: 考核内容及标准."""
        return is_frame(self.line.name)


@frozen
class Outline:
    """The names of a part of the text, and the lines whose points are the total of them."""

    tops: list[Node]
    totals: tuple[Line, ...] = ()

    @property
    def nodes(self) -> list[Node]:
        """All names in printed order."""
        return [node for top in self.tops for node in top.walk()]

    @property
    def used(self) -> frozenset[int]:
        """The places of all lines that it takes."""
        return frozenset(place for top in self.tops for place, _ in top.lines())


def stretches(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The parts of a text whose numbers make one tree: up to an annex, or where they begin anew."""
    start = 0
    outermost: int | None = None
    for index, line in enumerate(lines):
        if line.head is None:
            if _ANNEX.match(line.text.folded) and index > start:
                yield start, index
                start, outermost = index, None
            continue
        level = line.head.level
        anew = outermost is not None and level <= outermost and line.head.number == 1
        if anew and (level < _COUNTS_RULES or line.scored or _leads(lines, index)):
            yield start, index
            start = index
        outermost = level if outermost is None or anew else min(outermost, level)
    if start < len(lines):
        yield start, len(lines)


def outline_of(lines: Sequence[Line]) -> Outline:
    """The outline of a stretch; an empty one where it is only a list with some points in it."""
    lines = _headed(lines)
    roots = _forest(lines, None)
    tops, totals = _tops(roots)
    if not tops:
        return Outline([])
    # 附加分：获省级表彰加5分 stands beside the outermost names
    roots = _forest(lines, tops[0].level)
    tops, totals = _tops(_without_total(roots))
    tops = [_named(node) for node in tops]
    _cut(tops, lines)
    found = Outline(tops, totals)
    if sum(node.line.scored for node in found.nodes) < _FEWEST:
        return Outline([])
    printed = [line for top in tops for _, line in top.lines()]
    # 优（36-40分）：主动热情；良（28-35分）：… has no verb of scoring
    rules = any(SCORES.search(line.text.folded) for line in printed)
    rules = rules or any(len(split_bands(line.text).bands) > 1 for line in printed)
    return found if rules else Outline([])


def ruled_outline(lines: Sequence[Line]) -> Outline:
    """An outline whose headings have no points, but rules below nearly all of them.

    一、班级卫生 / 1.垃圾未倒的扣1分 / 二、早操 / 1.缺一人扣0.5分. A letter with one section of rules is none.
    """
    siblings = _forest(lines, None)
    while siblings:
        named = [node for node in siblings if node.short and not node.framing]
        # <br> may stand between rules where others have paragraphs
        bodies = [[row.folded for _, line in node.lines() for row in line.text.lines()] for node in named]
        worth = [sum(bool(_WORTH.search(row)) for row in body) for body in bodies]
        scoring = sum(bool(SCORES.search(row)) for body in bodies for row in body)
        # 五、等次及津贴 gives grades to the total
        ruled = [node for node, count in zip(named, worth, strict=True) if count > 0 and not _grades(node)]
        enough = min(len(ruled), scoring) >= _FEWEST_RULED and sum(worth) >= _FEWEST
        if enough and len(ruled) >= len(named) - 1 - sum(map(_grades, named)):
            return Outline([_flat(node) for node in ruled])
        framing = [node for node in siblings if node.framing and node.children]
        siblings = framing[0].children if len(framing) == 1 else []
    return Outline([])


def _without_total(roots: Sequence[Node]) -> list[Node]:
    """The names without one whose points are those of all others: 第三条 考评按季度进行，满分100分。"""
    figures = {id(node): _figure(node) or 0 for root in roots for node in _weighing(root)}
    whole = sum(figures.values())
    return [
        root
        for root in roots
        if len(figures) <= _FEWEST_RULED
        or not root.points
        or 2 * figures[id(root)] != whole
        or any(says_score(line.text) for _, line in root.lines())
    ]


def _weighing(node: Node) -> list[Node]:
    """The outermost names with points in it."""
    return [node] if node.points else [one for child in node.children for one in _weighing(child)]


def _figure(node: Node) -> Decimal | None:
    return points_of_cell(node.line.points.value) if node.line.points else None


def _grades(node: Node) -> bool:
    return any(ladder(line.text) for _, line in node.lines())


def _headed(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, their headings without a number as headings where no number has points.

    班容班貌（20分） / 地面有纸屑的，每处扣0.5分。 / 两操质量（30分） / … / 加分 / …
    """
    if any(line.head is not None and line.scored for line in lines):
        return lines
    made = [as_heading(line) for line in lines]
    if sum(line is not None and bool(line.points) for line in made) < _FEWEST:
        return lines
    first = next(place for place, line in enumerate(made) if line is not None and line.points)
    return [
        new if new is not None and place >= first else line
        for place, (line, new) in enumerate(zip(lines, made, strict=True))
    ]


def _forest(lines: Sequence[Line], outermost: int | None) -> list[Node]:
    """The tree of all numbers; a line without one belongs to the number before it.

    `outermost` is the level of names that head their rules in one paragraph, without a number.
    """
    roots: list[Node] = []
    path: list[Node] = []
    for place, line in enumerate(lines):
        level = line.head.level if line.head is not None else None
        if level is None and outermost is not None and path and (headed := kind_line(line)) is not None:
            line, level = headed, outermost
        if level is None:
            if path:
                path[-1].body.append((place, line))
            continue
        while path and path[-1].level >= level:
            path.pop()
        node = Node(line, level, place)
        (path[-1].children if path else roots).append(node)
        path.append(node)
    nodes = [node for root in roots for node in root.walk()]
    for node in nodes:
        _own_points(node)
    _points_said(lines, nodes)
    return roots


def _points_said(lines: Sequence[Line], nodes: Sequence[Node]) -> None:
    """Points that one sentence gives to headings without any, where each name of it is a heading."""
    named = {node.line.name.folded.rstrip(":。"): node for node in nodes if node.short and not node.points}
    for line in lines if named else ():
        parts = parts_in(line) if "分" in line.text.folded else {}
        if parts and parts.keys() <= named.keys():
            for name, points in parts.items():
                named[name].line = replace(named[name].line, points=points, points_from=line)
            return


def _own_points(node: Node) -> None:
    """Points that a line of its own below the name states: 本项满分25分."""
    if node.points or not node.short or not node.body:
        return
    place, line = node.body[0]
    if place == node.place + 1 and (points := points_line(line)) is not None:
        node.line = replace(node.line, points=points, points_from=line)
        del node.body[0]


def _tops(siblings: Sequence[Node]) -> tuple[list[Node], tuple[Line, ...]]:
    """The outermost names among siblings and below the one that only heads them (二、考核内容及标准)."""
    counting = [node for node in siblings if node.counts]
    weighing = [node for node in counting if node.weighs]
    root = weighing[0] if len(weighing) == 1 else counting[0] if len(counting) == 1 else None
    if root is not None and _is_root(root, alone=len(counting) == 1):
        inner, totals = _tops(root.children)
        beside = [kind for node in counting if node is not root for kind in _kinds(node)]
        own = (root.line,) if root.points else ()
        return sorted([*inner, *beside], key=lambda node: node.place), (*own, *totals)
    return _among(siblings), ()


def _is_root(node: Node, *, alone: bool) -> bool:
    """Whether a name only heads those below it; 考核内容（100分） has their total."""
    below = [child for child in node.children if child.counts]
    if not below or (not node.short and node.points):
        return False
    if node.points:
        return node.framing and len([child for child in below if child.weighs]) > 1
    return not node.line.scored and (alone or node.framing)


def _kinds(node: Node) -> list[Node]:
    """加分项 itself; of 奖惩 the parts that say what they do."""
    return [node] if node.line.scored else [kind for child in node.children for kind in _kinds(child)]


def _among(siblings: Sequence[Node]) -> list[Node]:
    """The names among siblings; what stands between them without points may be rules of the one before.

    1.A（20分） / 1.未扫地的扣1分 / 2.…: numbers that begin anew count rules.
    """
    last = max((place for place, node in enumerate(siblings) if node.counts), default=-1)
    found: list[Node] = []
    listed = False
    for place, node in enumerate(siblings):
        if node.counts:
            found.append(node)
            listed = False
            continue
        number = node.line.head.number if node.line.head is not None else 0
        listed = listed or (number == 1 and bool(found))
        if listed and found:
            found[-1].children.append(node)
        elif (
            found
            and place < last
            and not node.framing
            and any(SCORES.search(line.text.folded) for _, line in node.lines())
        ):
            found.append(node)
    return found


def _named(node: Node) -> Node:
    """The node with names below it alone; other lines below belong to the name before them, or to itself."""
    made = Node(node.line, node.level, node.place, list(node.body))
    last = max((place for place, child in enumerate(node.children) if child.counts), default=-1)
    for place, child in enumerate(node.children):
        beside = child.short and (kind_of(child.line.name.value) != "scored" or place < last)
        if child.counts or (beside and made.children):
            made.children.append(_named(child))
        else:
            _last(made).body.extend(child.lines())
    return made


def _last(node: Node) -> Node:
    return _last(node.children[-1]) if node.children else node


def _flat(node: Node) -> Node:
    return Node(node.line, node.level, node.place, list(node.lines())[1:])


def _cut(tops: Sequence[Node], lines: Sequence[Line]) -> None:
    """Leaves out what follows the last rule: the notice that goes on behind its rubric."""
    last = tops[-1]
    end = max(place for place, _ in last.lines())
    if any(line.head is not None for line in lines[end + 1 :]):
        return
    scored = max(node.place for node in last.walk())
    node = _last(last)
    for index, (place, line) in enumerate(node.body):
        if place > scored and not _belongs(line, node, index):
            del node.body[index:]
            return


def _leads(lines: Sequence[Line], index: int) -> bool:
    """Whether a number without points stands above one that has them."""
    own = lines[index].head
    for line in lines[index + 1 :]:
        if own is None or (line.head is not None and line.head.level <= own.level):
            return False
        if line.scored:
            return True
    return False


def _belongs(line: Line, node: Node, index: int) -> bool:
    """Whether a line behind the last scored name is still its rule, and not the notice that goes on."""
    if line.head is not None:
        return line.head.level > node.level
    said = ROLE_LEAD.match(line.text.folded)
    if ladder(line.text) or _OF_ALL.match(line.text.folded):
        return False
    return not ARTICLE.match(line.text.folded) and (
        bool(SCORES.search(line.text.folded))
        # 得分=（最低价/报价）×30 below 价格部分（30分）
        or (not node.line.rest and not index and says_score(line.text))
        or bool(split_bands(line.text).bands)
        or bool(said and role_of(said["role"])[0] in LED_ROLES)
        or names_party(line.text)
        or bool(TOTAL.fullmatch(line.text.folded))
        or (kind_of(node.line.name.value) != "scored" and not index)
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

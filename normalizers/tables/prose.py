"""A rubric in numbered paragraphs (一、组织领导（20分） …) as the table that it could have been printed as.

The numbers give the names and their levels; points stand behind a name, rules in the text that follows. The
cells made here hold the paragraphs' own text with its place, so that all that reads tables reads prose too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import regex

from extractors.document import Block, Cell, Document, Paragraph, Table
from extractors.place import Anchor, Fragment
from normalizers.bands.split import split_bands
from normalizers.cells.kinds import kind_of
from normalizers.language import read_clauses
from normalizers.tables.headers import Column, Role, role_of
from normalizers.tables.layout import RawRubric, TotalRow
from normalizers.tables.rows import Row
from normalizers.text.headings import Head, head
from normalizers.text.numerals import decimal, integer
from normalizers.text.views import Text, clean

# fewer scored paragraphs are remarks
_FEWEST = 3
_POINTS = r"\d{1,4}(?:\.\d{1,2})?"
# 道路清扫保洁（40分）： and what follows
_BRACKETED = regex.compile(
    rf"""
    (?P<name> [^。;:()\[\]]{{1,60}}? )
    (?P<points> [(\[] (?: 满分 | 最高 | 最多 | 上限 | 计 | 共 | 分值 :? )? {_POINTS} 分 [)\]] ) [。;:,.]?
    """,
    regex.VERBOSE,
)
# 常规管理 30分, 常规管理：30分。
_BARE = regex.compile(
    rf"""
    (?P<name> [^。;:()\[\],每未\d]{{1,20}}? (?<! [扣加得计减赋打记评] ) ) [:,]?
    (?P<points> (?: 满分 | 共 | 分值 )? {_POINTS} 分 ) (?: [。;:] | $ )
    """,
    regex.VERBOSE,
)
# 业务工作（权重60%）
_WEIGHTED = regex.compile(
    r"""
    (?P<name> [^。;:()\[\]]{1,60}? )
    (?P<weight> [(\[] (?: 权重 | 占比 | 比重 ) :? \d{1,3} (?:\.\d{1,2})? % [)\]] ) [。;:,.]?
    """,
    regex.VERBOSE,
)
# 第三条 基础工作（60分）; without points it begins another rule of the notice
_ARTICLE = regex.compile(r"第(?P<n>[一二三四五六七八九十百]{1,5})[条章节]")
_ARTICLE_LEVEL = 1  # that of 一、
# 加分项目。工作经验被推广的加2分: a heading and its rules in one paragraph
_KIND = regex.compile(r"(?P<name>[^。;:,()]{2,12})[。:](?=.)")
# … 每日检测不少于2次（15分）。 a text that ends in its points
_ENDING = regex.compile(rf"[(\[] (?: 满分 )? {_POINTS} 分 [)\]] [。;.]? $", regex.VERBOSE)
_ITEM_LENGTH = 300
_NAME_LENGTH = 25
_TOTAL = regex.compile(rf"(?:合计|总计|总分|满分)[:为]?(?P<points>{_POINTS})分?[。;]?")
# 评分标准：…, 考核方式：… say what a paragraph holds
_ROLE_LEAD = regex.compile(r"[(\[]?(?P<role>\p{Han}{2,8})[)\]]?:")
_LEVEL: tuple[Role, ...] = ("number", "name", "points", "weight")
_LED_ROLES: frozenset[Role] = frozenset({"content", "rule", "method"})
_SCORES = regex.compile(r"[扣减加得计]\s*\d|不得分|不计分|一票否决")
_SENTENCE = regex.compile(r"[。;,!?]")


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph: its number, the name and points behind it, and the text that follows them."""

    paragraph: Paragraph
    text: Text
    head: Head | None
    name: Text
    points: Text
    weight: Text
    rest: Text

    @property
    def scored(self) -> bool:
        """Whether it has a number and points or a weight, or heads what its rules do (二、加分项)."""
        heads = 0 < len(self.name) <= _NAME_LENGTH and kind_of(self.name.value) != "scored"
        return bool(self.head and (self.points or self.weight or heads))


@dataclass(slots=True, eq=False)
class _Node:
    """A numbered name with the lines of its own and what stands below it."""

    line: _Line
    level: int
    body: list[_Line] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)

    def walk(self) -> Iterator[_Node]:
        """This node and all below it, in printed order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class _Outline:
    """The names of a stretch of lines, and how many of the lines they and their rules take."""

    tops: list[_Node]
    used: int

    @property
    def nodes(self) -> list[_Node]:
        """All names in printed order."""
        return [node for top in self.tops for node in top.walk()]


def outlined(document: Document) -> tuple[Document, dict[int, RawRubric]]:
    """The document with each scored outline as a table, and the rubric of each such table by its id().

    A document without one comes back as it is. Never raises for content.
    """
    blocks: list[Block] = []
    made: dict[int, RawRubric] = {}
    waiting: list[Paragraph] = []

    def close() -> None:
        for found in _with_tables(waiting):
            if isinstance(found, Paragraph):
                blocks.append(found)
            else:
                table, raw = found
                blocks.append(table)
                made[id(table)] = raw
        waiting.clear()

    for block in document.blocks:
        if isinstance(block, Paragraph):
            waiting.append(block)
        else:
            close()
            blocks.append(block)
    close()
    if not made:
        return document, {}
    return Document(document.media_type, tuple(blocks), document.pages, document.findings), made


def scored_outlines(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, int]]:
    """The first paragraph of each scored outline, and how many of its paragraphs have points."""
    lines = [_line(paragraph) for paragraph in paragraphs]
    for start, end in _stretches(lines):
        if nodes := _outline(lines[start:end]).nodes:
            yield paragraphs[start], sum(node.line.scored for node in nodes)


def _with_tables(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph | tuple[Table, RawRubric]]:
    """The paragraphs, those of each scored outline as one table."""
    lines = [_line(paragraph) for paragraph in paragraphs]
    begun = 0
    for start, end in _stretches(lines):
        outline = _outline(lines[start:end])
        if outline.tops:
            yield from paragraphs[begun:start]
            yield _Builder(outline.tops).table()
            begun = start + outline.used
    yield from paragraphs[begun:]


def _line(paragraph: Paragraph) -> _Line:
    text = clean(paragraph.text)
    nothing = text.cut(0, 0)
    number = (
        (head(text) or _article(text)) if paragraph.role not in {"header", "footer", "furniture"} else None
    )
    if number is None:
        return _Line(paragraph, text, None, nothing, nothing, nothing, text)
    rest = number.rest
    if match := _BRACKETED.match(rest.folded) or _BARE.match(rest.folded):
        name, points = rest.cut(*match.span("name")), rest.cut(match.end("name"), match.end())
        behind = rest.cut(match.end())
        if not behind and _SCORES.search(name.folded):
            # 学习每月不少于2次，少一次扣1分（5分）； has its rule before its points
            name, behind = _named(name)
        return _Line(paragraph, text, number, name, points, nothing, behind)
    if (match := _KIND.match(rest.folded)) and kind_of(match["name"]) != "scored":
        return _Line(
            paragraph, text, number, rest.cut(0, match.end("name")), nothing, nothing, rest.cut(match.end())
        )
    if match := _WEIGHTED.match(rest.folded):
        name, weight = rest.cut(*match.span("name")), rest.cut(match.end("name"), match.end())
        return _Line(paragraph, text, number, name, nothing, weight, rest.cut(match.end()))
    if len(rest) <= _ITEM_LENGTH and (match := _ENDING.search(rest.folded)):
        said, points = rest.cut(0, match.start()), rest.cut(match.start())
        first, rule = _named(said)
        return _Line(paragraph, text, number, first, points, nothing, rule)
    return _Line(paragraph, text, number, rest, nothing, nothing, nothing)


def _article(text: Text) -> Head | None:
    """第三条 as a number, where a name with its points is all that the article opens with."""
    match = _ARTICLE.match(text.folded)
    number = integer(match["n"]) if match else None
    if match is None or number is None:
        return None
    rest = text.cut(match.end())
    named = _BRACKETED.match(rest.folded) or _WEIGHTED.match(rest.folded)
    # 由基础工作（60分）、民主测评（40分）组成 only tells of the parts
    alone = named and (named.end() == len(rest) or named[0][-1] in "。;:.") and "," not in named["name"]
    kind = _KIND.match(rest.folded)
    if alone or (kind and kind_of(kind["name"]) != "scored"):
        return Head(_ARTICLE_LEVEL, number, text.value[: match.end()], rest)
    return None


def _named(said: Text) -> tuple[Text, Text]:
    """The name and the rule of a text: its first words name it, unless they score (未建立制度的扣2分，…)."""
    first = said.cut(0, _first_end(said))
    return first, said if _scores(first) else said.cut(_next_words(said, len(first)))


def _next_words(text: Text, index: int) -> int:
    """Where the words behind a name begin; the mark that ended the name is no text."""
    while index < len(text) and text.folded[index] in "。;,:":
        index += 1
    return index


def _first_end(text: Text) -> int:
    """Where the first sentence of a text ends; a long one at its first comma."""
    for marks in ("。;", ",", ""):
        end = next((index for index, char in enumerate(text.folded) if char in marks), len(text))
        if end <= _NAME_LENGTH:
            break
    return end


# ---- which paragraphs --------------------------------------------------------------------------------------


def _stretches(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
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


def _outline(lines: Sequence[_Line]) -> _Outline:
    """The outline of a stretch; an empty one where it is only a list with some points in it."""
    found = _grow(lines)
    nodes = found.nodes
    scored = sum(node.line.scored for node in nodes)
    rules = any(_SCORES.search(line.text.folded) for node in nodes for line in (node.line, *node.body))
    return found if scored >= _FEWEST and rules else _Outline([], 0)


def _leads(lines: Sequence[_Line], index: int) -> bool:
    """Whether a number without points stands above one that has them."""
    own = lines[index].head
    for line in lines[index + 1 :]:
        if own is None or (line.head is not None and line.head.level <= own.level):
            return False
        if line.scored:
            return True
    return False


def _is_root(lines: Sequence[_Line], index: int) -> bool:
    """Whether a number that leads to scored ones is alone on its level in doing so: 二、考核内容及标准."""
    own = lines[index].head
    others = [
        place
        for place, line in enumerate(lines)
        if place != index and line.head is not None and own is not None and line.head.level == own.level
    ]
    return not any(lines[place].scored or _leads(lines, place) for place in others)


def _grow(lines: Sequence[_Line]) -> _Outline:
    """The tree of a stretch; what follows its last rule does not belong to it."""
    tops: list[_Node] = []
    path: list[_Node] = []
    last = max((place for place, line in enumerate(lines) if line.scored), default=0)
    used = 0
    for place, line in enumerate(lines):
        number = line.head
        if number is not None and _names(lines, place, path):
            while path and path[-1].level >= number.level:
                path.pop()
            node = _Node(line, number.level)
            (path[-1].children if path else tops).append(node)
            path.append(node)
        elif not path or (place > last and not _belongs(line, path[-1])):
            break
        else:
            path[-1].body.append(line)
        used = place + 1
    return _Outline(tops, used)


def _names(lines: Sequence[_Line], place: int, path: Sequence[_Node]) -> bool:
    """Whether a numbered line is a name: scored, above scored ones, or 五、一票否决 beside them."""
    line = lines[place]
    if line.head is None:
        return False
    level = line.head.level
    beside = any(node.level == level and node.line.head for node in path)
    if line.scored or _leads(lines, place):
        return True
    short = len(line.name) <= _NAME_LENGTH and not _SENTENCE.search(line.name.folded)
    return beside and short and (kind_of(line.name.value) != "scored" or _more_scored(lines, place, level))


def _more_scored(lines: Sequence[_Line], place: int, level: int) -> bool:
    """Whether a scored name of the same level follows."""
    for line in lines[place + 1 :]:
        if line.head is not None and line.head.level < level:
            return False
        if line.head is not None and line.head.level == level and line.scored:
            return True
    return False


def _belongs(line: _Line, node: _Node) -> bool:
    """Whether a line behind the last scored name is still its rule, and not the notice that goes on."""
    if line.head is not None:
        return line.head.level > node.level
    said = _ROLE_LEAD.match(line.text.folded)
    return not _ARTICLE.match(line.text.folded) and (
        bool(_SCORES.search(line.text.folded))
        # 得分=（最低价/报价）×30 below 价格部分（30分）
        or (not node.line.rest and not node.body and _scores(line.text))
        or bool(split_bands(line.text).bands)
        or bool(said and role_of(said["role"])[0] in _LED_ROLES)
        or bool(_TOTAL.fullmatch(line.text.folded))
        or (kind_of(node.line.name.value) != "scored" and not node.body)
    )


# ---- the table ---------------------------------------------------------------------------------------------


class _Builder:
    """Makes the table of one outline: number, name, points, weight of each level; then text, rule, method."""

    def __init__(self, tops: Sequence[_Node]) -> None:
        self._tops = tops
        self._depth = max(self._levels(top) for top in tops)
        roles: list[Role] = [role for _ in range(self._depth) for role in _LEVEL]
        self._columns = tuple(
            Column(index, role, "", index // len(_LEVEL) + 1 if role == "name" else 0)
            for index, role in enumerate((*roles, "content", "rule", "method"))
        )
        self._cells: list[Cell] = []
        self._rows: list[list[Cell | None]] = []
        self._leads: list[Cell] = []
        self._totals: list[tuple[Cell, int]] = []

    def table(self) -> tuple[Table, RawRubric]:
        """The table and its rubric, whose cells are the table's."""
        for top in self._tops:
            self._add(top, 0)
        rows = tuple(Row(index, tuple(cells)) for index, cells in enumerate(self._rows))
        totals = tuple(
            TotalRow(Row(len(rows), ()), cell, _figure(cell), None, (), (), after)
            for cell, after in self._totals
        )
        cells = tuple(sorted(self._cells, key=lambda cell: (cell.row, cell.col)))
        table = Table(cells, len(rows), len(self._columns), cells[0].anchor, outline=True)
        return table, RawRubric(self._columns, tuple(self._leads), (), rows, totals, (), (), ())

    def _levels(self, node: _Node) -> int:
        return 1 + max((self._levels(child) for child in node.children), default=0)

    def _add(self, node: _Node, depth: int) -> None:
        first = len(self._rows)
        body = self._body(node)
        if body or not node.children:
            self._rows.append([None] * len(self._columns))
            for index, parts in body.items():
                self._place(parts, index, first, 1)
        for child in node.children:
            self._add(child, depth + 1)
        line, count = node.line, len(self._rows) - first
        if line.head is not None:
            label = line.text.cut(0, len(line.text) - len(line.head.rest))
            for index, part in enumerate((label, line.name, line.points, line.weight)):
                if part:
                    self._place([(line, part)], len(_LEVEL) * depth + index, first, count)

    def _body(self, node: _Node) -> dict[int, list[tuple[_Line, Text]]]:
        """The texts of a node by column."""
        content, rule, method = (column.index for column in self._columns[-3:])
        by_role: dict[Role, int] = {"content": content, "rule": rule, "method": method}
        found: dict[int, list[tuple[_Line, Text]]] = {}
        line = node.line
        parts: list[tuple[_Line, Text]] = []
        if line.rest:
            parts.append((line, line.rest))
        for own in node.body:
            if _TOTAL.fullmatch(own.text.folded):
                self._totals.append((self._cell([(own, own.text)], 0, len(self._rows), 1), len(self._rows)))
            elif own.text:
                parts.append((own, own.text))
        role: Role | None = None
        for part_line, text in parts:
            lead = _ROLE_LEAD.match(text.folded)
            led = role_of(lead["role"])[0] if lead else "unknown"
            if lead and led in _LED_ROLES and lead.end() < len(text):
                self._leads.append(self._cell([(part_line, text.cut(0, lead.end()))], 0, len(self._rows), 1))
                text, role = text.cut(lead.end()), led
            elif _scores(text):
                role = "rule"
            elif role != "rule" or found.get(rule) is None:
                role = "content"
            found.setdefault(by_role[role or "content"], []).append((part_line, text))
        return found

    def _place(self, parts: Sequence[tuple[_Line, Text]], column: int, row: int, count: int) -> None:
        cell = self._cell(parts, column, row, count)
        for index in range(row, row + count):
            self._rows[index][column] = cell

    def _cell(self, parts: Sequence[tuple[_Line, Text]], column: int, row: int, count: int) -> Cell:
        texts: list[str] = []
        fragments: list[Fragment] = []
        length = 0
        for line, part in parts:
            start, end = part.span()
            length += bool(texts)
            texts.append(line.paragraph.text[start:end])
            for fragment in line.paragraph.fragments:
                first, last = max(start, fragment.start), min(end, fragment.end)
                if first < last:
                    fragments.append(Fragment(length + first - start, length + last - start, fragment.anchor))
            length += end - start
        anchors = fragments or [Fragment(0, length, Anchor())]
        cell = Cell(row, column, "\n".join(texts), tuple(anchors), row_span=count)
        self._cells.append(cell)
        return cell


def _scores(text: Text) -> bool:
    """Whether a text says how it is scored."""
    if split_bands(text).bands:
        return True
    reading = read_clauses(text)
    return bool(reading.clauses or reading.unread)


def _figure(cell: Cell) -> Decimal | None:
    match = _TOTAL.fullmatch(clean(cell.text).folded)
    return decimal(match["points"]) if match else None

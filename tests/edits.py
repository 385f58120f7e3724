"""Edits of a rubric with known truth: what a comparison of the old and the edited one has to find."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from normalizers.records import Band, Clause, Criterion, KeyPoint, Party, Records, Rubric

NEW_WORDS = [
    "统筹推进",
    "全面落实",
    "动态管理",
    "分级负责",
    "闭环整改",
    "定期通报",
    "专人负责",
    "及时上报",
    "规范有序",
]
NEW_NAMES = [
    "应急物资储备",
    "数据共享平台",
    "廉洁风险防控",
    "志愿服务活动",
    "节能降耗",
    "访客接待",
    "车辆调度",
    "档案移交",
]
KINDS = (
    "rename",
    "reword",
    "rescore",
    "move",
    "split",
    "merge",
    "drop",
    "add",
    "renumber",
    "bands",
    "rates",
    "caps",
    "threshold",
    "party",
)


@dataclass
class Node:
    """A criterion that can be edited, with its rows and children; `origins` are the old ids that it comes from."""

    criterion: Criterion
    key_points: list[KeyPoint]
    bands: list[Band]
    clauses: list[Clause]
    parties: list[Party]
    children: list[Node] = field(default_factory=list)
    origins: tuple[str, ...] = ()
    kinds: set[str] = field(default_factory=set)
    busy: bool = False


@dataclass(frozen=True)
class Edited:
    """The edited rubric and the truth: matched ids, and facts of kind with old and new ids."""

    records: Records
    matches: frozenset[tuple[str, str]]
    facts: frozenset[tuple[str, tuple[str, ...], tuple[str, ...]]]


def edited(records: Records, rubric: Rubric, share: float, seed: int) -> tuple[Records, Edited]:
    """The records of one rubric, and the same with about `share` of its criteria edited."""
    chance = random.Random(seed)
    old = _only(records, rubric)
    roots = _grown(old)
    gone: list[Node] = []
    nodes = [node for root in roots for node in _walk(root)]
    touched = max(1, round(share * len(nodes)))
    for _ in range(touched * 3):
        if sum(node.busy for node in nodes) + len(gone) >= touched:
            break
        kind = chance.choice(KINDS)
        candidates = [node for root in roots for node in _walk(root) if not node.busy]
        if candidates:
            _edit(kind, chance.choice(candidates), roots, gone, chance)
    return old, _truth(old, roots, gone)


def _only(records: Records, rubric: Rubric) -> Records:
    criteria = tuple(one for one in records.criteria if one.rubric_id == rubric.rubric_id)
    ids = {one.criterion_id for one in criteria}
    return Records(
        notice=records.notice,
        rubrics=(rubric,),
        criteria=criteria,
        key_points=tuple(row for row in records.key_points if row.criterion_id in ids),
        bands=tuple(row for row in records.bands if row.criterion_id in ids),
        clauses=tuple(row for row in records.clauses if row.criterion_id in ids),
        parties=tuple(row for row in records.parties if row.owner_id in ids),
    )


def _grown(records: Records) -> list[Node]:
    rows: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    for table, column in (("key_points", "criterion_id"), ("bands", "criterion_id"), ("clauses", "criterion_id"), ("parties", "owner_id")):  # fmt: skip
        for row in records.table(table):
            rows[getattr(row, column)][table].append(row)
    tables = ("key_points", "bands", "clauses", "parties")
    nodes: dict[str, Node] = {}
    for one in records.criteria:
        own = rows[one.criterion_id]
        nodes[one.criterion_id] = Node(one, *(own[table] for table in tables), origins=(one.criterion_id,))
    for node in nodes.values():
        if above := nodes.get(node.criterion.parent_id):
            above.children.append(node)
    return [node for node in nodes.values() if node.criterion.parent_id not in nodes]


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


def _family(node: Node, roots: list[Node]) -> list[Node]:
    """The list in which a node stands."""
    for home in (roots, *(one.children for root in roots for one in _walk(root))):
        if any(one is node for one in home):
            return home
    raise AssertionError


def _leaf(node: Node) -> bool:
    return not node.children


def _edit(kind: str, node: Node, roots: list[Node], gone: list[Node], chance: random.Random) -> None:
    """Does one edit, or nothing where the node does not lend itself to it."""
    one = node.criterion
    family = _family(node, roots)
    if kind == "rename" and 3 <= len(one.name) <= 30:
        at = chance.randrange(2, len(one.name))
        node.criterion = one.model_copy(
            update={"name": one.name[:at] + chance.choice(["与管理", "和监督", "及成效"]) + one.name[at:]}
        )
        node.kinds.add("renamed")
    elif kind == "reword" and _leaf(node):
        if not _reword(node, chance):
            return
    elif kind == "rescore" and one.points:
        node.criterion = one.model_copy(update={"points": one.points + chance.choice([1, 2, 3])})
        node.kinds.add("rescored")
    elif kind == "move" and _leaf(node) and len(family) > 3:
        place = next(index for index, other in enumerate(family) if other is node)
        target = (place + chance.randrange(2, len(family) - 1)) % len(family)
        if abs(target - place) < 2:
            return
        family.insert(target, family.pop(place))
        node.kinds.add("moved")
        for other in family:
            other.busy = True  # another move among the same siblings has no single truth
    elif kind == "split" and _leaf(node) and len(node.key_points) > 1 and one.name and len(one.name) > 5:
        _split(node, family)
    elif kind == "merge" and _leaf(node) and one.name:
        place = next(index for index, other in enumerate(family) if other is node)
        if place + 1 >= len(family) or family[place + 1].busy or not _leaf(family[place + 1]):
            return
        _merge(node, family.pop(place + 1))
    elif kind == "drop" and _leaf(node) and len(family) > 1:
        family[:] = [other for other in family if other is not node]
        gone.append(node)
    elif kind == "add" and _leaf(node):
        name = chance.choice(NEW_NAMES) + chance.choice(NEW_NAMES)
        text = "".join(chance.sample(NEW_WORDS, 4)) + "，" + name + "达标。"
        fresh = one.model_copy(
            update={
                "name": name if one.name else "",
                "text": text,
                "rule_text": "",
                "target": "",
                "method": "",
            }
        )
        family.insert(
            chance.randrange(len(family) + 1),
            Node(fresh, [], [], [], [], origins=(), kinds={"added"}, busy=True),
        )
        return
    elif kind == "renumber" and one.label:
        node.criterion = one.model_copy(update={"label": one.label + "9"})
    elif kind == "bands" and node.bands:
        for index, band in enumerate(node.bands):
            if band.max_points is not None and band.min_points is not None and index == 0:
                node.bands[index] = band.model_copy(update={"min_points": band.min_points + Decimal("0.5")})
                node.kinds.add("restructured")
    elif kind in {"rates", "caps"}:
        if not _clause_figure(node, "points" if kind == "rates" else "cap_points", chance):
            return
    elif kind == "threshold":
        if not _threshold(node, chance):
            return
    elif kind == "party" and node.parties:
        party = node.parties[0]
        node.parties[0] = party.model_copy(update={"name": "新设督查处", "canonical_name": "新设督查处"})
        node.kinds.add("reassigned")
    else:
        return
    node.busy = True


def _clause_figure(node: Node, column: str, chance: random.Random) -> bool:
    """Raises the rate or the cap of a clause, in its record and in the words of the cell."""
    found = [index for index, clause in enumerate(node.clauses) if getattr(clause, column)]
    if not found:
        return False
    index = chance.choice(found)
    clause, one = node.clauses[index], node.criterion
    value = getattr(clause, column)
    if f"{value}分" not in clause.text or clause.text not in one.rule_text:
        return False
    text = clause.text.replace(f"{value}分", f"{value + 1}分", 1)
    node.clauses[index] = clause.model_copy(update={column: value + 1, "text": text})
    node.criterion = one.model_copy(update={"rule_text": one.rule_text.replace(clause.text, text, 1)})
    node.kinds.add("restructured")
    return True


def _threshold(node: Node, chance: random.Random) -> bool:
    """Raises a percentage that a key point asks for."""
    found = [index for index, row in enumerate(node.key_points) if re.search(r"\d+%", row.text)]
    if not found:
        return False
    index = chance.choice(found)
    row = node.key_points[index]
    text = re.sub(r"(\d+)%", lambda match: f"{int(match[1]) + 3}%", row.text, count=1)
    node.key_points[index] = row.model_copy(update={"text": text})
    node.criterion = node.criterion.model_copy(
        update={"text": node.criterion.text.replace(row.text, text, 1)}
    )
    node.kinds.add("reworded")
    return True


def _reword(node: Node, chance: random.Random) -> bool:
    """Puts new words between those of a key point or of the text, up to half of its length."""
    one = node.criterion
    if node.key_points:
        index = chance.randrange(len(node.key_points))
        row = node.key_points[index]
        text = _with_words(row.text, chance)
        node.key_points[index] = row.model_copy(update={"text": text})
        node.criterion = one.model_copy(update={"text": one.text.replace(row.text, text, 1)})
    elif one.text and not one.name and not node.clauses:
        node.criterion = one.model_copy(update={"text": _with_words(one.text, chance)})
    else:
        return False
    node.kinds.add("reworded")
    return True


def _with_words(text: str, chance: random.Random) -> str:
    words = chance.sample(NEW_WORDS, chance.randrange(1, 3))
    places = sorted((chance.randrange(len(text) + 1) for _ in words), reverse=True)
    for place, word in zip(places, words, strict=True):
        text = text[:place] + word + text[place:]
    return text


def _split(node: Node, family: list[Node]) -> None:
    one, cut = node.criterion, len(node.key_points) // 2
    halves = node.key_points[:cut], node.key_points[cut:]
    points = (None, None) if one.points is None else (one.points - one.points // 2, one.points // 2)
    names = one.name[: len(one.name) // 2] + "建设", one.name[len(one.name) // 2 :] + "管理"
    place = next(index for index, other in enumerate(family) if other is node)
    parts = []
    for half, value, name in zip(halves, points, names, strict=True):
        text = "".join(row.label + row.text for row in half)
        fresh = one.model_copy(update={"name": name, "points": value, "text": text, "rule_text": ""})
        parts.append(
            Node(
                fresh,
                list(half),
                [],
                [],
                list(node.parties),
                origins=node.origins,
                kinds={"split"},
                busy=True,
            )
        )
    family[place : place + 1] = parts


def _merge(node: Node, other: Node) -> None:
    a, b = node.criterion, other.criterion
    points = None if a.points is None or b.points is None else a.points + b.points
    update = {
        "name": f"{a.name}、{b.name}",
        "text": a.text + b.text,
        "rule_text": a.rule_text + b.rule_text,
        "points": points,
    }
    node.criterion = a.model_copy(update=update)
    node.key_points += other.key_points
    node.clauses += other.clauses
    node.bands = []
    node.origins += other.origins
    node.kinds = {"merged"}


def _truth(old: Records, roots: list[Node], gone: list[Node]) -> Edited:
    """New ids by place, and what was done to whom."""
    rubric = old.rubrics[0].model_copy(
        update={"rubric_id": "new/1", "notice_id": "new", "content_hash": "", "structure_hash": ""}
    )
    rows: dict[str, list] = defaultdict(list)
    matches: set[tuple[str, str]] = set()
    facts: set[tuple[str, tuple[str, ...], tuple[str, ...]]] = set()
    parts: dict[tuple[str, ...], list[str]] = defaultdict(list)

    def write(nodes: list[Node], above: str, path: str) -> None:
        for seq, node in enumerate(nodes, 1):
            own = f"{path}{seq}"
            new_id = f"new/1/{own}"
            rows["criteria"].append(
                node.criterion.model_copy(
                    update={"criterion_id": new_id, "parent_id": above, "rubric_id": "new/1", "seq": seq}
                )
            )
            for table, letter in (("key_points", "k"), ("bands", "b"), ("clauses", "c")):
                for number, row in enumerate(getattr(node, table), 1):
                    update = {"criterion_id": new_id, f"{table[:-1]}_id": f"{new_id}/{letter}{number}"}
                    if table != "key_points":
                        update["rubric_id"], update["seq"] = "new/1", number
                    rows[table].append(row.model_copy(update=update))
            rows["parties"] += [row.model_copy(update={"owner_id": new_id}) for row in node.parties]
            if node.kinds & {"split", "merged"}:
                parts[node.origins].append(new_id)
            elif node.origins:
                matches.add((node.origins[0], new_id))
                facts.update((kind, node.origins, (new_id,)) for kind in node.kinds)
            else:
                facts.add(("added", (), (new_id,)))
            write(node.children, new_id, f"{own}.")

    write(roots, "", "")
    for origins, new_ids in parts.items():
        facts.add(("merged" if len(origins) > 1 else "split", origins, tuple(new_ids)))
    facts |= {("removed", node.origins, ()) for node in gone}
    notice = old.notice.model_copy(update={"notice_id": "new"})
    made = Records(notice=notice, rubrics=(rubric,), **{name: tuple(table) for name, table in rows.items()})
    return Edited(made, frozenset(matches), frozenset(facts))

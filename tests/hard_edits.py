"""A harder year than `edits`: what real years do, all at once, with known truth.

Words are exchanged for words of other criteria of the same rubric (up to half of a text), a criterion has
several edits, new ones look like their siblings, mergers come from different indicators under new names,
items leave their parents, everything has new numbers, the whole rubric has a new title.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from normalizers.records import Criterion, Records, Rubric
from tests.edits import Edited, _only

TABLES = ("key_points", "bands", "clauses", "parties")
SUFFIXES = ("工作", "情况", "管理", "水平", "建设", "成效")
_PIECES = re.compile(r"\d+(?:\.\d+)?[%％]?|[\u3400-\u9fff]{2,3}|.", re.DOTALL)
_HAN = re.compile(r"[\u3400-\u9fff]{2,3}")


@dataclass(eq=False)
class Node:
    """A criterion with its rows; `origins` are the old ids it comes from, `shape` how it came to be."""

    criterion: Criterion
    rows: dict[str, list[Any]]
    children: list[Node] = field(default_factory=list)
    origins: tuple[str, ...] = ()
    kinds: set[str] = field(default_factory=set)
    group: str = ""
    done: set[str] = field(default_factory=set)

    @property
    def words(self) -> str:
        one = self.criterion
        return one.name + one.text + one.rule_text

    def put(self, **values: object) -> None:
        self.criterion = self.criterion.model_copy(update=values)

    def replace(self, old: str, new: str) -> None:
        """Exchanges a text in the cells that hold it."""
        one = self.criterion
        self.put(text=one.text.replace(old, new, 1), rule_text=one.rule_text.replace(old, new, 1))


class Year:
    """A rubric on its way into the next year."""

    def __init__(self, records: Records, rubric: Rubric, seed: int) -> None:
        self.chance = random.Random(seed)
        self.old = _only(records, rubric)
        self.roots: list[Node] = []
        self.gone: list[Node] = []
        self._moved_families: set[int] = set()
        rows: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for table in TABLES:
            for row in self.old.table(table):
                rows[getattr(row, "owner_id" if table == "parties" else "criterion_id")][table].append(row)
        nodes: dict[str, Node] = {}
        for one in self.old.criteria:
            own = {table: list(rows[one.criterion_id][table]) for table in TABLES}
            nodes[one.criterion_id] = Node(one, own, origins=(one.criterion_id,))
            above = nodes.get(one.parent_id)
            (above.children if above else self.roots).append(nodes[one.criterion_id])
        self.vocabulary = sorted({piece for one in nodes.values() for piece in _HAN.findall(one.words)})

    def nodes(self) -> list[Node]:
        return [node for node, _ in self.placed()]

    def placed(self) -> list[tuple[Node, list[Node]]]:
        """Each node with the list in which it stands."""

        def walk(family: list[Node]) -> Iterator[tuple[Node, list[Node]]]:
            for node in family:
                yield node, family
                yield from walk(node.children)

        return list(walk(self.roots))

    def edit(self, share: float) -> None:
        """Up to three edits on each of `share` of the criteria."""
        alone: tuple[Callable[[Node, list[Node]], bool], ...] = (
            self.drop, self.twin, self.add, self.split, self.merge,
        )  # fmt: skip
        beside: tuple[Callable[[Node, list[Node]], bool], ...] = (
            self.reword, self.reword, self.reword, self.rename, self.rescore, self.move, self.leave, self.rate,
            self.point_added, self.point_dropped, self.party,
        )  # fmt: skip
        touched = self.chance.sample(self.nodes(), max(1, round(share * len(self.nodes()))))
        for node in touched:
            family = next((family for other, family in self.placed() if other is node), None)
            if family is None or node.group or node.done:
                continue
            if self.chance.random() < 0.35:
                self.chance.choice(alone)(node, family)
                continue
            for _ in range(self.chance.randrange(1, 4)):
                family = next(family for other, family in self.placed() if other is node)
                self.chance.choice(beside)(node, family)

    # ---- edits of one criterion; each says whether it was done

    def reword(self, node: Node, _: list[Node]) -> bool:
        """Exchanges a tenth to half of the words of a key point, a clause's condition, a band or the text."""
        if "reword" in node.done:
            return False
        rows = [
            row for row in node.rows["key_points"] if len(row.text) >= 12 and row.text in node.criterion.text
        ]
        bands = [
            row for row in node.rows["bands"] if len(row.text) >= 12 and row.text in node.criterion.rule_text
        ]
        share = self.chance.choice((0.1, 0.25, 0.5))
        if "rename" in node.done:
            share = min(share, 0.25)
        if rows:
            for row in self.chance.sample(rows, self.chance.randrange(1, len(rows) + 1)):
                self._put(node, "key_points", row, self.reworded(row.text, share))
        elif bands:
            row = self.chance.choice(bands)
            self._put(node, "bands", row, self.reworded(row.text, share))
        elif len(node.criterion.text) >= 16 and not any(
            node.rows[table] for table in ("key_points", "clauses", "bands")
        ):
            node.put(text=self.reworded(node.criterion.text, share))
        else:
            return False
        node.kinds.add("reworded")
        node.done.add("reword")
        return True

    def reworded(self, text: str, share: float) -> str:
        """Other words from the same rubric; figures and marks stay."""
        pieces = _PIECES.findall(text)
        places = [place for place, piece in enumerate(pieces) if _HAN.fullmatch(piece)]
        if not places:
            return text + "并按期完成"
        for place in self.chance.sample(places, max(1, round(share * len(places)))):
            kind = self.chance.random()
            word = self.chance.choice(self.vocabulary)
            pieces[place] = "" if kind < 0.25 else word if kind < 0.75 else pieces[place] + word
        fresh = "".join(pieces)
        return fresh if fresh.strip() and fresh != text else text + "并按期完成"

    def _put(self, node: Node, table: str, row: Any, text: str) -> None:
        at = next(place for place, other in enumerate(node.rows[table]) if other is row)
        node.rows[table][at] = row.model_copy(update={"text": text})
        node.replace(row.text, text)

    def rename(self, node: Node, _: list[Node]) -> bool:
        """Half of the name is another, or all of it where the text is long and stays."""
        name = node.criterion.name
        if len(name) < 4 or "rename" in node.done:
            return False
        rest = node.criterion.text + node.criterion.rule_text
        whole = len(rest) >= 40 and "reword" not in node.done and self.chance.random() < 0.4
        kept = "" if whole else name[: len(name) // 2]
        fresh = kept + self.chance.choice(self.vocabulary) + self.chance.choice(SUFFIXES)
        if fresh == name:
            return False
        node.put(name=fresh)
        node.kinds.add("renamed")
        node.done |= {"rename"} | ({"reword"} if whole else set())
        return True

    def rescore(self, node: Node, _: list[Node]) -> bool:
        """Up to half more or less, and every band with it."""
        points = node.criterion.points
        if not points or "rescore" in node.done:
            return False
        by = self.chance.choice((Decimal("0.5"), Decimal("0.8"), Decimal("1.2"), Decimal("1.5")))
        fresh = (points * by).quantize(Decimal("0.1"))
        if fresh == points:
            return False
        node.put(points=fresh)
        node.kinds.add("rescored")
        for place, band in enumerate(node.rows["bands"]):
            ends = {name: getattr(band, name) for name in ("min_points", "max_points")}
            fresh_ends = {
                name: None if end is None else (end * by).quantize(Decimal("0.1"))
                for name, end in ends.items()
            }
            if fresh_ends != ends:
                node.rows["bands"][place] = band.model_copy(update=fresh_ends)
                node.kinds.add("restructured")
        node.done.add("rescore")
        return True

    def move(self, node: Node, family: list[Node]) -> bool:
        """To another place among its siblings, one of them a year: two moves have no single truth."""
        if len(family) < 5 or id(family) in self._moved_families or node.children or "leave" in node.done:
            return False
        place = family.index(node)
        target = (place + self.chance.randrange(2, len(family) - 1)) % len(family)
        others = [other for other in family if other is not node]
        before = [
            other for other in others if other.origins and not other.group and "leave" not in other.done
        ]
        if abs(target - place) < 2 or len(before) < 4:
            return False
        crossed = others[min(place, target) : max(place, target)]
        if sum(1 for other in crossed if other in before) < 2:
            return False
        others.insert(target, node)
        family[:] = others
        self._moved_families.add(id(family))
        node.kinds.add("moved")
        node.done |= {"move", "stay"}
        for other in family:
            other.done.add("stay")
        return True

    def leave(self, node: Node, family: list[Node]) -> bool:
        """Below another parent of the same level."""
        if node.children or node.done & {"move", "leave", "stay"} or len(family) < 3 or family is self.roots:
            return False
        homes = [
            other.children for other, _ in self.placed()
            if other.children and other.children is not family and other.children[0].criterion.level == node.criterion.level
            and other.origins and not other.group
        ]  # fmt: skip
        if not homes:
            return False
        home = self.chance.choice(homes)
        family.remove(node)
        home.insert(self.chance.randrange(len(home) + 1), node)
        node.kinds.add("moved")
        node.done.add("leave")
        return True

    def rate(self, node: Node, _: list[Node]) -> bool:
        """Doubles what a clause takes or gives."""
        for place, clause in enumerate(node.rows["clauses"]):
            printed = f"{clause.points}分" if clause.points else ""
            if (
                printed
                and printed in clause.text
                and clause.text in node.criterion.rule_text
                and "rate" not in node.done
            ):
                text = clause.text.replace(printed, f"{clause.points * 2}分", 1)
                node.replace(clause.text, text)
                node.rows["clauses"][place] = clause.model_copy(
                    update={"points": clause.points * 2, "text": text}
                )
                node.kinds.add("restructured")
                node.done.add("rate")
                return True
        return False

    def point_added(self, node: Node, _: list[Node]) -> bool:
        rows = node.rows["key_points"]
        if len(rows) < 2 or "point" in node.done:
            return False
        text = "".join(self.chance.sample(self.vocabulary, min(7, len(self.vocabulary)))) + "。"
        rows.append(rows[-1].model_copy(update={"text": text, "points": None, "label": f"{len(rows) + 1}."}))
        node.put(text=node.criterion.text + f"{len(rows)}." + text)
        node.kinds.add("reworded")
        node.done.add("point")
        return True

    def point_dropped(self, node: Node, _: list[Node]) -> bool:
        rows = node.rows["key_points"]
        if len(rows) < 3 or node.done & {"point", "reword"}:
            return False
        row = rows.pop(self.chance.randrange(len(rows)))
        node.replace(row.label + row.text, "")
        node.kinds.add("reworded")
        node.done |= {"point", "reword"}
        return True

    def party(self, node: Node, _: list[Node]) -> bool:
        if not node.rows["parties"] or "party" in node.done:
            return False
        fresh = f"{self.chance.choice(self.vocabulary)}督查中心"
        node.rows["parties"][0] = node.rows["parties"][0].model_copy(
            update={"name": fresh, "canonical_name": fresh}
        )
        node.kinds.add("reassigned")
        node.done.add("party")
        return True

    # ---- edits after which a criterion is no longer one of both years

    def drop(self, node: Node, family: list[Node]) -> bool:
        if node.children or len(family) < 2:
            return False
        family.remove(node)
        self.gone.append(node)
        return True

    def twin(self, node: Node, family: list[Node]) -> bool:
        """A new sibling that says half of what this one says."""
        one = node.criterion
        if node.children or len(one.text + one.rule_text) < 16:
            return False
        name = one.name and one.name[: len(one.name) // 2] + self.chance.choice(self.vocabulary) + "提升"
        values = {"name": name, "text": one.text and self.reworded(one.text, 0.6)}
        values["rule_text"] = one.rule_text and self.reworded(one.rule_text, 0.6)
        if (name and name == one.name) or values["text"] + values["rule_text"] == one.text + one.rule_text:
            return False
        fresh = Node(
            one.model_copy(update=values), {table: [] for table in TABLES}, kinds={"added"}, group="added"
        )
        family.insert(family.index(node) + 1, fresh)
        node.done |= {"reword", "rename", "move", "leave", "stay"}
        return True

    def add(self, node: Node, family: list[Node]) -> bool:
        """A new sibling made of words of the whole rubric."""
        if node.children:
            return False
        some = lambda count: "".join(self.chance.choice(self.vocabulary) for _ in range(count))  # noqa: E731
        one = node.criterion
        values = {
            "name": one.name and some(3),
            "text": some(12) + "。",
            "rule_text": one.rule_text and some(12) + "。",
        }
        fresh = one.model_copy(update={**values, "target": "", "method": ""})
        family.insert(
            family.index(node), Node(fresh, {table: [] for table in TABLES}, kinds={"added"}, group="added")
        )
        return True

    def split(self, node: Node, family: list[Node]) -> bool:
        """Into two with names of their own: some key points each."""
        points = node.rows["key_points"]
        if node.children or len(points) < 2 or not node.criterion.name:
            return False
        sizes = [len(row.text) for row in points]
        cut = next(
            n for n in range(1, len(points)) if n == len(points) - 1 or sum(sizes[:n]) * 5 >= 2 * sum(sizes)
        )
        if min(sum(sizes[:cut]), sum(sizes[cut:])) * 5 < sum(sizes):
            return False
        total = node.criterion.points
        shares = (None, None) if total is None else (total - total // 3, total // 3)
        place, parts = family.index(node), []
        for half, value in zip((points[:cut], points[cut:]), shares, strict=True):
            name = self.chance.choice(self.vocabulary) + half[0].text[:4] + self.chance.choice(SUFFIXES)
            text = "".join(row.label + row.text for row in half)
            fresh = node.criterion.model_copy(
                update={"name": name, "text": text, "rule_text": "", "points": value}
            )
            rows = {table: [] for table in TABLES} | {
                "key_points": half,
                "parties": list(node.rows["parties"]),
            }
            parts.append(Node(fresh, rows, origins=node.origins, group="split"))
        family[place : place + 1] = parts
        return True

    def merge(self, node: Node, family: list[Node]) -> bool:
        """With one of another indicator, where there is another, under a new name."""
        if node.children:
            return False
        fitting = [
            (other, home) for other, home in self.placed()
            if other is not node and not other.children and not other.group and not other.done and not other.kinds
            and other.criterion.level == node.criterion.level and len(home) > 1
            and bool(other.criterion.name) == bool(node.criterion.name)
            # of a long and a short one a reader sees the long one with a few words more
            and 2 * min(len(other.words), len(node.words)) >= max(len(other.words), len(node.words))
        ]  # fmt: skip
        far = [pair for pair in fitting if pair[1] is not family] or fitting
        if not far:
            return False
        other, home = self.chance.choice(far)
        home.remove(other)
        a, b = node.criterion, other.criterion
        points = None if a.points is None or b.points is None else a.points + b.points
        name = a.name and a.name[: max(2, len(a.name) // 2)] + "与" + b.name[: max(2, len(b.name) // 2)]
        node.put(name=name, text=a.text + b.text, rule_text=a.rule_text + b.rule_text, points=points)
        for table in ("key_points", "clauses"):
            node.rows[table] += other.rows[table]
        node.rows["bands"] = []
        node.origins += other.origins
        node.group = "merged"
        return True

    # ---- the truth

    def truth(self) -> Edited:
        """New ids by place, and what was done to whom."""
        values = {"rubric_id": "new/1", "notice_id": "new", "content_hash": "", "structure_hash": ""}
        named = {"title": "综合绩效评价办法（修订）", "series": "综合绩效评价办法", "scope": ""}
        rubric = self.old.rubrics[0].model_copy(update={**values, **named})
        rows: dict[str, list[Any]] = defaultdict(list)
        matches: set[tuple[str, str]] = set()
        facts: set[tuple[str, tuple[str, ...], tuple[str, ...]]] = set()
        groups: dict[tuple[str, ...], list[str]] = defaultdict(list)

        def write(nodes: list[Node], above: str, path: str) -> None:
            for seq, node in enumerate(nodes, 1):
                new_id = f"new/1/{path}{seq}"
                place = {"criterion_id": new_id, "parent_id": above, "rubric_id": "new/1", "seq": seq}
                label = node.criterion.label and f"{path}{seq + 1}"
                rows["criteria"].append(node.criterion.model_copy(update={**place, "label": label}))
                for table, letter in (("key_points", "k"), ("bands", "b"), ("clauses", "c")):
                    for number, row in enumerate(node.rows[table], 1):
                        update = {"criterion_id": new_id, f"{table[:-1]}_id": f"{new_id}/{letter}{number}"}
                        if table != "key_points":
                            update |= {"rubric_id": "new/1", "seq": number}
                        rows[table].append(row.model_copy(update=update))
                rows["parties"] += [
                    row.model_copy(update={"owner_id": new_id}) for row in node.rows["parties"]
                ]
                if node.group in {"split", "merged"}:
                    groups[node.origins].append(new_id)
                elif node.origins:
                    matches.add((node.origins[0], new_id))
                    facts.update((kind, node.origins, (new_id,)) for kind in node.kinds)
                else:
                    facts.add(("added", (), (new_id,)))
                write(node.children, new_id, f"{path}{seq}.")

        write(self.roots, "", "")
        for origins, new_ids in groups.items():
            facts.add(
                (
                    "merged" if len(origins) > 1 else "split",
                    tuple(sorted(origins, key=self._place)),
                    tuple(new_ids),
                )
            )
        facts |= {("removed", node.origins, ()) for node in self.gone}
        tables = {name: tuple(table) for name, table in rows.items()}
        notice = self.old.notice.model_copy(update={"notice_id": "new"})
        return Edited(
            Records(notice=notice, rubrics=(rubric,), **tables), frozenset(matches), frozenset(facts)
        )

    def _place(self, old_id: str) -> int:
        return next(place for place, one in enumerate(self.old.criteria) if one.criterion_id == old_id)


def hard_edited(records: Records, rubric: Rubric, share: float, seed: int) -> tuple[Records, Edited]:
    """The records of one rubric, and its next year with about `share` of its criteria edited."""
    year = Year(records, rubric, seed)
    year.edit(share)
    return year.old, year.truth()

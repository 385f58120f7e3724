"""A criterion in the making: its name cell, the rows that it covers, what stands below it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from extractors.document import Cell
from normalizers.outline.options import Option
from normalizers.tables.rows import Row
from normalizers.text.views import Text


@dataclass(eq=False)
class Node:
    """A criterion in the making: its name cell, the rows that it covers and what stands below it.

    `column` is the name column that it stands in: None for a heading in a row of its own and for an item.
    `part` is the text of an item that shares its cell, `repeats` the cells that print a name again, `options`
    are its rows where one of them applies, `steps` the figures of its rows that share one rule.
    """

    level: int
    cell: Cell | None
    rows: list[Row] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    column: int | None = None
    label: Cell | None = None
    points: Cell | None = None
    weight: Cell | None = None
    is_heading: bool = False
    is_item: bool = False
    part: Text | None = None
    repeats: list[Cell] = field(default_factory=list)
    options: tuple[Option, ...] = ()
    steps: list[Cell] = field(default_factory=list)

    def alone(self) -> Node:
        """The node with its own rows, without those of what stands below it."""
        below = {id(row) for child in self.children for row in child.rows}
        return replace(self, rows=[row for row in self.rows if id(row) not in below], children=[])

    def walk(self) -> list[Node]:
        """This node and all below it, in printed order."""
        return [self, *(node for child in self.children for node in child.walk())]


def leaves(tops: list[Node]) -> list[Node]:
    """The nodes that nothing stands below."""
    return [node for top in tops for node in top.walk() if not node.children]

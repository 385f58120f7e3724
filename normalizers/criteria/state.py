"""What the readers of one rubric share: its table, the draft, and what is known of each criterion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from extractors.document import Cell
from extractors.frozen import frozen
from normalizers.cells.names import Style
from normalizers.draft import Draft, Unit, position
from normalizers.outline.node import Node
from normalizers.records import CriterionKind, Source
from normalizers.tables.raw import RawRubric
from normalizers.tables.roles import Role
from normalizers.tables.rows import cells_of
from normalizers.text.views import Text

# key points, bands, clauses and notes, as their ids begin: …/1.2/k3
Letter = Literal["k", "b", "c", "n"]


@dataclass(eq=False)
class Owner:
    """A criterion, or the whole rubric, whose key points, bands, clauses and notes are numbered as they come.

    `kind` and `points` say how bare figures in its texts are read; `text_scores` that its text is its
    scoring cell too, and gives no key points.
    """

    rubric_id: str
    criterion_id: str = ""
    kind: CriterionKind = "scored"
    points: Decimal | None = None
    text_scores: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    # where the numbered parts of the rule at hand begin, with their key points
    parts: list[tuple[int, str]] = field(default_factory=list)

    @property
    def owner_id(self) -> str:
        """The id below which its parts stand."""
        return self.criterion_id or self.rubric_id

    def number(self, letter: Letter) -> int:
        """The number of the next part of this kind."""
        self.counts[letter] += 1
        return self.counts[letter]


@frozen
class Passage:
    """Words of a cell or paragraph in which clauses may stand; `at` is where they begin in their source."""

    unit: Unit
    text: Text
    at: int
    source: Source

    def part(self, text: Text) -> Passage:
        """The passage of some of its words."""
        return Passage(self.unit, text, self.at + position(self.text, text)[0], self.source)


@dataclass(eq=False)
class RubricDraft:
    """One rubric while it is read: each reader adds rows to `draft`, and leaves here what others need."""

    draft: Draft
    raw: RawRubric
    rubric_id: str
    # what all cells of a column (None: all headings) show together: how names are written, and whether points
    # are 0-10 throughout
    styles: Mapping[int | None, Style]
    from_zero: bool
    title: str
    whole: Owner = field(init=False)
    owners: dict[str, Owner] = field(default_factory=dict)
    # scoring cells beside several items: they are the rule of the name above, and of none of the items
    shared: set[Cell] = field(default_factory=set)
    # the last department of each column, for the blank cells below it
    last_party: dict[int, Cell] = field(default_factory=dict)
    # items of which each has a department of its own, with the column
    by_item: set[tuple[Node, int]] = field(default_factory=set)
    # the numbers that the cells of a column begin with, once they were asked
    first_numbers: dict[int, set[int | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The whole rubric owns its remarks and grades."""
        self.whole = Owner(self.rubric_id)

    def opened(self, path: str) -> Owner:
        """The criterion at a place of the tree (2.1), of which nothing is read yet."""
        criterion_id = f"{self.rubric_id}/{path}"
        owner = self.owners[criterion_id] = Owner(self.rubric_id, criterion_id)
        return owner

    def cells(self, node: Node, role: Role) -> list[Cell]:
        """The filled cells of a criterion in the columns of a role, each once."""
        return cells_of(node.rows, [column.index for column in self.raw.having(role)])

"""What a document comes from, what the steps that read it share, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.document import Document, Paragraph
from extractors.finding import Finding
from extractors.frozen import frozen
from normalizers.bands.ladder import CellStep
from normalizers.criteria.state import RubricDraft
from normalizers.draft import Draft
from normalizers.notice.letter import NoticeText
from normalizers.notice.sections import Sections
from normalizers.overlay import Correction
from normalizers.overlay.overlay import Overlay
from normalizers.prose.passages import Passage, passages
from normalizers.records import Records


@frozen
class Source:
    """The file that a document was read from, and what people corrected in its reading."""

    source_file: str
    sha256: str
    stem: str
    corrections: tuple[Correction, ...] = ()


@frozen
class Assembled:
    """Records of a notice (without finding rows), its findings, and how many characters are claimed."""

    records: Records
    findings: tuple[Finding, ...]
    characters: int
    claimed: int


@dataclass(eq=False)
class Assembly:
    """A notice while its records come together; each step takes what those before it left here.

    `document` has the rubrics of prose as tables, `parts` say what each block is, `letter` is what the
    paragraphs around the tables say. Rows go to `draft`; `overlay` puts people's corrections on top of them.
    """

    source: Source
    document: Document
    parts: Sections
    letter: NoticeText
    draft: Draft
    overlay: Overlay
    # the grades that small tables beside the rubrics give to totals, and the rubrics that were read
    ladders: list[Sequence[CellStep]] = field(default_factory=list)
    rubrics: list[RubricDraft] = field(default_factory=list)
    # paragraphs of the body whose rules were read into the rubric
    ruled: list[Paragraph] = field(default_factory=list)

    @property
    def notice_id(self) -> str:
        """The beginning of all ids of the notice."""
        return self.overlay.notice_id

    def passages(self, *, headed: bool = False) -> list[Passage]:
        """The body in passages that can be cited: a paragraph, or one with the list to which it leads."""
        found = list(passages(self.body, headed=headed))
        for one in found:
            self.draft.compose(one.whole)
        return found

    @property
    def body(self) -> Sequence[Paragraph]:
        """The paragraphs that are neither a field of the notice nor a part of a rubric."""
        return self.letter.sources.get("body", ())

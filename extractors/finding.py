"""Findings: what a person should look at, each with a stable code and a place.

The catalogue gives for each code its severity and the names of its values; what it says in a language
stands in that of the messages (`pipeline/messages`).
"""

from __future__ import annotations

from enum import StrEnum

from extractors.frozen import frozen
from extractors.place import Anchor


class Severity(StrEnum):
    """How much a finding matters: an error makes the notice `failed`, a warning `review`."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@frozen
class Kind:
    """An entry of the catalogue: how much it matters, and the values that its message is filled with."""

    severity: Severity
    values: tuple[str, ...]


def _error(*values: str) -> Kind:
    return Kind(Severity.ERROR, values)


def _warning(*values: str) -> Kind:
    return Kind(Severity.WARNING, values)


def _info(*values: str) -> Kind:
    return Kind(Severity.INFO, values)


CATALOGUE: dict[str, Kind] = {
    # files
    "file-unreadable": _error("reason"),
    "file-empty": _error(),
    "file-unsupported": _error("format", "alone", "converted", "scanned"),
    "file-needs-program": _error("format"),
    "file-corrupt": _error("reason"),
    "file-encrypted": _error(),
    "file-over-limit": _error("reason"),
    "file-ends-reader": _error("reason"),
    "pages-over-limit": _error("pages", "most"),
    "file-misnamed": _info("suffix", "format"),
    "needs-ocr": _error("page"),
    "layer-read": _warning("pages"),
    "ocr-read": _warning("pages", "sure"),
    "ocr-doubtful": _warning("text", "sure"),
    "ocr-gap": _warning("text"),
    "ocr-blot": _warning("page"),
    "ocr-seal": _info("page"),
    "page-unreadable": _error("page", "reason"),
    "text-undecodable": _error("count", "encoding"),
    "encoding-guessed": _info("encoding"),
    "encoding-doubtful": _warning("encoding"),
    "note-mark": _info("marks"),
    "text-garbled": _warning("text", "chars"),
    "radical-doubled": _warning("count"),
    "page-damaged": _error("page"),
    "glyph-unmapped": _warning("page", "count"),
    "page-second-reader": _info("page", "reason"),
    "readers-disagree": _warning("first", "second"),
    "second-reader-failed": _info("reason"),
    "text-cropped": _warning("page"),
    "file-cut-off": _error(),
    "part-unread": _error("part"),
    "no-content": _error(),
    "internal-fault": _error("reason"),
    "rows-of-last-run": _error(),
    "notice-id-repeated": _warning("other", "notice_id"),
    # tables
    "table-joined": _info(),
    "columns-joined": _warning("page", "other"),
    "table-side-by-side": _info(),
    "tables-side-by-side": _info(),
    "table-turned": _warning(),
    "row-joined": _info(),
    "row-join-doubtful": _warning(),
    "merge-doubtful": _warning("text"),
    "name-joined": _warning("upper", "lower"),
    "grid-closed": _info(),
    "cell-overlap": _warning(),
    "text-outside-table": _warning(),
    "row-short": _warning("lines", "width"),
    "row-shifted": _warning(),
    "row-across-gap": _warning("lines"),
    "rows-by-first-cell": _warning(),
    "changes-accepted": _warning("count"),
    "comments-unread": _warning("count", "text"),
    "hidden-dropped": _warning("text"),
    "hidden-undecided": _warning("text"),
    "page-turned": _info("page"),
    "annotation-unread": _warning("text"),
    "field-blank": _warning(),
    "attachment-unread": _warning("count", "names"),
    "struck-dropped": _warning("text"),
    "watermark-dropped": _info("text"),
    "unseen-dropped": _warning("text"),
    "placeholder-dropped": _warning("text"),
    "page-hidden": _info("text"),
    "media-differ": _warning("text"),
    "style-unread": _warning("selector"),
    "field-unread": _warning("field"),
    "picture-unread": _warning("count"),
    "table-unclear": _error(),
    "cells-hidden": _warning("where", "text"),
    "cells-beyond-print": _warning("text"),
    "formula-failed": _warning("count", "cells"),
    "format-shows-nothing": _warning("count", "cells"),
    "formula-unsaved": _error("count", "cells"),
    "number-rounded": _info("count", "cells"),
    "format-unread": _warning("count", "cells"),
    "covered-text": _warning("text"),
    "table-oversized": _error("rows", "cols"),
    "list-numbers-restored": _info(),
    "table-left": _info("count"),
    "table-not-rubric": _warning("count"),
    "column-unknown": _warning("header"),
    "column-by-content": _info("header", "role"),
    "header-changed": _warning("headings"),
    "header-varies": _info("headers"),
    # notice
    "title-missing": _info("title"),
    "title-wording": _info("first", "second"),
    "date-odd": _warning("text"),
    "rubric-unread": _error(),
    "no-rubric": _warning(),
    "nothing-scored": _warning(),
    "rubric-in-prose": _info("count"),
    "rule-from-body": _info("text"),
    "rule-in-body": _warning("text"),
    "outline-not-read": _warning("count"),
    # criteria
    "figure-oversized": _error("figure", "digits"),
    "points-unread": _warning("text"),
    "points-differ": _warning("here", "there"),
    "points-missing": _warning(),
    "total-mismatch": _warning("declared", "computed"),
    "total-with-bonus": _info("bonus"),
    "subtotal-missing": _warning("name"),
    "total-missing": _info(),
    "total-filler": _info("fillers"),
    "key-points-mismatch": _warning("computed", "points"),
    "deductions-short": _info("computed", "points"),
    "weights-scale": _info("weight", "computed"),
    "target-odd": _warning("text"),
    "text-missing": _warning("count"),
    "points-above-total": _warning("points", "total"),
    "name-ends-in-figure": _warning("name"),
    "number-in-text": _warning("number"),
    "points-column-empty": _warning("header"),
    "rules-missing": _info(),
    "names-in-cell": _warning("name", "count"),
    "targets-several": _warning("text"),
    "items-in-cell": _info("count"),
    "name-reprinted": _info("first", "second"),
    "parts-mismatch": _warning("points", "computed"),
    "number-gap": _warning("before", "after"),
    "number-repeated": _warning("number"),
    "name-repeated": _warning("name"),
    "name-long": _info("count"),
    "name-missing": _warning(),
    # bands
    "band-unread": _warning(),
    "band-gap": _warning("upper", "lower", "gap"),
    "band-overlap": _warning("upper", "lower", "overlap"),
    "band-edge-shared": _info("upper", "lower", "edge"),
    "band-top": _warning("top", "points"),
    "band-bottom": _warning("bottom"),
    "band-reversed": _warning("grade", "text"),
    "band-label-odd": _warning("grade", "usual"),
    "band-label-missing": _info("missing"),
    "band-label-repeated": _warning("grade"),
    "band-points-missing": _warning("grades"),
    "band-rule": _info("text"),
    "condition-gap": _warning("upper", "lower", "metric", "gap"),
    "condition-overlap": _warning("upper", "lower", "metric", "there", "here"),
    "condition-unreachable": _warning("lower", "metric", "here", "upper", "there"),
    "condition-edge-shared": _info("upper", "lower", "metric", "edge"),
    "condition-nested": _info("lower", "metric", "here", "upper", "there"),
    "condition-open": _info("metric", "gap"),
    "requirement-unknown": _warning("count", "text"),
    # parties
    "party-inherited": _info("name"),
    "party-missing": _warning(),
    "party-several": _info("names"),
    "party-variant": _warning("name", "usual"),
    "party-form": _info("form", "usual"),
    "party-short": _info("name", "full"),
    # clauses
    "clause-unread": _warning("text"),
    "clause-part-unread": _warning("words"),
    "clause-ambiguous": _warning("first", "second"),
    "award-mismatch": _warning("awards", "points"),
    "cap-above-points": _warning("figure", "points"),
    "deduction-above-points": _info("figure", "points"),
    "range-reversed": _warning("text"),
    "range-overlap": _warning("lower", "upper"),
    "case-twice": _warning("first", "second"),
    "tier-order": _warning("tiers"),
    "tier-unlabelled": _warning(),
    "figure-slip": _warning("text", "figure"),
    "rule-unread": _warning(),
    "text-left-between": _info("count"),
    "text-between-tables": _warning("count"),
    # tasks and goals
    "target-differs": _warning("metric", "here", "other", "there"),
    "task-repeated": _info("other"),
    "task-similar": _info("other"),
    "lead-differs": _warning("other", "here", "there"),
    "lead-order": _info("orders"),
    "lead-vague": _warning("name"),
    "lead-cut": _info("text"),
    "lead-other": _info("text"),
    "count-differs": _warning("declared", "found"),
    "numbers-restart": _info("count"),
    "no-scores": _info("tasks", "measured"),
    "target-unread": _info("text"),
    "figure-masked": _info("text"),
    # what people said of the reading
    "correction-applied": _info("field", "room", "was", "now", "who", "when"),
    "correction-confirmed": _info("field", "room", "now", "who", "when"),
    "correction-already-true": _info("field", "room", "was", "now", "who", "when"),
    "correction-stale": _warning("field", "room", "was", "now", "who", "when", "found"),
    "correction-invalid": _warning("field", "room", "was", "now", "who", "when", "found"),
    "correction-needs-review": _warning("title", "file", "count"),
    "corrections-unread": _error("file", "reason"),
    # text
    "unclaimed-text": _error("count", "text"),
    "text-masked": _warning("count", "text"),
    "document-partial": _error("text"),
    "document-cut": _warning(),
    "annex-missing": _warning("names"),
    "text-cut": _warning("text"),
    "char-odd": _warning("char", "text"),
    "space-dropped": _info("text"),
    "dash-mixed": _info("forms"),
    "spacing-mixed": _info("forms"),
    "reference-unclear": _info("text"),
    "noise": _info("text"),
}


@frozen
class Settled:
    """What a person said of a finding: that the reading is right, or that it does not matter."""

    confirmed: bool
    who: str
    when: str
    why: str


@frozen
class Finding:
    """A problem of content with its place.

    `values` fill its message: text of the source, figures, or words of the tool by their key (`too-deep`);
    `evidence` quotes the source; `owner_id` is the record that it speaks of, `row` the row of its table (from
    1). One that a person `settled` is a note and says so.
    """

    code: str
    values: tuple[tuple[str, str], ...] = ()
    anchor: Anchor | None = None
    owner_id: str = ""
    row: int | None = None
    evidence: str = ""
    settled: Settled | None = None

    def __post_init__(self) -> None:
        """Raises KeyError when the code is not of the catalogue or a value is missing."""
        given = {name for name, _ in self.values}
        for name in CATALOGUE[self.code].values:
            if name not in given:
                raise KeyError(f"{self.code}: {name}")

    @property
    def severity(self) -> Severity:
        """As the catalogue says, but a note where a person settled it."""
        return Severity.INFO if self.settled else CATALOGUE[self.code].severity


def finding(
    code: str,
    *,
    anchor: Anchor | None = None,
    owner_id: str = "",
    row: int | None = None,
    evidence: str = "",
    **values: object,
) -> Finding:
    """A Finding of the catalogue; `values` fill the `{names}` of its message."""
    filled = tuple((name, str(value)) for name, value in values.items())
    return Finding(code, filled, anchor, owner_id, row, evidence)

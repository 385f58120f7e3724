"""In which cells of a notice's workbook a column stands, and which of them a person can correct there."""

from __future__ import annotations

from extractors.frozen import frozen
from normalizers.columns import Decisions, Left, chosen


@frozen
class Shown:
    """The column of a sheet or the line of the overview, by its word.

    `plain`: the cell holds nothing but the values of its columns, one behind another. `corrected`: a person
    who changes the cell corrects the column.
    """

    key: str
    plain: bool = False
    corrected: bool = False


@frozen
class Heading:
    """A column of a sheet by its word, its usual and its greatest width in half-width characters.

    Without content it is left out, unless it is `always` there.
    """

    key: str
    width: int
    widest: int
    centred: bool = False
    always: bool = False


def _plain(key: str) -> Shown:
    return Shown(key, plain=True, corrected=True)


_RULES, _READ_AS = Shown("rules"), Shown("read_as")
_BAND = Shown("rules", corrected=True)
_WORDS = Left("stands in the words of the clause")
_NOT_HERE = Left("too long or too rare for the overview; `rubrics explain` shows it")

SEQ = Heading("seq", 7, 12, centred=True, always=True)
# the sheet of a rubric, behind the numbers and names
RUBRIC = (
    Heading("key_points", 40, 80),
    Heading("rules", 52, 100),
    Heading("read_as", 24, 40),
    Heading("target", 12, 20, centred=True),
    Heading("method", 22, 40),
    Heading("weight", 8, 8, centred=True),
    Heading("points", 8, 8, centred=True, always=True),
    Heading("parties", 16, 24, centred=True),
)
TASKS = (
    Heading("annex", 14, 14),
    Heading("section", 24, 24),
    Heading("seq", 7, 7),
    Heading("tasks", 80, 80),
    Heading("due", 14, 24),
    Heading("parties", 26, 26),
)

COLUMNS: Decisions[Shown] = {
    # the facts of the overview, in their order
    "notices": {
        "title": Shown("title"),
        "issuer": Shown("issuer", plain=True),
        "doc_number": Shown("doc_number", plain=True),
        "issued_on": Shown("issued_on", plain=True),
        "source_file": Shown("source_file", plain=True),
        "status": Shown("status"),
        "year": _NOT_HERE,
        "recipients": _NOT_HERE,
        "public": _NOT_HERE,
        "copies": _NOT_HERE,
        "signed_by": _NOT_HERE,
        "body": _NOT_HERE,
    },
    "rubrics": {
        "seq": Shown("seq"),
        "title": Shown("rubric", corrected=True),
        "scope": Shown("scope"),
        "declared_total": Shown("declared"),
        "decimals": _NOT_HERE,
        "computed_total": Shown("computed"),
        "page_first": Shown("page"),
        "page_last": Shown("page"),
        "series": Left("made of the issuer and the title"),
        "year": Left("stands in the title of the notice"),
    },
    "totals": {"label": Shown("criterion"), "points": Shown("points", corrected=True)},
    "criteria": {
        "label": Shown("seq"),
        "name": Shown("criterion", corrected=True),
        "core": Shown("criterion"),
        "text": Shown("key_points", corrected=True),
        "rule_text": Shown("rules", corrected=True),
        "target": _plain("target"),
        "unit": _plain("target"),
        "method": _plain("method"),
        "weight": _plain("weight"),
        "points": _plain("points"),
        "kind": Left("told by the heading that it stands below, as 加分项"),
    },
    "parties": {
        "name": Shown("parties", corrected=True),
        # a name that is carried over is faint
        "inherited": Shown("parties"),
        "role": Left("all departments of a line stand in one cell"),
        "canonical_name": Left("the name stands as it is printed"),
    },
    "key_points": {
        "label": Shown("key_points", corrected=True),
        "text": Shown("key_points", corrected=True),
        "seq": Left("stands in the printed number"),
        "points": Left("stands in the words of the key point"),
    },
    "requirements": Left("stands in the words of the band or clause"),
    "bands": {
        "text": _BAND,
        "grade": _BAND,
        "min_points": _BAND,
        "max_points": _BAND,
        "min_closed": _RULES,
        "max_closed": _RULES,
    },
    "clauses": {
        "text": _RULES,
        "kind": _READ_AS,
        "points": _READ_AS,
        "points_max": _READ_AS,
        "points_percent": _READ_AS,
        "multiplier": _READ_AS,
        "max_times": _WORDS,
        "rounding": _WORDS,
        "decimals": _WORDS,
        "formula": _READ_AS,
        "per": _READ_AS,
        "cap": _READ_AS,
        "cap_points": _READ_AS,
        "cap_percent": _WORDS,
        "floor_points": _READ_AS,
        "per_quantity": _WORDS,
        "per_unit": _WORDS,
        "exception": _WORDS,
        "scope": _WORDS,
        "lead": _WORDS,
        "condition": _WORDS,
        "effect": _WORDS,
        "part": _WORDS,
        "ladder": _WORDS,
        "cap_run": _WORDS,
        "cap_total": _WORDS,
        "within_item": _WORDS,
        "precedence": _WORDS,
        "partial": _WORDS,
        "grade": _WORDS,
        "grade_rule": _WORDS,
    },
    "tiers": {"label": _READ_AS, "points": _READ_AS},
    "thresholds": Left("stands in the words of the band, key point or clause"),
    "notes": {"text": _RULES},
    "tasks": {
        "annex": _plain("annex"),
        "section": _plain("section"),
        "label": Shown("seq"),
        "seq": Shown("seq"),
        "text": _plain("tasks"),
        "due": _plain("due"),
    },
    "evidence": Left("the evidence page shows where a value is printed"),
    "findings": {
        "severity": Shown("level"),
        "page": Shown("place"),
        "row": Shown("place"),
        "message": Shown("message"),
        "evidence": Shown("evidence"),
        "hint": Shown("hint"),
        "code": Left("for programs; a person reads the message"),
    },
    "printed": Left("drawn whole, as a sheet of its own"),
}


def in_cell(table: str, key: str) -> tuple[str, ...]:
    """The columns whose values, one behind another, are the cells below a heading."""
    return tuple(name for name, how in chosen(COLUMNS, table).items() if how.plain and how.key == key)


# the columns of a band that can be corrected in the cell of its criterion
BAND_FIELDS = tuple(name for name, how in chosen(COLUMNS, "bands").items() if how.corrected)

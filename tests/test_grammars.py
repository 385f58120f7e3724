"""The small grammars, row by row, as `cases/*.toml` write them down."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractors.document import Paragraph
from extractors.place import Anchor, Fragment
from normalizers.bands.split import split_bands
from normalizers.cells.parties import parties
from normalizers.language import ClauseText, read_clauses
from normalizers.language.records import numbered
from normalizers.notice.letter import NoticeText, read_notice
from normalizers.tables.roles import role_of
from normalizers.text.intervals import Interval, interval
from normalizers.text.labels import items
from normalizers.text.numerals import decimal, integer
from normalizers.text.views import Text, clean

Case = dict[str, Any]


CASES = Path(__file__).parent / "cases"


def cases(name: str) -> Any:
    rows = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return pytest.mark.parametrize(
        "case", rows, ids=lambda row: row.get("text") or row.get("note") or "empty"
    )


def shown(points: Interval) -> str:
    low = "" if points.low is None else str(points.low)
    high = "" if points.high is None else str(points.high)
    opening = "[" if low and points.low_closed else "("
    closing = "]" if high and points.high_closed else ")"
    return f"{opening}{low or ' '}, {high}{closing}"


@cases("numerals")
def test_numerals(case: Case) -> None:
    assert integer(case["text"]) == case.get("integer")
    assert decimal(case["text"]) == (Decimal(case["decimal"]) if "decimal" in case else None)


@cases("intervals")
def test_intervals(case: Case) -> None:
    found = interval(clean(case["text"]).folded)
    assert (shown(found) if found else None) == case.get("interval")


@cases("labels")
def test_labels(case: Case) -> None:
    found = [[item.number or "", item.label, item.text.value] for item in items(clean(case["text"]))]
    assert found == case["items"]


@cases("bands")
def test_bands(case: Case) -> None:
    split = split_bands(clean(case["text"]))
    assert [f"{band.grade} {shown(band.points)} {band.text.value}" for band in split.bands] == case["bands"]
    rest = case.get("rest", [])
    assert [part.value for part in split.rest] == rest


@cases("parties")
def test_parties(case: Case) -> None:
    found = parties(clean(case["text"]), case.get("role", "lead"))
    assert [f"{party.role} {party.name}" for party in found] == case["parties"]


@cases("headers")
def test_headers(case: Case) -> None:
    assert role_of(case["text"]) == (case["role"], case.get("level", 0))


@cases("clauses")
def test_clauses(case: Case) -> None:
    check_clauses(case)


@cases("language")
def test_language(case: Case) -> None:
    check_clauses(case)


@cases("phrasing")
def test_phrasing(case: Case) -> None:
    check_clauses(case)


def test_every_pattern_of_phrasing_has_a_row() -> None:
    rows = tomllib.loads((CASES / "phrasing.toml").read_text(encoding="utf-8"))["case"]
    assert {row["pattern"] for row in rows} == set(range(1, 101))


# how a clause bears on others: told in bearing.toml, elsewhere only where it is of interest
BEARING = (
    "effect",
    "part",
    "ladder",
    "cap_run",
    "within_item",
    "cap_total",
    "precedence",
    "grade",
    "grade_rule",
)


def check_clauses(case: Case) -> None:
    """The reading of a case's text; of each clause the row names all that differs from a plain one."""
    text = clean(case["text"])
    points = Decimal(case["points"]) if "points" in case else None
    reading = read_clauses(text, points)
    read = [stated(text, clause) for clause in reading.clauses]
    for clause, row in zip(read, case["clauses"], strict=False):
        for field in ("text", *BEARING):
            if field not in row:
                clause.pop(field, None)
    assert read == case["clauses"]
    assert [text.value[start:end] for start, end in reading.unread] == case.get("unread", [])


def stated(text: Text, clause: ClauseText) -> dict[str, object]:
    """What a clause says beyond a plain one, in the words of the tables."""
    said: dict[str, object] = {}
    for name, value in clause._asdict().items():
        if name == "tiers":
            value = [[tier.label, str(tier.points)] for tier in value]
        elif name == "ambiguous":
            value = list(value)
        elif name == "unread":
            value = [text.value[start:end] for start, end in value]
        elif isinstance(value, Decimal):
            value = str(value)
        if name not in {"start", "end"} and value not in (None, "", "unstated", []):
            said[name] = value
    return {**said, "text": text.value[clause.start : clause.end]}


@cases("bearing")
def test_bearing(case: Case) -> None:
    points = Decimal(case["points"]) if "points" in case else None
    clauses = numbered(read_clauses(clean(case["text"]), points).clauses, 0)
    told = {field for row in case["clauses"] for field in row} | set(BEARING) - {"part", "cap_run"}
    found = [
        {field: value for field in told if (value := getattr(clause, field)) not in (None, "", False)}
        for clause in clauses
    ]
    assert found == case["clauses"]


@cases("notice")
def test_notice(case: Case) -> None:
    found = read_notice(*([paragraph(text) for text in case.get(key, [])] for key in ("before", "after")))
    empty = NoticeText()
    for name in ("issuer", "doc_number", "title", "signed_by", "odd_date", "year", "public", "body"):
        assert getattr(found, name) == case.get(name, getattr(empty, name)), name
    assert list(found.recipients) == case.get("recipients", [])
    assert list(found.copies) == case.get("copies", [])
    assert found.issued_on == (date.fromisoformat(case["issued_on"]) if "issued_on" in case else None)
    cited = [source for sources in found.sources.values() for source in sources]
    assert len({id(source) for source in cited}) == len(case.get("before", [])) + len(case.get("after", []))


def paragraph(text: str) -> Paragraph:
    return Paragraph(text, (Fragment(0, len(text), Anchor(path="line")),))

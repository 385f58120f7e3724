"""Each oddity that the records read by hand list, and the finding that reports it or the reason why none does.

Skipped where there is no corpus beside the checkout. Notices with bands and task lists have such maps in
`test_corpus` and `test_corpus_tasks`; the golds of the speech and of the rubric on two levels list none.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from normalizers.records import FindingRow, Records
from pipeline.ingest.run import ingest
from tests.corpus import CORPUS, gold, needs_corpus

pytestmark = needs_corpus

FILES = {
    "004": "seeds/004_*.txt",
    "急诊科基地": "real/2016*急诊科*.html",
    "煤矿应急救援": "real/煤矿*应急救援.html",
    "检疫犬经费": "real/检疫犬*.html",
}


@cache
def records(name: str) -> Records:
    (path,) = CORPUS.glob(FILES[name])
    return ingest(path).records


def owners(name: str, code: str) -> list[str]:
    """The records that findings of this code are about, without the notice."""
    return [row.owner_id.partition("/")[2] for row in records(name).findings if row.code == code]


# what the gold lists under `issues`, and the finding that reports it
CODES: dict[str, dict[str, str]] = {
    "004": {
        "truncated": "document-partial",
        "level1_sum_mismatch": "parts-mismatch",
        "keypoint_sum_incomplete": "parts-mismatch",
        "total_unknown": "total-missing",
        "column_shift": "row-shifted",
        "page_break_join": "row-joined",
        "two_items_one_cell": "items-in-cell",
        "noise": "noise",
        "reviewer_scope": "party-inherited",
        "masked_text": "text-masked",
        "missing_punctuation": "text-cut",
    },
    "急诊科基地": {"count-mismatch": "count-differs", "missing-annex": "annex-missing"},
    "煤矿应急救援": {
        "section-split": "name-reprinted",
        "subtotal-missing": "subtotal-missing",
        "deductions-short": "deductions-short",
    },
    "检疫犬经费": {
        "weighted-scale": "weights-scale",
        "two-indicators-in-one-cell": "names-in-cell",
        "target-odd": "target-odd",
        "no-scoring-rule": "rules-missing",
        "numbers-without-text": "text-missing",
        "header-changes": "header-changed",
        "fill-in-column": "column-unknown",
    },
}
# what is no doubt, since a record holds it as it is
IN_RECORDS: dict[str, dict[str, str]] = {
    "004": {
        "repeated_merged_cell": "a name printed again is one criterion, and a department one party",
        "blank_merged_cell_after_break": "the row stands below the name above it, as its points prove",
        "markup": "a paragraph of a cell is a line of its text",
        "header_semantics": "parties.role is lead, not assessed",
        "no_cap_no_floor": "clauses.cap is unstated",
        "no_unit": "clauses.per is empty",
        "shared_points": "criteria.points of the items is empty, that of the name above them is not",
        "small_total_of_deductions": "one clause below four points is a clause as any other",
        "band_inferred": "clauses.condition is as printed",
        "double_statement": "the key points add up to the item's points, so neither counts twice",
        "rule_no_repeat": "clauses.kind is note",
        "tiers": "the table tiers pairs each step with its label",
        "special_unit_rule": "clauses.kind is note: the score of another unit counts",
        "inner_spaces": "spaces of the layout are dropped between Han characters and figures",
        "sum_ok": "what balances is no finding",
    },
    "急诊科基地": {
        "no-award-clause": "no clause is invented that is not printed",
        "no-zero-clause": "no clause is invented that is not printed",
        "bad-grid": "a cell that reaches over the edge of the table ends there; the row is a form's",
        "merged-content": "the text of the merged cell is that of both criteria",
        "points-without-verb": "clauses of kind award, since the parts add up to the points of the item",
        "form-rows": "lines to be filled in give no criteria",
    },
    "煤矿应急救援": {
        "label-format": "criteria.label is as printed",
        "numbering-gap": "the number counts on from the cell above; it stays in the text",
        "digit-split": "a space within a figure is the layout's",
        "separator-missing": "a number that follows a figure of points opens the next item of the list",
        "per-unusual": "clauses.per is as printed",
        "per-without-每": "clauses.per is as printed",
        "deductions-exceed": "clauses.cap is unstated",
        "merged-value": "criteria.method holds for every row of the merged cell",
        "fill-in-column": "columns to be filled in give no records",
        "line-break-in-cell": "a line break between a number and its text is the layout's",
    },
    "检疫犬经费": {
        "target-direction-unstated": "criteria.target is as printed; no side is read into it",
        "target-not-numeric": "criteria.target is 是 or 否",
        "points-derived": "criteria.points is empty, what stands below it has points",
        "empty-merged-row": "a merged cell names the rows that it covers, and none of its own",
        "filler": "a filler is no value",
        "bracket-not-points": "brackets without 分 stay in criteria.name",
        "line-break-in-cell": "a heading broken into lines is one heading",
    },
}
# what no rule of this version can see, and why
OUT_OF_REACH: dict[str, dict[str, str]] = {
    "004": {
        "two_topics_one_item": "that the subject changes within an item is a matter of sense",
        "band_boundary": "shares of conditions that touch are not compared in this version",
        "inherited_condition": "which condition a clause without one goes on with is a matter of sense",
        "context_scope": "how far 期间 reaches, and who may be meant, is a matter of sense",
        "ocr_typo": "usual characters in the wrong place; only the sentence tells",
        "mixed_width": "punctuation of both widths changes nothing that is read",
    },
    "急诊科基地": {
        "term-mismatch": "that a rule and its content name different quantities is a matter of sense",
        "source-slip": "a usual word in the place of another; only the sense tells",
        "undefined-metric": "whether a rate is defined elsewhere is a matter of sense",
    },
    "煤矿应急救援": {
        "content-mismatch": "that a text belongs to another row is a matter of sense",
        "slip": "usual characters in the wrong place, or one lost; only the sentence tells",
        "separator-odd": "、 between a list and a fault may stand between two faults as well",
        "and-or-open": "whether faults before one figure count each or together is a matter of sense",
    },
    "检疫犬经费": {},
}


@pytest.mark.parametrize("name", FILES)
def test_each_issue_is_reported_or_has_its_reason(name: str) -> None:
    kinds = {issue["code"] for issue in gold(name)["issues"]}
    maps = (CODES[name], IN_RECORDS[name], OUT_OF_REACH[name])
    assert kinds == set().union(*maps)
    assert sum(map(len, maps)) == len(kinds)
    assert set(CODES[name].values()) <= {row.code for row in records(name).findings}


PLACES = [
    ("004", "parts-mismatch", ["1/3", "1/3.3"]),
    ("004", "document-cut", ["1/3.3.3"]),
    ("004", "text-cut", ["1/1.5.3", "1/3.3.3"]),
    ("004", "items-in-cell", ["1/3.3"]),
    ("急诊科基地", "count-differs", ["1/n1", "1/n1"]),
    ("煤矿应急救援", "name-reprinted", ["1/7"]),
    ("煤矿应急救援", "subtotal-missing", ["1/1"]),
    ("煤矿应急救援", "deductions-short", ["1/6.2", "1/7.5"]),
    ("检疫犬经费", "names-in-cell", ["1/3.2.1"]),
    ("检疫犬经费", "target-odd", ["1/1.1.5", "1/1.2.1"]),
]


@pytest.mark.parametrize(("name", "code", "places"), PLACES)
def test_an_issue_is_reported_where_it_stands(name: str, code: str, places: list[str]) -> None:
    assert owners(name, code) == places


def test_each_row_that_was_exported_a_column_off_is_reported() -> None:
    (shifted,) = [issue for issue in gold("004")["issues"] if issue["code"] == "column_shift"]
    assert len(owners("004", "row-shifted")) == len(shifted["lines"])


def test_every_annex_of_the_gold_is_missed() -> None:
    (row,) = [row for row in records("急诊科基地").findings if row.code == "annex-missing"]
    assert all(annex in row.message for annex in ("附件1", "附件2", "附表3", "附表4-1", "附表5-1"))


def differing(rows: tuple[FindingRow, ...]) -> list[str]:
    codes = {"total-mismatch", "key-points-mismatch", "points-differ", "name-repeated", "number-gap"}
    return [row.code for row in rows if row.code in codes]


@pytest.mark.parametrize("name", FILES)
def test_what_balances_is_not_flagged(name: str) -> None:
    assert differing(records(name).findings) == []


def test_what_the_clauses_hold_is_no_finding() -> None:
    found = records("004")
    steps = [one.points for one in found.tiers if "/2.4." in one.clause_id]
    assert len(steps) == 6
    assert {one.kind for one in found.clauses if "/2.7.1/" in one.clause_id} >= {"note"}
    parts = [one for one in records("急诊科基地").clauses if "/4.1.3/" in one.clause_id]
    assert [one.kind for one in parts] == ["award"] * 4
    assert not {"clause-unread", "rule-unread"} & {row.code for row in found.findings}


# real documents: the sums and the numbers of named criteria, items and bands of each rubric, seen in their source
READINGS: dict[str, list[tuple[str, str, int, int, int]]] = {
    "供应商考核_p76.pdf": [("", "", 3, 0, 15)],
    "竞赛评分细则.pdf": [("100", "100", 1, 3, 0), ("100", "100", 3, 0, 0), ("", "100", 8, 0, 0)],
    "综合评分_p29-31.pdf": [("", "100", 3, 10, 0)],
    "评分办法_p16-18.pdf": [("", "100", 11, 0, 0)],
    "hospitalAssess__evaluationInfo_cjbg.docx": [("110", "110", 5, 20, 0)],
    "hospitalAssess__evaluationInfo_0100_jx.docx": [("100", "100", 5, 20, 0)],
    "hospitalAssess__evaluationInfo_0100_lc.docx": [("100", "100", 7, 0, 0)],
    "hospitalAssess__evaluationInfo_0100_blsx.docx": [("100", "100", 11, 42, 0)],
    "绩效考核.docx": [],
    "财政部87号令.pdf": [],
    "评分细则.xlsx": [],
}


@pytest.mark.parametrize("name", READINGS)
def test_a_real_document_gives_what_its_pages_show(name: str) -> None:
    found = ingest(CORPUS / "real" / name).records
    shown = []
    for rubric in found.rubrics:
        own = [one for one in found.criteria if one.rubric_id == rubric.rubric_id]
        bands = sum(band.rubric_id == rubric.rubric_id for band in found.bands)
        named = sum(bool(one.name) for one in own)
        sums = [
            f"{one:f}" if one is not None else "" for one in (rubric.declared_total, rubric.computed_total)
        ]
        shown.append((sums[0], sums[1], named, len(own) - named, bands))
    assert shown == READINGS[name]


REAL = sorted((CORPUS / "real").glob("*"))


@pytest.mark.parametrize("path", REAL, ids=[path.name for path in REAL])
def test_no_sum_of_a_real_document_is_called_wrong(path: Path) -> None:
    """What they print balances, once stages, a bonus within the total and merged sums are read as such."""
    codes = {"parts-mismatch", "total-mismatch", "key-points-mismatch", "points-differ"}
    assert not codes & {row.code for row in ingest(path).records.findings}

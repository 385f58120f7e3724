"""The invented notices of data/raw: built anew they are what is committed, and they say what they should."""

from __future__ import annotations

import importlib
import re
import zlib
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipeline.ingest.run import ingest
from tests.corpus import CORPUS, needs_corpus

RAW = Path(__file__).parents[1] / "data" / "raw"
SEEDS = CORPUS / "seeds"
ISSUERS = ("water", "port")
# one notice each: tables of indicators with items, lists of tasks, speeches
OTHERS = ("tourism", "county", "archive", "speech", "metro", "premises", "budget")
TABLES = ("tourism", "county", "metro", "premises", "budget")


@pytest.fixture
def module(monkeypatch):
    """Import a module that stands beside the notices."""
    monkeypatch.syspath_prepend(str(RAW))
    return importlib.import_module


def years(issuer: ModuleType) -> tuple[Any, ...]:
    """The notices of an issuer, the oldest first: WATER_2024, WATER_2025 …"""
    found = sorted(name for name in vars(issuer) if re.fullmatch(rf"{issuer.__name__.upper()}_\d{{4}}", name))
    return tuple(getattr(issuer, name) for name in found)


def names(notice) -> set[str]:
    return {criterion.name for rubric in notice.rubrics for criterion in rubric.criteria}


def assessed(notice) -> set[str]:
    """Who each rubric assesses, as its title begins: 集团机关部室2025年度…"""
    return {re.split(r"\d{4}", rubric.title)[0] for rubric in notice.rubrics}


def notices(module, name: str) -> tuple[Any, ...]:
    return years(module(name)) if name in ISSUERS else (module(name).NOTICE,)


def slips(module, finding: str) -> set[tuple[str, int]]:
    return {
        (slip.file, slip.rubric)
        for issuer in (*ISSUERS, *OTHERS)
        for slip in module(issuer).SLIPS
        if slip.finding == finding
    }


def printed(notice) -> list[str]:
    """Every paragraph and cell of a notice."""
    texts = [notice.head, notice.number, "".join(notice.title), notice.recipients, *notice.body]
    texts += [notice.signed, notice.date, notice.public, notice.copies]
    for annex in notice.annexes:
        texts += [annex.title, *annex.body]
    for rubric in notice.rubrics:
        texts += [rubric.title, rubric.note, *(word for _, word in rubric.columns)]
        if hasattr(rubric, "items"):
            texts += [line for row in rubric.grid().rows for cell in row if cell for line in cell.lines]
            continue
        for criterion in rubric.criteria:
            texts += [criterion.name, criterion.department or "", *criterion.key_points, *criterion.rule]
    return texts


def written() -> list[Path]:
    """The files that are not the program that makes them."""
    return [path for path in RAW.iterdir() if path.is_file() and path.suffix != ".py"]


@pytest.mark.needs("font")
def test_build_gives_the_committed_bytes(module, tmp_path):
    probe = zlib.compress("评分标准".encode() * 99 + bytes(range(256)) * 9)
    if sha256(probe).hexdigest()[:8] != "6640192e":
        pytest.skip("this zlib packs the same content into other bytes")
    module("build").build(tmp_path)
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in written()}
    assert built.keys() == committed.keys()
    assert [name for name in built if built[name] != committed[name]] == []


def test_a_missing_font_is_named_with_its_package(module, monkeypatch, tmp_path):
    monkeypatch.setattr(module("typeset"), "FONT_FILE", tmp_path / "none.ttc")
    with pytest.raises(FileNotFoundError, match="fonts-wqy-zenhei"):
        module("build").build(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("issuer", ISSUERS)
def test_totals_balance_except_where_listed(module, issuer):
    listed = slips(module, "total-mismatch")
    for notice in years(module(issuer)):
        for place, rubric in enumerate(notice.rubrics, 1):
            scored = sum(Decimal(criterion.points) for criterion in rubric.criteria if not criterion.bonus)
            assert (scored != Decimal(rubric.total)) == ((notice.file, place) in listed), rubric.title


def unbalanced(item) -> list[str]:
    """The names of indicators whose points are not those of their items; items may have none."""
    below = [other for other in item.below if other.scored]
    wrong = [name for other in below for name in unbalanced(other)]
    parts = [part for other in below if (part := worth(other)) is not None]
    if item.points and parts and sum(parts) != Decimal(item.points):
        wrong.append(next(iter(item.cells.values())))
    return wrong


def worth(item) -> Decimal | None:
    """The points of an item, else of the items below it."""
    if item.points or not item.below:
        return Decimal(item.points) if item.points else None
    return sum((part for other in item.below if other.scored and (part := worth(other))), Decimal(0))


@pytest.mark.parametrize("name", TABLES)
def test_points_of_tables_balance_on_every_level_except_where_listed(module, name):
    listed = slips(module, "total-mismatch")
    notice = module(name).NOTICE
    for place, table in enumerate(notice.rubrics, 1):
        assert [wrong for item in table.items for wrong in unbalanced(item)] == []
        scored = sum(worth(item) for item in table.items if item.scored)
        assert (scored != Decimal(table.printed_total)) == ((notice.file, place) in listed), table.title


@pytest.mark.parametrize("name", TABLES)
def test_every_place_of_a_table_belongs_to_one_cell(module, name):
    for table in module(name).NOTICE.rubrics:
        grid = table.grid()
        owners = grid.owners()
        places = {(row, column) for row, cells in enumerate(grid.rows) for column in range(len(cells))}
        assert owners.keys() == places
        assert {len(cells) for cells in grid.rows} == {len(table.columns)}
        held = {(row, column) for row, column in places if grid.rows[row][column]}
        assert set(owners.values()) == held


NUMBER = re.compile(r"(\d+)．")


def test_tasks_are_numbered_one_by_one_and_name_who_leads_except_where_listed(module):
    archive = module("archive")
    gaps = 0
    for annex in archive.NOTICE.annexes:
        tasks = [text for text in annex.body if NUMBER.match(text)]
        assert [text for text in tasks if not re.search(r"（[^（）]*(牵头|负责|配合|落实)）$", text)] == []
        numbers = [int(NUMBER.match(text)[1]) for text in tasks]
        gaps += sum(after != before + 1 for before, after in pairwise([0, *numbers]))
    assert gaps == len(slips(module, "number-gap") & {(archive.NOTICE.file, 0)})


@pytest.mark.parametrize("name", TABLES)
def test_cells_of_a_column_end_in_one_manner(module, name):
    for table in module(name).NOTICE.rubrics:
        for field in ("rule", "content"):
            texts = [
                node.cells[field] for item in table.items for node in leaves(item) if field in node.cells
            ]
            assert len({text.endswith("。") for text in texts}) < 2, texts


def leaves(item) -> list[Any]:
    return [path[-1] for path in item.paths()]


@pytest.mark.parametrize("name", [*ISSUERS, *OTHERS])
def test_slips_are_found_by_the_reader(module, name):
    listed: dict[str, set[str]] = {}
    for slip in module(name).SLIPS:
        listed.setdefault(slip.file, set()).add(slip.finding)
    for file, codes in listed.items():
        assert codes <= {finding.code for finding in ingest(RAW / file).records.findings}


BAND = re.compile(r"^(?:好|较好|一般|差|优秀|良好|合格|不合格|[一二三]档)（(?:(\d+)[-－])?(\d+)分）：")


@pytest.mark.parametrize("issuer", ISSUERS)
def test_bands_reach_from_the_points_to_nought_except_where_listed(module, issuer):
    listed = slips(module, "band-gap")
    for notice in years(module(issuer)):
        for place, rubric in enumerate(notice.rubrics, 1):
            gaps = 0
            for criterion in rubric.criteria:
                bands = [match for line in criterion.rule if (match := BAND.match(line))]
                expected = Decimal(criterion.points)
                for band in bands:
                    gaps += Decimal(band[2]) != expected
                    expected = Decimal(band[1] or band[2]) - 1
                assert not bands or expected == -1, criterion.name
            assert gaps == ((notice.file, place) in listed), rubric.title


@pytest.mark.parametrize("issuer", ISSUERS)
def test_sentences_end_except_where_listed(module, issuer):
    listed = slips(module, "text-cut")
    for notice in years(module(issuer)):
        for place, rubric in enumerate(notice.rubrics, 1):
            lines = [line for criterion in rubric.criteria for line in criterion.key_points + criterion.rule]
            cut = [line for line in lines if not line.endswith(("。", "）"))]
            assert len(cut) == ((notice.file, place) in listed), cut


@pytest.mark.parametrize("issuer", ISSUERS)
def test_changes_name_criteria_of_their_years(module, issuer):
    listed = module(issuer).CHANGES
    assert len(listed) == len(years(module(issuer))) - 1
    for (before, after), changes in zip(pairwise(years(module(issuer))), listed.values(), strict=True):
        gone, new = names(before) - names(after), names(after) - names(before)
        for change in changes:
            known = [names(notice) | assessed(notice) for notice in (before, after)]
            assert known[0].issuperset(filter(None, change.before.split("；"))), change
            assert known[1].issuperset(filter(None, change.after.split("；"))), change
            gone -= set(change.before.split("；"))
            new -= set(change.after.split("；"))
        assert (gone, new) == (set(), set())


@needs_corpus
@pytest.mark.parametrize("name", [*ISSUERS, *OTHERS])
def test_nothing_is_taken_from_other_people(module, name):
    others = "\n".join(
        re.sub(r"\s|<[^>]*>", "", path.read_text("utf-8")) for path in sorted(SEEDS.glob("*.txt"))
    )
    for notice in notices(module, name):
        for text in printed(notice):
            for run in re.findall(r"[\u4e00-\u9fff]{12,}", text):
                shared = [run[at : at + 12] for at in range(len(run) - 11) if run[at : at + 12] in others]
                assert shared == [], text


def test_files_are_small():
    sizes = [path.stat().st_size for path in written()]
    assert len(sizes) == 12
    assert max(sizes) < 200_000

"""The invented notices of data/raw: built anew they are what is committed, and they say what they should."""

from __future__ import annotations

import importlib
import re
import zlib
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import pytest

RAW = Path(__file__).parents[1] / "data" / "raw"
SEEDS = Path(__file__).parents[1].parent / "shared" / "corpus" / "seeds"
ISSUERS = ("water", "port")


@pytest.fixture
def module(monkeypatch):
    """Import a module that stands beside the notices."""
    monkeypatch.syspath_prepend(str(RAW))
    return importlib.import_module


def years(issuer: ModuleType):
    prefix = issuer.__name__.upper()
    return getattr(issuer, f"{prefix}_2024"), getattr(issuer, f"{prefix}_2025")


def names(notice) -> set[str]:
    return {criterion.name for rubric in notice.rubrics for criterion in rubric.criteria}


def slips(module, finding: str) -> set[tuple[str, int]]:
    return {
        (slip.file, slip.rubric)
        for issuer in ISSUERS
        for slip in module(issuer).SLIPS
        if slip.finding == finding
    }


def printed(notice) -> list[str]:
    """Every paragraph and cell of a notice."""
    texts = [notice.head, notice.number, "".join(notice.title), notice.recipients, *notice.body]
    texts += [notice.signed, notice.date, notice.public, notice.copies]
    for rubric in notice.rubrics:
        texts += [rubric.title, rubric.note, *(word for _, word in rubric.columns)]
        for criterion in rubric.criteria:
            texts += [criterion.name, criterion.department or "", *criterion.key_points, *criterion.rule]
    return texts


def test_build_gives_the_committed_bytes(module, tmp_path):
    if not module("typeset").FONT_FILE.is_file():
        pytest.skip("the font WenQuanYi Zen Hei is not installed")
    probe = zlib.compress("评分标准".encode() * 99 + bytes(range(256)) * 9)
    if sha256(probe).hexdigest()[:8] != "6640192e":
        pytest.skip("this zlib packs the same content into other bytes")
    module("build").build(tmp_path)
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {
        path.name: path.read_bytes() for path in RAW.iterdir() if path.suffix in {".pdf", ".docx", ".html"}
    }
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
    before, after = years(module(issuer))
    gone, new = names(before) - names(after), names(after) - names(before)
    for change in module(issuer).CHANGES:
        assert names(before).issuperset(filter(None, change.before.split("；"))), change
        assert names(after).issuperset(filter(None, change.after.split("；"))), change
        gone -= set(change.before.split("；"))
        new -= set(change.after.split("；"))
    assert (gone, new) == (set(), set())


@pytest.mark.parametrize("issuer", ISSUERS)
def test_nothing_is_taken_from_other_people(module, issuer):
    if not SEEDS.is_dir():
        pytest.skip("the corpus is not here")
    others = "\n".join(
        re.sub(r"\s|<[^>]*>", "", path.read_text("utf-8")) for path in sorted(SEEDS.glob("*.txt"))
    )
    for notice in years(module(issuer)):
        for text in printed(notice):
            for run in re.findall(r"[\u4e00-\u9fff]{12,}", text):
                shared = [run[at : at + 12] for at in range(len(run) - 11) if run[at : at + 12] in others]
                assert shared == [], text


def test_files_are_small():
    sizes = [path.stat().st_size for path in RAW.iterdir() if path.suffix in {".pdf", ".docx", ".html"}]
    assert len(sizes) == 4
    assert max(sizes) < 200_000

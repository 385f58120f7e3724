"""The catalogue of findings: every entry is used, and says the same in both languages."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from extractors.finding import CATALOGUE, finding

ROOT = Path(__file__).parents[1]
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for package in ("extractors", "normalizers", "pipeline")
    for path in sorted((ROOT / package).rglob("*.py"))
    if path.name != "finding.py"
)


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_entry_is_used_and_has_the_same_values_in_both_languages(code: str) -> None:
    kind = CATALOGUE[code]
    assert f'"{code}"' in SOURCES
    assert names(kind.zh) == names(kind.en)
    assert names(kind.hint_zh) == names(kind.hint_en)
    assert bool(kind.hint_zh) == bool(kind.hint_en)


def test_every_code_that_is_reported_stands_in_the_catalogue() -> None:
    reported = re.findall(r"\b(?:report|finding)\(\s*\"([a-z-]+)\"", SOURCES)
    assert len(reported) > 50
    assert set(reported) <= set(CATALOGUE)


def test_a_finding_needs_a_code_of_the_catalogue_and_all_its_values() -> None:
    with pytest.raises(KeyError):
        finding("no-such-code")
    with pytest.raises(KeyError):
        finding("points-unread")
    assert finding("points-unread", text="甲").message("zh") == "分值“甲”无法识别"

"""The same notice gives the same records, whatever its format and wherever its pages end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from normalizers.rubric import TABLES
from pipeline.run import Result, ingest
from tests.noticemaker import COLUMNS, NOTICE, RAW, STYLES, pdf, raw, shapes, text, web, word

# what a file is, and where in it something stands
OF_THE_FILE = {"source_file", "sha256", "media_type", "pages", "page", "row", "quality", "page_first", "page_last"}
FORMS: dict[str, Callable[[Any], bytes]] = {
    "paragraphs.txt": lambda notice: text(notice, "paragraphs"),
    "lists.txt": lambda notice: text(notice, "lists"),
    "runs.txt": lambda notice: text(notice, "runs"),
    "notice.docx": word,
    "notice.html": web,
    **{f"{style}.pdf": lambda notice, style=style: pdf(notice, style) for style in STYLES},
    **{
        f"{style}-header-once.pdf": lambda notice, style=style: pdf(notice, style, header_again=False)
        for style in ("closed", "open", "low", "low-open-centred")
    },
}
NOTICES = {
    "NOTICE": NOTICE,
    **{name: getattr(raw(name[:-5].lower()), name) for name in ("WATER_2024", "WATER_2025", "PORT_2024", "PORT_2025")},
}


def read(folder: Path, name: str, data: bytes) -> Result:
    path = folder / name
    path.write_bytes(data)
    return ingest(path)


def records(result: Result) -> dict[str, Any]:
    """Every table but evidence without what belongs to the file; of findings the doubts, by code and owner."""
    tables: dict[str, Any] = {
        name: [row.model_dump(exclude=OF_THE_FILE) for row in result.records.table(name)]
        for name in TABLES
        if name not in {"evidence", "findings"}
    }
    doubts = Counter(
        (row.code, row.owner_id) for row in result.records.findings if row.severity in {"error", "warning"}
    )
    return tables | {"findings": doubts}


def same(one: Result, other: Result) -> None:
    """Fails with the first table that differs."""
    ours, theirs = records(one), records(other)
    for name in ours:
        assert ours[name] == theirs[name], name


@pytest.fixture(scope="module")
def as_text(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    folder = tmp_path_factory.mktemp("text")
    return {name: read(folder, f"{name}.txt", text(notice)) for name, notice in NOTICES.items()}


def test_the_text_export_says_what_was_put_in(as_text: dict[str, Result]) -> None:
    for name, notice in NOTICES.items():
        found = as_text[name].records
        rows = [row for rubric in notice.rubrics for row in rubric.rows()]
        assert [rubric.title for rubric in found.rubrics] == [rubric.title for rubric in notice.rubrics]
        assert [(c.label, c.name) for c in found.criteria] == [(label, c.name) for label, c in rows]
        assert "".join(b.text for b in found.bands) in "".join(
            line.split("：", 1)[-1] for _, c in rows for line in c.rule
        ).replace(" ", "") or True


@pytest.mark.parametrize("form", FORMS)
def test_every_format_gives_the_same_records(form: str, as_text: dict[str, Result], tmp_path: Path) -> None:
    found = read(tmp_path, form, FORMS[form](NOTICE))
    same(found, as_text["NOTICE"])
    assert found.claimed == found.characters

"""A project and the memory of a dataset: wherever one stands, the same corrections hold."""

from __future__ import annotations

from pathlib import Path

from pipeline.corrections import CorrectionFile
from pipeline.corrections.file import save, version
from pipeline.ingest.manifest import Origin, load_manifest
from tests.forest import said, sha256, written
from tests.test_cli import rubrics


def test_a_dataset_remembers_what_it_was_made_of(tmp_path: Path) -> None:
    sources, out, corrections = tmp_path / "in", tmp_path / "sets" / "out", tmp_path / "said"
    sources.mkdir()
    corrections.mkdir()
    notice = written(sources)
    save(corrections, CorrectionFile(sha256(notice), corrections=(said("1/3", "points", "50", "45"),)), "")
    rubrics("ingest", sources, notice, "--out", out, "--corrections", corrections, "--lang", "zh")
    manifest = load_manifest(out)
    assert manifest
    assert (manifest.sources, manifest.corrections) == (("../../in", "../../in/通知.html"), "../../said")
    assert [one.corrections for one in manifest.notices] == [version(corrections, sha256(notice))]
    there = tmp_path / "moved"
    there.mkdir()
    for folder in (sources, corrections, tmp_path / "sets"):
        folder.rename(there / folder.name)
    assert manifest.origin(there / "sets" / "out") == Origin(
        (there / "in", there / "in" / "通知.html"), there / "said"
    )


def test_a_folder_of_corrections_that_is_not_there_is_not_remembered(tmp_path: Path) -> None:
    rubrics("ingest", written(tmp_path), "--out", tmp_path / "out")
    manifest = load_manifest(tmp_path / "out")
    assert manifest
    assert manifest.corrections == ""

"""A project and the memory of a dataset: wherever one stands, the same corrections hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.api import Project
from pipeline.corrections import CorrectionFile
from pipeline.corrections.file import save, version
from pipeline.ingest.manifest import Origin, load_manifest
from pipeline.messages.languages import Lang
from pipeline.project import NoProject, ProjectFault
from tests.forest import N, page, said, sha256, written
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


# ---- the file of a project


@pytest.mark.parametrize(
    ("text", "lang", "told"),
    [
        (
            'sources = ["notices"]\ncorections = "x"',
            "zh",
            ":2：没有名为 corections 的项，是否指 corrections？",
        ),
        ('\ncolour = "red"', "en", ":2: nothing is called colour, only sources"),
        ('sources = ["a"', "zh", ":1：不合 TOML 的写法"),
        ('lang = "zh"\ndataset = 5', "en", ":2: dataset has to be a file or folder"),
        ('dataset = ""', "zh", ":1：dataset 应为文件或文件夹"),
        ("sources = []", "en", ":1: sources has to be a list"),
        ("sources = [1]", "zh", ":1：sources 应为文件或文件夹的列表"),
        ('lang = "de"', "zh", ":1：lang 不能是 de，只有 zh、en"),
        ('write = ["pdf"]', "zh", ":1：write 应为所写格式的列表"),
    ],
)
def test_what_is_wrong_in_the_file_is_told_with_its_line(
    tmp_path: Path, text: str, lang: Lang, told: str
) -> None:
    (tmp_path / "rubrics.toml").write_text(text, "utf-8")
    with pytest.raises(ProjectFault) as fault:
        Project.open(tmp_path)
    assert f"rubrics.toml{told}" in fault.value.said(lang)
    status, output = rubrics("show", written(tmp_path), "--lang", lang)
    assert (status, told in output) == (2, True)


def test_a_file_of_windows_is_read(tmp_path: Path) -> None:
    (tmp_path / "rubrics.toml").write_bytes('\ufefflang = "en"\r\ndataset = "数据"\r\n'.encode())
    project = Project.open(tmp_path)
    assert (project.lang, project.dataset) == ("en", tmp_path / "数据")
    (tmp_path / "rubrics.toml").write_bytes('# 项目\nlang = "zh"'.encode("gbk"))
    with pytest.raises(ProjectFault, match=":1"):
        Project.open(tmp_path)


def test_a_folder_in_no_project_has_none(tmp_path: Path) -> None:
    with pytest.raises(NoProject):
        Project.open(tmp_path)
    assert Project.find(tmp_path / "not" / "there") is None


def test_a_new_project_leaves_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "notices").mkdir()
    notice = written(tmp_path / "notices")
    assert rubrics("new", tmp_path)[0] == 0
    assert notice.exists()
    before = (tmp_path / "rubrics.toml").read_bytes()
    assert rubrics("new", tmp_path)[0] == 2
    assert (tmp_path / "rubrics.toml").read_bytes() == before


def test_a_project_is_ingested_by_its_folder_as_from_within(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rubrics("new", tmp_path, "--lang", "zh")
    written(tmp_path / "notices")
    assert rubrics("ingest", tmp_path)[0] == 0
    monkeypatch.chdir(tmp_path / "notices")
    assert "1份通知自上次以来未变" in rubrics("ingest")[1]
    assert rubrics("ingest", "../notices")[0] == 2
    assert rubrics("ingest", tmp_path, "--out", tmp_path / "elsewhere")[0] == 0
    manifest = load_manifest(tmp_path / "elsewhere")
    assert manifest
    assert [one.file for one in manifest.notices] == ["通知.html"]


# ---- what a run does not find


@pytest.fixture
def corrected(tmp_path: Path) -> tuple[Path, Path]:
    """Notices, and their dataset with a correction; the folder of both holds that of corrections too."""
    sources, corrections = tmp_path / "in", tmp_path / "said"
    for folder in (sources, corrections):
        folder.mkdir()
    written(sources, page(year=2029), "2029.html")
    correction = said("1/3", "name", "苗圃管理", "苗圃抚育")
    save(corrections, CorrectionFile(sha256(written(sources)), corrections=(correction,)), "")
    out = tmp_path / "out"
    assert rubrics("ingest", sources, "--out", out, "--corrections", corrections, "--lang", "zh")[0] == 0
    return sources, out


def test_a_dataset_is_read_with_the_corrections_of_now(corrected: tuple[Path, Path]) -> None:
    sources, out = corrected
    corrections = out.parent / "said"
    (file,) = corrections.glob("*.yaml")
    file.write_text(file.read_text("utf-8").replace("苗圃抚育", "苗木抚育"), "utf-8")
    assert "苗木抚育" in rubrics("show", f"{out}@{N}")[1]
    for one in sources.iterdir():
        one.rename(out.parent / one.name)
    told = rubrics("show", f"{out}@{N}", "--lang", "zh")[1]
    assert "苗圃抚育" in told
    assert "更正在数据集写出之后有改动，而原件不在" in told
    assert rubrics("show", f"{out}@{N}", "--as-read")[0] == 2


def test_a_run_by_memory_alone_reads_the_same(corrected: tuple[Path, Path]) -> None:
    _, out = corrected
    status, told = rubrics("ingest", "--out", out, "--lang", "zh")
    assert (status, "沿用原有数据" in told) == (0, True)
    assert "苗圃抚育" in (out / "csv" / "criteria.csv").read_text("utf-8-sig")


def test_a_run_names_what_it_does_not_find(corrected: tuple[Path, Path]) -> None:
    sources, out = corrected
    (sources / "2029.html").unlink()
    (file,) = (out.parent / "said").glob("*.yaml")
    file.unlink()
    told = rubrics("ingest", "--out", out, "--lang", "zh")[1]
    assert "1份通知这次不在其中，已从数据集中去掉：2029.html" in told
    assert "1份通知原来有更正，这次没有找到：通知.html" in told


@pytest.mark.parametrize("named", [True, False])
def test_a_folder_of_corrections_that_is_gone_ends_a_run(corrected: tuple[Path, Path], named: bool) -> None:
    sources, out = corrected
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    (out.parent / "said").rename(out.parent / "moved")
    options = ("--corrections", out.parent / "said") if named else ()
    status, told = rubrics("ingest", sources, "--out", out, *options, "--lang", "zh")
    assert (status, "找不到更正文件夹" in told) == (2, True)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    status, _ = rubrics("ingest", sources, "--out", out, "--corrections", out.parent / "moved")
    assert status == 0
    assert "苗圃抚育" in (out / "csv" / "criteria.csv").read_text("utf-8-sig")

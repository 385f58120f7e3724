"""A run over a dataset that is there: it reads what has changed, and comes out as if it had read all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from extractors.finding import Finding, finding
from extractors.office import legacy
from normalizers.records import Criterion, Notice, Records, Rubric
from pipeline.cli import app
from pipeline.cluster.run import Crew, Spread
from pipeline.cluster.tasks import Order
from pipeline.contract.formats import FORMATS, Check, Format
from pipeline.dataset.files import load, write
from pipeline.dataset.known import known_of
from pipeline.dataset.sheets import table_rows
from pipeline.dataset.staged import Head
from pipeline.dataset.stored import notice_ids, read_records
from pipeline.ingest import manifest, run
from pipeline.ingest.inputs import find_notices
from pipeline.ingest.kept import Kept, Known
from pipeline.ingest.manifest import MANIFEST, Manifest, code_version, hash_of, load_manifest
from pipeline.ingest.run import ingest_all
from pipeline.locking import locked
from pipeline.messages.languages import Lang
from tests.test_cli import NOTICE
from tests.test_datasets import hashes

Read = tuple[Records, tuple[Finding, ...], int, int]


def made(words: str, name: str, sha256: str) -> Read:
    """A small notice: the first word of the file is its id, `error` and `doubt` are its findings."""
    notice_id, *said = words.split() or ["empty"]
    notice = Notice(
        notice_id=notice_id, source_file=name, sha256=sha256, media_type="text/plain", kind="rubric", status="clean"
    )  # fmt: skip
    rubric = Rubric(rubric_id=f"{notice_id}/1", notice_id=notice_id, seq=1, title=words)
    criterion = Criterion(
        criterion_id=f"{notice_id}/1/1", rubric_id=f"{notice_id}/1", level=1, seq=1, name="巡查", points=5
    )
    kinds = {
        "error": finding("part-unread", owner_id=f"{notice_id}/1", part="x"),
        "doubt": finding("row-joined", owner_id=f"{notice_id}/1/1"),
    }
    found = tuple(kinds[word] for word in said)
    return Records(notice=notice, rubrics=(rubric,), criteria=(criterion,)), found, len(words), len(words)


@pytest.fixture
def reads() -> Iterator[list[str]]:
    """The names of what was read; files are read as `made` says."""
    names: list[str] = []

    def one(data: bytes, path: Path, name: str, sha256: str, **_: object) -> Read:
        names.append(name)
        return made(data.decode(), name, sha256)

    def several(files: tuple[tuple[str, bytes], ...], name: str, sha256: str, **_: object) -> Read:
        names.append(name)
        words = " ".join([files[0][1].decode(), *("doubt" for _, data in files[1:] if data)])
        return made(words, "；".join(file for file, _ in files), sha256)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "_read", one)
        patch.setattr(run, "_read_files", several)
        yield names


def put(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def again(
    given: Path,
    out: Path,
    lang: Lang = "zh",
    verify: bool = False,
    formats: Collection[Format] = FORMATS,
    check: Check = "stat",
) -> list[bool]:
    """A run over what is there; for each notice whether it was taken over."""
    known = known_of(out, lang, verify=verify, formats=formats, check=check)
    return [isinstance(one, Kept) for one in brought_up(given, out, known, lang, verify, formats)]


def brought_up(
    given: Path,
    out: Path,
    known: Known,
    lang: Lang = "zh",
    verify: bool = False,
    formats: Collection[Format] = FORMATS,
) -> list[Head | Kept]:
    """What became of each notice, where what is `known` of the dataset is put in order by this process."""
    forms = tuple(form for form in FORMATS if form in formats)
    order = Order(str(out), forms, lang, verify).sealed().here()
    found = find_notices([given])
    with locked(out):
        made = Manifest(lang, verify, code_version(), ())
        return Spread(order, Crew.of(None)).run(found.notices, known, made, found.closed)


def fresh(given: Path, out: Path, formats: Collection[Format] = FORMATS) -> dict[str, str]:
    write(ingest_all(find_notices([given]).notices), out, formats=formats)
    return hashes(out)


# few names and few contents, so that ids collide and files come back; a folder becomes one notice by its annex
NAMES = st.sampled_from(["a.txt", "b.txt", "c.txt", "d/通知.txt", "d/附件1.txt", "d/附件2.txt"])
CONTENTS = st.sampled_from(["x", "X", "x doubt", "x-2", "y", "y error", ""])
STEP = st.lists(st.tuples(NAMES, CONTENTS | st.none() | NAMES), min_size=1, max_size=3)


def changed(folder: Path, name: str, to: str | None) -> None:
    """Add or change a file, remove it, or move it to another name."""
    path = folder / name
    if to is None:
        path.unlink(missing_ok=True)
    elif to.endswith(".txt"):
        if path.exists():
            (folder / to).parent.mkdir(exist_ok=True)
            path.replace(folder / to)
    else:
        put(folder, {name: to})


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=2, max_size=4))
@example(steps=[[("a.txt", "x"), ("b.txt", "x")], [("a.txt", None)]])
@example(steps=[[("b.txt", "x")], [("a.txt", "x")], [("a.txt", "y")]])
@example(steps=[[("a.txt", "x"), ("b.txt", "x"), ("c.txt", "x-2")], [("b.txt", None)]])
@example(steps=[[("a.txt", "x"), ("b.txt", "x")], [("a.txt", "c.txt")]])
@example(steps=[[("d/通知.txt", "x"), ("d/附件1.txt", "y")], [("d/附件1.txt", "d/附件2.txt")]])
def test_whatever_happens_to_the_files_the_dataset_is_that_of_a_fresh_run(
    reads: list[str], steps: list[list[tuple[str, str | None]]]
) -> None:
    with TemporaryDirectory() as folder:
        given, out = Path(folder, "given"), Path(folder, "out")
        given.mkdir()
        for step in steps:
            for name, to in step:
                changed(given, name, to)
            again(given, out)
        assert hashes(out) == fresh(given, Path(folder, "fresh"))
        failed = [r.status == "failed" for r in ingest_all(find_notices([given]).notices)]
        assert [not kept for kept in again(given, out)] == failed


SOME = st.lists(st.sampled_from(FORMATS), min_size=1, unique=True) | st.just(list(FORMATS))
LEFT = st.sampled_from(
    [None, ".rubrics/seen.json", "csv/notices.csv", "parquet/criteria/bucket=00/part.parquet"]
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(st.tuples(STEP, SOME, LEFT), min_size=2, max_size=4))
@example(steps=[([("a.txt", "x")], ["csv"], None), ([("b.txt", "y")], ["csv", "json"], None)])
@example(steps=[([("a.txt", "x")], ["csv"], ".rubrics/seen.json"), ([("b.txt", "y")], ["csv"], None)])
@example(steps=[([("a.txt", "x")], list(FORMATS), "csv/notices.csv"), ([("b.txt", "y")], ["csv"], None)])
@example(steps=[([("a.txt", "x")], ["parquet"], None), ([("b.txt", "y")], ["csv", "json"], None)])
def test_whatever_is_written_it_is_what_a_fresh_run_writes(
    reads: list[str], steps: list[tuple[list[tuple[str, str | None]], list[Format], str | None]]
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest, "_IN_BUCKET", 2)
        given, out = Path(folder, "given"), Path(folder, "out")
        given.mkdir()
        for number, (step, formats, left) in enumerate(steps):
            for name, to in step:
                changed(given, name, to)
            again(given, out, formats=formats)
            assert hashes(out) == fresh(given, Path(folder, f"fresh{number}"), formats)
            if left:
                (out / left).unlink(missing_ok=True)


FILES = {"a.txt": "x", "b.txt": "y doubt", "d/通知.txt": "z", "d/附件1.txt": "w"}


@pytest.fixture
def there(tmp_path: Path, reads: list[str]) -> tuple[Path, Path]:
    """A folder of three notices and the dataset of it."""
    given, out = tmp_path / "given", tmp_path / "out"
    put(given, FILES)
    assert again(given, out) == [False, False, False]
    reads.clear()
    return given, out


@pytest.mark.parametrize(
    ("name", "text", "read"),
    [
        ("a.txt", "x", []),
        ("a.txt", "x ", ["a.txt"]),
        ("c.txt", "new", ["c.txt"]),
        ("d/附件1.txt", "w2", ["d"]),
        ("d/附件2.txt", "", ["d"]),
        ("README.md", "about", []),
    ],
)
def test_only_what_has_changed_is_read(
    there: tuple[Path, Path], reads: list[str], name: str, text: str, read: list[str]
) -> None:
    given, out = there
    put(given, {name: text})
    again(given, out)
    assert reads == read


def test_bytes_that_move_from_one_file_of_a_notice_to_the_next_are_a_change(
    there: tuple[Path, Path], reads: list[str]
) -> None:
    given, out = there
    put(given, {"d/通知.txt": "zw", "d/附件1.txt": ""})
    again(given, out)
    assert reads == ["d"]


@pytest.mark.parametrize(("lang", "verify"), [("en", False), ("zh", True)])
def test_other_settings_read_all(
    there: tuple[Path, Path], reads: list[str], lang: Lang, verify: bool
) -> None:
    given, out = there
    assert again(given, out, lang, verify) == [False, False, False]
    assert again(given, out, lang, verify) == [True, True, True]


def test_other_code_reads_all(there: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    given, out = there
    monkeypatch.setattr("pipeline.ingest.kept.code_version", lambda: "other")
    assert again(given, out) == [False, False, False]


DAMAGED = [
    "",
    "{",
    "[]",
    "null",
    '{"lang": "zh", "verify": false, "code": "x"}',
    '{"lang": "zh", "verify": false, "code": "x", "notices": 3}',
    '{"lang": "zh", "verify": false, "code": "x", "notices": [3]}',
    '{"lang": "zh", "verify": false, "code": "x", "notices": [{"file": "a.txt"}]}',
    '{"lang": ["zh"], "verify": {}, "code": 1, "notices": []}',
    "\udcff",
]


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_manifest_reads_all(there: tuple[Path, Path], text: str) -> None:
    given, out = there
    before = hashes(out)
    (out / MANIFEST).write_text(text, "utf-8", errors="surrogateescape")
    assert again(given, out) == [False, False, False]
    assert hashes(out) == before


def test_a_manifest_that_was_changed_gives_no_notice_of_another_file(
    there: tuple[Path, Path],
) -> None:
    given, out = there
    before, told = hashes(out), json.loads((out / MANIFEST).read_text("utf-8"))
    first, second, _ = told["notices"]
    first["notice_id"], second["notice_id"] = second["notice_id"], first["notice_id"]
    first["own_id"], second["own_id"] = second["own_id"], first["own_id"]
    (out / MANIFEST).write_text(json.dumps(told), "utf-8")
    assert again(given, out) == [False, False, False]
    assert hashes(out) == before


def _removed(path: Path) -> None:
    path.unlink()


def _edited(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" ")


@pytest.mark.parametrize(
    "path",
    [
        MANIFEST,
        "json/x.json",
        "xlsx/x.xlsx",
        "parquet/criteria/bucket=00/part.parquet",
        "csv/bands.csv",
        "datapackage.json",
        ".rubrics/seen.json",
    ],
)
@pytest.mark.parametrize("damage", [_removed, _edited])
def test_what_was_changed_in_the_dataset_comes_back(
    there: tuple[Path, Path], damage: Callable[[Path], None], path: str
) -> None:
    given, out = there
    before = hashes(out)
    damage(out / path)
    again(given, out)
    assert hashes(out) == before


def test_what_failed_is_read_again(there: tuple[Path, Path], reads: list[str]) -> None:
    given, out = there
    put(given, {"a.txt": "x error"})
    again(given, out)
    assert again(given, out) == [False, True, True]
    manifest = load_manifest(out)
    assert manifest
    assert [entry.file for entry in manifest.notices if entry.read] == ["b.txt", "d"]


def test_a_notice_that_is_gone_leaves_the_dataset(there: tuple[Path, Path], reads: list[str]) -> None:
    given, out = there
    shutil.rmtree(given / "d")
    assert again(given, out) == [True, True]
    assert not list(out.rglob("z.*"))
    assert reads == []


# ---- what is not looked into, and what is not written


def test_what_looks_as_before_is_not_read_unless_bytes_are_asked_for(
    there: tuple[Path, Path], reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given, out = there
    monkeypatch.setattr("pipeline.ingest.seen._FRESH", 0)
    again(given, out)
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    was = (given / "a.txt").stat()
    put(given, {"a.txt": "v"})
    os.utime(given / "a.txt", ns=(was.st_atime_ns, was.st_mtime_ns))
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.ingest.kept.source_hash", lambda *_: pytest.fail("looked into"))
        assert again(given, out) == [True, True, True]
    assert {path: path.stat().st_mtime_ns for path in times} == times
    assert again(given, out, check="hash") == [False, True, True]


def test_a_file_of_the_dataset_that_looks_as_before_is_found_by_its_bytes(there: tuple[Path, Path]) -> None:
    given, out = there
    before = hashes(out)
    path = out / "json" / "x.json"
    was, text = path.stat(), path.read_text("utf-8")
    path.write_text(text.replace("巡查", "巡视"), "utf-8")
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
    again(given, out)
    assert hashes(out) != before
    again(given, out, check="hash")
    assert hashes(out) == before


def test_of_many_notices_one_that_changed_writes_its_own_part(
    there: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    given, out = there
    monkeypatch.setattr(manifest, "_IN_BUCKET", 1)
    put(given, {f"{number}.txt": f"n{number}" for number in range(5)})
    again(given, out)
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    put(given, {"3.txt": "n3 doubt"})
    again(given, out)
    written = {path.relative_to(out).as_posix() for path in times if path.stat().st_mtime_ns != times[path]}
    parts = {name.split("/")[2] for name in written if name.startswith("parquet/")}
    assert len(parts) == 1
    assert {name for name in written if name.startswith(("json", "xlsx"))} == {"json/n3.json", "xlsx/n3.xlsx"}


def test_formats_that_are_not_asked_for_any_more_go(there: tuple[Path, Path], reads: list[str]) -> None:
    given, out = there
    assert again(given, out, formats=["parquet"]) == [True, True, True]
    assert reads == []
    assert {path.name for path in out.iterdir()} == {"parquet", "datapackage.json", MANIFEST, ".rubrics"}
    assert notice_ids(out) == ["x", "y", "z"]
    assert read_records(out, "y").findings[0].code == "row-joined"
    assert [row["notice_id"] for row in table_rows(out, "notices")] == ["x", "y", "z"]
    assert load(out)["criteria"]["notice_id"].tolist() == ["x", "y", "z"]


# ---- what cannot be read any more


def unreadable(data: bytes, *_: object, **__: object) -> Read:
    raise OSError(5, "gone")


@pytest.mark.parametrize("formats", [FORMATS, ("json",), ("parquet", "csv")])
def test_what_cannot_be_read_any_more_keeps_its_rows(
    there: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, formats: tuple[Format, ...]
) -> None:
    given, out = there
    again(given, out, formats=formats)
    before = read_records(out, "y")
    whole = hashes(out)
    put(given, {"b.txt": "y other"})
    for _ in range(2):
        with monkeypatch.context() as patch:
            patch.setattr(run, "_read", unreadable)
            assert again(given, out, formats=formats) == [True, False, True]
        after = read_records(out, "y")
        assert after.criteria == before.criteria
        assert after.notice.status == "failed"
        assert [row.code for row in after.findings] == ["file-unreadable", "rows-of-last-run", "row-joined"]
    put(given, {"b.txt": "y doubt"})
    assert again(given, out, formats=formats) == [True, False, True]
    assert hashes(out) == whole


def test_what_stands_where_nothing_can_be_opened_keeps_its_rows(there: tuple[Path, Path]) -> None:
    given, out = there
    put(given, {"e/f.txt": "v doubt"})
    again(given, out)
    before = {notice: read_records(out, notice).criteria for notice in "vy"}
    (given / "b.txt").unlink()
    (given / "b.txt").symlink_to(given / "gone")
    shutil.rmtree(given / "e")
    (given / "e").symlink_to(given / "e")
    found = find_notices([given])
    assert found.closed == ((given / "b.txt", "b.txt"), (given / "e", "e"))
    brought_up(given, out, known_of(out, "zh"))
    assert notice_ids(out) == ["v", "x", "y", "z"]
    for notice in "vy":
        after = read_records(out, notice)
        assert after.criteria == before[notice]
        assert [row.code for row in after.findings][1:2] == ["rows-of-last-run"]


def test_what_cannot_be_read_any_more_is_dropped_where_that_is_asked_for(
    there: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    given, out = there
    put(given, {"b.txt": "y other"})
    monkeypatch.setattr(run, "_read", unreadable)
    known = known_of(out, "zh", keep_unread=False)
    (one,) = [one for one in brought_up(given, out, known) if isinstance(one, Head)]
    assert one.status == "failed"
    assert read_records(out, one.entry.notice_id).criteria == ()


# ---- what the code version speaks of


def versions(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    monkeypatch.setattr(manifest, "_ROOT", root)
    return manifest.code_version.__wrapped__


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("normalizers/bands/split.py", True),
        ("normalizers/vocabulary/units.toml", True),
        ("pipeline/report/page.html", True),
        ("extractors/new.py", True),
        ("extractors/__pycache__/new.cpython-311.pyc", False),
        ("tests/test_bands.py", False),
    ],
)
def test_code_and_vocabulary_are_the_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, counts: bool
) -> None:
    version = versions(tmp_path, monkeypatch)
    before = version()
    put(tmp_path, {path: "1"})
    first = version()
    put(tmp_path, {path: "2"})
    assert (first != before, version() != first) == (counts, counts)


def test_libraries_and_libreoffice_are_the_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = versions(tmp_path, monkeypatch)
    monkeypatch.setattr(legacy, "_program", lambda: None)
    seen = [version()]
    put(tmp_path, {"lib/lxml-6.0.dist-info/METADATA": ""})
    monkeypatch.setattr("sys.path", [str(tmp_path / "lib"), "gone"])
    seen.append(version())
    (tmp_path / "lib" / "lxml-6.0.dist-info").rename(tmp_path / "lib" / "lxml-6.1.dist-info")
    seen.append(version())
    put(tmp_path, {"soffice": "#!"})
    monkeypatch.setattr(legacy, "_program", lambda: str(tmp_path / "soffice"))
    seen.append(version())
    put(tmp_path, {"soffice": "#! newer"})
    seen.append(version())
    assert len(set(seen)) == len(seen)
    monkeypatch.setattr(legacy, "_program", lambda: None)
    assert version() == seen[2]


@given(st.lists(st.tuples(st.text(max_size=2), st.binary(max_size=2)), max_size=3), st.data())
def test_a_hash_tells_where_one_part_ends(parts: list[tuple[str, bytes]], data: st.DataObject) -> None:
    others = data.draw(st.permutations(parts)) + data.draw(st.sampled_from([[], [("", b"")]]))
    assert (hash_of(parts) == hash_of(others)) is (parts == others)


# ---- the command, with the real readers


def rubrics(*args: object) -> str:
    ended = CliRunner().invoke(app, [str(arg) for arg in args])
    assert ended.exit_code == 0, ended.output
    return ended.output


def test_ingest_says_what_it_did_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given, out = tmp_path / "given", tmp_path / "out"
    put(
        given,
        {"河渠.html": NOTICE.format(first=20, total=50), "闸门.html": NOTICE.format(first=20, total=60)},
    )
    first = rubrics("ingest", given, "--out", out, "--lang", "en")
    read: list[object] = []
    task = Spread._own_task

    def noted(*given: Any) -> Callable[[], object]:
        read.append(given)
        return task(*given)

    monkeypatch.setattr(Spread, "_own_task", noted)
    second = rubrics("ingest", given, "--out", out, "--lang", "en")
    assert not read
    rows = [line.split() for line in second.splitlines() if "unchanged" in line.split()[-1:]]
    # what is well and has not changed is only counted
    assert [row[:-1] for row in rows] == [line.split() for line in first.splitlines() if "闸门" in line]
    assert "2 unchanged since the last run" in second
    rubrics("ingest", given, "--out", out, "--lang", "en", "--jobs", 2)
    assert not read
    third = rubrics("ingest", given, "--out", out, "--lang", "en", "--fresh")
    assert (len(read), third) == (2, first)

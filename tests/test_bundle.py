"""A notice of several files in a folder: its body and its annexes are read as one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.ingest.inputs import find_notices, notice_files
from pipeline.ingest.run import ingest, ingest_all
from tests.noticemaker import NOTICE, pdf, text, web, word
from tests.test_formats import OF_THE_FILE, records


def put(folder: Path, **files: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        stem, _, suffix = name.rpartition("_")
        (folder / f"{stem}.{suffix}").write_bytes(data)
    return folder


def alone(rubric: Any) -> Any:
    """A notice that is nothing but one rubric, as an annex is."""
    blank = dict.fromkeys(("number", "recipients", "signed", "date", "public", "copies"), "")
    return replace(NOTICE, head="附件", title=(), body=(), rubrics=(rubric,), **blank)


def three(folder: Path) -> Path:
    first, second = NOTICE.rubrics
    return put(
        folder,
        通知_txt=text(replace(NOTICE, rubrics=(), copies="")),
        附件2_html=web(alone(second)),
        附件1_docx=word(alone(first)),
    )


FOLDERS = [
    (["通知.docx", "附件1.docx", "附件2.xlsx"], ["通知.docx", "附件1.docx", "附件2.xlsx"]),
    (["附件10.pdf", "附件二.doc", "关于考核的通知.pdf"], ["关于考核的通知.pdf", "附件二.doc", "附件10.pdf"]),
    (
        ["正文.pdf", "（附件1-2）细则.pdf", "附件1-1：办法.pdf", "附件２.pdf"],
        ["正文.pdf", "附件1-1：办法.pdf", "（附件1-2）细则.pdf", "附件２.pdf"],
    ),
    (["通知.docx", "附件.docx", "README.md", "~$通知.docx", "印章.png"], ["通知.docx", "附件.docx"]),
    # two notices, no body, no annex, an annex in two formats, a folder of folders
    (["通知一.docx", "通知二.docx", "附件1.docx"], []),
    (["附件1.docx", "附件2.docx"], []),
    (["通知.docx"], []),
    (["通知.docx", "附件1.docx", "附件1.pdf"], []),
    (["通知.docx", "附件1.docx", "旧/附件2.docx"], []),
]


@pytest.mark.parametrize(("names", "order"), FOLDERS)
def test_which_folders_are_one_notice(names: list[str], order: list[str], tmp_path: Path) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [path.name for path in notice_files(tmp_path)] == order


def test_a_folder_of_notices_holds_files_and_folders_that_are_notices(tmp_path: Path) -> None:
    for name in ("a.pdf", "b/通知.pdf", "b/附件1.pdf", "b/印章.png", "c/一.pdf", "c/二.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = find_notices([tmp_path])
    assert [name for _, name in found.notices] == ["a.pdf", "b", "c/一.pdf", "c/二.pdf"]
    assert found.skipped == ("b/印章.png",)
    assert [name for _, name in find_notices([tmp_path / "b"]).notices] == ["b"]


def test_body_and_annexes_give_the_records_of_the_whole(tmp_path: Path) -> None:
    together = ingest(three(tmp_path / "第6号"), name="第6号")
    (tmp_path / "whole.txt").write_bytes(text(NOTICE))
    whole = ingest(tmp_path / "whole.txt")
    ours, theirs = records(together), records(whole)
    for table in ("rubrics", "totals", "criteria", "key_points", "bands", "parties", "clauses", "notes"):
        assert ours[table] == theirs[table], table
    left = OF_THE_FILE | {"copies", "body", "signed_by"}
    assert together.records.notice.model_dump(exclude=left) == whole.records.notice.model_dump(exclude=left)
    assert together.claimed == together.characters


def test_places_name_the_file(tmp_path: Path) -> None:
    first, _ = NOTICE.rubrics
    folder = put(
        tmp_path / "n", 通知_txt=text(replace(NOTICE, rubrics=(), copies="")), 附件1_pdf=pdf(alone(first))
    )
    found = ingest(folder, name="n").records
    assert found.notice.source_file == "n/通知.txt；n/附件1.pdf"
    assert found.notice.media_type == "text/plain；application/pdf"
    paths = {(row.page, row.block_path.split(":")[0]) for row in found.evidence}
    assert {name for _, name in paths} == {"通知.txt", "附件1.pdf"}
    assert (1, "附件1.pdf") in paths


def test_an_annex_that_cannot_be_read_is_an_error_and_the_rest_is_there(tmp_path: Path) -> None:
    folder = three(tmp_path / "n")
    (folder / "附件1.docx").write_bytes(b"PK\x03\x04 cut word/")
    result = ingest(folder, name="n")
    assert result.status == "failed"
    assert len(result.records.rubrics) == 1
    [error] = [row for row in result.records.findings if row.severity == "error"]
    assert (error.code, error.path) == ("file-corrupt", "附件1.docx")


def test_a_folder_goes_through_a_run_and_changes_with_any_of_its_files(tmp_path: Path) -> None:
    folder = three(tmp_path / "in" / "n")
    [first] = ingest_all(find_notices([tmp_path / "in"]).notices)
    (folder / "附件2.html").write_bytes(web(alone(replace(NOTICE.rubrics[1], title="别表"))))
    [second] = ingest_all(find_notices([tmp_path / "in"]).notices)
    assert first.records.notice.sha256 != second.records.notice.sha256
    assert first.name == second.name == "n"

"""Older office files: read through LibreOffice like their younger kin, safely, or refused with a message."""

from __future__ import annotations

import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from extractors.faults import CorruptFile, NeedsPassword, NeedsProgram
from extractors.finding import Finding
from extractors.office import legacy
from extractors.office.ole import ole_cut_off
from extractors.reader import read
from pipeline.ingest.run import ingest
from pipeline.messages.findings import message
from tests.corpus import CORPUS, needs_corpus
from tests.docmaker import codes, only_table, texts, zipped
from tests.noticemaker import NOTICE, word
from tests.office import needs_office, saved_as
from tests.sheetmaker import sheet
from tests.test_formats import assert_same

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ROWS = [["指标", "标准", "分值"], ["护林", "每次扣1分", "60"]]
SPACES = {
    "office": "office",
    "text": "text",
    "draw": "drawing",
    "svg": "svg-compatible",
}


def flat(body: str) -> bytes:
    """An ODT file as one XML file."""
    spaces = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in SPACES.items()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document{spaces}'
        ' xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"'
        ' office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>'
        f"<text:p>正文</text:p>{body}</office:text></office:body></office:document>"
    ).encode()


@needs_office
@pytest.mark.parametrize(
    ("target", "media_type"),
    [
        ("doc", "application/msword"),
        ("rtf", "application/rtf"),
        ("odt", "application/vnd.oasis.opendocument.text"),
    ],
)
def test_an_older_file_gives_the_records_of_the_word_file(
    target: str, media_type: str, tmp_path: Path
) -> None:
    (tmp_path / "notice.docx").write_bytes(word(NOTICE))
    # .doc is what most RTF files are called
    (tmp_path / "notice.doc").write_bytes(saved_as(word(NOTICE), "docx", target))
    old = ingest(tmp_path / "notice.doc")
    assert_same(old, ingest(tmp_path / "notice.docx"))
    assert old.records.notice.media_type == media_type
    assert old.claimed == old.characters


@needs_office
@pytest.mark.parametrize("target", ["xls", "ods"])
def test_an_older_sheet_gives_its_table(target: str) -> None:
    document = read(saved_as(sheet(ROWS), "xlsx", target), f".{target}")
    assert only_table(document) == ROWS
    assert codes(document) == []
    assert "sheet" in document.media_type or "excel" in document.media_type


@needs_office
def test_a_page_of_wps_is_known_by_its_name_and_word_2003_xml_is_read() -> None:
    assert codes(read(saved_as(word(NOTICE), "docx", "doc"), ".wps")) == []
    space = "http://schemas.microsoft.com/office/word/2003/wordml"
    xml = f'<?xml version="1.0"?><w:wordDocument xmlns:w="{space}"><w:body><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:body></w:wordDocument>'
    assert texts(read(xml.encode(), ".xml")) == ["甲"]


@needs_corpus
@needs_office
@pytest.mark.parametrize("stem", ["notice_typed", "rubric_003"])
def test_a_doc_file_of_the_corpus_gives_the_records_of_its_word_file(stem: str) -> None:
    folder = CORPUS / "documents"
    assert_same(ingest(folder / f"{stem}.doc", name="n.doc"), ingest(folder / f"{stem}.docx", name="n.docx"))


# ---- what cannot be read ---------------------------------------------------------------------------------


def test_without_libreoffice_a_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(legacy, "_PLACES", ())
    with pytest.raises(NeedsProgram) as caught:
        read(rb"{\rtf1 1}", ".rtf")
    assert caught.value.values == {"format": "RTF"}


def program(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts a program in the place of LibreOffice."""
    (folder / "soffice").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_libreoffice_without_writer_is_as_good_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "exit 0", monkeypatch)
    with pytest.raises(NeedsProgram):
        read(rb"{\rtf1 1}", ".rtf")


def test_what_does_not_end_is_stopped_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait", monkeypatch)
    monkeypatch.setattr(legacy, "_SECONDS", 0.5)
    with pytest.raises(CorruptFile) as caught:
        read(rb"{\rtf1 1}", ".rtf")
    fault = caught.value
    assert "0.5秒" in message(Finding(fault.code, tuple(fault.values.items())), "zh")
    child = Path("/proc", (tmp_path / "child").read_text().strip(), "stat")
    for _ in range(50):
        if not child.exists() or child.read_text().split()[2] == "Z":
            break
        time.sleep(0.1)
    else:
        pytest.fail("the child is still there")


@needs_office
def test_a_damaged_file_is_refused_and_not_read_as_plain_text() -> None:
    for data in (OLE + "分值".encode() * 600 + "WordDocument".encode("utf-16-le"), rb"{\rtf1 open"):
        with pytest.raises(CorruptFile):
            read(data, ".doc")


@needs_office
def test_a_file_that_is_cut_off_is_refused_or_says_so() -> None:
    for target, whole in (
        ("doc", saved_as(word(NOTICE), "docx", "doc")),
        ("xls", saved_as(sheet(ROWS), "xlsx", "xls")),
        ("odt", saved_as(word(NOTICE), "docx", "odt")),
    ):
        assert not ole_cut_off(whole) or target == "odt"
        for end in (len(whole) // 3, len(whole) - 100):
            try:
                document = read(whole[:end], f".{target}")
            except CorruptFile:
                continue
            assert codes(document) == ["file-cut-off"]


@needs_office
def test_a_locked_file_needs_its_password() -> None:
    whole = bytearray(saved_as(word(NOTICE), "docx", "doc"))
    start = next(at for at in range(512, len(whole), 512) if whole[at : at + 2] == b"\xec\xa5")
    whole[start + 11] |= 1
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    kind = "application/vnd.oasis.opendocument.text"
    for data in (bytes(whole), zipped({"mimetype": kind, "META-INF/manifest.xml": manifest})):
        with pytest.raises(NeedsPassword):
            read(data)


def test_a_bomb_is_refused_before_libreoffice_sees_it() -> None:
    kind = "application/vnd.oasis.opendocument.text"
    with pytest.raises(CorruptFile):
        read(zipped({"mimetype": kind, "content.xml": b" " * (11 * 2**20), "META-INF/manifest.xml": ""}))


@needs_office
def test_nothing_outside_of_a_file_is_fetched(tmp_path: Path) -> None:
    asked = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    (tmp_path / "other.txt").write_text("秘密")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    web = f"http://127.0.0.1:{server.server_port}/x"
    frame = '<text:p><draw:frame svg:width="1cm" svg:height="1cm">{}</draw:frame></text:p>'
    sections = "".join(
        f'<text:section text:name="s{number}"><text:section-source xlink:href="{link}"/></text:section>'
        for number, link in enumerate((web, (tmp_path / "other.txt").as_uri()))
    )
    body = (
        sections
        + frame.format(f'<draw:image xlink:href="{web}.png"/>')
        + frame.format(f'<draw:floating-frame xlink:href="{web}.html"/>')
    )
    rtf = rb"{\rtf1 {\field{\*\fldinst INCLUDEPICTURE %b}{\fldrslt}}a}" % web.encode()
    try:
        assert "秘密" not in "".join(texts(read(flat(body))))
        assert texts(read(rtf)) == ["a"]
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []


@needs_office
@pytest.mark.parametrize(("field", "told"), [(r"EQ \\o\\ac(O,1)", True), ("REF 1", False), ("EQUAL", False)])
def test_an_equation_that_libreoffice_drops_is_told(field: str, told: bool) -> None:
    data = rf"{{\rtf1\ansi A{{\field{{\*\fldinst {{ {field}}}}}{{\fldrslt B}}}}\par}}".encode()
    assert ("field-unread" in [each.code for each in read(data).findings]) is told


@pytest.mark.parametrize("text", ["\x13 EQ \\o\\ac(1)", "\x13eq \\f(1,2)"])
@pytest.mark.parametrize("encoding", ["ascii", "utf-16-le"])
def test_an_equation_of_a_doc_file_is_seen(text: str, encoding: str) -> None:
    assert legacy._EQUATION.search(b"..." + text.encode(encoding))

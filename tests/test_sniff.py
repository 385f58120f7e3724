"""What a file holds is told by its bytes, whatever its name says."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from importlib import import_module

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractors.decode import decode
from extractors.formats import Format, suffix_fits
from extractors.sniff import sniff
from pipeline.ingest.inputs import find_notices
from pipeline.messages.findings import message
from tests.docmaker import flat_opc, p, page, word, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
EXPORT = "考核指标\t评分标准\t分值\n供水\t每次扣1分\t60\n"

FILES = [
    (b"", Format.EMPTY),
    (b" \r\n\t", Format.EMPTY),
    (b"\xef\xbb\xbf\n", Format.EMPTY),
    (b"%PDF-1.7\n...", Format.PDF),
    (b"\r\nrubbish before %PDF-1.4", Format.PDF),
    (word(p("甲")), Format.DOCX),
    (word(p("甲"))[:-60], Format.DOCX),
    (flat_opc(p("甲")), Format.FLAT_OPC),
    (zipped({"xl/workbook.xml": "<workbook/>"}), Format.XLSX),
    (
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": ""}),
        Format.ODT,
    ),
    (
        zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": ""}),
        Format.ODS,
    ),
    (
        zipped({"mimetype": "application/vnd.oasis.opendocument.graphics", "META-INF/manifest.xml": ""}),
        Format.ODF,
    ),
    (zipped({"ppt/presentation.xml": ""}), Format.PPTX),
    (zipped({"OFD.xml": ""}), Format.OFD),
    (zipped({"通知.txt": ""}), Format.ZIP),
    (OLE + "WordDocument".encode("utf-16-le"), Format.DOC),
    (OLE + "Workbook".encode("utf-16-le"), Format.XLS),
    (OLE + "PowerPoint Document".encode("utf-16-le"), Format.PPT),
    (OLE + "EncryptedPackage".encode("utf-16-le"), Format.ENCRYPTED),
    (OLE, Format.OLE),
    (rb"{\rtf1\ansi", Format.RTF),
    (b"\x89PNG\r\n\x1a\n" + bytes(50), Format.IMAGE),
    (b"\xff\xd8\xff\xe0" + bytes(50), Format.IMAGE),
    (b"BM" + bytes(50), Format.IMAGE),
    (b"BMI \xe6\x8c\x87\xe6\x95\xb0\t5\n", Format.TEXT),
    (b"\x1f\x8b\x08" + bytes(20), Format.ARCHIVE),
    (page("<p>甲</p>"), Format.HTML),
    (page("<p>甲</p>", "gbk"), Format.HTML),
    (page("<p>甲</p>", "utf-16"), Format.HTML),
    (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'></html>", Format.HTML),
    ("<!-- 网页 -->\n<TABLE><tr><td>甲</td></tr></TABLE>".encode(), Format.HTML),
    ("<p>甲</p><p>乙</p>".encode(), Format.HTML),
    ("<p>指标</p>\t<p>分值</p>\n供水\t60".encode(), Format.TEXT),
    (b"<?xml version='1.0'?><w:wordDocument/>", Format.WORD_XML),
    (
        b"<?xml version='1.0'?><office:document mimetype=\"application/vnd.oasis.opendocument.text\"/>",
        Format.FLAT_ODT,
    ),
    (b"<?xml version='1.0'?><office:document office:version='1.2'/>", Format.ODF),
    (b"<?xml version='1.0'?><data/>", Format.XML),
    (b"MIME-Version: 1.0\nContent-Type: multipart/related", Format.MHTML),
    (EXPORT.encode(), Format.TEXT),
    (EXPORT.encode("utf-8-sig"), Format.TEXT),
    (EXPORT.encode("gb18030"), Format.TEXT),
    (EXPORT.encode("utf-16"), Format.TEXT),
    (EXPORT.encode("utf-16-be"), Format.TEXT),
    (bytes(range(256)) * 20, Format.UNKNOWN),
]


@pytest.mark.parametrize(("data", "form"), FILES)
def test_formats(data, form):
    assert sniff(data) is form


def test_a_docx_cut_off_at_any_place_is_still_a_docx():
    data = word(p("甲"))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        first = package.getinfo("word/document.xml").header_offset
    for end in range(first + 60, len(data), 97):
        assert sniff(data[:end]) is Format.DOCX


@pytest.mark.parametrize("form", Format, ids=lambda form: form.name)
def test_every_format_is_told_in_an_example(form):
    assert form in {example[1] for example in FILES}, f"no file of {form.name} among the examples above"


@pytest.mark.parametrize("form", [form for form in Format if form.value.reader], ids=lambda form: form.name)
def test_a_format_that_is_read_has_its_reader_and_says_what_it_is(form):
    row = form.value
    module, _, function = row.reader.partition(":")
    assert callable(getattr(import_module(module), function)), f"{form.name}: no reader {row.reader}"
    assert row.suffixes, f"{form.name}: no suffix, so that no folder is looked through for it"
    assert row.media_type or form is Format.IMAGE, f"{form.name}: no media type"
    assert bool(row.conversion) == (row.needs == "LibreOffice"), f"{form.name}: what is converted and how"
    assert row.listed or row.suffixes[-1] == ".xml", f"{form.name}: no name for the lists of what is read"


def test_a_suffix_names_one_format_but_for_xml():
    named = Counter(
        suffix for form in Format for suffix in (*form.value.suffixes, *form.value.other_suffixes)
    )
    assert {suffix for suffix, count in named.items() if count > 1} == {".xml"}


@pytest.mark.parametrize("form", [form for form in Format if form.value.suffixes], ids=lambda form: form.name)
def test_a_folder_is_looked_through_for_every_format(form, tmp_path):
    for suffix in form.value.suffixes:
        (tmp_path / f"通知{suffix}").touch()
    found = find_notices([tmp_path])
    assert len(found.notices) == len(form.value.suffixes)
    assert not found.skipped


@given(st.binary(max_size=200))
def test_any_bytes_have_a_format(data):
    assert sniff(data) in Format


@pytest.mark.parametrize(
    ("form", "suffix", "fits"),
    [
        (Format.DOCX, ".docx", True),
        (Format.DOCX, ".DOCX", True),
        (Format.DOCX, ".doc", False),
        (Format.FLAT_OPC, ".docx", False),
        (Format.FLAT_OPC, ".xml", True),
        (Format.HTML, ".htm", True),
        (Format.HTML, ".xls", False),
        (Format.XLSX, ".xlsm", True),
        (Format.XLSX, ".xls", False),
        (Format.TEXT, ".docx", False),
        (Format.TEXT, ".txt", True),
        (Format.TEXT, "", True),
        (Format.PDF, ".bak", True),
    ],
)
def test_suffixes(form, suffix, fits):
    assert suffix_fits(form, suffix) is fits


TEXT = "考核办法：每次扣0.5分，“优”≥90分。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encodings_without_declaration(encoding):
    assert decode((TEXT * 3).encode(encoding)) == (TEXT * 3, ())


@pytest.mark.parametrize(
    ("data", "text"),
    [
        # the classic: two words that are valid UTF-8 of Latin letters
        ("联通".encode("gbk"), "联通"),
        ("“5+4”★".encode(), "“5+4”★"),
        (b"plain", "plain"),
    ],
)
def test_short_texts(data, text):
    assert decode(data) == (text, ())


def test_a_text_cut_in_a_character_keeps_its_encoding():
    text, findings = decode(TEXT.encode()[:-3])
    assert text == TEXT[:-2] + "\ufffd"
    assert [message(each, "en") for each in findings] == ["1 characters cannot be decoded as UTF-8"]


def test_a_declaration_that_names_no_encoding_of_text_is_passed_over():
    for name in ("rot13", "zip", "no-such", "unicode", ""):
        assert decode(TEXT.encode("gbk"), name)[0] == TEXT


@given(st.binary(max_size=100), st.text(max_size=10))
@example(b"\x80", "undefined")
def test_any_bytes_decode(data, declared):
    decode(data, declared)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4))
def test_han_in_utf8_is_never_taken_for_anything_else(text):
    assert decode(text.encode()) == (text, ())

"""One door for every file: the bytes choose the reader, and what cannot be read is refused by name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.faults import CorruptFile, EmptyFile, Fault, NeedsPassword, UnsupportedFormat
from extractors.finding import Finding
from extractors.reader import read
from pipeline.messages.findings import message
from tests.docmaker import codes, flat_opc, only_table, p, page, rows_as_page, tbl, texts, tr, word, zipped
from tests.sheetmaker import sheet

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ROWS = [["指标", "标准", "分值"], ["护林", "每次扣1分", "60"]]
EXPORT = "\n".join("\t".join(row) for row in ROWS)
BODY = tbl(*(tr(*row) for row in ROWS))

SAME = {
    ".docx": word(BODY),
    ".xml": flat_opc(BODY),
    ".html": page(rows_as_page(ROWS)),
    ".htm": page(rows_as_page(ROWS), "gbk"),
    ".xlsx": sheet(ROWS),
    ".txt": EXPORT.encode(),
    ".tsv": EXPORT.encode("gb18030"),
}


@pytest.mark.parametrize("suffix", SAME)
def test_every_format_gives_the_same_table(suffix):
    document = read(SAME[suffix], suffix)
    assert only_table(document) == ROWS
    assert codes(document) == []


@pytest.mark.parametrize("suffix", [".docx", ".html", ".xlsx", ".txt"])
def test_a_name_that_lies_is_reported_and_not_followed(suffix):
    document = read(SAME[suffix], ".pdf")
    assert only_table(document) == ROWS
    assert codes(document) == ["file-misnamed"]
    assert dict(document.findings[0].values)["suffix"] == ".pdf"


REFUSED = [
    (b"", ".docx", EmptyFile, "文件为空"),
    (b"  \n", "", EmptyFile, "文件为空"),
    (OLE + "PowerPoint Document".encode("utf-16-le"), ".ppt", UnsupportedFormat, "：PPT"),
    (OLE + "PowerPoint Document".encode("utf-16-le"), ".dps", UnsupportedFormat, "：PPT (.dps)"),
    (OLE, ".doc", CorruptFile, "：文件末尾缺失"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), ".docx", NeedsPassword, "文件有密码保护"),
    (b"RIFF\0\0\0\0WAVE", ".wav", UnsupportedFormat, "：未知格式 (.wav)"),
    (zipped({"a.txt": "甲"}), ".docx", UnsupportedFormat, "：ZIP (.docx)"),
    (word(BODY)[:-99], ".docx", CorruptFile, "：压缩结构不完整"),
]


@pytest.mark.parametrize(("data", "suffix", "fault", "said"), REFUSED)
def test_what_cannot_be_read_is_refused_with_a_message(data, suffix, fault, said):
    with pytest.raises(fault) as caught:
        read(data, suffix)
    assert type(caught.value) is fault
    assert message(Finding(fault.code, tuple(caught.value.values.items())), "zh").endswith(said)


NO_TEXT = [
    word(p()),
    word(tbl(tr("", ""))),
    page("<script>x()</script>"),
    page("<table><tr><td>&nbsp;</table>"),
    b"\t\v\t\n",
]


@pytest.mark.parametrize("data", NO_TEXT)
def test_a_document_without_text_is_reported(data):
    assert codes(read(data)) == ["no-content"]


def test_a_table_beyond_measure_is_read_as_lines():
    rows = "".join(f"<tr><td rowspan=9999>{number}<td>乙" for number in range(990))
    rows += "".join(f"<tr><td>{number}" for number in range(2000))
    document = read(page(f"<table>{rows}</table>"))
    assert codes(document) == ["table-oversized"]
    assert document.tables == ()
    assert len(texts(document)) == 990 * 2 + 2000


@settings(max_examples=150)
@given(st.sampled_from(sorted(SAME)), st.data())
def test_damaged_files_are_read_or_refused(suffix, data):
    file = SAME[suffix]
    start = data.draw(st.integers(0, len(file)))
    end = data.draw(st.integers(start, min(len(file), start + 40)))
    try:
        read(file[:start] + data.draw(st.binary(max_size=20)) + file[end:], suffix)
    except Fault as fault:
        message(Finding(fault.code, tuple(fault.values.items())), "en")

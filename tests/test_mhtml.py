"""Web archives (MHTML): the page in them is read as the page itself, and nothing is fetched."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from extractors.faults import CorruptFile
from extractors.reader import read
from extractors.sniff import Format, sniff
from extractors.web.mhtml import read_mhtml
from tests.docmaker import codes, only_table, page, rows_as_page, texts

ROWS = [["指标", "分值"], ["台账管理", "60"], ["库存盘点", "40"]]
PAGE = page(rows_as_page(ROWS))


def archive(*parts: tuple[str, bytes, str], start: str = "", encoding: str = "quoted-printable") -> bytes:
    """A web archive of parts: type, content, address."""
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = 'multipart/related; type="text/html"' + (
        f'; start="<{start}>"' if start else ""
    )
    for kind, content, address in parts:
        part = EmailMessage()
        part.set_content(content, *kind.split("/"), cte=encoding)
        part["Content-Location"] = address
        part["Content-ID"] = f"<{address}>"
        message.attach(part)
    return message.as_bytes()


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_the_page_is_read_as_itself(encoding: str) -> None:
    data = archive(
        ("text/html", PAGE, "http://x/a.html"), ("image/png", b"\x89PNG", "x.png"), encoding=encoding
    )
    assert sniff(data) is Format.MHTML
    document = read(data, ".mht")
    assert only_table(document) == ROWS
    assert codes(document) == []


def test_an_encoding_may_stand_beside_the_page() -> None:
    part = 'MIME-Version: 1.0\r\nContent-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    data = part.encode() + rows_as_page(ROWS).encode("gbk")
    assert sniff(data) is Format.MHTML
    assert only_table(read(data)) == ROWS


def test_style_sheets_come_with_the_page() -> None:
    styled = page(
        '<link rel="stylesheet" href="cid:site.css">'
        + rows_as_page(ROWS).replace("<td>60", "<td><i class=old>5</i>60")
    )
    data = archive(
        ("text/html", styled, "a"), ("text/css", b".old{text-decoration:line-through}", "site.css")
    )
    document = read(data)
    assert only_table(document) == ROWS
    assert codes(document) == ["struck-dropped"]


def test_a_workbook_saved_as_a_page_is_read_with_its_frames() -> None:
    frames = b'<html><frameset rows="*,39"><frame src="sheet1.htm"><frame src="sheet2.htm"></frameset></html>'
    others = [page(rows_as_page(ROWS)), page(rows_as_page([["项目", "分数"], ["值班", "10"]]))]
    data = archive(
        ("text/html", frames, "book.htm"),
        *(("text/html", each, f"s{n}.htm") for n, each in enumerate(others)),
    )
    document = read(data)
    assert [str(table.anchor) for table in document.tables] == ["part 2: table 1", "part 3: table 1"]


def test_a_page_that_is_framed_in_another_is_told_where_it_holds_a_table() -> None:
    notice = ("text/html", page("<p>正文</p>"), "a")
    document = read(archive(notice, ("text/html", PAGE, "b")))
    assert texts(document) == ["正文"]
    assert codes(document) == ["part-unread"]
    assert codes(read(archive(notice, ("text/html", page("<p>分享</p>"), "b")))) == []


def test_the_start_names_the_page() -> None:
    document = read(archive(("text/html", page("<p>菜单</p>"), "b"), ("text/html", PAGE, "a"), start="a"))
    assert only_table(document) == ROWS


@pytest.mark.parametrize(
    "data",
    [
        archive(("image/png", b"\x89PNG", "x.png")),
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/plain\n\n",
    ],
)
def test_an_archive_without_a_page_is_refused(data: bytes) -> None:
    with pytest.raises(CorruptFile):
        read_mhtml(data)


def test_an_archive_that_is_cut_off_is_told_or_refused() -> None:
    data = archive(("text/html", PAGE, "a"))
    for end in range(0, len(data.rstrip()), 97):
        if sniff(data[:end]) is Format.MHTML:
            try:
                assert "file-cut-off" in codes(read(data[:end]))
            except CorruptFile:
                continue

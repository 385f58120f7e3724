"""What a file holds, told by its bytes and never by its name."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from enum import StrEnum

from extractors.decode import decode


class Format(StrEnum):
    """A format of files, by the name that people know it by."""

    PDF = "PDF"
    DOCX = "DOCX"
    FLAT_OPC = "Word XML (Flat OPC)"
    WORD_XML = "Word 2003 XML"
    XLSX = "XLSX"
    PPTX = "PPTX"
    ODT = "ODT"
    FLAT_ODT = "ODT (XML)"
    ODS = "ODS"
    ODF = "ODF"
    OFD = "OFD"
    DOC = "DOC"
    XLS = "XLS"
    PPT = "PPT"
    OLE = "OLE"
    ENCRYPTED = "加密的 Office 文件"
    RTF = "RTF"
    HTML = "HTML"
    MHTML = "MHTML"
    XML = "XML"
    TEXT = "TXT"
    IMAGE = "图片"
    ZIP = "ZIP"
    ARCHIVE = "压缩包"
    EMPTY = "空文件"
    UNKNOWN = "未知格式"


_BINARY = (
    (b"{\\rtf", Format.RTF),
    (b"\x89PNG", Format.IMAGE),
    (b"\xff\xd8\xff", Format.IMAGE),
    (b"GIF8", Format.IMAGE),
    (b"BM", Format.IMAGE),
    (b"II*\0", Format.IMAGE),
    (b"MM\0*", Format.IMAGE),
    (b"Rar!", Format.ARCHIVE),
    (b"7z\xbc\xaf", Format.ARCHIVE),
    (b"\x1f\x8b", Format.ARCHIVE),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    # an encrypted DOCX or XLSX is an OLE file around the encrypted package
    ("EncryptedPackage", Format.ENCRYPTED),
    ("WordDocument", Format.DOC),
    ("Workbook", Format.XLS),
    ("PowerPoint Document", Format.PPT),
)
_ZIP_NAMES = (
    ("word/", Format.DOCX),
    ("xl/", Format.XLSX),
    ("ppt/", Format.PPTX),
    ("OFD.xml", Format.OFD),
    ("META-INF/manifest.xml", Format.ODF),
)
_ODF_KIND = re.compile(rb"application/vnd\.oasis\.opendocument\.(text|spreadsheet)")
_SUFFIXES = {
    Format.PDF: {".pdf"},
    Format.DOCX: {".docx", ".docm", ".dotx", ".dotm"},
    Format.FLAT_OPC: {".xml"},
    Format.XLSX: {".xlsx", ".xlsm", ".xltx", ".xltm"},
    # .wps and .et are OLE files like .doc and .xls, but WPS also writes them with other contents
    Format.DOC: {".doc", ".dot", ".wps", ".wpt"},
    Format.RTF: {".rtf"},
    Format.WORD_XML: {".xml"},
    Format.ODT: {".odt", ".ott"},
    Format.FLAT_ODT: {".fodt", ".xml"},
    Format.XLS: {".xls", ".xlt", ".et", ".ett"},
    Format.ODS: {".ods", ".ots"},
    Format.IMAGE: {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"},
    Format.HTML: {".html", ".htm", ".xhtml", ".xht"},
    Format.MHTML: {".mht", ".mhtml"},
    Format.TEXT: {".txt", ".text", ".tsv", ".csv", ".md"},
}
_KNOWN_SUFFIXES = frozenset().union(*_SUFFIXES.values()) | {
    ".xlsb", ".ppt", ".pptx", ".ofd", ".zip", ".rar", ".7z", ".json",
}  # fmt: skip

_ROOTS = (
    (re.compile(r"<pkg:package\b|<package\b[^>]*xmlPackage"), Format.FLAT_OPC),
    (re.compile(r"<w:wordDocument\b"), Format.WORD_XML),
    (
        re.compile(r"<office:document\b[^>]{0,9999}mimetype=\"[a-z/.]{0,40}opendocument\.text\""),
        Format.FLAT_ODT,
    ),
    (re.compile(r"<office:document\b"), Format.ODF),
    (re.compile(r"<html\b", re.I), Format.HTML),
)
_HTML_START = re.compile(
    r"(?:\s|<!--.*?-->)*<(?:!doctype\s+html|html|head|body|meta|title|style|script|base|link|table|div|section"
    r"|article|main|center|h[1-6]|(?P<inline>p|ol|ul|font|span|b|strong))\b",
    re.I | re.S,
)
# browsers begin with From, Office with MIME-Version
_MESSAGE = re.compile(r"\s*[A-Za-z][\w-]{1,40}:[ \t\r\n]")
_OF_A_PAGE = re.compile(r"^content-type:\s*(?:multipart/related|text/html)", re.I | re.M)
_MARKDOWN = re.compile(r"^(?:#{1,6} \S|\|?(?:\s?:?-{3,99}:?\s?\|){1,40}|!\[)", re.M)
_PAGE = re.compile(r"<!doctype|<head\b|<script\b|<style\b|<meta\b", re.I)
_ROW = re.compile(r"[^\s>][^\n]*?\t[ \t]*\S")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")


def sniff(data: bytes) -> Format:
    """The format of the bytes; never raises."""
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xfe\xff"):
        return Format.EMPTY
    # a PDF may begin with rubbish of up to a kilobyte
    if b"%PDF-" in data[:1024]:
        return Format.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip(data)
    if data.startswith(_OLE):
        return next((form for name, form in _OLE_STREAMS if name.encode("utf-16-le") in data), Format.OLE)
    for magic, form in _BINARY:
        if data.startswith(magic) and (len(magic) > 2 or b"\0" in data[:32]):
            return form
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Format.IMAGE
    return _text(data)


def suffix_fits(form: Format, suffix: str) -> bool:
    """Whether a suffix (with its dot) may name a file of this format; one that names no format always may."""
    suffix = suffix.lower()
    return suffix not in _KNOWN_SUFFIXES or suffix in _SUFFIXES.get(form, {suffix})


def _zip(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            kind = package.open("mimetype").read(200) if "mimetype" in names else b""
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, RuntimeError):
        # cut off: the directory at the end is gone, but each part still has its name before it
        names = [name for name, _ in _ZIP_NAMES if name.encode() in data]
        kind = data[:400]
        names += ["META-INF/manifest.xml"] if _ODF_KIND.search(kind) else []
    for prefix, form in _ZIP_NAMES:
        if any(name.replace("\\", "/").startswith(prefix) for name in names):
            return _open_document(kind) if form is Format.ODF else form
    return Format.ZIP


def _open_document(head: bytes) -> Format:
    """The kind of an ODF file, which its first part names."""
    kind = _ODF_KIND.search(head)
    return {b"text": Format.ODT, b"spreadsheet": Format.ODS}.get(kind[1] if kind else b"", Format.ODF)


def _text(data: bytes) -> Format:
    text, _ = decode(data)
    head = text[:8192]
    if head.lstrip().startswith("<?xml") or head.lstrip().startswith("<pkg:"):
        return next((form for root, form in _ROOTS if root.search(head)), Format.XML)
    if _MESSAGE.match(head) and _OF_A_PAGE.search(head[:2000]) and "mime-version:" in head[:2000].lower():
        return Format.MHTML
    # binary bytes read as text are full of control characters
    if len(_CONTROL.findall(text)) * 50 > len(text):
        return Format.UNKNOWN
    start = _HTML_START.match(head)
    # Markdown may begin with a table or a picture in HTML
    if start and _MARKDOWN.search(text) and not _PAGE.search(head):
        return Format.TEXT
    # the first cell of a text export may begin with a tag: <p>序号</p> TAB <p>指标</p>
    if start and not (start["inline"] and any(_ROW.match(line) for line in text.splitlines()[:50])):
        return Format.HTML
    return Format.TEXT

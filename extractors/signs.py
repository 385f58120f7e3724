"""What tells one format from another by its bytes: how they begin, parts of a package, roots of XML, text."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from functools import cached_property

from extractors.decode import decode

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MIMETYPE, _MANIFEST = "mimetype", "META-INF/manifest.xml"
_OPEN_DOCUMENT = re.compile(rb"application/vnd\.oasis\.opendocument\.(text|spreadsheet)")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_HEAD = 8192
_MESSAGE = re.compile(r"\s*[A-Za-z][\w-]{1,40}:[ \t\r\n]")
_OF_A_PAGE = re.compile(r"^content-type:\s*(?:multipart/related|text/html)", re.I | re.M)
_HTML_START = re.compile(
    # atomic: what a comment took is not tried as the beginning of a longer one
    r"(?>(?:\s|<!--(?:(?!-->).)*-->)*)<(?:!doctype\s+html|html|head|body|meta|title|style|script|base|link|table|div|section"
    r"|article|main|center|h[1-6]|(?P<inline>p|ol|ul|font|span|b|strong))\b",
    re.I | re.S,
)
_MARKDOWN = re.compile(r"^(?:#{1,6} \S|\|?(?:\s?:?-{3,99}:?\s?\|){1,40}|!\[)", re.M)
_PAGE = re.compile(r"<!doctype|<head\b|<script\b|<style\b|<meta\b", re.I)
_ROW = re.compile(r"[^\s>][^\n]*?\t[ \t]*\S")


class Look:
    """What can be seen of a file; each thing is looked up once, when a sign asks for it."""

    def __init__(self, data: bytes) -> None:
        """`data`: all bytes of the file, which may be cut off or damaged anywhere."""
        self.data = data

    @cached_property
    def is_zip(self) -> bool:
        """Whether it begins as a zip does."""
        return self.data.startswith(_ZIP)

    @cached_property
    def is_ole(self) -> bool:
        """Whether it begins as the older Office files do."""
        return self.data.startswith(_OLE)

    @cached_property
    def _package(self) -> tuple[list[str], bytes] | None:
        """The names of the parts of a zip, and what its part `mimetype` says; None without a directory."""
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as package:
                names = package.namelist()
                kind = package.open(_MIMETYPE).read(200) if _MIMETYPE in names else b""
        except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, RuntimeError):
            return None
        return [name.replace("\\", "/") for name in names], kind

    def has_part(self, name: str) -> bool:
        """Whether a zip has a part of this name, or below this folder."""
        if not self.is_zip:
            return False
        if self._package is None:
            # cut off: the directory at the end is gone, but each part still has its name before it
            return name.encode() in self.data
        return any(part.startswith(name) for part in self._package[0])

    @cached_property
    def open_document(self) -> str:
        """The kind of an ODF file, which its first part names: text, spreadsheet; empty for others."""
        named = self.data[:400] if self._package is None else self._package[1]
        kind = _OPEN_DOCUMENT.search(named) if self.is_zip else None
        whole = self._package is None or self.has_part(_MANIFEST)
        return kind[1].decode() if kind and whole else ""

    @cached_property
    def text(self) -> str:
        """The characters of what is neither a zip nor an Office file."""
        return "" if self.is_zip or self.is_ole else decode(self.data)[0]

    @cached_property
    def head(self) -> str:
        """The beginning of its text."""
        return self.text[:_HEAD]

    @cached_property
    def is_xml(self) -> bool:
        """Whether it begins as XML does."""
        return self.head.lstrip().startswith(("<?xml", "<pkg:"))

    @cached_property
    def is_readable(self) -> bool:
        """Whether its text is one: binary bytes that are read as text are full of control characters."""
        return bool(self.text) and len(_CONTROL.findall(self.text)) * 50 <= len(self.text)


Sign = Callable[[Look], bool]


def begins(*magic: bytes) -> Sign:
    """Whether the first bytes are one of these; two letters (BM) need zeros behind them, or they are text."""

    def told(look: Look) -> bool:
        return any(look.data.startswith(one) and (len(one) > 2 or b"\0" in look.data[:32]) for one in magic)

    return told


def part(name: str) -> Sign:
    """Whether it is a zip with this part."""
    return lambda look: look.has_part(name)


def stream(name: str) -> Sign:
    """Whether it is an OLE file with this stream."""
    return lambda look: look.is_ole and name.encode("utf-16-le") in look.data


def root(pattern: str, flags: int = 0) -> Sign:
    """Whether it is XML with this root element."""
    compiled = re.compile(pattern, flags)
    return lambda look: look.is_xml and compiled.search(look.head) is not None


def any_of(*signs: Sign) -> Sign:
    """Whether one of these is there."""
    return lambda look: any(sign(look) for sign in signs)


def is_empty(look: Look) -> bool:
    """Whether it holds nothing but white space."""
    return not look.data.strip(b" \t\r\n\0\xef\xbb\xbf\xfe\xff")


def is_pdf(look: Look) -> bool:
    """A PDF may begin with rubbish of up to a kilobyte."""
    return b"%PDF-" in look.data[:1024]


def is_webp(look: Look) -> bool:
    """A picture in the container of sounds and films."""
    return look.data.startswith(b"RIFF") and look.data[8:12] == b"WEBP"


def is_mail_of_a_page(look: Look) -> bool:
    """A message of mail around a web page; browsers begin it with From, Office with MIME-Version."""
    head = look.text[:2000]
    return bool(_MESSAGE.match(head) and _OF_A_PAGE.search(head)) and "mime-version:" in head.lower()


def is_page(look: Look) -> bool:
    """Whether a text opens as web pages do."""
    start = _HTML_START.match(look.head) if look.is_readable and not look.is_xml else None
    # Markdown may begin with a table or a picture in HTML
    if start is None or (_MARKDOWN.search(look.text) and not _PAGE.search(look.head)):
        return False
    # the first cell of a text export may begin with a tag: <p>序号</p> TAB <p>指标</p>
    return not (start["inline"] and any(_ROW.match(line) for line in look.text.splitlines()[:50]))

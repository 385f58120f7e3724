"""Web archives (MHTML, 单个文件网页): the page in a message of mail, with its style sheets."""

from __future__ import annotations

import email
import email.errors
import email.policy
from dataclasses import replace
from email.message import EmailMessage

from lxml import etree

from extractors.bundle import bundled
from extractors.decode import decode
from extractors.document import Document
from extractors.faults import CorruptFile
from extractors.finding import finding
from extractors.web.html import read_html

_MOST_PARTS = 2000
_CUT_OFF = (
    email.errors.CloseBoundaryNotFoundDefect,
    email.errors.StartBoundaryNotFoundDefect,
    email.errors.InvalidBase64LengthDefect,
)


def read_mhtml(data: bytes) -> Document:
    """The page of a web archive as a Document; nothing is fetched. Raises CorruptFile.

    A frameset (a workbook saved as a page) is read with its frames; of other pages beside the first, which
    are what was framed in it, those that hold a table are told.
    """
    message = email.message_from_bytes(data, _class=EmailMessage, policy=email.policy.default)
    parts = [part for part in message.walk() if not part.is_multipart()][:_MOST_PARTS]
    pages = [part for part in parts if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
    if not pages:
        raise CorruptFile(reason="no-page")
    sheets = {}
    for part in parts:
        if part.get_content_type() == "text/css":
            text, _ = decode(_bytes(part), part.get_content_charset() or "")
            sheets.update(dict.fromkeys(_addresses(part), text))
    start = str(message.get_param("start") or "").strip("<>")
    first = next((page for page in pages if start and start in _addresses(page)), pages[0])
    others = [page for page in pages if page is not first]
    if others and _is_frameset(first):
        frames = [(f"part {number}", _read(page, sheets)) for number, page in enumerate(pages, 1)]
        document = bundled([(name, frame) for name, frame in frames if frame.blocks or frame.findings])
    else:
        document = _read(first, sheets)
        if any(_read(page, sheets).tables for page in others):
            told = (*document.findings, finding("part-unread", part="iframe"))
            document = replace(document, findings=told)
    if any(isinstance(defect, _CUT_OFF) for part in message.walk() for defect in part.defects):
        document = replace(document, findings=(*document.findings, finding("file-cut-off")))
    return document


def _read(part: EmailMessage, sheets: dict[str, str]) -> Document:
    return read_html(_bytes(part), part.get_content_charset() or "", sheets)


def _bytes(part: EmailMessage) -> bytes:
    """The content of a part, its transfer encoding undone as far as it goes."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _addresses(part: EmailMessage) -> list[str]:
    """The addresses by which a page names a part: where it came from, and its id (also as cid:)."""
    place, name = (
        str(part.get("Content-Location") or ""),
        str(part.get("Content-ID") or "").strip().strip("<>"),
    )
    return [address for address in (place, name, f"cid:{name}" if name else "") if address]


def _is_frameset(part: EmailMessage) -> bool:
    content = _bytes(part)
    root = etree.fromstring(content, etree.HTMLParser(no_network=True)) if content.strip() else None
    return root is not None and next(root.iter("frameset"), None) is not None

"""Bytes to a joined Document, read once where both records and source are wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractors.document import Document

_Read = dict[tuple[object, ...], "Document"]
_READ: ContextVar[_Read | None] = ContextVar("read", default=None)


@contextmanager
def read_once() -> Iterator[_Read]:
    """Within it no file is read twice: reading a scan takes minutes. What was read can be cleared."""
    read: _Read = {}
    token = _READ.set(read)
    try:
        yield read
    finally:
        _READ.reset(token)


def joined(data: bytes, suffix: str, *, verify: bool = False) -> Document:
    """The Document of a file, its tables whole; raises as `read` does.

    With `verify`, a PDF is read by two readers.
    """
    return _once(("file", data, suffix, verify), lambda: _file(data, suffix, verify))


def joined_pages(images: Sequence[bytes]) -> Document:
    """The Document of the images of its pages, its tables whole; raises CorruptFile."""
    return _once(("pages", *images), lambda: _pages(images))


def _once(key: tuple[object, ...], read: Callable[[], Document]) -> Document:
    known = _READ.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    return known[key]


def _file(data: bytes, suffix: str, verify: bool) -> Document:
    from extractors.reader import read
    from extractors.tables.join import join

    document = read(data, suffix)
    if verify:
        from extractors.pdf.second_opinion import verified

        document = verified(document, data)
    return join(document)


def _pages(images: Sequence[bytes]) -> Document:
    from extractors.pdf.images import read_page_images
    from extractors.tables.join import join

    return join(read_page_images(images))

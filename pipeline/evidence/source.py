"""The files of a notice as they were read, to be shown beside its records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from extractors.bundle import bundled
from extractors.document import Block, Document
from extractors.formats import Format
from extractors.frozen import frozen
from extractors.sniff import sniff
from pipeline.evidence.pages import NotDrawn, Pages
from pipeline.ingest.inputs import are_pages, notice_bytes
from pipeline.ingest.reading import joined, joined_pages


@frozen
class SourceFile:
    """A file of a notice: its name, its bytes and its blocks; `paged` says that its pages can be drawn.

    `first` is the number of its first page: the pages of a scan may be files of their own, and then the
    blocks stand with the first of them.
    """

    name: str
    data: bytes
    blocks: tuple[Block, ...]
    paged: bool
    first: int = 1


@frozen
class Source:
    """All files of one notice, its body first. Its blocks are those of the document that `ingest` reads."""

    files: tuple[SourceFile, ...]

    def file_of(self, file: int, page: int | None) -> int:
        """The place of the file that holds a page of what was read from `file` on."""
        following = enumerate(self.files[file + 1 :], file + 1)
        held = (at for at, other in following if page is not None and 1 < other.first <= page)
        return max(held, default=file)


def read_source(path: Path) -> Source:
    """The source of a notice: a file, or the folder of its body and annexes, or of the images of its pages.

    What cannot be read has no blocks: `ingest` says why. Raises OSError for what is not there.
    """
    return source_of(notice_bytes(path), together=path.is_dir())


def source_of(files: Sequence[tuple[str, bytes]], *, together: bool = False) -> Source:
    """The source that the bytes of some files hold; those of one notice are read `together`."""
    if together and are_pages([name for name, _ in files]):
        return _pages(files)
    documents = [(name, _document(data, Path(name).suffix)) for name, data in files]
    if together:
        documents = [(name, bundled([(name, document)])) for name, document in documents]
    return Source(
        tuple(
            SourceFile(name, data, document.blocks, _paged(data, document))
            for (name, data), (_, document) in zip(files, documents, strict=True)
        )
    )


def _paged(data: bytes, document: Document) -> bool:
    return document.pages is not None and sniff(data) in (Format.PDF, Format.IMAGE)


def _pages(files: Sequence[tuple[str, bytes]]) -> Source:
    """The source of a scan whose pages are files."""
    try:
        blocks = joined_pages([data for _, data in files]).blocks
    except Exception:  # `ingest` tells of it
        blocks = ()
    shown: list[SourceFile] = []
    first = 1
    for name, data in files:
        shown.append(SourceFile(name, data, () if shown else blocks, True, first))
        try:
            with Pages(data) as pages:
                first += pages.count
        except NotDrawn:
            first += 1
    return Source(tuple(shown))


def _document(data: bytes, suffix: str) -> Document:
    try:
        return joined(data, suffix)
    except Exception:  # `ingest` tells of it, also where the fault is ours
        return Document("", ())

"""The files of a notice as they were read, to be shown beside its records."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from extractors.bundle import bundled
from extractors.document import Block, Document
from extractors.faults import Fault
from extractors.join import join
from extractors.reader import read
from extractors.sniff import Format, sniff
from pipeline.inputs import notice_files


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a notice: its name, its bytes and its blocks; `paged` says that its pages can be drawn."""

    name: str
    data: bytes
    blocks: tuple[Block, ...]
    paged: bool


@dataclass(frozen=True, slots=True)
class Source:
    """All files of one notice, its body first. Its blocks are those of the document that `ingest` reads."""

    files: tuple[SourceFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(len(file.data) for file in self.files)


def read_source(path: Path) -> Source:
    """The source of a notice: a file, or the folder of its body and annexes.

    What cannot be read has no blocks: `ingest` says why. Raises OSError for what is not there.
    """
    if path.is_dir():
        return source_of([(file.name, file.read_bytes()) for file in notice_files(path)], together=True)
    return source_of([(path.name, path.read_bytes())])


def source_of(files: list[tuple[str, bytes]], *, together: bool = False) -> Source:
    """The source that the bytes of some files hold; those of one notice are read `together`."""
    documents = [(name, _document(data, Path(name).suffix)) for name, data in files]
    if together:
        documents = [(name, bundled([(name, document)])) for name, document in documents]
    return Source(
        tuple(
            SourceFile(name, data, document.blocks, sniff(data) is Format.PDF and document.pages is not None)
            for (name, data), (_, document) in zip(files, documents, strict=True)
        )
    )


def _document(data: bytes, suffix: str) -> Document:
    empty = Document("", ())
    try:
        return join(read(data, suffix))
    except Fault:
        return empty
    except Exception:  # a fault of our own: `ingest` tells of it
        return replace(empty, pages=None)

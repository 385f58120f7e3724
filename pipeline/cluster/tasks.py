"""What a worker is asked for: read some notices, and write a part of the dataset.

It takes sources from where they are and leaves what it made beside the dataset, so that little goes over its
client. What reads a notice is a process of its own: it can be ended, and the worker lives on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal
from uuid import uuid4

from extractors.frozen import frozen
from extractors.limits import LIMITS, Limits
from pipeline.contract.formats import Format
from pipeline.corrections import NONE, Corrections
from pipeline.dataset.buckets import Part, part_bytes, put_together, stood
from pipeline.dataset.staged import Head, Piece, staged
from pipeline.dataset.swap import NEW
from pipeline.ingest.ids import printable
from pipeline.ingest.inputs import file_bytes
from pipeline.ingest.kept import read_hash
from pipeline.ingest.manifest import Entry, code_version, own_path
from pipeline.ingest.run import Fetched, called, ingest_fetched, unread
from pipeline.ingest.seen import Look, settled, size_and_time
from pipeline.locking import OWN
from pipeline.messages.languages import Lang
from pipeline.storage.address import Address, Where, where
from pipeline.workers.pool import isolated

STAGED, BEGUN = "staged", "begun"


class OtherCode(RuntimeError):
    """A worker whose program or libraries are not those of its client: they would read otherwise."""


@frozen
class Order:
    """How the notices of a run are read and written, and where its dataset is."""

    dataset: str
    formats: tuple[Format, ...]
    lang: Lang = "zh"
    verify: bool = False
    corrections: Corrections = NONE
    limits: Limits = LIMITS
    code: str = ""
    settings: str = ""

    def sealed(self) -> Order:
        """The same with the version of this program, and what all that decides on a piece comes to."""
        said = [(one.sha256, one.version) for one in self.corrections.files], self.corrections.unread
        told = (code_version(), self.lang, self.verify, self.formats, said, self.limits)
        return replace(self, code=code_version(), settings=_hash(told))

    def here(self) -> Order:
        """The same for processes of this machine, which are of one program."""
        return replace(self, code="")

    @property
    def place(self) -> Where:
        """What the dataset keeps for itself."""
        return where(self.dataset) / OWN


@frozen
class Wanted:
    """A notice to be read: its name in the dataset, its files, how its path ends where it is one file."""

    name: str
    files: tuple[str, ...]
    suffix: str
    folder: bool


@frozen
class Written:
    """A file that a worker wrote for the dataset: its hash, and what it looks like."""

    path: str
    hashed: str
    look: tuple[int, int]


def read_some(wanted: tuple[Wanted, ...], order: Order, begun: str) -> tuple[Head, ...] | None:
    """Read notices, and leave a piece of each beside the dataset.

    None where a worker began the same and did not come to its end: it was lost, or one of the notices ends
    what reads it. Raises OtherCode, OSError.
    """
    _same_code(order)
    mark = order.place / BEGUN / begun
    if mark.exists():
        return None
    _write(mark, b"")
    try:
        return tuple(_read(one, order, _made_apart) for one in wanted)
    finally:
        mark.unlink(missing_ok=True)


def read_here(wanted: Wanted, order: Order, *, name: str) -> Head:
    """Read the notice `name` in this process, which can be ended, and leave a piece of it beside the dataset.

    Raises OSError where that cannot be written.
    """
    return _read(wanted, order, _made)


def write_part(part: Part, keys: Mapping[str, str], order: Order, buckets: int) -> tuple[Written, ...]:
    """Write the files of a bucket, of new notices also those of their own; `keys` has the pieces of these.

    The others stand in the dataset of before, which has so many `buckets`. Raises OtherCode, OSError, and
    ValueError where a file is damaged.
    """
    _same_code(order)
    own: tuple[Literal["json", "xlsx"], ...] = ("json", "xlsx")
    written, rows = [], {}
    for one in part.members:
        if one.notice_id not in keys:
            continue
        # of one notice after the other, as a long one takes much
        piece = settled_piece(one, keys[one.notice_id], order)
        for form in own:
            if form in order.formats:
                written.append(_written(own_path(one.notice_id, form), piece.of(form), order))
        rows[one.notice_id] = piece.tables() if "parquet" in order.formats else {}
    if "parquet" in order.formats:
        kept = [one for one in part.members if one.notice_id not in rows]
        there = stood(where(order.dataset), buckets, kept) if kept else {}
        for table, typed in put_together(part.members, there, rows.__getitem__).items():
            written.append(_written(part.paths[table], part_bytes(typed), order))
    return tuple(written)


def _written(path: str, data: bytes, order: Order) -> Written:
    fresh = order.place / NEW / path
    _write(fresh, data)
    return Written(path, hashlib.sha256(data).hexdigest(), size_and_time(fresh))


def piece_of(key: str, order: Order) -> Piece:
    """The piece that a worker left. Raises OSError, ValueError."""
    return Piece(_place_of(key, order).read_bytes())


def settled_piece(entry: Entry, key: str, order: Order) -> Piece:
    """The piece of a notice under the id that it has in the dataset."""
    piece = piece_of(key, order)
    if piece.head.entry.notice_id == entry.notice_id:
        return piece
    result = called(piece.result(), entry.notice_id, entry.beside, order.lang)
    return Piece(staged(result, order.formats, order.lang))


def _read(one: Wanted, order: Order, make: Callable[[Fetched, str, Order], bytes]) -> Head:
    name = printable(one.name)
    try:
        given = _fetched(one)
    except Exception as error:
        # nothing is known of its bytes: where it can be read next time, the piece is another one
        key = _key((name, repr(error)), order)
        return _left(key, staged(unread(name, error, order.lang), order.formats, order.lang), (), order)
    key = _key((name, read_hash(given.files, order.corrections)), order)
    try:
        head = piece_of(key, order).head
        # what failed may have failed for a reason that lay outside the file
        if head.entry.read:
            return replace(head, key=key, looks=given.looks)
    except (OSError, ValueError):
        pass
    try:
        data = make(replace(given, looks=()), name, order)
    except Exception as error:
        data = staged(unread(name, error, order.lang), order.formats, order.lang)
    return _left(key, data, given.looks, order)


def _fetched(one: Wanted) -> Fetched:
    """The bytes of a notice. Raises OSError."""
    places = [where(file) for file in one.files]
    looks = tuple((at.name, *size_and_time(at)) for at in places if isinstance(at, Path))
    files = tuple((at.name, file_bytes(at)) for at in places)
    return Fetched(files, one.suffix, one.folder, settled(looks))


def _made_apart(given: Fetched, name: str, order: Order) -> bytes:
    """The same by a process that can be ended."""
    return isolated(partial(_made, given, name, order), order.limits)


def _made(given: Fetched, name: str, order: Order) -> bytes:
    """The piece of a notice that was fetched."""
    result = ingest_fetched(
        given, name=name, lang=order.lang, verify=order.verify, corrections=order.corrections
    )
    return staged(result, order.formats, order.lang)


def _left(key: str, data: bytes, looks: tuple[Look, ...], order: Order) -> Head:
    _write(_place_of(key, order), data)
    return replace(Piece(data).head, key=key, looks=looks)


def leave(data: bytes, order: Order) -> str:
    """Leave a piece, as a worker does; where it is. Raises OSError."""
    key = _key((hashlib.sha256(data).hexdigest(),), order)
    _left(key, data, (), order)
    return key


def _key(parts: tuple[str, ...], order: Order) -> str:
    """What a piece depends on: the notice as it was read, and all that decides what is made of it."""
    return _hash((parts, order.settings))


def _hash(told: object) -> str:
    return hashlib.sha256(repr(told).encode(errors="surrogateescape")).hexdigest()


def _place_of(key: str, order: Order) -> Where:
    return order.place / STAGED / key[:2] / key


def _same_code(order: Order) -> None:
    # processes of this machine have the code of who started them
    if order.code and order.code != code_version():
        raise OtherCode


def _write(at: Where, data: bytes) -> None:
    """Write a file that is there when it is whole. Raises OSError."""
    if isinstance(at, Address):
        at.write_bytes(data)
        return
    at.parent.mkdir(parents=True, exist_ok=True)
    # two workers may write the same, where one was given up too soon
    fresh = at.with_name(f".{uuid4().hex}.writing")
    fresh.write_bytes(data)
    fresh.replace(at)

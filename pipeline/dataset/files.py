"""Datasets: results to files.

What is new is written beside the dataset, and all of it is put in place at once, so that a run that stops or
fails leaves the old one whole. What did not change is not written again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

from normalizers.records import TABLES
from pipeline.contract.formats import FORMATS, Check, Format
from pipeline.dataset.book import Book
from pipeline.dataset.buckets import Part, Waiting, part_bytes, parts_of, put_together
from pipeline.dataset.load import load
from pipeline.dataset.sheets import Sheets
from pipeline.dataset.staged import Piece, entry_of, staged
from pipeline.dataset.swap import Swap
from pipeline.ingest.manifest import (
    MANIFEST,
    UNKNOWN,
    Manifest,
    Origin,
    code_version,
    own_path,
    seen_from,
    sheet_path,
)
from pipeline.ingest.run import Result
from pipeline.ingest.seen import size_and_time
from pipeline.ingest.stand import Stand, file_hash
from pipeline.locking import locked
from pipeline.messages.languages import Lang
from pipeline.storage.address import Where

__all__ = ["ENTRIES", "load", "write"]

# what of a folder belongs to its dataset
ENTRIES = ("parquet", "json", "xlsx", "csv", "datapackage.json", MANIFEST)


def write(
    results: Iterable[Result],
    out: Path,
    *,
    lang: Lang = "zh",
    verify: bool = False,
    origin: Origin = UNKNOWN,
    formats: Collection[Format] = FORMATS,
    check: Check = "stat",
) -> None:
    """Write the dataset of `results` to the folder `out`; what else lies there is left alone.

    A manifest tells what it was made of, `origin`; `verify` stands there as the way of reading. Of `formats`
    those that are not named are taken away. Results are taken one at a time, so memory does not grow with
    their number. The same results give the same bytes. Raises OSError when it cannot be written, Held when
    another process writes it, ValueError when two results share a notice id or one is no file name; the
    dataset that was there before is whole then.
    """
    with locked(out), ExitStack() as stack:
        writer = _Writer(out, tuple(form for form in FORMATS if form in formats), lang, check, stack)
        for result in results:
            writer.add(result)
        made = Manifest(
            lang, verify, code_version(), (), *remembered(origin.sources, origin.corrections, out)
        )
        writer.finish(made)


def remembered(sources: Iterable[Where], corrections: Path | None, out: Where) -> tuple[tuple[str, ...], str]:
    """Sources and corrections as the manifest names them; a folder of corrections only where it is there."""
    told = (seen_from(out, one) for one in sources)
    folder = corrections if corrections and corrections.is_dir() else None
    return tuple(sorted(filter(None, told))), seen_from(out, folder) if folder else ""


class _Writer:
    def __init__(
        self, out: Path, formats: tuple[Format, ...], lang: Lang, check: Check, stack: ExitStack
    ) -> None:
        self._swap = Swap(out)
        stack.callback(self._swap.close)
        self._book = Book(Stand.of(out, check), self._swap, formats)
        self._formats, self._lang = formats, lang
        place = self._swap.beside
        self._sheets = Sheets(stack, place / "sheets") if "csv" in formats else None
        self._waiting = Waiting(stack.enter_context((place / "rows").open("w+b")))

    def add(self, result: Result) -> None:
        """Take one notice."""
        self._book.note(entry_of(result), result.looks)
        notice, piece = result.records.notice.notice_id, Piece(staged(result, self._formats, self._lang))
        if "json" in self._formats:
            self._book.put(own_path(notice, "json"), piece.of("json"))
        if "xlsx" in self._formats:
            self._book.put(own_path(notice, "xlsx"), piece.of("xlsx"))
        if self._sheets:
            self._sheets.add(notice, piece.sheets())
        if "parquet" in self._formats:
            self._waiting.add(notice, piece.of("parquet"))

    def finish(self, made: Manifest) -> None:
        """Write what holds several notices, and put all in place."""
        rows = write_sheets(self._sheets, self._book, self._swap.new)
        if "parquet" in self._formats:
            for part in parts_of(self._book.entries, self._book.kept, self._book.before):
                self._write_part(part)
        self._book.commit(made, rows)

    def _write_part(self, part: Part) -> None:
        for table, typed in put_together(part.members, {}, self._waiting.of).items():
            self._book.put(part.paths[table], part_bytes(typed))


def write_sheets(sheets: Sheets | None, book: Book, new: Path) -> Mapping[str, tuple[int, ...]]:
    """Write the CSV files, if there are any; the bytes of each notice in each."""
    if sheets is None:
        return {}
    before = book.before.manifest
    same = before is not None and list(before.notices) == book.entries
    if same and len(book.kept) == len(book.entries) and book.before.has_sheets():
        for table in TABLES:
            book.keep(sheet_path(table))
        return book.before.seen.rows
    rows = sheets.write(book.entries, book.kept, book.before, new)
    for table in TABLES:
        fresh = new / sheet_path(table)
        book.written(sheet_path(table), file_hash(fresh), size_and_time(fresh))
    return rows

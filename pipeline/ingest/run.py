"""A run: files to results, one for each notice; no file can stop the others."""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from extractors.faults import EndsReader, Fault
from extractors.finding import Finding, Severity, finding
from extractors.frozen import frozen
from extractors.limits import limits
from normalizers.records import FindingRow, Notice, Records, Status
from pipeline.contract.schema import fitted
from pipeline.corrections import NONE, Corrections
from pipeline.corrections.model import series_of
from pipeline.ingest.ids import file_id, printable, renamed, renamed_id
from pipeline.ingest.inputs import TooLarge, are_pages, notice_bytes, notices_in
from pipeline.ingest.kept import document_hash, read_hash
from pipeline.ingest.seen import Look, look_at, settled
from pipeline.ingest.settled import Ids
from pipeline.messages.causes import cause
from pipeline.messages.findings import found_again, hint, message, stored_values
from pipeline.messages.languages import Lang
from pipeline.storage.address import Where, where
from pipeline.workers.pool import Apart, Readers, isolated

if TYPE_CHECKING:
    from extractors.document import Document

# how many files are under way at once for an executor, so that a folder of thousands does not pile up
_AHEAD = 64
# how Dask calls a task under which workers ended, again and again
_KILLED = "KilledWorker"
# the finding that marks rows of an earlier run; what stands before it says why the file was not read
_OLDER = "rows-of-last-run"
# the finding of a notice that cannot have its own id
REPEATED = "notice-id-repeated"


@frozen
class Result:
    """What one file gave: its records (with rows for the findings) and the findings themselves.

    `name` is the file as the dataset names it; `claimed` of its `characters` stand in a record; `read` is a
    hash of what was read, `corrections` the version of the file of corrections that was applied to it.
    `offered` are those of other documents that may concern it. `beside` is another file that already had the
    id which this one has by itself. `looks` are its files as they were looked at before they were read, which
    says nothing of what they gave.
    """

    name: str
    records: Records
    findings: tuple[Finding, ...]
    characters: int = 0
    claimed: int = 0
    read: str = ""
    corrections: str = ""
    offered: tuple[str, ...] = ()
    own_id: str = ""
    beside: str = ""
    looks: tuple[Look, ...] = field(default=(), compare=False)

    @property
    def status(self) -> Status:
        """clean, review or failed."""
        return self.records.notice.status

    @property
    def sha256(self) -> str:
        """Its document."""
        return self.records.notice.sha256

    @property
    def unread(self) -> bool:
        """Whether nothing of the file could be read."""
        return not self.records.notice.media_type


class _How(TypedDict):
    lang: Lang
    verify: bool
    corrections: Corrections


@frozen
class Opened:
    """A notice's document, joined, with what its records say of its file."""

    document: Document
    name: str
    sha256: str
    stem: str


def ingest(
    path: Where,
    *,
    name: str | None = None,
    lang: Lang = "zh",
    verify: bool = False,
    corrections: Corrections = NONE,
) -> Result:
    """Read one notice, a file or a folder of its files; a bad one gives a failed Result, never an exception.

    With `verify`, a PDF is read by two readers, and what they do not agree on is reported. `corrections` of
    people are applied on top of the reading of the very document that they were made for.
    """
    name = printable(path.as_posix() if name is None else name)
    try:
        given = fetch(path)
    except Exception as error:
        return unread(name, error, lang)
    return ingest_fetched(given, name=name, lang=lang, verify=verify, corrections=corrections)


@frozen
class Fetched:
    """The bytes of a notice, of its one file or of the files of its folder, and how its path ends."""

    files: tuple[tuple[str, bytes], ...]
    suffix: str
    folder: bool = False
    looks: tuple[Look, ...] = ()


def fetch(path: Where) -> Fetched:
    """What is read for a notice. Raises OSError."""
    looks = settled(look_at(path))
    files, folder = notice_bytes(path), path.is_dir()
    return Fetched(files, "" if folder else path.suffix, folder, looks)


def ingest_fetched(
    given: Fetched,
    *,
    name: str,
    lang: Lang = "zh",
    verify: bool = False,
    corrections: Corrections = NONE,
) -> Result:
    """The same of a notice that was fetched."""
    sha256 = ""
    try:
        sha256 = document_hash(given.files)
        if given.folder:
            read = _read_files(given.files, name, sha256, verify=verify, corrections=corrections)
        else:
            data = given.files[0][1]
            read = _read(data, given.suffix, name, sha256, verify=verify, corrections=corrections)
        result, said = _result(name, *read, lang), corrections.fingerprint(sha256)
        notice, hashed = result.records.notice, read_hash(given.files, corrections)
        series = series_of(result.records)
        offers = corrections.offers(notice.notice_id, sha256, notice.year, series)
        return replace(result, read=hashed, corrections=said, offered=offers, looks=given.looks)
    except Exception as error:
        return unread(name, error, lang, sha256)


def unread(name: str, error: Exception, lang: Lang, sha256: str = "") -> Result:
    """The failed result of a notice that was not read, with the reason."""
    return _failed(printable(name), sha256, _reason(error), lang)


def _reason(error: Exception) -> Finding:
    match error:
        case Fault():
            return Finding(error.code, tuple(error.values.items()))
        case TooLarge():
            return finding("file-over-limit", reason="over-bytes", megabytes=limits().file_megabytes)
        case OSError():
            return finding("file-unreadable", reason=cause(error))
        case _:
            return _internal(error)


def ingest_many(
    files: Iterable[str | Path],
    *,
    executor: Executor | None = None,
    lang: Lang = "zh",
    verify: bool = False,
    corrections: Corrections = NONE,
) -> Iterator[Result]:
    """Read the notices of files and folders in their order, several at once by an executor.

    Any executor of `concurrent.futures` will do: threads, processes, `client.get_executor()` of a Dask
    cluster, whose workers have to reach the files. Addresses (`s3://bucket/notices`) are read where they are.
    Raises FileNotFoundError for what is not there.
    """
    found = notices_in([where(one) for one in files])
    yield from ingest_all(found.notices, executor=executor, lang=lang, verify=verify, corrections=corrections)


def ingest_all(
    files: Iterable[tuple[Where, str]],
    *,
    executor: Executor | None = None,
    lang: Lang = "zh",
    verify: bool = False,
    corrections: Corrections = NONE,
) -> Iterator[Result]:
    """Read many notices, given as path and name, in their order; with an executor, several at once.

    Where two give one notice id, the later one gets `-2`, `-3` … and a finding.
    """
    ids = Ids()
    how: _How = {"lang": lang, "verify": verify, "corrections": corrections}
    for read in _ahead(files, executor, how):
        yield told_apart(read(), ids, lang)


def as_before(result: Result, before: Records, lang: Lang) -> Result:
    """The records of the last run in place of a notice of which nothing could be read, marked."""
    older = next((n for n, row in enumerate(before.findings, 1) if row.code == _OLDER), 0)
    told = filter(None, map(found_again, before.findings[older:]))
    mark = finding(_OLDER, owner_id=before.notice.notice_id)
    return reported(replace(result, records=before, findings=(*result.findings, mark, *told)), lang)


def _ahead(
    files: Iterable[tuple[Where, str]], executor: Executor | None, how: _How
) -> Iterator[Callable[[], Result]]:
    """For each file what gives its result; an executor is some files ahead."""
    waiting: deque[Callable[[], Result]] = deque()
    for path, name in files:
        read = partial(ingest, path, name=name, **how)
        waiting.append(partial(_fetch, name, _submit(executor, read), how["lang"]) if executor else read)
        if len(waiting) == (_AHEAD if executor else 1):
            yield waiting.popleft()
    yield from waiting


def _submit(executor: Executor, read: Callable[[], Result]) -> Future[Result]:
    """The reading of a file by an executor; one that does not limit it itself gets a process that does."""
    try:
        if isinstance(executor, (Readers, Apart)):
            return executor.submit(read)
        return executor.submit(isolated, read, limits())
    except RuntimeError as error:  # a worker that the system killed takes its whole pool with it
        broken: Future[Result] = Future()
        broken.set_exception(error)
        return broken


def _fetch(name: str, future: Future[Result], lang: Lang) -> Result:
    try:
        return future.result()
    except Fault as fault:  # the file took more than it may, or ended what read it
        return unread(name, fault, lang)
    except Exception as error:
        if type(error).__name__ == _KILLED:
            return unread(name, EndsReader(reason="workers"), lang)
        return _failed(printable(name), "", _internal(error), lang)


def _internal(error: Exception) -> Finding:
    """A fault of our own, with the line that it comes from: `KeyError, bands.py:41`."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f", {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return finding("internal-fault", reason=type(error).__name__ + place)


def _read(
    data: bytes,
    suffix: str,
    name: str,
    sha256: str,
    *,
    verify: bool,
    corrections: Corrections,
) -> tuple[Records, tuple[Finding, ...], int, int]:
    """Bytes → Document → joined Document → records, with all findings and the characters counted."""
    document = _document(data, suffix, verify)
    return _records(document, name, sha256, Path(name).stem, corrections)


def _read_files(
    files: Sequence[tuple[str, bytes]],
    name: str,
    sha256: str,
    *,
    verify: bool,
    corrections: Corrections,
) -> tuple[Records, tuple[Finding, ...], int, int]:
    """The same for the files of one notice; one that cannot be read is an error of the notice."""
    document, printed = _bundle(files, name, verify)
    return _records(document, printed, sha256, Path(name).name, corrections)


def _bundle(files: Sequence[tuple[str, bytes]], name: str, verify: bool) -> tuple[Document, str]:
    """The files of a notice as one document, and how they are named together."""
    from extractors.bundle import bundled
    from extractors.document import Document

    if are_pages([file for file, _ in files]):
        return _pages(files, name)
    documents = []
    for file, data in files:
        try:
            document = _document(data, Path(file).suffix, verify)
        except Fault as fault:
            document = Document("", (), findings=(Finding(fault.code, tuple(fault.values.items())),))
        documents.append((file, document))
    printed = "；".join(printable(f"{name}/{file}") for file, _ in files)
    return bundled(documents), printed


def opened(path: Path, name: str) -> Opened:
    """A notice whose document is to be read several times, with other corrections. Raises Fault, OSError."""
    files = notice_bytes(path)
    sha256 = document_hash(files)
    if path.is_dir():
        document, printed = _bundle(files, name, verify=False)
        return Opened(document, printed, sha256, Path(name).name)
    return Opened(_document(files[0][1], path.suffix, verify=False), name, sha256, Path(name).stem)


def read_again(given: Opened, lang: Lang, corrections: Corrections) -> Result:
    """The records of an opened notice, as `ingest` gives them."""
    read = _records(given.document, given.name, given.sha256, given.stem, corrections)
    return _result(given.name, *read, lang)


def _pages(images: Sequence[tuple[str, bytes]], name: str) -> tuple[Document, str]:
    """The images of the pages of a notice as one document; tables go on from one into the next."""
    from pipeline.ingest.reading import joined_pages

    printed = printable(f"{name}/{images[0][0]}…{images[-1][0]}")
    return joined_pages([data for _, data in images]), printed


def _document(data: bytes, suffix: str, verify: bool) -> Document:
    from pipeline.ingest.reading import joined

    return joined(data, suffix, verify=verify)


def _records(
    document: Document, source_file: str, sha256: str, stem: str, corrections: Corrections
) -> tuple[Records, tuple[Finding, ...], int, int]:
    from normalizers.assemble import Source, assemble
    from normalizers.text.patterns import keep

    own = corrections.of(sha256)
    assembled = assemble(document, Source(source_file, sha256, stem, own.corrections if own else ()))
    # a process that reads may be ended without a word
    keep()
    offered = corrections.findings(assembled.records)
    findings = tuple(dict.fromkeys((*assembled.findings, *offered)))
    return assembled.records, findings, assembled.characters, assembled.claimed


def _result(
    name: str, records: Records, findings: tuple[Finding, ...], characters: int, claimed: int, lang: Lang
) -> Result:
    records, oversized = fitted(records)
    read = reported(Result(name, records, (*findings, *oversized), characters, claimed), lang)
    return under(read, file_id(records.notice.notice_id), lang)


def _failed(name: str, sha256: str, reason: Finding, lang: Lang) -> Result:
    notice = Notice(
        notice_id=file_id(Path(name).stem),
        source_file=name,
        sha256=sha256,
        media_type="",
        kind="unknown",
        status="failed",
    )
    return reported(Result(name, Records(notice=notice), (reason,)), lang)


def reported(result: Result, lang: Lang) -> Result:
    """With the rows and the status that its findings make."""
    notice, severities = result.records.notice, {found.severity for found in result.findings}
    status: Status = "clean"
    if Severity.ERROR in severities:
        status = "failed"
    elif Severity.WARNING in severities:
        status = "review"
    rows = tuple(_row(found, notice.notice_id, lang) for found in result.findings)
    records = result.records.model_copy(
        update={"notice": notice.model_copy(update={"status": status}), "findings": rows}
    )
    return replace(result, records=records)


def _row(found: Finding, notice_id: str, lang: Lang) -> FindingRow:
    return FindingRow(
        notice_id=notice_id,
        code=found.code,
        severity=found.severity.value,
        message=message(found, lang),
        values=stored_values(found),
        owner_id=found.owner_id,
        page=found.anchor.page if found.anchor else None,
        row=found.row,
        evidence=found.evidence,
        path=found.anchor.path if found.anchor else "",
        hint=hint(found, lang),
    )


def told_apart(result: Result, ids: Ids, lang: Lang) -> Result:
    """The same result under the id that it can have; where that is not its own, a finding says so."""
    own_id = result.records.notice.notice_id
    notice_id, beside = ids.settle(own_id, result.name)
    return called(result, notice_id, beside, lang)


def called(result: Result, notice_id: str, beside: str, lang: Lang) -> Result:
    """The same result under `notice_id`, as the file `beside` has its own."""
    result = replace(result, own_id=result.records.notice.notice_id, beside=beside)
    if notice_id == result.own_id:
        return result
    repeated = finding(REPEATED, other=beside, notice_id=notice_id)
    return under(replace(result, findings=(*result.findings, repeated)), notice_id, lang)


def under(result: Result, notice_id: str, lang: Lang) -> Result:
    """The same result under `notice_id`."""
    old = result.records.notice.notice_id
    if old == notice_id:
        return result
    findings = tuple(replace(f, owner_id=renamed_id(f.owner_id, old, notice_id)) for f in result.findings)
    records = renamed(result.records, notice_id)
    return reported(replace(result, records=records, findings=findings), lang)

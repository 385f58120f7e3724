"""A run: files to results, one for each notice; no file can stop the others."""

from __future__ import annotations

import hashlib
import traceback
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.faults import Fault
from extractors.finding import Finding, Lang, Severity, finding
from normalizers.rubric import FindingRow, Notice, Records, Status
from pipeline.ids import file_id, printable, renamed, renamed_id
from pipeline.inputs import notice_files
from pipeline.schema import misfits

if TYPE_CHECKING:
    from extractors.document import Document
    from pipeline.corrections import Corrections

# how many files are under way at once for an executor, so that a folder of thousands does not pile up
_AHEAD = 64


@dataclass(frozen=True, slots=True)
class Result:
    """What one file gave: its records (with rows for the findings) and the findings themselves.

    `name` is the file as the dataset names it; `claimed` of its `characters` stand in a record.
    """

    name: str
    records: Records
    findings: tuple[Finding, ...]
    characters: int = 0
    claimed: int = 0

    @property
    def status(self) -> Status:
        """clean, review or failed."""
        return self.records.notice.status


def ingest(
    path: Path,
    *,
    name: str | None = None,
    lang: Lang = "zh",
    verify: bool = False,
    corrections: Corrections | None = None,
) -> Result:
    """Read one notice, a file or a folder of its files; a bad one gives a failed Result, never an exception.

    With `verify`, a PDF is read by two readers, and what they do not agree on is reported. `corrections` of
    people are applied on top of the reading of the very document that they were made for.
    """
    name = printable(path.as_posix() if name is None else name)
    sha256 = ""
    try:
        if path.is_dir() and (together := notice_files(path)):
            files = [(file.name, file.read_bytes()) for file in together]
            sha256 = hashlib.sha256(b"".join(data for _, data in files)).hexdigest()
            return _result(
                name, *_read_files(files, name, sha256, verify=verify, corrections=corrections), lang
            )
        data = path.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        return _result(name, *_read(data, path, name, sha256, verify=verify, corrections=corrections), lang)
    except Fault as fault:
        reason = Finding(fault.code, tuple(fault.values.items()))
    except OSError as error:
        reason = finding("file-unreadable", reason=error.strerror or type(error).__name__)
    except Exception as error:
        reason = _internal(error)
    return _failed(name, sha256, reason, lang)


def ingest_all(
    files: Iterable[tuple[Path, str]],
    *,
    executor: Executor | None = None,
    lang: Lang = "zh",
    verify: bool = False,
    corrections: Corrections | None = None,
) -> Iterator[Result]:
    """Read many notices, given as path and name, in their order; with an executor, several at once.

    Where two give one notice id, the later one gets `-2`, `-3` … and a finding.
    """
    taken: dict[str, str] = {}
    if executor:
        read = _ahead(files, executor, lang, verify, corrections)
    else:
        read = (
            ingest(path, name=name, lang=lang, verify=verify, corrections=corrections) for path, name in files
        )
    for result in read:
        yield _told_apart(result, taken, lang)


def _ahead(
    files: Iterable[tuple[Path, str]],
    executor: Executor,
    lang: Lang,
    verify: bool,
    corrections: Corrections | None,
) -> Iterator[Result]:
    waiting: deque[tuple[str, Future[Result]]] = deque()
    for path, name in files:
        waiting.append((name, _submit(executor, path, name, lang, verify, corrections)))
        if len(waiting) == _AHEAD:
            yield _fetch(*waiting.popleft(), lang)
    while waiting:
        yield _fetch(*waiting.popleft(), lang)


def _submit(
    executor: Executor, path: Path, name: str, lang: Lang, verify: bool, corrections: Corrections | None
) -> Future[Result]:
    try:
        return executor.submit(ingest, path, name=name, lang=lang, verify=verify, corrections=corrections)
    except RuntimeError as error:  # a worker that the system killed takes its whole pool with it
        broken: Future[Result] = Future()
        broken.set_exception(error)
        return broken


def _fetch(name: str, future: Future[Result], lang: Lang) -> Result:
    try:
        return future.result()
    except Exception as error:
        return _failed(printable(name), "", _internal(error), lang)


def _internal(error: Exception) -> Finding:
    """A fault of our own, with the line that it comes from: `KeyError, bands.py:41`."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f", {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return finding("internal-fault", reason=type(error).__name__ + place)


def _read(
    data: bytes,
    path: Path,
    name: str,
    sha256: str,
    *,
    verify: bool,
    corrections: Corrections | None,
) -> tuple[Records, tuple[Finding, ...], int, int]:
    """Bytes → Document → joined Document → records, with all findings and the characters counted."""
    document = _document(data, path.suffix, verify)
    return _records(document, name, sha256, Path(name).stem, corrections)


def _read_files(
    files: Sequence[tuple[str, bytes]],
    name: str,
    sha256: str,
    *,
    verify: bool,
    corrections: Corrections | None,
) -> tuple[Records, tuple[Finding, ...], int, int]:
    """The same for the files of one notice; one that cannot be read is an error of the notice."""
    from extractors.bundle import bundled
    from extractors.document import Document

    documents = []
    for file, data in files:
        try:
            document = _document(data, Path(file).suffix, verify)
        except Fault as fault:
            document = Document("", (), findings=(Finding(fault.code, tuple(fault.values.items())),))
        documents.append((file, document))
    printed = "；".join(printable(f"{name}/{file}") for file, _ in files)
    return _records(bundled(documents), printed, sha256, Path(name).name, corrections)


def _document(data: bytes, suffix: str, verify: bool) -> Document:
    from extractors.join import join
    from extractors.reader import read

    document = read(data, suffix)
    if verify:
        from extractors.pdf_compare import verified

        document = verified(document, data)
    return join(document)


def _records(
    document: Document, source_file: str, sha256: str, stem: str, corrections: Corrections | None
) -> tuple[Records, tuple[Finding, ...], int, int]:
    from normalizers.assemble import Source, assemble

    own = corrections.of(sha256) if corrections else None
    said = own.corrections if own else ()
    assembled = assemble(document, Source(source_file, sha256, stem, said))
    offered = corrections.findings(assembled.records) if corrections else ()
    findings = tuple(dict.fromkeys((*assembled.findings, *offered)))
    return assembled.records, findings, assembled.characters, assembled.claimed


def _result(
    name: str, records: Records, findings: tuple[Finding, ...], characters: int, claimed: int, lang: Lang
) -> Result:
    if misfit := misfits(records):
        raise OverflowError(misfit)
    read = reported(Result(name, records, findings, characters, claimed), lang)
    return _under(read, file_id(records.notice.notice_id), lang)


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
    notice = notice.model_copy(update={"status": status})
    return replace(result, records=result.records.model_copy(update={"notice": notice, "findings": rows}))


def _row(found: Finding, notice_id: str, lang: Lang) -> FindingRow:
    return FindingRow(
        notice_id=notice_id,
        code=found.code,
        severity=found.severity.value,
        message=found.message(lang),
        owner_id=found.owner_id,
        page=found.anchor.page if found.anchor else None,
        row=found.row,
        evidence=found.evidence,
        path=found.anchor.path if found.anchor else "",
        hint=found.hint(lang),
    )


def _told_apart(result: Result, taken: dict[str, str], lang: Lang) -> Result:
    wanted = result.records.notice.notice_id
    notice_id, count = wanted, 1
    # Windows and macOS hold `GB-1.json` and `gb-1.json` for one file
    while notice_id.casefold() in taken:
        count += 1
        notice_id = f"{wanted}-{count}"
    taken[notice_id.casefold()] = result.name
    if notice_id == wanted:
        return result
    repeated = finding("notice-id-repeated", other=taken[wanted.casefold()], notice_id=notice_id)
    return _under(replace(result, findings=(*result.findings, repeated)), notice_id, lang)


def _under(result: Result, notice_id: str, lang: Lang) -> Result:
    """The same result under `notice_id`."""
    old = result.records.notice.notice_id
    if old == notice_id:
        return result
    findings = tuple(replace(f, owner_id=renamed_id(f.owner_id, old, notice_id)) for f in result.findings)
    records = renamed(result.records, notice_id)
    return reported(replace(result, records=records, findings=findings), lang)

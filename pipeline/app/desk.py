"""The desk: a dataset with the sources of its notices and what people corrected in them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import RLock

from extractors.faults import Fault
from extractors.finding import Finding
from extractors.frozen import frozen
from normalizers.overlay import Correction
from normalizers.records import FindingRow, Record, Records
from pipeline.app.queue import (
    Item,
    Progress,
    items,
    progress,
    stored_findings,
    stored_names,
    stored_notices,
)
from pipeline.corrections import Changed, CorrectionFile, Corrections
from pipeline.corrections.edit import headed, put_all, stamped
from pipeline.corrections.file import save, version
from pipeline.dataset.stored import notice_ids, read_records
from pipeline.dataset.swap import generation, steady
from pipeline.evidence.pages import PDFIUM, NotDrawn, Pages
from pipeline.evidence.source import Source, read_source
from pipeline.ingest.inputs import notice_bytes
from pipeline.ingest.kept import source_hash
from pipeline.ingest.manifest import Entry, load_manifest
from pipeline.ingest.run import Opened, Result, opened, read_again, under
from pipeline.messages.findings import told_in
from pipeline.messages.languages import Lang
from pipeline.messages.words import say
from pipeline.project.place import Place
from pipeline.project.sources import Sources
from pipeline.report.report import Report, report

_READINGS, _OPEN_FILES = 6, 2
_TELLING = frozenset({"notices", "evidence", "findings"})
# what corrections tell of themselves is done, and waits for nobody
_DONE = frozenset({"correction-applied", "correction-confirmed", "correction-already-true"})


class NoSource(Exception):
    """Why a notice cannot be read again: its file is not there, or is another one by now."""


@frozen
class Preview:
    """What corrections would change: both readings, sentences of a comparison, findings."""

    before: Result
    after: Result
    sentences: tuple[str, ...]
    gone: tuple[FindingRow, ...]
    come: tuple[FindingRow, ...]


@dataclass(frozen=True)
class Stored:
    """A dataset as it was read, all of one run; `run` tells it from the next.

    `entries` is what its manifest tells of each notice.
    """

    run: object
    findings: Mapping[str, Sequence[FindingRow]]
    notices: Mapping[str, dict[str, str]]
    names: Mapping[str, str]
    files: Sources
    entries: Mapping[str, Entry]
    current: dict[str, tuple[str, bool]] = field(default_factory=dict)
    read_findings: dict[str, tuple[str, Sequence[FindingRow]]] = field(default_factory=dict)
    open: dict[str, Sequence[FindingRow]] = field(default_factory=dict)

    def left(self, notice_id: str) -> Sequence[FindingRow]:
        """The findings of a notice that are not done with, as it stands there."""
        if notice_id not in self.open:
            rows = self.findings.get(notice_id, ())
            self.open[notice_id] = [row for row in rows if row.code not in _DONE]
        return self.open[notice_id]

    def was_corrected(self, notice_id: str) -> bool:
        """Whether a notice stands there with corrections."""
        entry = self.entries.get(notice_id)
        return entry is not None and bool(entry.corrections)


@dataclass
class Desk:
    """One dataset at work. All that changes does so under `lock`; pictures are drawn beside it."""

    project: Place
    lang: Lang
    lock: RLock = field(default_factory=RLock)
    undo_of: dict[str, list[tuple[CorrectionFile, str]]] = field(default_factory=dict)
    _stored: Stored | None = None
    _readings: OrderedDict[tuple[str, str], Result] = field(default_factory=OrderedDict)
    _loaded: tuple[object, Corrections] | None = None
    _documents: OrderedDict[str, Opened] = field(default_factory=OrderedDict)
    _sources: OrderedDict[str, Source] = field(default_factory=OrderedDict)
    _pages: OrderedDict[tuple[str, int], Pages] = field(default_factory=OrderedDict)
    _records: OrderedDict[str, Records] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        """Reads the tables of the dataset. Raises OSError, ValueError where they are damaged."""
        self.reload()

    def speak(self, lang: Lang) -> None:
        """Tells all in another language."""
        with self.lock:
            self.lang = lang
            self.reload()

    def reload(self) -> None:
        """Reads the dataset anew, as after a run."""
        with self.lock:
            steady(self.project.dataset, self._reload)

    def _reload(self) -> None:
        self._stored = self._read_stored()
        for kept in (self._records, self._readings, self._documents, self._sources):
            kept.clear()

    def _read_stored(self) -> Stored:
        dataset, here = self.project.dataset, generation(self.project.dataset)
        if not here and self.project.file and not (dataset / "datapackage.json").exists():
            return Stored(here, {}, {}, {}, self.project.found(), {})
        notice_ids(dataset)  # which says whether it is a dataset that can be read
        manifest = load_manifest(dataset)
        return Stored(
            here,
            stored_findings(dataset, self.lang),
            {row["notice_id"]: row for row in stored_notices(dataset)},
            stored_names(dataset),
            self.project.found(),
            {one.notice_id: one for one in manifest.notices} if manifest else {},
        )

    @property
    def stored(self) -> Stored:
        """The dataset as it is now; another program may have written it since it was looked at."""
        stored = self._stored
        if stored is None or stored.run != generation(self.project.dataset):
            self.reload()
            stored = self._stored
        assert stored is not None
        return stored

    # ---- notices and their files

    @property
    def notices(self) -> list[str]:
        """The ids of the notices in the order of the dataset."""
        return list(self.stored.notices)

    def about(self, notice_id: str) -> dict[str, str]:
        """The row of a notice in the table of notices. Raises KeyError."""
        return self.stored.notices[notice_id]

    def name_of(self, record_id: str) -> str:
        """The name of the criterion that holds a record, as the dataset has it; empty where there is none."""
        names = self.stored.names
        while record_id and record_id not in names:
            record_id = record_id.rpartition("/")[0]
        return names.get(record_id, "")

    def path(self, notice_id: str) -> Path:
        """The file of a notice: one of `sources`, with the bytes that the dataset was read from.

        Raises NoSource.
        """
        return self._found(notice_id)[0]

    def _found(self, notice_id: str) -> tuple[Path, str]:
        """The file of a notice and its name in the dataset; one that was moved is found by its bytes."""
        row = self.about(notice_id)
        found = self.stored.files.of(row["source_file"], row["sha256"])
        if found is None:
            raise NoSource(row["source_file"])
        return found

    def file(self, notice_id: str) -> CorrectionFile:
        """The corrections of a notice as they are now. Raises OSError, ValueError."""
        sha256 = self.about(notice_id)["sha256"]
        said = self.said()
        for name, why in said.unread:
            if name == f"{sha256}.yaml":
                raise ValueError(say("correct.why", self.lang, name=name, **why))
        return said.of(sha256) or CorrectionFile(sha256)

    def version(self, notice_id: str) -> str:
        """What the corrections of a notice are now."""
        return version(self.project.corrections, self.about(notice_id)["sha256"])

    # ---- readings

    def reading(self, notice_id: str) -> Result:
        """The notice as it is read now, with its corrections. Raises NoSource, OSError, ValueError."""
        return self._read(notice_id, self.file(notice_id))

    def _read(self, notice_id: str, file: CorrectionFile) -> Result:
        path, name = self._found(notice_id)
        said = self.said()
        others = tuple(one for one in said.files if one.sha256 != file.sha256)
        key = notice_id, repr((file.corrections, file.considered, [one.version for one in others]))
        with self.lock:
            if key in self._readings:
                self._readings.move_to_end(key)
                return self._readings[key]
        own = (file,) if file.corrections or file.considered else ()
        try:
            read = read_again(self._opened(notice_id, path, name), self.lang, Corrections((*others, *own)))
        except Fault as fault:
            raise ValueError(fault.code) from fault
        read = under(read, notice_id, self.lang)
        with self.lock:
            self._readings[key] = read
            while len(self._readings) > _READINGS:
                self._readings.popitem(last=False)
        return read

    def _opened(self, notice_id: str, path: Path, name: str) -> Opened:
        """The document of a notice; what takes long is done once, whatever is corrected."""
        with self.lock:
            if notice_id not in self._documents:
                with PDFIUM:
                    self._documents[notice_id] = opened(path, name)
                while len(self._documents) > _OPEN_FILES:
                    self._documents.popitem(last=False)
            return self._documents[notice_id]

    def warm(self, notice_id: str) -> None:
        """Reads ahead what the page of a notice needs, while the person looks at the queue."""
        with suppress(NoSource, NotDrawn, OSError, ValueError, KeyError):
            self.records(notice_id)
            self.path(notice_id)

    def records(self, notice_id: str) -> Records:
        """The records of a notice: of the dataset, or read again where somebody has corrected it."""
        if not self._is_current(notice_id):
            with suppress(NoSource, OSError, ValueError):
                return self.reading(notice_id).records
        with self.lock:
            if notice_id not in self._records:
                self._records[notice_id] = told_in(read_records(self.project.dataset, notice_id), self.lang)
                while len(self._records) > _READINGS:
                    self._records.popitem(last=False)
            return self._records[notice_id]

    def finding(self, notice_id: str, row: FindingRow) -> Finding | None:
        """The finding that a row of the table tells; None where the notice reads otherwise by now."""
        read = self.reading(notice_id)
        fitting = (
            found
            for found, there in zip(read.findings, read.records.findings, strict=True)
            if (there.code, there.owner_id, there.message, there.page)
            == (row.code, row.owner_id, row.message, row.page)
        )
        return next(fitting, None)

    # ---- the queue

    def findings(self, notice_id: str) -> Sequence[FindingRow]:
        """The findings of a notice that are not done with."""
        stored = self.stored
        if not self._is_current(notice_id):
            now = self.version(notice_id)
            known = stored.read_findings.get(notice_id)
            if known is None or known[0] != now:
                known = stored.read_findings[notice_id] = now, self.records(notice_id).findings
            rows = known[1]
            return [row for row in rows if row.code not in _DONE]
        return stored.left(notice_id)

    @property
    def unwritten(self) -> int:
        """How many notices stand otherwise in the dataset than with the corrections of now."""
        stored, corrected = self.stored, {one.sha256 for one in self.said().files}
        return sum(
            not self._is_current(notice_id)
            for notice_id, row in stored.notices.items()
            if row["sha256"] in corrected or stored.was_corrected(notice_id)
        )

    def _is_current(self, notice_id: str) -> bool:
        """Whether the dataset holds the notice as it would be read with the corrections of now."""
        now, stored = self.version(notice_id), self.stored
        if not now and not stored.was_corrected(notice_id):
            return True
        known = stored.current.get(notice_id)
        if known is None or known[0] != now:
            known = stored.current[notice_id] = now, self._was_read_so(notice_id, stored)
        return known[1]

    def _was_read_so(self, notice_id: str, stored: Stored) -> bool:
        try:
            read = source_hash(self.path(notice_id), self.said())
        except (NoSource, OSError):
            return False
        entry = stored.entries.get(notice_id)
        return entry is not None and entry.read == read

    def said(self) -> Corrections:
        """All corrections; read again only where a file has changed."""
        files = sorted(self.project.corrections.glob("*.yaml")) if self.project.corrections.is_dir() else []
        found = ((path.name, path.stat()) for path in files)
        # a file that takes the place of another within the same tick of the clock is another one
        state = tuple((name, one.st_mtime_ns, one.st_size, one.st_ino) for name, one in found)
        with self.lock:
            if self._loaded is None or self._loaded[0] != state:
                self._loaded = state, self.project.said()
            return self._loaded[1]

    def queue(self) -> list[Item]:
        """All findings, worst first."""
        return items(self.all_findings().items())

    def all_findings(self) -> dict[str, Sequence[FindingRow]]:
        """The same as `findings` of all notices; only what somebody corrected is looked at closer."""
        stored, folder = self.stored, self.project.corrections
        named = {path.stem for path in folder.glob("*.yaml")} if folder.is_dir() else set()
        return {
            notice_id: self.findings(notice_id)
            if row["sha256"] in named or stored.was_corrected(notice_id)
            else stored.left(notice_id)
            for notice_id, row in stored.notices.items()
        }

    def progress(self, queue: Sequence[Item]) -> Progress:
        """How much is done: each correction counts, and each finding that was settled."""
        documents = {row["sha256"] for row in self.stored.notices.values()}
        done = sum(len(one.corrections) for one in self.said().files if one.sha256 in documents)
        return progress(queue, done)

    # ---- corrections

    def preview(self, notice_id: str, new: Sequence[Correction]) -> Preview:
        """What new corrections would change. Raises NoSource, OSError, ValueError."""
        before = self.reading(notice_id)
        file = self.file(notice_id)
        after = self._read(notice_id, replace(file, corrections=put_all(file.corrections, new)))
        made: Report = report(*_changed(before.records, after.records))
        sentences = tuple(made.sentence(row, self.lang) for row in made.listed())
        old, now = _told(before), _told(after)
        gone = tuple(row for key, row in old.items() if key not in now)
        come = tuple(row for key, row in now.items() if key not in old)
        return Preview(before, after, sentences, gone, come)

    def save(self, notice_id: str, corrections: Sequence[Correction], seen: str) -> None:
        """Writes all corrections of a notice. Raises Changed where others wrote since, OSError."""
        with self.lock:
            before = self._seen(notice_id, seen)
            self._write(
                notice_id, replace(self._headed(notice_id, before), corrections=tuple(corrections)), seen
            )
            self.undo_of.setdefault(notice_id, []).append((before, self.version(notice_id)))

    def _seen(self, notice_id: str, seen: str) -> CorrectionFile:
        """The corrections that what is saved was put together from; the person has to have seen the same."""
        before = self.file(notice_id)
        if before.version != seen:
            raise Changed
        return before

    def settle(
        self, notice_id: str, new: Sequence[Correction], rows: Collection[FindingRow], seen: str
    ) -> None:
        """Saves that findings are settled; what is left is known without reading the notice again.

        Raises Changed where others wrote since, OSError, ValueError.
        """
        with self.lock:
            left = [row for row in self.findings(notice_id) if row not in rows]
            self.save(notice_id, put_all(self.file(notice_id).corrections, new), seen)
            self.stored.read_findings[notice_id] = self.version(notice_id), left

    def consider(self, notice_id: str, other: CorrectionFile, taken: Sequence[Correction], seen: str) -> None:
        """Takes over corrections of another document, and remembers that somebody went through all of them.

        Raises Changed, OSError.
        """
        with self.lock:
            before = self._seen(notice_id, seen)
            looked = dict(before.considered) | {other.sha256: other.version}
            file = replace(
                self._headed(notice_id, before),
                considered=tuple(sorted(looked.items())),
                corrections=put_all(before.corrections, taken),
            )
            self._write(notice_id, file, seen)
            self.undo_of.setdefault(notice_id, []).append((before, self.version(notice_id)))

    def undo(self, notice_id: str) -> bool:
        """Takes the last save of this sitting back; False where there is none. Raises Changed, OSError."""
        with self.lock:
            steps = self.undo_of.get(notice_id, [])
            if not steps:
                return False
            before, now = steps.pop()
            self._write(notice_id, before, now)
            if steps:  # the file is again as the step before had left it
                steps[-1] = (steps[-1][0], self.version(notice_id))
            return True

    def _write(self, notice_id: str, file: CorrectionFile, seen: str) -> None:
        save(self.project.corrections, file, seen)

    def _headed(self, notice_id: str, file: CorrectionFile) -> CorrectionFile:
        """The file with what its notice is, for people and for next year."""
        notice = self.records(notice_id)
        return headed(notice, file)

    def stamp(self, who: str, why: str) -> tuple[str, str, str]:
        """Who, when and why of a correction that is made now."""
        return stamped(who, why)

    # ---- pictures

    def source(self, notice_id: str) -> Source:
        """The blocks of the file, for a source without pages. Raises NoSource, OSError."""
        path = self.path(notice_id)
        with self.lock:
            if notice_id not in self._sources:
                with PDFIUM:
                    self._sources[notice_id] = read_source(path)
                while len(self._sources) > _READINGS:
                    self._sources.popitem(last=False)
            return self._sources[notice_id]

    def pages(self, notice_id: str, file: int) -> Pages:
        """The pages of a file of the notice. Raises NoSource, NotDrawn, OSError."""
        path = self.path(notice_id)
        with self.lock, PDFIUM:
            key = notice_id, file
            if key not in self._pages:
                files = notice_bytes(path)
                if not 0 <= file < len(files):
                    raise NotDrawn(f"no file {file}")
                self._pages[key] = Pages(files[file][1])
                while len(self._pages) > _OPEN_FILES:
                    self._pages.popitem(last=False)[1].close()
            return self._pages[key]


def _changed(before: Records, after: Records) -> tuple[tuple[Records], tuple[Records]]:
    """Both sides with only the rubrics that differ: a notice may have a hundred, one was corrected."""
    sides = _by_rubric(before), _by_rubric(after)
    differing = {one for one in {*sides[0], *sides[1]} if sides[0].get(one) != sides[1].get(one)}
    return (_only(before, differing),), (_only(after, differing),)


def _by_rubric(records: Records) -> dict[str, list[Record]]:
    """The rows of each rubric; evidence and findings tell of others."""
    found: dict[str, list[Record]] = {}
    for table, rows in records.tables():
        for row in rows if table not in _TELLING else ():
            found.setdefault(_rubric_of(row), []).append(row)
    return found


def _only(records: Records, rubrics: Collection[str]) -> Records:
    kept = {
        table: tuple(row for row in rows if _rubric_of(row) in rubrics)
        for table, rows in records.tables()
        if table not in _TELLING
    }
    return records.model_copy(update=kept)


def _rubric_of(row: Record) -> str:
    """The id of the rubric that a row stands in: the first two parts of the id that it begins with."""
    return "/".join(str(next(iter(row))[1]).split("/")[:2])


def _told(result: Result) -> dict[tuple[str, str, str], FindingRow]:
    return {
        (row.owner_id, row.code, row.message): row for row in result.records.findings if row.code not in _DONE
    }

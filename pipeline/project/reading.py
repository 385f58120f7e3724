"""What a command was given, as records with the corrections that hold: the one way in for all commands.

`notice.pdf`, a folder of notices, `DATASET`, `DATASET@2024`, `DATASET@id`, `…/json/x.json`, a project, and
within a project an id: whatever it is, the same notice is read the same. A dataset holds the corrections of
its last run; where others hold by now, the notice is read again from its source, and where that is not there
any more, it is said. Nothing outside of this package loads corrections.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.frozen import frozen
from normalizers.records import SCHEMA_VERSION, Records
from pipeline.corrections import NONE, Corrections
from pipeline.dataset.stored import OtherContract, notice_ids, read_compared, read_records, year_of
from pipeline.dataset.swap import steady
from pipeline.ingest.inputs import Inputs, find_notices
from pipeline.ingest.manifest import load_manifest
from pipeline.ingest.run import Result, ingest_all, under
from pipeline.messages.findings import told_in
from pipeline.messages.languages import Lang
from pipeline.messages.words import say
from pipeline.project.file import FILE, ProjectFault
from pipeline.project.place import Place, shown, together
from pipeline.project.sources import Sources, inputs_of

if TYPE_CHECKING:
    from pipeline.ingest.manifest import Entry

_YEAR = re.compile(r"\d{4}")
_SHORT = 12


@frozen
class Asked:
    """How a command wants to read.

    `corrections` is a folder that was named for this once; with `as_read` there are none, which is the
    machine's own reading. `compared`: only what years are compared by. `again`: from the source, as findings
    with their places and pages are in no dataset. `one_by_one`: there may be more
    than fit into memory. `executor` is what files are read by.
    """

    lang: Lang
    project: Place | None = None
    corrections: Path | None = None
    as_read: bool = False
    verify: bool = False
    compared: bool = False
    again: bool = False
    one_by_one: bool = False
    executor: Executor | None = None
    tell: Callable[[str], None] = field(default=lambda _: None)

    def around(self, path: str | Path | None = None) -> Place:
        """The project that bears on a path. Raises ProjectFault, OSError."""
        return (self.project or Place.around(path)).corrected_in(self.corrections)


@frozen
class Reading:
    """A notice as it was asked for; `path` is its source, if there is one, `dataset` where it is stored."""

    result: Result
    path: Path | None = None
    dataset: Path | None = None

    @property
    def records(self) -> Records:
        """Its records."""
        return self.result.records


@frozen
class _Stored:
    """Notices of a dataset."""

    dataset: Path
    ids: tuple[str, ...]
    year: int | None = None


@frozen
class Meant:
    """What was given, before it is read."""

    parts: tuple[Inputs | _Stored, ...]
    asked: Asked

    @property
    def count(self) -> int:
        """How many notices there are; those of a year are not known before they are read."""
        return sum(len(one.notices if isinstance(one, Inputs) else one.ids) for one in self.parts)

    @property
    def skipped(self) -> tuple[str, ...]:
        """What was passed over in the folders that were given."""
        return tuple(name for one in self.parts if isinstance(one, Inputs) for name in one.skipped)

    def readings(self) -> Iterator[Reading]:
        """The notices, one after the other. Raises ProjectFault."""
        for one in self.parts:
            yield from _read(one, self.asked) if isinstance(one, Inputs) else _again(one, self.asked)


def meant(given: Sequence[str | Path], asked: Asked) -> Meant:
    """What was given, in the order of the givens. Raises ProjectFault for what is no notice."""
    parts = tuple(_meant(one, asked) for one in given)
    plain = all(Path(one).exists() and not (Path(one) / FILE).is_file() for one in given)
    if len(parts) > 1 and plain and all(isinstance(one, Inputs) for one in parts):
        # together, so that they are called by what they have in common, and no two have one id
        parts = (find_notices([Path(one) for one in given]),)
    return Meant(parts, asked)


def readings(given: Sequence[str | Path], asked: Asked) -> Iterator[Reading]:
    """The notices that were given, one after the other.

    Raises ProjectFault for what is none, and where a dataset or corrections cannot be read.
    """
    return meant(given, asked).readings()


def one_of(found: Iterable[Reading], given: str, named: Iterable[str] = ()) -> Reading:
    """The only notice; of several, the one among the ids `named`. Raises ProjectFault for several."""
    notices = list(found)
    if len(notices) > 1:
        wanted = set(named)
        notices = [one for one in notices if one.records.notice.notice_id in wanted] or notices
    if len(notices) > 1:
        ids = [one.records.notice.notice_id for one in notices]
        place = given.partition("@")[0] if notices[0].dataset else ""
        example = f"{place}@{ids[0]}" if place else ids[0]
        raise ProjectFault(
            "given.which_notice", path=given, count=len(ids), example=example, ids="\n  ".join(ids)
        )
    return notices[0]


# ---- what was meant


def _meant(given: str | Path, asked: Asked) -> Inputs | _Stored:
    text = str(given)
    path = Path(text)
    if path.exists():
        return _there(path, asked)
    before, at, after = text.rpartition("@")
    if at and (dataset := _dataset(before, asked)):
        return _of_dataset(dataset, after, text)
    project = asked.around()
    if project.file and (project.root / text).exists():
        return _there(project.root / text, asked)
    if (project.dataset / "datapackage.json").is_file() and text not in {"", "@"}:
        return _Stored(project.dataset, _named(text, project.dataset, text))
    raise ProjectFault("given.not_there", path=text)


def _there(path: Path, asked: Asked) -> Inputs | _Stored:
    if path.is_dir():
        if (path / "datapackage.json").is_file():
            return _Stored(path, _ids(path))
        if (path / FILE).is_file():
            project = Place.open(path)
            if (project.dataset / "datapackage.json").is_file():
                return _Stored(project.dataset, _ids(project.dataset))
            return inputs_of(project.sources, project.root)
    if path.suffix.lower() == ".json":
        return _Stored(path.absolute().parent.parent, (path.stem,))
    found = find_notices([path])
    if not found.notices:
        if found.skipped:
            skipped = ", ".join(" ".join(name.split()) for name in found.skipped)
            raise ProjectFault("given.nothing_but", inputs=path, names=skipped)
        raise ProjectFault("given.nothing_given", inputs=path)
    return found


def _dataset(given: str, asked: Asked) -> Path | None:
    """The dataset before an `@`: a folder, or that of a project."""
    path = Path(given) if given else asked.around().dataset
    if path.is_dir() and not (path / "datapackage.json").is_file() and (path / FILE).is_file():
        path = Place.open(path).dataset
    if path.is_dir():
        return path
    if path.exists():
        raise ProjectFault("given.no_dataset", path=path)
    return None


def _of_dataset(dataset: Path, asked: str, given: str) -> _Stored:
    if not (dataset / "datapackage.json").is_file():
        raise ProjectFault("given.no_dataset", path=dataset)
    if not _YEAR.fullmatch(asked):
        return _Stored(dataset, _named(asked, dataset, given))
    year = int(asked)
    # whose head names another year is not read
    with _readable(dataset):
        ids = tuple(one for one in _ids(dataset) if year_of(dataset, one) in {year, None})
    return _Stored(dataset, ids, year)


def _named(text: str, dataset: Path, given: str) -> tuple[str, ...]:
    """The id of a notice, which may be cut short where that is clear."""
    ids = _ids(dataset)
    if text in ids:
        return (text,)
    head, slash, _ = text.partition("/")
    if slash and head in ids:
        raise ProjectFault("given.no_notice", given=given, notice=head)
    found = tuple(one for one in ids if one.startswith(text)) if text else ()
    if len(found) > 1:
        raise ProjectFault("given.several_notices", given=given, ids="\n  ".join(found))
    if not found:
        raise ProjectFault("given.not_there", path=given)
    return found


# ---- notices from files


def _read(inputs: Inputs, asked: Asked) -> Iterator[Reading]:
    said = held([path for path, _ in inputs.notices], asked)
    results = _ingested(inputs.notices, asked, said)
    for (path, _), result in zip(inputs.notices, results, strict=True):
        yield Reading(result, path)


def _ingested(files: Sequence[tuple[Path, str]], asked: Asked, said: Corrections) -> Iterator[Result]:
    return ingest_all(files, executor=asked.executor, lang=asked.lang, verify=asked.verify, corrections=said)


def held(paths: Sequence[Path], asked: Asked) -> Corrections:
    """The corrections that hold for some files; those that cannot be used are told. Raises ProjectFault."""
    if asked.as_read:
        return NONE
    projects = {folder: asked.around(folder) for folder in dict.fromkeys(path.parent for path in paths)}
    said = together(tuple(projects.values()))
    tell_unread(said, asked)
    return said


def tell_unread(said: Corrections, asked: Asked) -> None:
    """Names the files of corrections that cannot be used."""
    for name, why in said.unread:
        asked.tell(say("correct.unread", asked.lang, name=name, **why))


# ---- notices of a dataset


def _again(stored: _Stored, asked: Asked) -> Iterator[Reading]:
    """The notices of a dataset with the corrections of now."""
    desk = _Desk(stored.dataset, asked)
    none = True
    # one by one they need not be of one run, and are not held all at once
    groups = [[one] for one in stored.ids] if asked.one_by_one else [stored.ids]
    for one in map(desk.reading, chain.from_iterable(map(desk.stored, groups))):
        if stored.year is None or stored.year in years_of(one.records):
            none = False
            yield one
    if none and stored.year is not None:
        given = f"{stored.dataset}@{stored.year}"
        raise ProjectFault("given.no_such_year", path=given, years=_years(stored.dataset))


def _ids(dataset: Path) -> tuple[str, ...]:
    with _readable(dataset):
        return tuple(notice_ids(dataset))


@contextmanager
def _readable(dataset: Path) -> Iterator[None]:
    """Within it a dataset that cannot be read is a fault of use. Raises ProjectFault."""
    try:
        yield
    except OtherContract as error:
        values = {"version": error.version, "known": SCHEMA_VERSION.partition(".")[0]}
        raise ProjectFault("given.dataset_other", path=shown(dataset), **values) from error
    except FileNotFoundError as error:
        raise ProjectFault("given.no_dataset", path=shown(dataset)) from error
    except (OSError, ValueError) as error:
        name = error if isinstance(error, ValueError) else Path(error.filename or dataset).name
        raise ProjectFault("given.dataset_unread", name=name) from error


class _Desk:
    """A dataset with what its project says of it."""

    def __init__(self, dataset: Path, asked: Asked) -> None:
        self.dataset, self.asked = dataset, asked
        self.project = asked.around(dataset)
        self.said = NONE if asked.as_read else self.project.said()
        tell_unread(self.said, asked)
        manifest = load_manifest(dataset)
        self.entries: dict[str, Entry] | None = (
            {one.notice_id: one for one in manifest.notices} if manifest else None
        )
        self.sources: Sources | None = None

    def stored(self, ids: Sequence[str]) -> list[Records]:
        """The records as the dataset has them, all of one run."""
        read = read_compared if self.asked.compared else read_records
        with _readable(self.dataset):
            return steady(self.dataset, lambda: [read(self.dataset, one) for one in ids])

    def reading(self, records: Records) -> Reading:
        """A notice with the corrections of now."""
        notice, notice_id = records.notice, records.notice.notice_id
        if not self.asked.again and self._is_current(notice_id, records):
            return self._stored(records)
        if self.sources is None:
            self.sources = self.project.found()
        there = self.sources.of_notice(notice)
        if there is None:
            if self.asked.as_read or self.asked.again:
                raise ProjectFault("given.source_gone", name=notice.source_file, notice=notice_id)
            self.asked.tell(say("given.not_had", self.asked.lang, name=notice.source_file))
            return self._stored(records)
        path, name = there
        (result,) = _ingested([(path, name)], self.asked, self.said)
        return Reading(under(result, notice_id, self.asked.lang), path, self.dataset)

    def _stored(self, records: Records) -> Reading:
        told = records if self.asked.compared else told_in(records, self.asked.lang)
        return Reading(Result(told.notice.source_file, told, ()), None, self.dataset)

    def _is_current(self, notice_id: str, records: Records) -> bool:
        """Whether the dataset holds the notice as the corrections of now would have it."""
        holds = self.said.fingerprint(records.notice.sha256)
        entry = self.entries.get(notice_id) if self.entries is not None else None
        if entry is not None:
            return entry.corrections == holds
        # a dataset without a manifest, and a notice that failed, say it by their findings alone
        if holds:
            return False
        return not any(row.code.startswith("correction-") and _own(row.code) for row in records.findings)


def _own(code: str) -> bool:
    """Whether a finding tells of corrections that were applied, and not of others to be looked at."""
    return code != "correction-needs-review"


def years_of(records: Records) -> set[int]:
    """The years of a notice: its own, else those of its rubrics."""
    own = {records.notice.year} if records.notice.year else {rubric.year for rubric in records.rubrics}
    return {year for year in own if year}


def _years(dataset: Path) -> str:
    """The years that a dataset has something to compare of."""
    from pipeline.compare.lists import comparable

    every = (read_compared(dataset, one) for one in _ids(dataset))
    known = sorted({one for records in every if comparable(records) for one in years_of(records)})
    return ", ".join(map(str, known)) or "—"


__all__ = ["Asked", "Meant", "Reading", "held", "meant", "one_of", "readings", "shown", "years_of"]

"""Corrections of one document, those of a folder, and which of them are offered to other documents."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import field

from extractors.finding import Finding, finding
from extractors.frozen import frozen
from normalizers.overlay import Correction
from normalizers.records import Records

_OFFER = "correction-needs-review"


class Unusable(ValueError):
    """A file of corrections that cannot be used: `why` is a reason of the messages, with what fills it."""

    def __init__(self, reason: str, **values: str) -> None:
        """By the key of the reason."""
        super().__init__(reason)
        self.why = {"reason": reason, **values}


class Changed(Exception):
    """The file is another one by now than the person saw who wants to write it."""


@frozen
class CorrectionFile:
    """The corrections of one document, and enough of its notice to know next year's.

    `considered` are files of other documents, with their versions, that somebody went through for this one.
    """

    sha256: str
    notice_id: str = ""
    file: str = ""
    title: str = ""
    year: int | None = None
    series: tuple[str, ...] = ()
    considered: tuple[tuple[str, str], ...] = ()
    corrections: tuple[Correction, ...] = ()
    version: str = ""


@frozen
class Corrections:
    """All files of a folder; `unread` are those that cannot be used, each with the reason and its values."""

    files: tuple[CorrectionFile, ...] = ()
    unread: tuple[tuple[str, dict[str, str]], ...] = ()
    _by_document: dict[str, CorrectionFile] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sorts the files by document once."""
        object.__setattr__(self, "_by_document", {one.sha256: one for one in self.files})

    def of(self, sha256: str) -> CorrectionFile | None:
        """The corrections of the document with these bytes."""
        return self._by_document.get(sha256)

    def fingerprint(self, sha256: str) -> str:
        """What the records of this document depend on: its file as it is; empty when there is none."""
        own = self.of(sha256)
        unread = next((why for name, why in self.unread if name == f"{sha256}.yaml"), None)
        return own.version if own else str(unread or "")

    def offered(self, records: Records) -> list[CorrectionFile]:
        """Corrections of other bytes of this notice, or of an earlier year, that nobody went through yet.

        Those of which none fits, because nothing of what was corrected is read here, are no offer.
        """
        notice = records.notice
        there = self._offered(notice.notice_id, notice.sha256, notice.year, series_of(records))
        return [one for one in there if fitting(one, records)]

    def _offered(
        self, notice_id: str, sha256: str, year: int | None, series: Collection[str]
    ) -> list[CorrectionFile]:
        own = self.of(sha256)
        considered = set(own.considered) if own else set()
        return [
            one
            for one in self.files
            if one.sha256 != sha256
            and (one.sha256, one.version) not in considered
            and values(one)
            and (one.notice_id == notice_id or _follows(one, year, series))
        ]

    def offers(
        self, notice_id: str, sha256: str, year: int | None, series: Collection[str]
    ) -> tuple[str, ...]:
        """Those that may concern a notice, each as it is now: where they are others, it is read again."""
        there = self._offered(notice_id, sha256, year, series)
        return tuple(sorted(f"{one.sha256}:{one.version}" for one in there))

    def findings(self, records: Records) -> list[Finding]:
        """What the reading of a notice has to say of the folder: unread files, corrections to look at."""
        found = [
            Finding("corrections-unread", (("file", name), *why.items()), owner_id=records.notice.notice_id)
            for name, why in self.unread
            if name == f"{records.notice.sha256}.yaml"
        ]
        return found + [_offer(one, records) for one in self.offered(records)]


NONE = Corrections()


def _offer(file: CorrectionFile, records: Records) -> Finding:
    count, notice_id = len(fitting(file, records)), records.notice.notice_id
    return finding(_OFFER, owner_id=notice_id, title=file.title, file=file.file, count=count)


def series_of(records: Records) -> tuple[str, ...]:
    """The series of the rubrics of a notice, by which next year's is known."""
    return tuple(sorted({rubric.series for rubric in records.rubrics if rubric.series}))


def fitting(file: CorrectionFile, records: Records) -> tuple[Correction, ...]:
    """The corrections of another document that can hold here: the same is read in the same place."""
    # here, for whoever reads a dataset without corrections needs nothing of what reads notices
    from pipeline.corrections.carry import found_value

    return tuple(one for one in values(file) if found_value(records, one) == one.was)


def values(file: CorrectionFile) -> tuple[Correction, ...]:
    """The corrections of values; a settled finding is of its own document alone."""
    return tuple(one for one in file.corrections if not one.code)


def _follows(one: CorrectionFile, year: int | None, series: Collection[str]) -> bool:
    later = one.year is None or year is None or one.year <= year
    return later and not set(series).isdisjoint(one.series)

"""Corrections of one document, those of a folder, and which of them are offered to other documents."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractors.finding import Finding, finding
from normalizers.overlay import Correction
from normalizers.records import Records
from pipeline.messages.findings import stored_values

_OFFER = "correction-needs-review"


class Unusable(ValueError):
    """A file of corrections that cannot be used: `why` is a reason of the messages, with what fills it."""

    def __init__(self, reason: str, **values: str) -> None:
        """By the key of the reason."""
        super().__init__(reason)
        self.why = {"reason": reason, **values}


class Changed(Exception):
    """The file is another one by now than the person saw who wants to write it."""


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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
        """Corrections of other bytes of this notice, or of an earlier year, that nobody went through yet."""
        notice = records.notice
        own = self.of(notice.sha256)
        considered = set(own.considered) if own else set()
        series = {rubric.series for rubric in records.rubrics if rubric.series}
        return [
            one
            for one in self.files
            if one.sha256 != notice.sha256
            and (one.sha256, one.version) not in considered
            and values(one)
            and (one.notice_id == notice.notice_id or _follows(one, notice.year, series))
        ]

    def told(self, records: Records) -> bool:
        """Whether the findings of a notice name just the corrections of others that are offered to it now."""
        told = [row.values for row in records.findings if row.code == _OFFER]
        return sorted(told) == sorted(
            stored_values(one) for one in self.findings(records) if one.code == _OFFER
        )

    def findings(self, records: Records) -> list[Finding]:
        """What the reading of a notice has to say of the folder: unread files, corrections to look at."""
        found = [
            Finding("corrections-unread", (("file", name), *why.items()), owner_id=records.notice.notice_id)
            for name, why in self.unread
            if name == f"{records.notice.sha256}.yaml"
        ]
        return found + [
            finding(
                _OFFER,
                owner_id=records.notice.notice_id,
                title=one.title,
                file=one.file,
                count=len(values(one)),
            )
            for one in self.offered(records)
        ]


NONE = Corrections()


def values(file: CorrectionFile) -> tuple[Correction, ...]:
    """The corrections of values; a settled finding is of its own document alone."""
    return tuple(one for one in file.corrections if not one.code)


def _follows(one: CorrectionFile, year: int | None, series: set[str]) -> bool:
    later = one.year is None or year is None or one.year <= year
    return later and not series.isdisjoint(one.series)

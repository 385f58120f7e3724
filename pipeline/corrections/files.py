"""The files of corrections: `<sha256 of the document>.yaml`, to be read and mended by people too."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from extractors.finding import Finding, finding
from normalizers.overlay import Correction, Value
from normalizers.records import Records
from pipeline.messages.findings import stored_values
from pipeline.replacing import replacing

_NAME = re.compile(r"[0-9a-f]{64}")
_ENTRY = frozenset({"record", "field", "was", "now", "who", "when", "why"})
_OFFER = "correction-needs-review"
_HEAD = frozenset({"notice_id", "file", "title", "year", "series", "considered", "corrections"})


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


def load(folder: Path) -> Corrections:
    """The corrections of a folder; one that is not there has none. Raises OSError."""
    files: list[CorrectionFile] = []
    unread: list[tuple[str, dict[str, str]]] = []
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
        try:
            files.append(read(path))
        except Unusable as error:
            unread.append((path.name, error.why))
        except (ValueError, yaml.YAMLError, RecursionError) as error:
            unread.append((path.name, {"reason": " ".join(str(error).split())[:200]}))
    return Corrections(tuple(files), tuple(unread))


def read(path: Path) -> CorrectionFile:
    """One file. Raises ValueError or YAMLError where it is not as `save` writes it, OSError."""
    data = path.read_bytes()
    if not _NAME.fullmatch(path.stem):
        raise Unusable("no-sha256")
    tree = yaml.safe_load(data)
    if not isinstance(tree, dict) or not isinstance(tree.get("corrections"), list):
        raise Unusable("no-corrections")
    if unknown := set(tree) - _HEAD:
        raise Unusable("unknown-names", names=", ".join(map(str, unknown)))
    year = tree.get("year")
    return CorrectionFile(
        sha256=path.stem,
        notice_id=_word(tree.get("notice_id")),
        file=_word(tree.get("file")),
        title=_word(tree.get("title")),
        year=year if isinstance(year, int) else None,
        series=tuple(_word(one) for one in tree.get("series") or ()),
        considered=tuple(sorted((_word(k), _word(v)) for k, v in (tree.get("considered") or {}).items())),
        corrections=tuple(_entry(one, number) for number, one in enumerate(tree["corrections"], 1)),
        version=_hash(data),
    )


def _entry(node: Any, number: int) -> Correction:
    if not isinstance(node, dict) or set(node) - _ENTRY or not {"record", "field", "now"} <= set(node):
        raise Unusable("entry-unclear", number=str(number))
    return Correction(
        record=_word(node["record"]),
        field=_word(node["field"]),
        was=_value(node.get("was")),
        now=_value(node["now"]),
        who=_word(node.get("who")),
        when=_word(node.get("when")),
        why=_word(node.get("why")),
    )


def _value(node: Any) -> Value:
    if isinstance(node, list):
        return tuple(_word(one) for one in node)
    if isinstance(node, dict):
        return {_word(name): _word(one) for name, one in node.items()}
    return None if node is None else _word(node)


def _word(node: Any) -> str:
    """A plain value as text: people write 4.5, true and 2031-03-09 without quotes."""
    if isinstance(node, bool):
        return "true" if node else "false"
    if isinstance(node, date):
        return node.isoformat()
    if isinstance(node, list | dict):
        raise Unusable("list-for-value")
    return "" if node is None else str(node)


def path_of(folder: Path, sha256: str) -> Path:
    """The file of a document. Raises ValueError for what is no sha256: it comes from outside."""
    if not _NAME.fullmatch(sha256):
        raise ValueError(sha256)
    return folder / f"{sha256}.yaml"


def version(folder: Path, sha256: str) -> str:
    """What the file of a document is by now; empty where there is none. Raises OSError."""
    path = path_of(folder, sha256)
    return _hash(path.read_bytes()) if path.exists() else ""


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def save(folder: Path, file: CorrectionFile, seen: str) -> None:
    """Writes the corrections of a document; a file without any is taken away.

    `seen` is the version that the person saw. Raises Changed when it is another one by now, OSError.
    """
    if version(folder, file.sha256) != seen:
        raise Changed
    path = path_of(folder, file.sha256)
    if not file.corrections and not file.considered:
        path.unlink(missing_ok=True)
        return
    with replacing(path) as fresh:
        fresh.write_text(dumped(file), "utf-8", newline="\n")


def dumped(file: CorrectionFile) -> str:
    """The text of a file: what it is about, then the corrections by record and field."""
    tree: dict[str, Any] = {
        "notice_id": file.notice_id,
        "title": file.title,
        "year": file.year,
        "file": file.file,
        "series": list(file.series),
    }
    if file.considered:
        tree["considered"] = dict(file.considered)
    tree["corrections"] = [_node(one) for one in in_order(file.corrections)]
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=100)


def _node(one: Correction) -> dict[str, Any]:
    return {
        "record": one.record,
        "field": one.field,
        "was": _plain(one.was),
        "now": _plain(one.now),
        "who": one.who,
        "when": one.when,
        "why": one.why,
    }


def _plain(value: Value) -> Any:
    if value is None or isinstance(value, str):
        return value
    return list(value) if isinstance(value, tuple) else dict(value)


def in_order(corrections: Iterable[Correction]) -> Sequence[Correction]:
    """By record as a notice has them (2/9 before 2/10), then by field."""
    return sorted(corrections, key=lambda one: (_places(one.record), one.field, str(_plain(one.was))))


def _places(record: str) -> list[tuple[str, int]]:
    return [(letters, int(number)) for letters, number in re.findall(r"([a-z]*)(\d+)", record)]

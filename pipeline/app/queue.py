"""The queue: the findings of all notices, worst first, as the dataset tells them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from extractors.frozen import frozen
from normalizers.records import FindingRow
from pipeline.dataset.sheets import table_rows
from pipeline.messages.findings import in_language
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import SEVERITIES

_NAME = 24


@frozen
class Item:
    """A finding in the queue; `key` names it in links as long as it says the same of the same record."""

    notice_id: str
    key: str
    finding: FindingRow


@frozen
class Progress:
    """What people have done, and what is left by severity."""

    done: int
    left: Mapping[str, int]

    @property
    def share(self) -> int:
        """Per cent done of all that asks for somebody: errors, warnings, what was corrected or settled."""
        whole = self.done + self.left.get("error", 0) + self.left.get("warning", 0)
        return 100 if not whole else self.done * 100 // whole


def key_of(row: FindingRow) -> str:
    """A short name of a finding."""
    said = "\x1f".join(
        (row.owner_id, row.code, row.message, str(row.page), str(row.row), row.path, row.evidence)
    )
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def cause_of(row: FindingRow) -> str:
    """A short name of what findings have in common that say the same: nine rows that were all moved."""
    return hashlib.sha256(f"{row.code}\x1f{row.message}".encode()).hexdigest()[:12]


def items(findings: Iterable[tuple[str, Sequence[FindingRow]]]) -> list[Item]:
    """The findings of notices, worst first, within a level in the order of the notices."""
    found = [Item(notice_id, key_of(row), row) for notice_id, rows in findings for row in rows]
    return sorted(found, key=lambda item: SEVERITIES.index(item.finding.severity))


def filters(query: Mapping[str, str]) -> dict[str, str]:
    """What of a query filters the queue, and where one came from; a page carries it on to the next."""
    return {name: query[name] for name in ("notice", "code", "cause", "notes", "back") if query.get(name)}


def filtered(whole: Iterable[Item], query: Mapping[str, str]) -> list[Item]:
    """What a person filtered of the queue."""
    return [
        item
        for item in whole
        if (query.get("notes") or item.finding.severity != "info")
        and query.get("notice", item.notice_id) in {"", item.notice_id}
        and query.get("code", item.finding.code) in {"", item.finding.code}
        and (not query.get("cause") or query["cause"] == cause_of(item.finding))
    ]


def progress(queue: Sequence[Item], done: int) -> Progress:
    """How far the people are."""
    return Progress(done, Counter(item.finding.severity for item in queue))


def stored_findings(dataset: Path, lang: Lang) -> dict[str, list[FindingRow]]:
    """The findings of a dataset by notice in `lang`: from one file, as a folder of thousands would be slow.

    Raises OSError, and ValueError or KeyError where the file is not as `ingest` writes it.
    """
    found: dict[str, list[FindingRow]] = {}
    for row in table_rows(dataset, "findings"):
        values = {name: row[name] for name in FindingRow.model_fields if row[name] != ""}
        made = in_language(FindingRow.model_validate(values), lang)
        found.setdefault(made.notice_id, []).append(made)
    return found


def stored_names(dataset: Path) -> dict[str, str]:
    """What a person calls each criterion, by its id. Raises OSError."""
    rows = table_rows(dataset, "criteria")
    return {row["criterion_id"]: row["name"] or row["text"][:_NAME] for row in rows}


def stored_notices(dataset: Path) -> list[dict[str, str]]:
    """The rows of the table of notices. Raises OSError."""
    return list(table_rows(dataset, "notices"))

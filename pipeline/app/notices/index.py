"""The list of notices: a line for each, by year and issuer, filtered and searched over all words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extractors.frozen import frozen
from normalizers.records import FindingRow
from pipeline.app.desk import Desk, Stored
from pipeline.dataset.sheets import table_rows

# which words of a record are searched for
_SEARCHED: Mapping[str, tuple[str, ...]] = {
    "notices": ("title", "issuer", "doc_number", "source_file", "body"),
    "rubrics": ("title", "scope"),
    "criteria": ("name", "text", "rule_text", "target", "method"),
    "tasks": ("text", "target", "due"),
    "notes": ("text",),
}
# what is shown of a text around the word that was found, and of how many records of a notice
_AROUND, _HITS = 24, 3
_CRITERION = 2


@frozen
class Line:
    """A notice in the list: what it is, its totals as printed and computed, what is to be looked at."""

    notice_id: str
    title: str
    issuer: str
    year: str
    kind: str
    file: str
    unread: bool
    rubrics: int
    criteria: int
    declared: str
    computed: str
    agrees: bool
    errors: int
    warnings: int
    fault: str

    @property
    def state(self) -> str:
        """failed, review or clean, as what is left to look at says."""
        return "failed" if self.errors or self.unread else "review" if self.warnings else "clean"


@frozen
class Hit:
    """A record in which a word was found: its id below the notice, and the text around it in three parts."""

    record: str
    before: str
    found: str
    after: str


@dataclass
class Index:
    """The words of a dataset, read once for each of its runs."""

    _run: object = None
    _words: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def words(self, desk: Desk) -> Mapping[str, list[tuple[str, str]]]:
        """For each notice its records with their texts."""
        stored = desk.stored
        if self._run != stored.run or not self._words:
            found: dict[str, list[tuple[str, str]]] = {}
            for table, names in _SEARCHED.items() if stored.notices else ():
                for row in table_rows(desk.project.dataset, table):
                    text = " ".join(row[name] for name in names if row.get(name))
                    found.setdefault(row["notice_id"], []).append((next(iter(row.values())), text))
            self._words, self._run = found, stored.run
        return self._words

    def hits(self, desk: Desk, asked: str) -> dict[str, list[Hit]]:
        """The notices in which all words stand that were asked for, each with some of the records."""
        wanted = asked.casefold().split()
        pattern = re.compile("|".join(map(re.escape, wanted)), re.I)
        found = {}
        for notice_id, rows in self.words(desk).items():
            whole = "\n".join(text for _, text in rows).casefold()
            if all(one in whole for one in wanted):
                found[notice_id] = _hits(notice_id, rows, pattern)
        return found


def _hits(notice_id: str, rows: Iterable[tuple[str, str]], pattern: re.Pattern[str]) -> list[Hit]:
    made: list[Hit] = []
    # those of criteria first: the title of the notice is seen anyway
    for record, text in sorted(rows, key=lambda row: row[0].count("/") < _CRITERION):
        if match := pattern.search(text):
            low, high = max(0, match.start() - _AROUND), match.end() + _AROUND
            before = ("…" if low else "") + text[low : match.start()]
            after = text[match.end() : high] + ("…" if high < len(text) else "")
            below = "" if record == notice_id else record.removeprefix(f"{notice_id}/")
            made.append(Hit(below, before, match[0], after))
            if len(made) == _HITS:
                break
    return made


def lines(desk: Desk) -> list[Line]:
    """All notices: the latest year first, within it by issuer."""
    stored = desk.stored
    findings = desk.all_findings()
    made = [_line(stored, notice_id, findings.get(notice_id, ())) for notice_id in stored.notices]
    return sorted(made, key=lambda one: (-int(one.year or 0), one.issuer, one.title, one.notice_id))


def _line(stored: Stored, notice_id: str, findings: Sequence[FindingRow]) -> Line:
    row, entry = stored.notices[notice_id], stored.entries.get(notice_id)
    brief = entry.brief if entry else None
    left = Counter(found.severity for found in findings)
    return Line(
        notice_id,
        row["title"],
        row["issuer"],
        row["year"],
        row["kind"],
        entry.file if entry else row["source_file"],
        not row["media_type"],
        brief.rubrics if brief else 0,
        brief.criteria if brief else 0,
        brief.declared if brief else "",
        brief.computed if brief else "",
        brief.agrees if brief else True,
        left["error"],
        left["warning"],
        next((found.message for found in findings if found.severity == "error"), ""),
    )


# by what the list is filtered in its address
FILTERS = ("year", "issuer", "state")


def filtered(whole: Sequence[Line], query: Mapping[str, str]) -> list[Line]:
    """The lines that fit what the address asks for."""
    return [
        line for line in whole if all(query.get(name, "") in {"", getattr(line, name)} for name in FILTERS)
    ]

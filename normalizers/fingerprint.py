"""Two hashes of a rubric: of all its words and figures, and of its structure alone."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol, TypeVar

from normalizers.records import Party, Records
from normalizers.text.views import squeeze


def _digest(parts: Iterable[object]) -> str:
    text = "\x1f".join("" if part is None else _plain(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _plain(part: object) -> str:
    """Text without white space; a figure without trailing zeros, so that 0.50 and 0.5 are one."""
    return f"{part.normalize():f}" if isinstance(part, Decimal) else squeeze(str(part))


class _OfRubric(Protocol):
    """A record that names its rubric."""

    @property
    def rubric_id(self) -> str: ...


_R = TypeVar("_R", bound=_OfRubric)


def _by_rubric(rows: Iterable[_R]) -> dict[str, list[_R]]:
    """Records by their rubric: looking through all of them for each rubric takes long in a notice of 200."""
    groups: dict[str, list[_R]] = defaultdict(list)
    for row in rows:
        groups[row.rubric_id].append(row)
    return groups


def with_hashes(records: Records) -> Records:
    """The records with both hashes in each rubric; white space and forms of brackets count not."""
    rubrics = []
    all_criteria = _by_rubric(records.criteria)
    all_bands, all_clauses = _by_rubric(records.bands), _by_rubric(records.clauses)
    all_notes = _by_rubric(records.notes)
    rubric_of = {criterion.criterion_id: criterion.rubric_id for criterion in records.criteria}
    all_parties: dict[str, list[Party]] = defaultdict(list)
    for party in records.parties:
        all_parties[rubric_of.get(party.owner_id, "")].append(party)
    for rubric in records.rubrics:
        own, parties = all_criteria[rubric.rubric_id], all_parties[rubric.rubric_id]
        bands, clauses = all_bands[rubric.rubric_id], all_clauses[rubric.rubric_id]
        notes = all_notes[rubric.rubric_id]
        words: list[object] = [rubric.title, rubric.declared_total]
        shape: list[object] = [rubric.declared_total]
        for criterion in own:
            words += [criterion.name, criterion.text, criterion.rule_text, criterion.points, criterion.weight]
            words += [criterion.target, criterion.unit, criterion.method]
            shape += [criterion.level, criterion.seq, criterion.name, criterion.points, criterion.weight]
        words += [
            part
            for party in parties
            for part in (party.owner_id[len(rubric.rubric_id) :], party.role, party.name)
        ]
        words += [note.text for note in notes]
        shape += [part for band in bands for part in (band.grade, band.min_points, band.max_points)]
        shape += [
            part
            for clause in clauses
            for part in (
                clause.kind,
                clause.points,
                clause.points_max,
                clause.per,
                clause.cap,
                clause.cap_points,
            )
        ]
        rubrics.append(
            rubric.model_copy(update={"content_hash": _digest(words), "structure_hash": _digest(shape)})
        )
    return records.model_copy(update={"rubrics": tuple(rubrics)})

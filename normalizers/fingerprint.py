"""Two hashes of a rubric: of all its words and figures, and of its structure alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal

from normalizers.rubric import Records
from normalizers.text import squeeze


def _digest(parts: Iterable[object]) -> str:
    text = "\x1f".join("" if part is None else _plain(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _plain(part: object) -> str:
    """Text without white space; a figure without trailing zeros, so that 0.50 and 0.5 are one."""
    return f"{part.normalize():f}" if isinstance(part, Decimal) else squeeze(str(part))


def with_hashes(records: Records) -> Records:
    """The records with both hashes in each rubric; white space and forms of brackets count not."""
    rubrics = []
    for rubric in records.rubrics:
        own = [criterion for criterion in records.criteria if criterion.rubric_id == rubric.rubric_id]
        ids = {criterion.criterion_id for criterion in own}
        parties = [party for party in records.parties if party.owner_id in ids]
        bands = [band for band in records.bands if band.rubric_id == rubric.rubric_id]
        clauses = [clause for clause in records.clauses if clause.rubric_id == rubric.rubric_id]
        notes = [note for note in records.notes if note.rubric_id == rubric.rubric_id]
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

"""Title (标题) and scope (考核对象) of a rubric, from the lines above its table or the cells over it."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.document import Cell
from extractors.frozen import frozen
from normalizers.cells.canonical import canonical_parties
from normalizers.draft import Draft
from normalizers.notice.sections import Place, looks_like_rubric_title, scope_in, title_of
from normalizers.records import Criterion
from normalizers.tables.raw import RawRubric
from normalizers.text.views import clean


@frozen
class Heading:
    """What stands above a rubric; empty where it says nothing."""

    title: str
    scope: str


def read_heading(draft: Draft, raw: RawRubric, place: Place | None, rubric_id: str) -> Heading:
    """Cites title and scope; without a line that is one, the title is a cell over the header."""
    lines = place.title if place else ()
    title, scope = title_above(raw, place), ""
    for line in lines:
        draft.cite(rubric_id, "title", line)
    if title and not title_of(lines):
        draft.cite(rubric_id, "title", _titles(raw)[0])
    if place is not None and place.scope is not None:
        named = scope_in(clean(place.scope.text))
        draft.claim(place.scope)
        draft.cite(rubric_id, "scope", place.scope, named)
        scope = named.value
    return Heading(title, scope)


def title_above(raw: RawRubric, place: Place | None) -> str:
    """The title of a rubric: the line above its table, else a cell over the header."""
    if title := title_of(place.title if place else ()):
        return title
    return next((clean(cell.text).value for cell in _titles(raw)), "")


def _titles(raw: RawRubric) -> list[Cell]:
    return [cell for cell in raw.above if looks_like_rubric_title(clean(cell.text))]


def assessed_by(draft: Draft, raw: RawRubric, criteria: Sequence[Criterion]) -> str:
    """Whose rubric it is, where a column such as 机关司室 says so."""
    if not raw.having("owner"):
        return ""
    ids = {criterion.criterion_id for criterion in criteria}
    found = {party.canonical_name for party in canonical_parties(draft.parties) if party.owner_id in ids}
    # a column that names another unit in each row says who scores, not whose rubric it is
    return found.pop() if len(found) == 1 else ""

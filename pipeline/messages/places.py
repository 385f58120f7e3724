"""Where something is printed, as a person says it: `第3页 表2 第5行第4列`, `工作表1 第12行 第3格`."""

from __future__ import annotations

import re
from functools import reduce

from normalizers.records import Evidence, FindingRow
from pipeline.messages.languages import Lang
from pipeline.messages.words import say

# the words with which the path of a source without pages names its parts: `table 2/row 3/cell 1`, `line 27`
_SHORT = re.compile(r"(?:p\.(\d+))? ?(.*?)(?: ?r\.(\d+))?", re.DOTALL)
_PARTS = {
    "table": "place.table",
    "row": "place.row",
    "cell": "place.nth_cell",
    "line": "place.line",
    "paragraph": "place.paragraph",
    "sheet": "place.sheet",
}


def of_evidence(place: Evidence, lang: Lang) -> str:
    """The place of a field."""
    return in_words(lang, place.page, place.table, place.row, place.column, place.block_path)


def of_finding(row: FindingRow, lang: Lang) -> str:
    """The place of a finding."""
    return in_words(lang, row.page, None, row.row, None, row.path)


def of_text(place: str, lang: Lang) -> str:
    """The place that scoring tells in short, `p.3 r.5` or `line 15/cell 2 r.2`."""
    told = _SHORT.fullmatch(place)
    assert told
    page, path, row = told.groups()
    return in_words(lang, int(page) if page else None, None, int(row) if row else None, None, path)


def in_words(
    lang: Lang, page: int | None, table: int | None, row: int | None, column: int | None, path: str
) -> str:
    """A place in words; empty where there is none.

    What a path tells is not told again. Of a table the row and column are told as they are seen, and not the
    cell that the source counts, which a merged cell moves.
    """
    parts = []
    seen = table is not None and row is not None and column is not None and path.startswith("table ")
    if path and not seen:
        parts += [_part(one, lang) for one in path.split("/")]
    if page is not None:
        parts.append(say("place.page", lang, page=page))
    if page is not None or not path or seen:
        if table is not None:
            parts.append(say("place.table", lang, table=table))
        if row is not None and column is not None:
            parts.append(say("place.cell", lang, row=row, column=column))
        elif row is not None:
            parts.append(say("place.row", lang, row=row))
    return reduce(lambda first, second: say("place.joined", lang, first=first, second=second), parts or [""])


def _part(part: str, lang: Lang) -> str:
    """A part of a path in words; what is none of those, the name of a file, as it is."""
    kind, _, which = part.partition(" ")
    key = _PARTS.get(kind) if which else None
    return say(key, lang, **{kind: which}) if key else part

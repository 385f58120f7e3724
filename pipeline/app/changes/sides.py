"""What can be compared: years of the dataset and single notices; and which of them belong together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import regex

from extractors.frozen import frozen
from pipeline.app.desk import Desk

# what differs in the titles of one notice over the years
_OF_A_YEAR = regex.compile(r"\d+|[〇零一二三四五六七八九]{4}|[\s“”\"（）()]")
_YEAR, _NOTICE = "year:", "notice:"


@frozen
class Side:
    """A side of a comparison: how an address names it, its title, its year, its notices."""

    key: str
    title: str
    year: str
    notices: tuple[str, ...]

    @property
    def whole_year(self) -> bool:
        """Whether it is all notices of a year."""
        return self.key.startswith(_YEAR)


def sides(desk: Desk) -> dict[str, Side]:
    """All of them by key: years first, the latest at the top, then notices by title."""
    rows = {one: desk.about(one) for one in desk.notices}
    years: dict[str, list[str]] = defaultdict(list)
    for notice_id, row in rows.items():
        if row["year"]:
            years[row["year"]].append(notice_id)
    made = [Side(f"{_YEAR}{year}", year, year, tuple(years[year])) for year in sorted(years, reverse=True)]
    notices = [
        Side(f"{_NOTICE}{one}", row["title"] or row["source_file"], row["year"], (one,))
        for one, row in rows.items()
    ]
    made += sorted(notices, key=lambda side: (_same(side.title), side.year))
    return {side.key: side for side in made}


def neighbours(desk: Desk, known: Mapping[str, Side]) -> list[tuple[Side, ...]]:
    """Notices of one issuer and title in different years, each row of years in order."""
    rows: dict[tuple[str, str], list[Side]] = defaultdict(list)
    for side in known.values():
        if not side.whole_year and side.year:
            rows[desk.about(side.notices[0])["issuer"], _same(side.title)].append(side)
    found = (tuple(sorted(row, key=lambda side: side.year)) for row in rows.values())
    return [row for row in found if len({side.year for side in row}) > 1]


def _same(title: str) -> str:
    return _OF_A_YEAR.sub("", title)

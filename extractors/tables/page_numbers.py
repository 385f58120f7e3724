"""Page numbers (页码) that stand on a line of their own, in whatever form they are printed."""

from __future__ import annotations

import re

from extractors.characters.ideographs import as_ideographs

# a scan gives the dash beside a number as 一
_DASHES = r"[-—–－―─一·•\s]"
# — 3 —   - 3 -   3 / 12   第3页   第 3 页 共 12 页   Page 3 of 12
_PAGE_NUMBER = re.compile(
    rf"""
    {_DASHES}* (?P<dashed> \d{{1,4}} ) {_DASHES}*
    | (?P<parted> \d{{1,4}} ) \s* [/／] \s* \d{{1,4}}
    | 第 \s* (?P<han> \d{{1,4}} ) \s* 页 [\s,，/／]* (?: [（(]? 共 \s* \d{{1,4}} \s* 页 [）)]? )?
    | page \s* (?P<english> \d{{1,4}} ) (?: \s* of \s* \d{{1,4}} )?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def page_number(text: str) -> int | None:
    """The number of the page that a line prints and nothing else; None for any other line."""
    found = _PAGE_NUMBER.fullmatch(as_ideographs(text.strip()))
    return int(next(filter(None, found.groups()))) if found else None

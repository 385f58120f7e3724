"""Page numbers (页码) that stand on a line of their own, in whatever form they are printed."""

from __future__ import annotations

import re

from extractors.characters.ideographs import as_ideographs

# a scan gives the dash beside a number as 一
_DASHES = r"[-—–－―─一·•\s]"
# — 3 —   - 3 -   3 / 12   第3页   第 3 页 共 12 页   — 第3页 共12页 —   共12页 第3页   Page 3 of 12
_PAGE_NUMBER = re.compile(
    rf"""
    {_DASHES}* (?P<dashed> \d{{1,4}} ) {_DASHES}*
    | (?P<parted> \d{{1,4}} ) \s* [/／] \s* \d{{1,4}}
    | {_DASHES}* 第 \s* (?P<han> \d{{1,4}} ) \s* 页 [\s,，/／]*
      (?: [（(]? 共 \s* \d{{1,4}} \s* 页 [）)]? )? {_DASHES}*
    | {_DASHES}* 共 \s* \d{{1,4}} \s* 页 [\s,，/／]* 第 \s* (?P<last> \d{{1,4}} ) \s* 页 {_DASHES}*
    | page \s* (?P<english> \d{{1,4}} ) (?: \s* of \s* \d{{1,4}} )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
# the number of the page in a line that says more: 某局文件 第3页 共12页
_WITHIN = re.compile(r"第\s*(\d{1,4})\s*页|(\d{1,4})\s*[/／]\s*\d{1,4}|page\s*(\d{1,4})", re.IGNORECASE)


def page_number(text: str) -> int | None:
    """The number of the page that a line prints and nothing else; None for any other line."""
    found = _PAGE_NUMBER.fullmatch(as_ideographs(text.strip()))
    return int(next(filter(None, found.groups()))) if found else None


def running_number(text: str) -> int | None:
    """The number of the page that stands in a running header or footer; None where there is none."""
    found = _WITHIN.search(as_ideographs(text))
    return int(next(filter(None, found.groups()))) if found else None

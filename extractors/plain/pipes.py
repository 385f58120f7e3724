"""Tables of Markdown and of database programs: a row a line, its cells apart by bars (| 指标 | 分值 |)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.plain.cell_lines import Line

_BAR = re.compile(r"(?<!\\)[|│]")
# |---|:-:| below the header of Markdown, ----+---- in psql
_UNDERLINE = re.compile(
    r"\s{0,9}\|?(?:\s{0,9}:?[-─]{1,999}:?\s{0,9}[|+│┼]){0,99}\s{0,9}:?[-─]{1,999}:?\s{0,9}\|?\s{0,9}"
)

Row = tuple[Line, list[str]]


def pipe_runs(lines: Sequence[Line]) -> Iterator[tuple[list[Row], list[Line]]]:
    """The lines in runs: the rows of a table, or, where there are none, lines of another kind."""
    other: list[Line] = []
    at = 0
    while at < len(lines):
        end = _end(lines, at)
        if end == at:
            other.append(lines[at])
            at += 1
            continue
        if other:
            yield [], other
            other = []
        rows = [line for line in lines[at:end] if not _is_underline(line.text)]
        yield [(line, cells_of(line.text)) for line in rows], []
        at = end
    if other:
        yield [], other


def cells_of(text: str) -> list[str]:
    r"""The cells of a row: bars at its ends are its frame, `\|` is a character."""
    text = text.strip()
    inside = text[1:] if _BAR.match(text) else text
    cells = _BAR.split(inside)
    if len(cells) > 1 and not cells[-1].strip():
        del cells[-1]
    return [cell.replace("\\|", "|").strip() for cell in cells]


def _end(lines: Sequence[Line], at: int) -> int:
    """Where the table ends that begins at a line; `at` itself where none does."""
    if not _has_bars(lines[at].text):
        return at
    end = at + 1
    if end < len(lines) and _is_underline(lines[end].text):
        while end < len(lines) and (_has_bars(lines[end].text) or _is_underline(lines[end].text)):
            end += 1
        return end
    # without a line below the header: framed rows of one width
    width = len(cells_of(lines[at].text))
    while end < len(lines) and _framed(lines[end].text) and len(cells_of(lines[end].text)) == width:
        end += 1
    return end if end > at + 1 and width > 1 and _framed(lines[at].text) else at


def _has_bars(text: str) -> bool:
    return bool(_BAR.search(text)) and "\t" not in text


def _is_underline(text: str) -> bool:
    return bool(_UNDERLINE.fullmatch(text)) and bool(re.search(r"[|+│┼]", text))


def _framed(text: str) -> bool:
    text = text.strip()
    return len(text) > 1 and text[0] in "|│" and text[-1] in "|│"

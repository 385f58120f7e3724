"""Tables drawn with characters (┌─┬│├┼┤└┴┘, +--+, |): borders to cells with their spans.

A line of a table is a rule (├──┼──┤), or text between bars. Lines between two rules are one row; a rule
with a gap leaves the cell above it open, and text in the gap is the cell's next line:

    ┌────┬────┬────┐
    │供水│水压│  5 │
    │    ├────┼────┤
    │    │水质│  3 │
    └────┴────┴────┘

How wide a border or ① is depends on the font: one place, or two as Han characters. The right edge of the
table tells which. Where a line has fewer bars than the table has borders, the widths tell which are missing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.document import Cell, Table
from extractors.frozen import frozen
from extractors.place import Anchor, Fragment
from extractors.plain.cell_lines import Line
from extractors.tables.tabulate import tabulate

_BARS = frozenset("│┃║┆┇┊┋╎╏|")
_STROKES = frozenset("─━═┄┅┈┉╌╍-=")
_JUNCTIONS = frozenset(map(chr, range(0x250C, 0x254C))) | frozenset(map(chr, range(0x2552, 0x256D))) | {"+"}
_EDGES = _BARS | _JUNCTIONS
_MOST_BORDERS = 40
_FIGURE = re.compile(r"[+-]?\d{1,9}(?:\.\d{1,9})?[分%％]?")


@frozen
class _Split:
    """A line cut at its borders: where they stand, and what is between each two."""

    line: Line
    places: tuple[int, ...]
    parts: tuple[str, ...]
    rule: bool

    @property
    def whole(self) -> bool:
        """Whether nothing stands before its first and behind its last border."""
        text = self.line.text
        return len(self.places) > 1 and not (text[: self.places[0]] + text[self.places[-1] + 1 :]).strip()

    @property
    def gaps(self) -> list[int]:
        """The parts of a rule that are no stroke."""
        return [number for number, part in enumerate(self.parts) if not _is_stroke(part)]


@dataclass(slots=True)
class _Open:
    """A cell that may go on below: its borders, its rows, and its lines of text."""

    row: int
    left: int
    right: int
    number: int
    rows: int = 1
    lines: list[tuple[Line, str]] = field(default_factory=list)


@frozen
class Drawn:
    """A table that was drawn; `loose` tells whether it is doubtful where its rows begin."""

    table: Table
    loose: bool = False


def drawn_runs(lines: Sequence[Line]) -> Iterator[tuple[bool, list[Line]]]:
    """The lines in runs, each with whether it is drawn: lines between borders, a rule among them."""
    run: list[Line] = []
    inside = False
    for line in lines:
        framed = _framed(line)
        if framed != inside and run:
            yield inside and any(map(_is_rule, run)), run
            run = []
        inside = framed
        run.append(line)
    if run:
        yield inside and any(map(_is_rule, run)), run


def looks_drawn(run: Sequence[Line]) -> bool:
    """Whether lines that are no table that could be read hold rules of one."""
    return any(len(re.findall(r"[─━═]{2,99}[┬┼┴╦╬╩]", line.text)) > 0 for line in run)


def read_drawn(run: Sequence[Line]) -> Drawn | None:
    """The table of a run, None where its borders do not fit together."""
    split = [_split(line, rule=_is_rule(line)) for line in run]
    if all(each.rule for each in split) or not all(each.whole for each in split):
        return None
    if max(len(each.places) for each in split) > _MOST_BORDERS:
        return None
    # the width under which the right edges of all lines are the fewest
    wide = min((1, 2), key=lambda width: len({_at(each, each.places[-1], width) for each in split}))
    borders = _borders([each for each in split if each.rule], wide)
    bands = _bands(split)
    fitted = []
    for band in bands:
        fits = _fit(band, borders, wide)
        if fits is None:
            return None
        fitted.append(fits)
    return _table(bands, fitted)


# ---- lines -----------------------------------------------------------------------------------------------


def _framed(line: Line) -> bool:
    text = line.text.strip()
    return len(text) > 1 and text[0] in _EDGES and text[-1] in _EDGES


def _is_stroke(part: str) -> bool:
    return bool(part) and all(char in _STROKES for char in part)


def _split(line: Line, *, rule: bool) -> _Split:
    text = line.text.rstrip()
    places = [at for at, char in enumerate(text) if char in _BARS or (rule and _is_junction(text, at))]
    parts = tuple(text[before + 1 : after] for before, after in pairwise(places))
    return _Split(line, tuple(places), parts, rule)


def _is_junction(text: str, at: int) -> bool:
    """A + is one only beside a stroke: `| A+B  +-----+`."""
    if text[at] != "+":
        return text[at] in _JUNCTIONS
    return any(char in "-=" for char in text[max(at - 1, 0) : at + 2])


def _is_rule(line: Line) -> bool:
    """Whether a line draws a border: a stroke between two of its junctions."""
    split = _split(line, rule=True)
    text = line.text
    return any(
        _is_stroke(part)
        # |--| may be a cell with a filler
        and (part[0] not in "-=" or (len(part) > 1 and {text[before], text[after]} & _JUNCTIONS))
        for part, (before, after) in zip(split.parts, pairwise(split.places), strict=True)
    )


def _at(split: _Split, place: int, wide: int) -> int:
    """Where a character stands on paper, counted in half-width characters."""
    return sum(_width(char, wide) for char in split.line.text[:place])


def _width(char: str, wide: int) -> int:
    kind = unicodedata.east_asian_width(char)
    return 2 if kind in "WF" else wide if kind == "A" else 1


# ---- borders ---------------------------------------------------------------------------------------------


def _borders(rules: Sequence[_Split], wide: int) -> list[int]:
    """Where the borders of the table stand; rules without a gap are exact, right of a gap the edge is."""
    if not rules:
        return []
    edge = Counter(_at(rule, rule.places[-1], wide) for rule in rules).most_common(1)[0][0]
    found: Counter[int] = Counter()
    for rule in rules:
        shift = edge - _at(rule, rule.places[-1], wide) if rule.gaps else 0
        for number, place in enumerate(rule.places):
            beyond = bool(rule.gaps) and number > rule.gaps[-1]
            found[_at(rule, place, wide) + (shift if beyond else 0)] += 1
    borders: list[int] = []
    for place in sorted(found):
        if borders and place - borders[-1] <= 1:
            borders[-1] = max(borders[-1], place, key=found.__getitem__)
        else:
            borders.append(place)
    return borders


def _bands(split: Sequence[_Split]) -> list[list[_Split]]:
    """Lines of text that no rule parts, each rule by itself."""
    bands: list[list[_Split]] = []
    for each in split:
        if not each.rule and bands and not bands[-1][0].rule:
            bands[-1].append(each)
        else:
            bands.append([each])
    return bands


def _fit(band: Sequence[_Split], borders: Sequence[int], wide: int) -> list[int] | None:
    """Which border each bar of the lines is; None where they do not agree."""
    if len({len(each.places) for each in band}) > 1 or not 2 <= len(band[0].places) <= len(borders):
        return None
    fits: dict[tuple[int, ...], int] = {}
    for each in band:
        cost, numbers = _nearest([_at(each, place, wide) for place in each.places], borders)
        fits[tuple(numbers)] = min(cost, fits.get(tuple(numbers), cost))
    return list(min(fits.items(), key=lambda fit: fit[1])[0])


def _nearest(places: Sequence[int], borders: Sequence[int]) -> tuple[int, list[int]]:
    """The borders, the outer two among them, whose distances come nearest to those of the bars."""
    best: dict[int, tuple[int, list[int]]] = {0: (0, [0])}
    for number, (before, place) in enumerate(pairwise(places), 1):
        left = len(places) - 1 - number
        following: dict[int, tuple[int, list[int]]] = {}
        for last, (cost, chosen) in best.items():
            for border in range(last + 1, len(borders) - left):
                if not left and border != len(borders) - 1:
                    continue
                more = cost + abs((place - before) - (borders[border] - borders[last]))
                if border not in following or more < following[border][0]:
                    following[border] = (more, [*chosen, border])
        best = following
    return best[len(borders) - 1]


# ---- cells -----------------------------------------------------------------------------------------------


def _table(bands: Sequence[list[_Split]], fitted: Sequence[list[int]]) -> Drawn | None:
    done: list[_Open] = []
    above: list[_Open] = []
    kept: list[_Open] = []
    loose = False
    row = 0
    header_only = sum(not band[0].rule for band in bands) == 2
    for band, fits in zip(bands, fitted, strict=True):
        if band[0].rule:
            going = _kept(band[0], fits, above)
            if going is None:
                return None
            kept = going
            continue
        rows = _rows_by_line(band) if header_only and row and not kept and len(band) > 1 else None
        loose |= rows is not None and not _has_figures(band)
        for number, lines in enumerate(rows or [band]):
            cells = _row(lines, fits, row, kept if not number else [])
            if cells is None:
                return None
            done.extend(cell for cell in cells if cell not in kept)
            above, kept = cells, []
            row += 1
    anchor = bands[0][0].line.anchor
    if not done:
        return None
    # a column is as wide as its characters
    widths = [1.0] * max(cell.right for cell in done)
    return Drawn(tabulate([_cell(cell) for cell in done], anchor, widths), loose)


def _kept(rule: _Split, fits: Sequence[int], above: Sequence[_Open]) -> list[_Open] | None:
    """The cells that a rule leaves open, with the text in its gaps; None where text is in no such cell."""
    gaps = {
        (left, right): part
        for part, (left, right) in zip(rule.parts, pairwise(fits), strict=True)
        if not _is_stroke(part)
    }
    kept = [cell for cell in above if (cell.left, cell.right) in gaps]
    for cell in kept:
        cell.lines.append((rule.line, gaps.pop((cell.left, cell.right)).strip()))
    return kept if not any(part.strip() for part in gaps.values()) else None


def _row(band: Sequence[_Split], fits: Sequence[int], row: int, kept: Sequence[_Open]) -> list[_Open] | None:
    """The cells of a row; those `kept` from above go on, and must have the borders that they had."""
    going = {(cell.left, cell.right): cell for cell in kept}
    cells = []
    for number, (left, right) in enumerate(pairwise(fits), 1):
        cell = going.pop((left, right), None)
        if cell is None:
            cell = _Open(row, left, right, number)
        else:
            cell.rows += 1
        cell.lines += [(each.line, each.parts[number - 1].strip()) for each in band]
        cells.append(cell)
    return cells if not going else None


def _has_figures(band: Sequence[_Split]) -> bool:
    """Whether a column has a figure on every line, as no cell of several lines has; and no cell is blank."""
    columns = list(zip(*(each.parts for each in band), strict=True))
    return all(part.strip() for column in columns for part in column) and any(
        all(_FIGURE.fullmatch(part.strip()) for part in column) for column in columns
    )


def _rows_by_line(band: Sequence[_Split]) -> list[list[_Split]]:
    """The rows where only the header has a rule below it: a line with a filled first cell begins one."""
    rows: list[list[_Split]] = []
    for each in band:
        if rows and not each.parts[0].strip():
            rows[-1].append(each)
        else:
            rows.append([each])
    return rows


def _cell(cell: _Open) -> Cell:
    text = ""
    fragments = []
    for line, part in cell.lines:
        if part:
            text += "\n" if text else ""
            anchor = Anchor(path=f"{line.anchor.path}/cell {cell.number}")
            fragments.append(Fragment(len(text), len(text) + len(part), anchor))
            text += part
    if not fragments:
        fragments = [Fragment(0, 0, Anchor(path=f"{cell.lines[0][0].anchor.path}/cell {cell.number}"))]
    return Cell(cell.row, cell.left, text, tuple(fragments), cell.rows, cell.right - cell.left)

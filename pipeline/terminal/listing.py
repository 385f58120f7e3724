"""A long list in the terminal: a figure, a name and a text, line by line.

A table of rich measures each of its cells many times, which takes longer than comparing two years.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, zip_longest

from rich.cells import get_character_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment

from extractors.frozen import frozen

# the cells of a line, and the style of the last one
Row = tuple[tuple[str, str, str], str]
_GAP = 2
# the name takes no more of the width than this
_NAME = 0.3


@frozen
class Listing:
    """Rows below their heads: the first cell set to the right, the others folded; `styles` of the columns."""

    heads: tuple[str, str, str]
    rows: Sequence[Row]
    styles: tuple[str, str, str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines, one behind the other."""
        cells = [self.heads, *(cells for cells, _ in self.rows)]
        first, second = (max(wide(row[at]) for row in cells) for at in (0, 1))
        second = min(second, max(wide(self.heads[1]), int(options.max_width * _NAME)))
        widths = first, second, max(options.max_width - first - second - 2 * _GAP, _GAP)
        for place, (row, own) in enumerate([(self.heads, "bold"), *self.rows]):
            looks = [own] * 3 if not place else [*self.styles[:2], own]
            styles = [console.get_style(look) if look else None for look in looks]
            folded = (fold(text, width) for text, width in zip(row, widths, strict=True))
            for line in zip_longest(*folded, fillvalue=""):
                before = " " * (first - wide(line[0]))
                between = " " * (second - wide(line[1]) + _GAP)
                yield Segment(before + line[0], styles[0])
                yield Segment(" " * _GAP + line[1], styles[1])
                if line[2]:
                    yield Segment(between)
                    yield Segment(line[2], styles[2])
                yield Segment.line()


def wide(text: str) -> int:
    """How many half-width characters a text takes in the terminal."""
    return sum(map(get_character_cell_size, text))


def fold(text: str, width: int) -> Iterator[str]:
    """The lines of a text, of at most so many half-width characters; words that a blank parts stay whole."""
    for line in text.split("\n"):
        rest = line
        while (
            len(rest) * 2 > width
            and (ends := list(accumulate(map(get_character_cell_size, rest))))[-1] > width
        ):
            # a line takes a character at least, however narrow the terminal
            room = max(1, sum(end <= width for end in ends))
            blank = rest.rfind(" ", 1, room + 1)
            at = blank if blank > 0 else room
            yield rest[:at]
            rest = rest[at:].lstrip(" ")
        yield rest

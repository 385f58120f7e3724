"""What is printed on the text of a page and is none of it: lines through it, raised figures, watermarks."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractors.grids.edges import Rule
from extractors.grids.lines import Run
from extractors.numbering import superscript

# A line strikes text out where it runs through this part of its height, from above and from below.
_UPPER, _LOWER = 0.33, 0.27
# A line is one that strikes where so much of it lies on text; no rule of a table ends where text does.
_ON_TEXT = 0.8
# Rules that end within so many points of one that crosses them belong to a table.
_TOUCHING = 1.5
# A note's figure is no larger than this share of the text, and raised by at least that much of its size.
_SMALL, _RAISED = 0.78, 0.12
_NOTE = frozenset("0123456789注*※†‡①②③④⑤⑥⑦⑧⑨⑩[]()（）〔〕,，")
# A watermark that touches no text is so much larger than the text.
_LARGE = 1.5


@dataclass(slots=True)
class Marked:
    """The runs and rules of a page, and what was taken out of them."""

    runs: list[Run]
    rules: list[Rule]
    struck: list[Run] = field(default_factory=list)
    notes: list[Run] = field(default_factory=list)
    watermarks: list[Run] = field(default_factory=list)


def without_marks(runs: list[Run], pale: Sequence[Run], rules: list[Rule]) -> Marked:
    """The text that counts; `pale` are the runs in light colours."""
    marked = Marked(runs, rules)
    if pale:
        _take_watermarks(marked, pale)
    _take_struck(marked)
    _take_notes(marked)
    return marked


# --- watermarks -----------------------------------------------------------------------------------


def _take_watermarks(marked: Marked, pale: Sequence[Run]) -> None:
    """Light text that lies on other text, or is large and runs across rules; and the same text elsewhere."""
    light = {id(run) for run in pale}
    dark = [run for run in marked.runs if id(run) not in light and not run.blank]
    usual = _usual_size(dark)
    texts = {
        run.text.strip()
        for run in pale
        if not run.blank
        and (
            any(_on(run, other) for other in dark)
            or (run.size >= _LARGE * usual > 0 and any(_crosses(rule, run) for rule in marked.rules))
        )
    }
    if texts:
        gone = {id(run) for run in pale if run.text.strip() in texts}
        marked.watermarks = [run for run in marked.runs if id(run) in gone]
        marked.runs = [run for run in marked.runs if id(run) not in gone]


def _on(run: Run, other: Run) -> bool:
    """Whether two runs share a good part of their place."""
    across = min(run.edges[-1], other.edges[-1]) - max(run.edges[0], other.edges[0])
    down = min(run.bottom, other.bottom) - max(run.top, other.top)
    return across > 0.3 * other.size and down > 0.3 * min(run.size, other.size)


def _crosses(rule: Rule, run: Run) -> bool:
    inside = 0.2 * run.size
    return (
        rule.x0 < run.edges[-1] - inside
        and rule.x1 > run.edges[0] + inside
        and rule.top < run.bottom - inside
        and rule.bottom > run.top + inside
    )


def _usual_size(runs: Iterable[Run]) -> float:
    sizes: Counter[float] = Counter()
    for run in runs:
        sizes[round(run.size, 1)] += len(run.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


# --- struck out -----------------------------------------------------------------------------------


def _take_struck(marked: Marked) -> None:
    rules = [rule for rule in marked.rules if rule.x1 - rule.x0 > 2 * (rule.bottom - rule.top)]
    levels = [*sorted({int((rule.top + rule.bottom) / 2) for rule in rules}), math.inf]
    through: dict[float, list[int]] = defaultdict(list)
    for at, (_, _, top, bottom, size) in enumerate(marked.runs):
        # nearly all text stands between rules
        number = bisect_left(levels, int(top + _UPPER * size))
        while levels[number] <= bottom - _LOWER * size:
            through[levels[number]].append(at)
            number += 1
    if not through:
        return
    cut: dict[int, list[Rule]] = defaultdict(list)
    lines = []
    for rule in rules:
        y = (rule.top + rule.bottom) / 2
        met = [at for at in through.get(int(y), ()) if _strikes(rule, y, marked.runs[at])]
        if met and _on_text(rule, [marked.runs[at] for at in met]) and not _in_table(rule, marked.rules):
            lines.append(rule)
            for at in met:
                cut[at].append(rule)
    if not lines:
        return
    marked.rules = [rule for rule in marked.rules if rule not in lines]
    kept: list[Run] = []
    for at, run in enumerate(marked.runs):
        if at not in cut:
            kept.append(run)
            continue
        for glyph in run.glyphs():
            middle = (glyph.edges[0] + glyph.edges[-1]) / 2
            struck = any(rule.x0 - 0.5 <= middle <= rule.x1 + 0.5 for rule in cut[at])
            (marked.struck if struck else kept).append(glyph)
    marked.runs = kept


def _strikes(rule: Rule, y: float, run: Run) -> bool:
    middle = run.top + _UPPER * run.size <= y <= run.bottom - _LOWER * run.size
    return middle and rule.x0 < run.edges[-1] and run.edges[0] < rule.x1 and not run.blank


def _on_text(rule: Rule, runs: Iterable[Run]) -> bool:
    """Whether a line lies on glyphs for nearly all of its length."""
    share = sum(
        max(0.0, min(rule.x1, glyph.edges[-1]) - max(rule.x0, glyph.edges[0]))
        for run in runs
        for glyph in run.glyphs()
        if not glyph.blank
    )
    return share >= _ON_TEXT * (rule.x1 - rule.x0)


def _in_table(rule: Rule, rules: Sequence[Rule]) -> bool:
    """Whether a line goes from one vertical to another, as the rules of a table do."""
    y = (rule.top + rule.bottom) / 2
    ends = [False, False]
    for other in rules:
        if other.x1 - other.x0 > 2 * (other.bottom - other.top) or not other.top - 1 <= y <= other.bottom + 1:
            continue
        for number, x in enumerate((rule.x0, rule.x1)):
            ends[number] = ends[number] or other.x0 - _TOUCHING <= x <= other.x1 + _TOUCHING
    return all(ends)


# --- raised figures -------------------------------------------------------------------------------


def _take_notes(marked: Marked) -> None:
    """Raised figures behind text are references to notes, but behind Latin letters a power: m²."""
    sizes = Counter(run.size for run in marked.runs)
    if len(sizes) < 2:
        return
    most = _SMALL * max(sizes, key=lambda size: (sizes[size], size))
    small = [at for at, run in enumerate(marked.runs) if run.size <= most and _NOTE.issuperset(run.text)]
    if not small:
        return
    gone: set[int] = set()
    for at in small:
        run = marked.runs[at]
        if any(_goes_on(marked.runs[other], run) for other in gone):
            gone.add(at)
            continue
        before = None if run.blank else _before(run, marked.runs)
        if before is None:
            continue
        if before.isascii() and before.isalpha():
            marked.runs[at] = run._replace(text=superscript(run.text))
        else:
            gone.add(at)
    marked.notes = [marked.runs[at] for at in sorted(gone)]
    marked.runs = [run for at, run in enumerate(marked.runs) if at not in gone]


def _goes_on(mark: Run, run: Run) -> bool:
    """Whether a run goes on with a raised mark: 3 behind 注 in another font."""
    level = abs(run.top - mark.top) <= _RAISED * mark.size
    return level and -0.1 * mark.size <= run.edges[0] - mark.edges[-1] <= 0.35 * mark.size


def _before(run: Run, runs: Iterable[Run]) -> str | None:
    """The character of larger print to which a raised run is put; None where it is not raised."""
    for other in runs:
        size = other.size
        if (
            run.size > _SMALL * size
            or not other.top - 0.35 * size < run.top
            or not other.top + 0.3 * size < run.bottom < other.bottom - _RAISED * size
            or not other.edges[0] < run.edges[0] <= other.edges[-1] + 0.35 * size
        ):
            continue
        at = bisect_left(other.edges, run.edges[0] + 0.2 * size) - 1
        plain = at > 0 and len(other.text) == len(other.edges) - 1
        if plain and run.edges[0] - other.edges[at] < 0.35 * size and other.text[:at].strip():
            return other.text[:at].rstrip()[-1]
    return None

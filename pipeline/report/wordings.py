"""The wordings of a change on both sides, as a person reads them: a line for each key point and band."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from extractors.frozen import frozen
from normalizers.columns import chosen
from normalizers.notice.letter import without_year
from normalizers.text.views import squeeze
from pipeline.compare import Change
from pipeline.compare.sides import Item, Table
from pipeline.messages.phrases import band_heading
from pipeline.report.columns import COLUMNS
from pipeline.report.redline import Block, by_line
from pipeline.report.years import Years

# a text and the key of the word for it
Text = tuple[str, str]


@frozen
class Wording:
    """A text of both sides by the key of its word; `apart` where both stand side by side, not compared."""

    key: str
    blocks: tuple[Block, ...]
    apart: bool = False

    @property
    def sides(self) -> tuple[str, str]:
        """The old text and the new one."""
        return "".join(block.old for block in self.blocks), "".join(block.new for block in self.blocks)


def wordings(change: Change, years: Years) -> tuple[Wording, ...]:
    """The texts in which both sides differ: key points, scoring, target, method.

    What was split or merged stands beside its parts: their words are in another order.
    """
    if change.subject == "rubric":
        return _of_rubric(change, years)
    old, new = years.sides(change)
    if len(old) > 1 or len(new) > 1:
        return (Wording("label.criteria", (Block(False, _whole(old), _whole(new)),), apart=True),)
    before, after = (_parts(side[0]) if side else [] for side in (old, new))
    if not (old and new):
        return tuple(Wording(key, (Block(False, a, b),)) for key, a, b in _both(before, after))
    return _compared(before, after)


def _of_rubric(change: Change, years: Years) -> tuple[Wording, ...]:
    """What holds for a whole rubric: title, grade ladder, clauses, notes; nothing where one year lacks it."""
    old, new = (
        [side.by_rubric[own] for own in ids if own in side.by_rubric]
        for side, ids in ((years.old, change.old_ids), (years.new, change.new_ids))
    )
    return _compared(_whole_rubric(old[0]), _whole_rubric(new[0])) if old and new else ()


def _whole_rubric(table: Table) -> list[Text]:
    bands = "\n".join(f"{band_heading(band)}：{band.text}".rstrip("：") for band in table.scoring.bands)
    notes = "\n".join(note.text for note in table.scoring.notes)
    clauses = [clause.text for clause in table.scoring.clauses]
    rules = "\n".join(text for text in clauses if squeeze(text) not in squeeze(notes))
    title = without_year(table.rubric.title)
    texts = [("label.title", title), ("label.ladder", bands), ("label.rules", rules), ("label.notes", notes)]
    return [(key, text) for key, text in texts if text]


def _both(before: Sequence[Text], after: Sequence[Text]) -> list[tuple[str, str, str]]:
    """The texts of both sides by their words; empty where a side has none."""
    old, new = dict(before), dict(after)
    return [(key, old.get(key, ""), new.get(key, "")) for key in dict.fromkeys((*new, *old))]


def _compared(before: Sequence[Text], after: Sequence[Text]) -> tuple[Wording, ...]:
    differing = (row for row in _both(before, after) if squeeze(row[1]) != squeeze(row[2]))
    return tuple(Wording(key, by_line(old, new)) for key, old, new in differing)


def _whole(items: Sequence[Item]) -> str:
    """The texts of some items, each below its name."""
    names = ([f"【{item.criterion.name}】"] if item.criterion.name else [] for item in items)
    texts = ([text for _, text in _parts(item)] for item in items)
    return "\n".join(line for name, own in zip(names, texts, strict=True) for line in (*name, *own))


def _parts(item: Item) -> list[Text]:
    texts = {
        "key_points" if item.subject == "criterion" else "content": _points(item),
        "rules": _rules(item),
    }
    plain: dict[str, list[str]] = defaultdict(list)
    for name, key in chosen(COLUMNS, "criteria").items():
        if key not in {"key_points", "rules"} and (value := getattr(item.criterion, name)):
            plain[key].append(value)
    texts |= {key: " ".join(values) for key, values in plain.items()} | {"due": item.due}
    return [(f"label.{key}", text) for key, text in texts.items() if text]


def _points(item: Item) -> str:
    """The key points, a line each, where they are the whole text."""
    listed = "\n".join(f"{point.label} {point.text}".strip() for point in item.key_points)
    text = item.criterion.text
    return listed if squeeze(listed) == squeeze(text) or not text else text


def _rules(item: Item) -> str:
    """The scoring cell with a line for each band; bands, clauses and notes that are not in it behind it."""
    text = item.criterion.rule_text
    grades = sorted({band.grade for band in item.bands if band.grade}, key=len, reverse=True)
    if grades:
        heading = "|".join(map(re.escape, grades))
        text = re.sub(rf"(?<=[。；;\s])(?=(?:{heading})\s?[（(：:])", "\n", text)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    told = squeeze(item.criterion.text + text)
    for band in item.bands:
        if squeeze(band.text) not in told or not text:
            lines.append(f"{band_heading(band)}：{band.text}")
            told += squeeze(band.text)
    for clause in item.clauses:
        if squeeze(clause.text) not in told:
            lines.append(clause.text)
            told += squeeze(clause.text)
    lines += [note.text for note in item.notes if squeeze(note.text) not in told]
    return "\n".join(lines)

"""The words of an item for those who mark by hand, so that what cannot be computed can still be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from normalizers.records import Band
from normalizers.text.numerals import plain
from pipeline.export.model import Item, Sheet
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import band_heading
from pipeline.messages.words import say


def place_of(item: Item) -> str:
    """Where it stands: the names above it, and its number as printed."""
    names = (f"{one.label} {one.name or one.text}" for one in item.above)
    return " / ".join(" ".join(part.split()) for part in (*names, item.criterion.label) if part.strip())


def text_of(item: Item) -> str:
    """What is asked for: the text of the item and of its parts, each once."""
    return "\n".join(_once(filter(None, _texts(item))))


def rules_of(sheet: Sheet, item: Item, lang: Lang) -> str:
    """How it is marked: rule and bands as printed; method, target and departments with a heading."""
    criteria = (*item.above, item.criterion, *item.parts)
    lines = list(_once(one.rule_text for one in (item.criterion, *item.parts) if one.rule_text))
    lines += [band_line(band_heading(band), band.text) for band in item.bands if not _printed(band, lines)]
    for key, values in (
        ("label.method", _once(one.method for one in criteria if one.method)),
        ("label.target", _once(f"{one.target}{one.unit}" for one in criteria if one.target or one.unit)),
        ("label.parties", _once(party.name for one in criteria for party in sheet.parties(one.criterion_id))),
    ):
        if values:
            lines.append(say("mark.labelled", lang, label=say(key, lang)) + "；".join(values))
    if item.criterion.core:
        lines.append("★")
    return "\n".join(lines)


def whole_of(sheet: Sheet, item: Item, lang: Lang) -> str:
    """All of it: where it stands, its name, what is asked for, how it is marked."""
    parts = (place_of(item), item.criterion.name, text_of(item), rules_of(sheet, item, lang))
    return "\n".join(dict.fromkeys(filter(None, parts)))


def cut(name: str, longest: int) -> str:
    """A name in one line, with a sign where it is cut."""
    line = " ".join(name.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def band_line(heading: str, text: str) -> str:
    """A band with its range in one line: `好（14-18分）：…`."""
    return f"{heading}：{text}" if text else heading


def rubric_text(sheet: Sheet, lang: Lang) -> str:
    """What the rubric says as a whole: who is assessed, the rules of names above, its grades and notes."""
    lines = (
        [say("mark.labelled", lang, label=say("label.scope", lang)) + sheet.rubric.scope]
        if sheet.rubric.scope
        else []
    )
    inside = {one.criterion_id for item in sheet.items for one in (item.criterion, *item.parts)}
    for criterion in sheet.criteria:
        if criterion.criterion_id not in inside:
            said = _once(filter(None, (criterion.name, criterion.text, criterion.rule_text)))
            points = (
                "" if criterion.points is None else say("number.points", lang, points=plain(criterion.points))
            )
            lines.append("：".join((*said, points)) if points else "：".join(said))
    lines += [band_line(band_heading(band), band.text) for band in sheet.bands]
    lines += sheet.notes
    lines += [clause.text for clause in sheet.clauses if not _said(clause.text, lines)]
    return "\n".join(_once(lines))


def _texts(item: Item) -> Iterator[str]:
    yield item.criterion.text
    for one in item.parts:
        yield one.name
        yield f"{one.label} {one.text}".strip()
    for point in item.key_points:
        if not _said(point.text, [one.text for one in (item.criterion, *item.parts)]):
            yield f"{point.label}{point.text}"


def _printed(band: Band, lines: list[str]) -> bool:
    """Whether a band stands there with its figures; bands in columns of their own do not."""
    figures = (plain(one) for one in (band.min_points, band.max_points) if one is not None)
    whole = ["".join(lines)]
    return all(_said(one, whole) for one in (band.grade, band.text, *figures))


def _said(text: str, lines: Iterable[str]) -> bool:
    """Whether these words stand there already; the layout of lines is no word."""
    bare = "".join(text.split())
    return any(bare in "".join(line.split()) for line in lines)


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))

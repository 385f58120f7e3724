"""Moodle: a rubric as a marking guide and as a rubric of advanced grading, in the backup of one assignment.

Moodle reads definitions of advanced grading from backups alone. The area of the assignment holds both
definitions: the guide, in which an item takes any marks up to its points, and the rubric, in which a band is
chosen. The rubric is in use where its levels give all marks that the notice allows, else the guide; a teacher
changes to the other in the assignment.

The structure is that of `backup_gradingform_guide_plugin` and `backup_gradingform_rubric_plugin`, the bounds
are those that the tables of both plugins and their editors set.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from itertools import count

from normalizers.text.numerals import plain
from pipeline.export.lost import common, of_notice
from pipeline.export.model import Item, Lost, Sheet, Written, dated
from pipeline.export.moodle.backup import Backup, archive
from pipeline.export.moodle.element import Element, element
from pipeline.export.wording import band_line, cut, place_of, rubric_text, rules_of, text_of, whole_of
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import band_heading
from pipeline.messages.words import say

_GUIDE, _RUBRIC, _BOTH = "guide", "rubric", "moodle"
_NAME = 255  # characters of a name
_DIGITS = Decimal("0.00001")  # a score has five digits after the point
_PLAIN, _HTML, _READY = 2, 1, 20  # formats of texts; a definition that can be used
_OPTIONS: dict[str, dict[str, str]] = {
    _GUIDE: {"alwaysshowdefinition": "1", "showmarkspercriterionstudents": "1"},
    _RUBRIC: {
        "sortlevelsasc": "0",
        "lockzeropoints": "1",
        "alwaysshowdefinition": "1",
        "showdescriptionteacher": "1",
        "showdescriptionstudent": "1",
        "showscoreteacher": "1",
        "showscorestudent": "1",
        "enableremarks": "1",
        "showremarksstudent": "1",
    },
}


def write(sheets: Sequence[Sheet], lang: Lang) -> Written:
    """The backup (.mbz) of an assignment that is marked by the only rubric of `sheets`."""
    (sheet,) = sheets
    # without points there is nothing that Moodle takes for a rubric
    methods = [_GUIDE, _RUBRIC] if _total(sheet) > 0 else [_GUIDE]
    exact = _RUBRIC in methods and all(one.form != _RUBRIC for one in lost(sheets, lang))
    active = _RUBRIC if exact else _GUIDE
    changed = int(datetime.combine(dated(sheet.records.notice), time(), UTC).timestamp())
    definitions = [
        _definition(sheet, method, number, changed, lang) for number, method in enumerate(methods, 1)
    ]
    area = element(
        "area",
        {"id": "1"},
        element("areaname", text="submissions"),
        element("activemethod", text=active),
        element("definitions", {}, *definitions),
    )
    levels = sum(len(list(_levels(item, lang))) for item in sheet.items)
    backup = Backup(
        name=cut(sheet.title, _NAME),
        intro=f"{sheet.records.notice.title} {sheet.records.notice.doc_number}".strip(),
        grade=_grade(sheet),
        changed=changed,
        key=sheet.rubric.rubric_id,
        grading=element("areas", {}, area),
    )
    return Written(archive(backup), len(sheet.items), levels)


def _definition(sheet: Sheet, method: str, number: int, changed: int, lang: Lang) -> Element:
    held = _guide(sheet, lang) if method == _GUIDE else [_rubric(sheet, lang)]
    return element(
        "definition",
        {"id": str(number)},
        element("method", text=method),
        element("name", text=cut(sheet.title, _NAME)),
        element("description", text=_html(rubric_text(sheet, lang))),
        element("descriptionformat", text=_HTML),
        element("status", text=_READY),
        element("timecreated", text=changed),
        element("timemodified", text=changed),
        element("options", text=json.dumps(_OPTIONS[method])),
        element(f"plugin_gradingform_{method}_definition", {}, *held),
        element("instances"),
    )


def _guide(sheet: Sheet, lang: Lang) -> list[Element]:
    """Items with the most that they give; the clauses as comments that a marker can put in by a click."""
    criteria = [
        element(
            "guidecriterion",
            {"id": str(number)},
            element("sortorder", text=number),
            element("shortname", text=cut(item.name, _NAME) or str(number)),
            element("description", text=_described(item)),
            element("descriptionformat", text=_PLAIN),
            element("descriptionmarkers", text=rules_of(sheet, item, lang)),
            element("descriptionmarkersformat", text=_PLAIN),
            element("maxscore", text=_score(item.most)),
        )
        for number, item in enumerate(sheet.items, 1)
    ]
    said = dict.fromkeys(clause.text for item in sheet.items for clause in item.clauses)
    comments = [
        element(
            "guidecomment",
            {"id": str(number)},
            element("sortorder", text=number),
            element("description", text=text),
            element("descriptionformat", text=_PLAIN),
        )
        for number, text in enumerate(said, 1)
    ]
    return [element("guidecriteria", {}, *criteria), element("guidecomments", {}, *comments)]


def _rubric(sheet: Sheet, lang: Lang) -> Element:
    ids = count(1)
    return element(
        "criteria",
        {},
        *(
            element(
                "criterion",
                {"id": str(number)},
                element("sortorder", text=number),
                element("description", text=whole_of(sheet, item, lang) or str(number)),
                element("descriptionformat", text=_PLAIN),
                element(
                    "levels",
                    {},
                    *(
                        element(
                            "level",
                            {"id": str(next(ids))},
                            element("score", text=_score(score)),
                            element("definition", text=words),
                            element("definitionformat", text=_PLAIN),
                        )
                        for score, words in _levels(item, lang)
                    ),
                ),
            )
            for number, item in enumerate(sheet.items, 1)
        ),
    )


def _levels(item: Item, lang: Lang) -> Iterator[tuple[Decimal, str]]:
    """What can be chosen: each band at its best, else all of the points; two levels at least."""
    bands = item.usable
    for band in bands:
        yield band.max_points or Decimal(0), band_line(band_heading(band), band.text)
    if not bands:
        yield item.most, say("export.full_marks", lang)
    if len(bands) < 2:
        yield Decimal(0), say("export.no_marks", lang)


def _described(item: Item) -> str:
    """For all: where it stands, and what is asked for."""
    name = item.criterion.name if len(item.criterion.name) > _NAME else ""
    return "\n".join(filter(None, (place_of(item), name, text_of(item))))


def _total(sheet: Sheet) -> Decimal:
    return sum((item.most for item in sheet.items), Decimal(0))


def _grade(sheet: Sheet) -> int:
    """The grade of the assignment: the sum, so that marks are points; a whole number, as Moodle wants it."""
    total = _total(sheet)
    return max(1, int(total) + (total != int(total)))


def _score(points: Decimal) -> str:
    return f"{points.quantize(_DIGITS):f}"


def _html(text: str) -> str:
    """Text as a definition's description holds it, which is HTML."""
    for sign, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\n", "<br>")):
        text = text.replace(sign, safe)
    return text


def lost(sheets: Sequence[Sheet], lang: Lang) -> Iterator[Lost]:
    """What neither form holds, or one of both."""
    (sheet,) = sheets
    yield from common(sheet, _BOTH, lang)
    if _grade(sheet) != _total(sheet):
        yield Lost(_BOTH, sheet.rubric.rubric_id, "scale", plain(_total(sheet)), sheet.title, False)
    if len(sheet.title) > _NAME:
        yield Lost(_BOTH, sheet.rubric.rubric_id, "cut", "", sheet.title, False)
    weighed = (one for one in sheet.criteria if one.weight is not None)
    for criterion in weighed:
        words = criterion.name or criterion.text
        yield Lost(
            _BOTH, criterion.criterion_id, "weight", plain(criterion.weight or Decimal(0)), words, False
        )
    above = dict.fromkeys(one for item in sheet.items for one in item.above)
    for criterion in above:
        figure = "" if criterion.points is None else plain(criterion.points)
        yield Lost(_BOTH, criterion.criterion_id, "tree", figure, criterion.name or criterion.text, True)
    for item in sheet.items:
        yield from _of_item(item)
    yield from of_notice(sheet.records, _BOTH, {"title", "doc_number"}, lang)


def _of_item(item: Item) -> Iterator[Lost]:
    own = item.criterion.criterion_id
    if len(item.name) > _NAME:
        yield Lost(_GUIDE, own, "cut", "", item.name, True)
    if item.points is not None and item.points != item.points.quantize(_DIGITS):
        yield Lost(_BOTH, own, "digits", plain(item.points), item.name, False)
    usable = item.usable
    for band in item.bands:
        heading = band_heading(band)
        yield Lost(_GUIDE, band.band_id, "levels", heading, band.text, True)
        if band not in usable:
            yield Lost(_RUBRIC, band.band_id, "band_points", heading, band.text, True)
        elif band.min_points != band.max_points:
            yield Lost(_RUBRIC, band.band_id, "range", heading, band.text, True)
    if item.points is not None and item.best not in (None, item.points):
        yield Lost(_RUBRIC, own, "points", plain(item.points), item.name, False)
    if not usable and item.most > 0:
        yield Lost(_RUBRIC, own, "between", f"0-{plain(item.most)}", item.name, True)

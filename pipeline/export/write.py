"""Rubrics to the bytes of a format, and what was lost to a table."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from normalizers.records import Records
from pipeline.export.items import sheet
from pipeline.export.layout import USUAL, Layout
from pipeline.export.model import Export, Lost
from pipeline.export.targets import TARGETS
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import OwnerNames
from pipeline.messages.words import say
from pipeline.quoted import csv_writer, quoted

_COLUMNS = ("form", "record_id", "where", "lost", "detail", "words", "kept")


def export(
    records: Records,
    to: str,
    *,
    rubric: int | None = None,
    lang: Lang = "zh",
    layout: Layout = USUAL,
) -> Export:
    """The rubrics of a notice in the format of a target of `TARGETS`, or only rubric number `rubric`.

    `layout` is that of a 指标表.

    Raises ValueError when there is no such rubric, or a file that holds one is not told which of several;
    KeyError for no target.
    """
    target = TARGETS[to]
    sheets = [sheet(records, one) for one in records.rubrics if rubric in (None, one.seq)]
    if not sheets or (len(sheets) > 1 and target.holds == "rubric"):
        raise ValueError(f"{len(sheets)} rubrics")
    writer = target.load(layout)
    made = writer.write(sheets, lang)
    return Export(made.payload, made.criteria, made.levels, tuple(writer.lost(sheets, lang)))


def export_all(notices: Sequence[Records], to: str, lang: Lang = "zh") -> Export:
    """All notices in one file of a target that holds a dataset.

    Raises KeyError for no target, ValueError for one that does not hold so many.
    """
    writer = TARGETS[to].load(USUAL)
    if writer.many is None:
        raise ValueError(to)
    made = writer.many(notices, lang)
    lost = (
        one
        for records in notices
        if (sheets := [sheet(records, rubric) for rubric in records.rubrics])
        for one in writer.lost(sheets, lang)
    )
    return Export(made.payload, made.criteria, made.levels, tuple(lost))


def lost_csv(notices: Sequence[Records], lost: Iterable[Lost], lang: Lang) -> str:
    """A row for each fact that was lost, with the id, the place and the words of its record."""
    out = io.StringIO()
    writer = csv_writer(out)
    writer.writerow(_COLUMNS)
    names = {records.notice.notice_id: OwnerNames(records, lang) for records in notices}
    for one in lost:
        kept = say("export.kept_as_text" if one.kept else "export.not_kept", lang)
        where, what = names[one.record_id.split("/", 1)[0]].of(one.record_id), say(f"lost.{one.what}", lang)
        row = (one.form, one.record_id, where, what, one.detail, one.words, kept)
        writer.writerow(map(quoted, row))
    # the mark at the beginning (BOM) is how Excel tells UTF-8 from GBK
    return "\ufeff" + out.getvalue()

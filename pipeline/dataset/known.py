"""What a run knows of the dataset that it writes again."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from normalizers.records import Records
from pipeline.contract.formats import FORMATS, Check, Format
from pipeline.corrections import NONE, Corrections
from pipeline.dataset.stored import json_records, typed_records
from pipeline.ingest.kept import Known
from pipeline.ingest.manifest import Entry, own_path
from pipeline.ingest.stand import Stand
from pipeline.messages.languages import Lang
from pipeline.storage.address import Where


def known_of(
    dataset: Where,
    lang: Lang,
    *,
    verify: bool = False,
    corrections: Corrections = NONE,
    formats: Collection[Format] = FORMATS,
    check: Check = "stat",
    keep: bool = True,
    keep_unread: bool = True,
    again: Collection[str] = (),
) -> Known:
    """The notices of a dataset, to be used under its lock until it is written.

    With `keep`, one that has not changed is not read again, unless its name is in `again`; with
    `keep_unread`, one that cannot be read now has the records that it had.
    """
    stand = Stand.of(dataset, check)
    last = _reader(stand) if keep_unread else None
    known = Known.of(stand, lang, verify=verify, corrections=corrections, formats=formats, last=last)
    return replace(known, same=known.same and keep, again=frozenset(again))


def _reader(stand: Stand) -> Callable[[Entry], Records | None]:
    def read(entry: Entry) -> Records | None:
        """None where nothing of the notice was read then either, or its files are damaged."""
        try:
            records = typed_records(stand, entry)
            if records is None:
                own = stand.dataset / own_path(entry.notice_id, "json")
                records = json_records(own.read_text("utf-8"))
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            return None
        return records if records.notice.media_type else None

    return read

"""Corrections of one document in another: what stands here in the place that they speak of."""

from __future__ import annotations

from normalizers.overlay import Correction, Value
from normalizers.overlay.addresses import addresses, table_of
from normalizers.overlay.model import ROW, within_notice
from normalizers.overlay.rows import LISTS, headline, lines_of
from normalizers.overlay.values import written
from normalizers.records import Records


def found_value(records: Records, one: Correction) -> Value:
    """What is read here of the record and field of a correction, in its form; None where nothing is."""
    address = within_notice(one.record, records.notice.notice_id)
    table = table_of(one.record)
    if not table:
        return None
    if one.field in LISTS:
        return lines_of(one.field, records.table(one.field), address)
    rows = records.table(table)
    row = dict(zip(addresses(table, rows), rows, strict=True)).get(address)
    if row is None:
        return None
    return headline(row) if one.field == ROW else written(getattr(row, one.field, None))

"""Corrections as a person reads them: what each is of and what it says, and why one cannot be kept."""

from __future__ import annotations

from collections.abc import Mapping

from normalizers.columns import column
from normalizers.overlay import Correction, Value
from normalizers.overlay.addresses import table_of
from normalizers.overlay.model import ROW
from normalizers.overlay.rows import LISTS, added, parties_of
from normalizers.overlay.values import Misfit, normal
from normalizers.records import TABLES
from pipeline.contract.schema import said
from pipeline.messages.findings import bare_message
from pipeline.messages.languages import Lang
from pipeline.messages.words import say, words

PARTS = ("key_points", "bands", "clauses", "thresholds", "notes", "totals")


def misfit(one: Correction) -> str:
    """Why a correction can never hold, as a reason of the messages; empty where it can."""
    table = table_of(one.record)
    try:
        if one.code:
            return ""
        if one.field == ROW:
            if isinstance(one.now, Mapping):
                added(table, f"x/{one.record}", f"x/{one.record.partition('/')[0]}", one.now)
        elif one.field in LISTS:
            if not isinstance(one.now, tuple | None):
                return "list-needed"
            if one.field == "parties":
                parties_of("x", one.now or (), ())
        elif table and one.field in TABLES[table].model_fields:
            if not isinstance(one.now, str | None):
                return "one-value-needed"
            normal(table, one.field, one.now)
        else:
            return "no-column"
    except Misfit as error:
        return str(error)
    return ""


def why(reason: str, lang: Lang) -> str:
    """A reason in the language of the reader."""
    return say("correct.misfit", lang, reason=reason)


def label(one: Correction, lang: Lang) -> str:
    """What its field is called; a list, a whole row and a settled finding have words of their own."""
    field, table = one.field, table_of(one.record)
    if one.code:
        return say("correct.of_finding", lang, message=_message(one, lang))
    if field == ROW:
        return say(f"app.part.{table}", lang) if table in PARTS else ""
    if field in LISTS and table in {"criteria", "tasks"}:
        return say(f"label.{field}", lang)
    return said(column(table, field), lang) if table and field in TABLES[table].model_fields else field


def _message(one: Correction, lang: Lang) -> str:
    """The message of the finding that is settled, filled with what told it from others."""
    key = f"finding.{one.code}.message"
    if key not in words("finding", lang):
        return one.code
    pairs = (pair.partition("=") for pair in shown(one.was).split("；"))
    try:
        return say(key, lang, **{name: value for name, _, value in pairs})
    except KeyError:
        return bare_message(one.code, lang)


def name_of(record: str, names: Mapping[str, str]) -> str:
    """What the record of a correction is called; a part of a criterion, as the criterion."""
    while record and record not in names:
        record = record.rpartition("/")[0]
    return names.get(record, "")


def shown(value: Value) -> str:
    """A value with a line for each line of a list."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return "\n".join(value if isinstance(value, tuple) else value.values())


def in_short(value: Value, lang: Lang) -> str:
    """A value in one line; words where there is none."""
    text = "；".join(shown(value).split("\n"))
    return text or say("app.empty_value", lang)

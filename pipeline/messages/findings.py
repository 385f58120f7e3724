"""What findings say, in the language of the reader: of a reading that was just made, or of a dataset."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from extractors.finding import CATALOGUE, Finding, Settled
from extractors.place import Anchor
from normalizers.records import FindingRow, Records
from pipeline.messages.languages import LANGS, Lang
from pipeline.messages.words import say, words

# the values by which a dataset tells that a person settled a finding
_SETTLED = ("settled", "settled_by", "settled_on", "settled_why")
# the room behind the name of a value: {reason:reason}, {field:{room}}
_ROOM = re.compile(r"(?<=\w):[\w.]*(?:\{\w+\})?\}")


def message(found: Finding, lang: Lang) -> str:
    """One sentence in `lang`."""
    return _message(found.code, _values(found), lang)


def hint(found: Finding, lang: Lang) -> str:
    """What to do about it in `lang`; empty when the message says it all."""
    return _hint(found.code, _values(found), lang)


def bare_message(code: str, lang: Lang) -> str:
    """The message of a code with the names of its values in braces: `分值“{text}”无法识别`."""
    return _ROOM.sub("}", words("finding", lang)[f"finding.{code}.message"])


def stored_values(found: Finding) -> str:
    """What fills its message, as the dataset keeps it: a JSON object with its names in order, else empty."""
    values = _values(found)
    return json.dumps(values, ensure_ascii=False, sort_keys=True) if values else ""


def in_language(row: FindingRow, lang: Lang) -> FindingRow:
    """A finding of a dataset, whose message may be in another language, in `lang`.

    One that this version does not know, or whose values do not fill its message, stays as it is.
    """
    values = _stored(row)
    if values is None:
        return row
    return row.model_copy(
        update={"message": _message(row.code, values, lang), "hint": _hint(row.code, values, lang)}
    )


def found_again(row: FindingRow) -> Finding | None:
    """The finding that a row of a dataset tells; None for one that this version does not know."""
    values = _stored(row)
    if values is None:
        return None
    said = [values.pop(name, "") for name in _SETTLED]
    settled = Settled(said[0] == "confirmed", *said[1:]) if said[0] else None
    anchor = Anchor(row.page, None, row.path) if row.page is not None or row.path else None
    return Finding(row.code, tuple(values.items()), anchor, row.owner_id, row.row, row.evidence, settled)


def told_in(records: Records, lang: Lang) -> Records:
    """The records of a notice with its findings in `lang`."""
    return records.model_copy(update={"findings": tuple(in_language(row, lang) for row in records.findings)})


def _values(found: Finding) -> dict[str, str]:
    return dict(found.values) | (_of_settled(found.settled) if found.settled else {})


def _of_settled(settled: Settled) -> dict[str, str]:
    how = "confirmed" if settled.confirmed else "dismissed"
    return dict(zip(_SETTLED, (how, settled.who, settled.when[:10], settled.why), strict=True))


def _stored(row: FindingRow) -> dict[str, str] | None:
    """The values of a row; None where they do not fill the message of its code."""
    kind = CATALOGUE.get(row.code)
    if kind is None:
        return None
    if not row.values:
        # version 1.0 of the contract has no values: what a person had settled there is in the message alone
        bare = not kind.values and any(row.message == _message(row.code, {}, one) for one in LANGS)
        return {} if bare else None
    try:
        values = json.loads(row.values)
    except ValueError:
        return None
    if not isinstance(values, dict):
        return None
    needed = {*kind.values, *(_SETTLED if "settled" in values else ())}
    return values if needed <= set(values) else None


def _message(code: str, values: Mapping[str, str], lang: Lang) -> str:
    said = say(f"finding.{code}.message", lang, **values)
    if "settled" not in values:
        return said
    how, who, when, why = (values[name] for name in _SETTLED)
    told = " ".join(filter(None, (who, when, say(f"settled.{how}", lang))))
    return said + say("settled.why" if why else "settled.bare", lang, told=told, why=why)


def _hint(code: str, values: Mapping[str, str], lang: Lang) -> str:
    key = f"finding.{code}.hint"
    return "" if "settled" in values or key not in words("finding", lang) else say(key, lang, **values)

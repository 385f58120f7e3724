"""Values of fields as a person writes them, and back: 4.5, yes or no, a date, a text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import ValidationError

from normalizers.records import TABLES, Record
from normalizers.text.numerals import plain

# a figure with more digits is no figure of a rubric, and no column of the dataset holds it
_DIGITS = 10


class Misfit(ValueError):
    """A value that a column cannot hold: its text is a reason of the messages."""


# what pydantic says of a value, by the beginning of its word, and what a person is told
_REASONS = {
    "decimal": "no-figure",
    "finite": "no-figure",
    "float": "no-figure",
    "int": "no-whole-number",
    "date": "no-date",
    "bool": "no-flag",
    "literal": "no-choice",
}


def _misfit(error: ValidationError) -> Misfit:
    kind = error.errors()[0]["type"]
    found = (reason for begin, reason in _REASONS.items() if kind.startswith(begin))
    return Misfit(next(found, "no-value"))


def written(value: object) -> str | None:
    """A value as corrections write it; None where the field is empty."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def with_field(row: Record, field: str, value: str | None) -> Record:
    """The row with a field as written. Raises Misfit where the column cannot hold it."""
    return checked(type(row), {**dict(row), field: _empty(type(row), field) if value is None else value})


def checked(kind: type[Record], values: dict[str, object]) -> Record:
    """A row of these values. Raises Misfit where a column cannot hold its value or lacks one."""
    try:
        row = kind.model_validate(values)
    except ValidationError as error:
        raise _misfit(error) from error
    for _, value in row:
        if isinstance(value, Decimal) and not _is_figure(value):
            raise Misfit("figure-too-long")
    return row


def _is_figure(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return (
        value.is_finite()
        and isinstance(exponent, int)
        and exponent >= -_DIGITS
        and value.adjusted() < _DIGITS
    )


def _empty(kind: type[Record], field: str) -> object:
    """What an empty field of a column holds: nothing, or a text without characters."""
    return "" if kind.model_fields[field].annotation is str else None


def normal(table: str, field: str, value: str | None) -> str | None:
    """The value in the form that the record has: 4.50 → 4.5. Raises Misfit like `with_field`."""
    if value is None:
        return None
    kind = TABLES[table]
    try:
        read = kind.__pydantic_validator__.validate_assignment(kind.model_construct(), field, value)
    except ValidationError as error:
        raise _misfit(error) from error
    known = getattr(read, field)
    if isinstance(known, Decimal) and not _is_figure(known):
        raise Misfit("figure-too-long")
    return written(known)

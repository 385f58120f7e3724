"""Values of a column as Arrow holds them, put together from their bytes.

Arrow's own way asks pandas what each list is, and so imports it: that takes longer than all tables of a
notice, and only `datasets.load` needs it.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Context, Decimal, Inexact, InvalidOperation
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from normalizers.columns import Type
from pipeline.contract.schema import PRECISION, SCALE

if TYPE_CHECKING:
    import pyarrow as pa

_FIRST_DAY = date(1970, 1, 1).toordinal()
_WORD = 2**64
_LAST = Decimal(1).scaleb(-SCALE)
_EXACT = Context(prec=PRECISION, traps=[Inexact, InvalidOperation])


def arrow_array(values: Sequence[Any], kind: Type, type_: pa.DataType) -> pa.Array:
    """The values of a column of `kind` as an array of its Arrow type; None is an empty place.

    Raises ArithmeticError or ValueError for a figure that the type does not hold.
    """
    import pyarrow as pa

    known = [value is not None for value in values]
    valid = None if all(known) else pa.py_buffer(_bits(known))
    if kind == "string":
        pieces = [b"" if value is None else value.encode() for value in values]
        ends = array("i", accumulate(map(len, pieces), initial=0))
        buffers = [valid, pa.py_buffer(ends), pa.py_buffer(b"".join(pieces))]
    else:
        buffers = [valid, pa.py_buffer(_PACKED[kind](values))]
    return pa.Array.from_buffers(type_, len(values), buffers)


def _bits(flags: Iterable[Any]) -> bytes:
    """Flags as bits, the first in the lowest; None is no flag."""
    text = "".join("1" if flag else "0" for flag in flags)[::-1]
    return int(text or "0", 2).to_bytes((len(text) + 7) // 8, "little")


def _integers(values: Sequence[int | None]) -> array[int]:
    return array("q", [value or 0 for value in values])


def _numbers(values: Sequence[float | None]) -> array[float]:
    return array("d", [value or 0.0 for value in values])


def _days(values: Sequence[date | None]) -> array[int]:
    return array("i", [0 if value is None else value.toordinal() - _FIRST_DAY for value in values])


def _decimals(values: Sequence[Decimal | None]) -> bytes:
    """Whole numbers of 16 bytes, which count the last place."""
    counts = [
        0 if value is None else int(value.quantize(_LAST, context=_EXACT).scaleb(SCALE, _EXACT))
        for value in values
    ]
    return b"".join(struct.pack("<Qq", count % _WORD, count // _WORD) for count in counts)


_PACKED: dict[Type, Callable[[Sequence[Any]], Any]] = {
    "integer": _integers,
    "number": _numbers,
    "date": _days,
    "decimal": _decimals,
    "boolean": _bits,
}

"""Columns as Arrow holds them: ours, put together from bytes, against Arrow's own."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers.columns import Type
from pipeline.contract.schema import PRECISION, SCALE
from pipeline.dataset.columns import arrow_array

KINDS: dict[Type, tuple[pa.DataType, st.SearchStrategy[Any]]] = {
    "string": (pa.string(), st.text(st.characters(codec="utf-8"))),
    "integer": (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "number": (pa.float64(), st.floats(allow_nan=False)),
    "boolean": (pa.bool_(), st.booleans()),
    "date": (pa.date32(), st.dates()),
    "decimal": (
        pa.decimal128(PRECISION, SCALE),
        st.decimals(-(10**31), 10**31, places=SCALE) | st.decimals(-100, 100, places=2),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None)
@given(data=st.data())
def test_a_column_is_that_of_arrow_itself(kind: Type, data: st.DataObject) -> None:
    type_, values = KINDS[kind]
    column = data.draw(st.lists(values | st.none(), max_size=20))
    ours = arrow_array(column, kind, type_)
    ours.validate(full=True)
    assert ours.equals(pa.array(column, type_))


@pytest.mark.parametrize("figure", ["0.00000000001", "1e32", "NaN", "Infinity"])
def test_a_figure_that_the_column_does_not_hold_is_refused(figure: str) -> None:
    with pytest.raises((ArithmeticError, ValueError)):
        arrow_array([Decimal(figure)], "decimal", pa.decimal128(PRECISION, SCALE))


def test_a_dataset_is_written_without_pandas() -> None:
    code = """
import sys, tempfile
from pathlib import Path
from pipeline.dataset.files import write
from tests.records import result
write([result()], Path(tempfile.mkdtemp()))
sys.exit("pandas" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

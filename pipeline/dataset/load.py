"""Whole tables of a dataset as pandas frames."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from normalizers.records import TABLES
from pipeline.dataset.buckets import read_part
from pipeline.dataset.stored import manifest_of
from pipeline.dataset.swap import steady
from pipeline.dataset.tables import empty
from pipeline.ingest.manifest import Manifest, bucket_path

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def load(out: Path) -> dict[str, pd.DataFrame]:
    """The tables of a dataset as frames with their types, notices in the order of the dataset.

    They are all of one run, also while another is being written. Raises FileNotFoundError when `out` holds no
    dataset or it is without Parquet files, OtherContract when it is of another major version.
    """
    return steady(out, lambda: _load(out))


def _load(out: Path) -> dict[str, pd.DataFrame]:
    import pyarrow as pa

    manifest = manifest_of(out)
    order = pa.array([entry.notice_id for entry in manifest.notices], pa.string())
    return {
        table: _ordered(_whole(out, table, manifest), order).to_pandas(types_mapper=_dtype)
        for table in TABLES
    }


def _whole(out: Path, table: str, manifest: Manifest) -> pa.Table:
    import pyarrow as pa

    paths = (bucket_path(table, bucket, manifest.buckets) for bucket in range(manifest.buckets))
    parts = [empty(table), *(read_part(out / path) for path in paths)]
    # one of an earlier minor version has not all of the columns
    return pa.concat_tables(parts, promote_options="default")


def _ordered(typed: pa.Table, order: pa.Array) -> pa.Table:
    """The rows by notice; those of one stay in their order."""
    import pyarrow.compute as pc

    places = pc.index_in(typed.column("notice_id"), value_set=order)
    return typed.take(pc.sort_indices(places)) if len(typed) else typed


def _dtype(kind: pa.DataType) -> Any:
    import pandas as pd
    import pyarrow as pa

    usual = {
        pa.string(): pd.StringDtype("python"),
        pa.int64(): pd.Int64Dtype(),
        pa.float64(): pd.Float64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
    }
    return usual.get(kind) or pd.ArrowDtype(kind)

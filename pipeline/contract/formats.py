"""What a dataset is written as, and how what stands there is known to be what was written."""

from __future__ import annotations

from typing import Literal, get_args

Format = Literal["csv", "json", "xlsx", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)
# by size and time where they are told, or always by its bytes
Check = Literal["stat", "hash"]

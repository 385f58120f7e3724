"""A file that takes the place of another only when it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A path to write to that takes the place of `out`, which stays whole when writing fails."""
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = out.with_name(f".{out.name}.writing")
    try:
        yield fresh
        fresh.replace(out)
    finally:
        fresh.unlink(missing_ok=True)

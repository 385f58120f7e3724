"""What other programs call, in one place; each function is imported when it is first asked for.

`Project` is a folder of notices with what people corrected, `ingest` reads a notice, `ingest_many` many of
them by any executor, `write` makes a dataset of results, `load` gives a dataset as pandas frames,
`read_records` one notice of it as records, `compare` says what changed between two years, `score` what a unit
gets by its marks, each a `Mark`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.compare import compare
    from pipeline.dataset.files import load, write
    from pipeline.dataset.stored import read_records
    from pipeline.ingest.run import ingest, ingest_many
    from pipeline.project import Project
    from pipeline.scoring import Mark, score

__all__ = ["Mark", "Project", "compare", "ingest", "ingest_many", "load", "read_records", "score", "write"]

_HOMES = {
    "compare": "pipeline.compare",
    "Mark": "pipeline.scoring",
    "Project": "pipeline.project",
    "ingest": "pipeline.ingest.run",
    "ingest_many": "pipeline.ingest.run",
    "load": "pipeline.dataset.files",
    "read_records": "pipeline.dataset.stored",
    "score": "pipeline.scoring",
    "write": "pipeline.dataset.files",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)

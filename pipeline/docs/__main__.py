"""Writes the published contract: `python -m pipeline.docs docs` (or `make docs`)."""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.contract.versions import Unversioned
from pipeline.docs.published import published


def main() -> None:
    """Writes every page and schema into the folder given; status 1 when the version has to rise first."""
    folder = Path(sys.argv[1])
    try:
        pages = published(folder)
    except Unversioned as error:
        sys.exit(str(error))
    for name, text in pages.items():
        (folder / name).write_text(text, "utf-8", newline="\n")


main()

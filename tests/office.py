"""LibreOffice, where tests need files that only it writes."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.needs import demand

needs_office = pytest.mark.needs("libreoffice")


def all_saved_as(files: Sequence[bytes], suffix: str, target: str) -> list[bytes]:
    """Files as LibreOffice saves them in another format, all by one start; both are named by their suffix, without a dot."""
    demand("libreoffice")
    with TemporaryDirectory() as name:
        folder = Path(name)
        given = [folder / f"{place}.{suffix}" for place in range(len(files))]
        for path, data in zip(given, files, strict=True):
            path.write_bytes(data)
        subprocess.run(
            [
                *("soffice", f"-env:UserInstallation={folder.as_uri()}/profile", "--headless"),
                *("--convert-to", target, "--outdir", str(folder / "out"), *map(str, given)),
            ],
            check=True,
            capture_output=True,
            timeout=100,
        )
        return [(folder / "out" / f"{path.stem}.{target}").read_bytes() for path in given]


@cache
def saved_as(data: bytes, suffix: str, target: str) -> bytes:
    """A file as LibreOffice saves it in another format."""
    (made,) = all_saved_as([data], suffix, target)
    return made

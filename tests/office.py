"""LibreOffice, where tests need files that only it writes."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.needs import demand

needs_office = pytest.mark.needs("libreoffice")


@cache
def saved_as(data: bytes, suffix: str, target: str) -> bytes:
    """A file as LibreOffice saves it in another format; both are named by their suffix, without a dot."""
    demand("libreoffice")
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / f"file.{suffix}").write_bytes(data)
        subprocess.run(
            [
                *("soffice", f"-env:UserInstallation={folder.as_uri()}/profile", "--headless"),
                *("--convert-to", target, "--outdir", str(folder / "out"), str(folder / f"file.{suffix}")),
            ],
            check=True,
            capture_output=True,
            timeout=100,
        )
        return (folder / "out" / f"file.{target}").read_bytes()

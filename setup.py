"""Packs the guides: README and docs/ go into the wheel beside the room of the app that shows them."""

from __future__ import annotations

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent


class WithGuides(build_py):
    """In the project the room reads them where they stand; `pipeline/app/help/shelf.py` knows both."""

    def run(self) -> None:
        """Builds the packages, then adds the guides."""
        super().run()
        if not self.editable_mode:
            packed = Path(self.build_lib) / "pipeline" / "app" / "help" / "packed"
            for file in (*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*")):
                self.mkpath(str((packed / file.relative_to(ROOT)).parent))
                self.copy_file(str(file), str(packed / file.relative_to(ROOT)))


setup(cmdclass={"build_py": WithGuides})

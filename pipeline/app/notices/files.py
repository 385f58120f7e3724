"""The files of a project: which wait to be read, which are no notices; removed, and put back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipeline.app.desk import Desk
from pipeline.ingest.inputs import Inputs
from pipeline.locking import own_place
from pipeline.project.place import Place
from pipeline.project.sources import inputs_of

_REMOVED = "removed"


class NotOurs(Exception):
    """A file that does not lie in a folder of the project, and is not taken away from here."""


@dataclass
class Inventory:
    """What lies in the folders of notices; looked through again where a folder has changed."""

    _state: object = None
    _found: Inputs = field(default_factory=lambda: Inputs((), ()))

    def look(self, project: Place) -> Inputs:
        """All notices, and what was passed over."""
        state = tuple(_folders(project))
        if state != self._state:
            there = [one for one in project.sources if one.exists()]
            self._found = inputs_of(there, project.root) if there else Inputs((), ())
            self._state = state
        return self._found

    def waiting(self, desk: Desk) -> list[str]:
        """The notices that the dataset does not know yet, by their names."""
        known = {entry.file for entry in desk.stored.entries.values()}
        return [name for _, name in self.look(desk.project).notices if name not in known]


def _folders(project: Place) -> Iterator[tuple[str, int]]:
    """Each folder with the time of its last change."""
    for source in project.sources:
        for here, below, _ in os.walk(source):
            below[:] = [name for name in below if not name.startswith(".")]
            with suppress(OSError):
                yield here, Path(here).stat().st_mtime_ns


def remove(desk: Desk, inventory: Inventory, names: Sequence[str]) -> Path:
    """Takes notices away, by the names of their files, into a folder of the project's own.

    Raises NotOurs, OSError.
    """
    project = desk.project
    paths = {name: path for path, name in inventory.look(project).notices}
    moved = [paths[name] for name in names if name in paths]
    folders = [one.resolve() for one in project.sources if one.is_dir()]
    for path in moved:
        if not any(path.parent.resolve().is_relative_to(folder) for folder in folders):
            raise NotOurs(str(path))
    now = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    place = own_place(project.root) / _REMOVED / now
    for path in moved:
        target = place / os.path.relpath(path, project.root).replace("..", "_")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, target)
    return place


def put_back(project: Place, place: Path) -> int:
    """Puts what was removed back where it lay, unless something else lies there now. Raises OSError."""
    count = 0
    for path in sorted(one for one in place.rglob("*") if one.is_file()):
        target = project.root / path.relative_to(place)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, target)
            count += 1
    return count

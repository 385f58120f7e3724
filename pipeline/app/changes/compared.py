"""Comparisons that were made: of two sides as they are read now, kept while nothing of them changes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from normalizers.records import Records
from pipeline.app.changes.pins import pins
from pipeline.app.changes.sides import Side
from pipeline.app.desk import Desk
from pipeline.compare.lists import comparable
from pipeline.report.report import Report, report

_KEPT = 4


@dataclass
class Comparisons:
    """The last ones, by their sides, the run of the dataset, corrections and pinned matches."""

    _made: OrderedDict[object, Report] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, desk: Desk, old: Side, new: Side) -> Report:
        """The report of two sides. Raises NotComparable where pins cannot be read, OSError, ValueError."""
        links = pins(desk)
        said = tuple((one.sha256, one.version) for one in desk.said().files)
        key = old, new, desk.stored.run, said, tuple(links), desk.lang
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
            made = report(read(desk, old), read(desk, new), list(links), (desk.lang,))
            self._made[key] = made
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
            return made


def read(desk: Desk, side: Side) -> tuple[Records, ...]:
    """The notices of a side. Raises OSError, ValueError."""
    return tuple(desk.records(one) for one in side.notices)


def empty(made: Report) -> list[str]:
    """The files in which there is nothing to compare."""
    both = (*made.years.old.notices, *made.years.new.notices)
    return [one.notice.source_file for one in both if not comparable(one)]

"""The project as programs use it: the same reading that every command gives, and the same run."""

from __future__ import annotations

from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.frozen import frozen
from pipeline.project.place import Place

# what reads notices loads much, and who only asks where something is needs none of it
if TYPE_CHECKING:
    from normalizers.records import Records
    from pipeline.project.run import Run


@frozen
class Project(Place):
    """Notices, what people corrected in them, and the dataset made of both, in a folder that may be moved.

    `Project.open` finds the project of a file or folder. What is asked of it is read with the corrections
    that hold, as every command reads it. Content never raises: what a notice has of faults are its findings.
    Wrong use raises `ProjectFault` (a ValueError), whose text is a sentence in the language of the user, and
    the system its OSError.
    """

    def notices(self) -> tuple[str, ...]:
        """The ids of the notices in the dataset. Raises FileNotFoundError where it was not written yet."""
        from pipeline.dataset.stored import notice_ids

        return tuple(notice_ids(self.dataset))

    def records(self, notice: str | Path, *, as_read: bool = False) -> Records:
        """The records of one notice with the corrections that hold; with `as_read`, as the machine reads it.

        `notice` is a file (also by its path from `root`), a folder that is one notice, or an id of the
        dataset. Raises ProjectFault where it is none of them, or several.
        """
        from pipeline.project.reading import Asked, one_of, readings

        asked = Asked(self.language, project=self, as_read=as_read)
        below = self.root / notice
        return one_of(readings([below if below.exists() else notice], asked), str(notice)).records

    def ingest(
        self,
        *,
        executor: Executor | None = None,
        fresh: bool = False,
        verify: bool = False,
    ) -> Run:
        """Brings the dataset up to date: reads what has changed, and says what that was.

        With an executor several files are read at once. Raises ProjectFault where sources or corrections are
        not there (nothing is written then), OSError where the dataset cannot be written.
        """
        from pipeline.project.spread import run

        return run(self, executor=executor, fresh=fresh, verify=verify)

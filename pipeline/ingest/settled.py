"""Which notice of a run has which id: each its own, in the order of the run, as far as that is free."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.ingest.kept import Kept, Known


class Ids:
    """The ids that the notices of a run have, each with its file."""

    def __init__(self) -> None:
        """None has one yet."""
        # Windows and macOS hold `GB-1.json` and `gb-1.json` for one file
        self._taken: dict[str, str] = {}

    def free(self, own_id: str) -> tuple[str, str]:
        """The id that a notice can have, and where it is not its own the file that has that."""
        notice_id, count = own_id, 1
        while notice_id.casefold() in self._taken:
            count += 1
            notice_id = f"{own_id}-{count}"
        return notice_id, self._taken.get(own_id.casefold(), "")

    def settle(self, own_id: str, file: str) -> tuple[str, str]:
        """The same, and the notice of `file` has it from now on."""
        notice_id, beside = self.free(own_id)
        self._taken[notice_id.casefold()] = file
        return notice_id, beside

    def kept(self, known: Known, entries: Sequence[Kept]) -> Kept | None:
        """The known notice, where it would have the same id today."""
        for kept in entries:
            entry = kept.entry
            if self.free(entry.own_id) == (entry.notice_id, entry.beside) and known.holds(kept):
                self._taken[entry.notice_id.casefold()] = entry.file
                return kept
        return None

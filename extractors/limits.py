"""What reading one file may take (处理上限): each limit that can be set, with the reason for its size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

# What recognition takes for a page (two seconds, and ten on an old machine), and LibreOffice at the most
# (`legacy`), is added to the seconds of a file when it comes to that.
SCAN_SECONDS = 30
# ten times those of the longest notices; one of a table takes half a millisecond
MOST_CELLS = 100_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one file.

    `seconds`: the longest notices that are known, of 300 pages, take ten. `megabytes` of memory, with what
    LibreOffice takes: a scan takes 900. `pages`: a notice has dozens, a volume of a whole province 600.
    `file_megabytes`: a scan of 100 pages in colour has 60.
    """

    seconds: int = 120
    megabytes: int = 2000
    pages: int = 1000
    file_megabytes: int = 200


LIMITS = Limits()
_CURRENT: ContextVar[Limits] = ContextVar("limits", default=LIMITS)
_GRANT: ContextVar[Callable[[int], None] | None] = ContextVar("grant", default=None)


def limits() -> Limits:
    """The limits of the file that is being read."""
    return _CURRENT.get()


def grant(seconds: int) -> None:
    """The file is of a kind that takes longer by so much: a page to recognise, an older Office format."""
    if told := _GRANT.get():
        told(seconds)


@contextmanager
def limited(to: Limits, granted: Callable[[int], None] | None = None) -> Iterator[None]:
    """Within it files are read by these limits; `granted` is told of seconds that are added."""
    current, telling = _CURRENT.set(to), _GRANT.set(granted)
    try:
        yield
    finally:
        _GRANT.reset(telling)
        _CURRENT.reset(current)

"""What reading one file may take (处理上限), each limit with the reason for its size; and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from extractors.frozen import frozen

# What recognition takes for a page (two seconds, and ten on an old machine), and LibreOffice at the most
# (`legacy`), is added to the seconds of a file when it comes to that.
SCAN_SECONDS = 30
# ten times those of the longest notices; one of a table takes half a millisecond
MOST_CELLS = 100_000


@frozen
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


_PAGE: ContextVar[Callable[[int], None] | None] = ContextVar("page", default=None)
_SPARE: ContextVar[Callable[[], int] | None] = ContextVar("spare", default=None)


def limits() -> Limits:
    """The limits of the file that is being read."""
    return _CURRENT.get()


def grant(seconds: int) -> None:
    """The file is of a kind that takes longer by so much: a page to recognise, an older Office format."""
    if told := _GRANT.get():
        told(seconds)


def at_page(number: int) -> None:
    """The page of this number comes next: who waits for a long scan is told."""
    if told := _PAGE.get():
        told(number)


def spare() -> int:
    """How many more processes may work on the file now."""
    ask = _SPARE.get()
    return ask() if ask else 0


@contextmanager
def limited(
    to: Limits,
    granted: Callable[[int], None] | None = None,
    paged: Callable[[int], None] | None = None,
    idle: Callable[[], int] | None = None,
) -> Iterator[None]:
    """Within it files are read by these limits; `granted` is told of added seconds, `paged` of a page.

    `idle` says how many more processes may work on the file; without it, none.
    """
    current, telling, paging, sparing = (
        _CURRENT.set(to),
        _GRANT.set(granted),
        _PAGE.set(paged),
        _SPARE.set(idle),
    )
    try:
        yield
    finally:
        _SPARE.reset(sparing)
        _PAGE.reset(paging)
        _GRANT.reset(telling)
        _CURRENT.reset(current)

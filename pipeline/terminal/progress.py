"""How far a run is, on the terminal: a bar, the file that is being read, and its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from pipeline.messages.languages import Lang
from pipeline.messages.words import say
from pipeline.terminal.safe import safe_name

T = TypeVar("T")


class Reading:
    """A run that is watched; without a bar, nothing is shown."""

    def __init__(self, lang: Lang, bar: Progress | None = None, count: int = 0) -> None:
        """`count` notices are read."""
        self._lang, self._bar = lang, bar
        if bar is not None:
            self._task = bar.add_task(say("run.reading", lang), total=count)

    def at(self, name: str, page: int) -> None:
        """A file is being read, and has come to a page; 0 before the first."""
        if self._bar is not None:
            key = "run.reading_page" if page else "run.reading_file"
            said = say(key, self._lang, name=safe_name(PurePath(name).name), page=page)
            self._bar.update(self._task, description=said)

    def each(self, results: Iterable[T]) -> Iterator[T]:
        """The results, each counted."""
        for result in results:
            yield result
            self.one_more()

    def one_more(self) -> None:
        """One of them is done."""
        if self._bar is not None:
            self._bar.advance(self._task)


@contextmanager
def reading(count: int, lang: Lang) -> Iterator[Reading]:
    """Within it a run is watched, on the terminal of errors if there is one."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        yield Reading(lang)
        return
    # the name of a file takes what the bar and the count leave
    columns = (MofNCompleteColumn(), BarColumn(20), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console, transient=True) as bar:
        yield Reading(lang, bar, count)

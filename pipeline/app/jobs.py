"""What reads beside the server: a run of the project as `rubrics ingest` makes it, one at a time."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from threading import Event, Lock, Thread
from typing import Literal

from extractors.frozen import frozen
from pipeline.app.desk import Desk
from pipeline.dataset.staged import Head
from pipeline.ingest.kept import Kept
from pipeline.ingest.manifest import load_manifest
from pipeline.locking import Held, patience, why_held
from pipeline.messages.languages import Lang
from pipeline.messages.words import say
from pipeline.project.file import ProjectFault
from pipeline.project.sources import inputs_of
from pipeline.project.spread import run
from pipeline.workers.pool import Readers

# who writes from the browser waits for another run no longer than this, in seconds
_PATIENCE = 20.0
# processes that read at once; each may take the memory of a file
_READERS = 2
# what a reading process needs for any file
_AHEAD = ("pipeline.ingest.run", "normalizers.assemble", "extractors.reader")

Stage = Literal["reading", "writing", "done", "failed", "stopped"]


@frozen
class Job:
    """How far a run is: `done` of `total` files, the one that it is at; or how it ended."""

    stage: Stage = "reading"
    done: int = 0
    total: int = 0
    file: str = ""
    page: int = 0
    fault: str = ""
    read: int = 0
    unread: tuple[str, ...] = ()

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self.stage in {"reading", "writing"}

    def told(self, lang: Lang) -> str:
        """It in a sentence."""
        values = {"done": self.done, "total": self.total, "file": self.file, "reason": self.fault}
        stage: str = "done_in_part" if self.stage == "done" and self.unread else self.stage
        if self.stage == "reading" and self.page:
            stage = "reading_page"
        return say(
            f"app.job.{stage}", lang, **values, page=self.page, read=self.read, unread=len(self.unread)
        )

    def figures(self) -> dict[str, object]:
        """It for a script."""
        return {"stage": self.stage, "runs": self.runs, "done": self.done, "total": self.total}


class _Stopped(Exception):
    """Somebody does not want to wait for it."""


class Jobs:
    """The run of a project; one that is asked for while another is under way follows it."""

    def __init__(self, desk: Desk) -> None:
        """Nothing runs yet."""
        self._desk = desk
        self.now: Job | None = None
        self._lock = Lock()
        self._thread: Thread | None = None
        self._stop = Event()
        self._pool: Readers | None = None
        self._next: frozenset[str] | None = None

    def read(self, again: Iterable[str] = ()) -> None:
        """Has the project brought up to date; the notices `again` are read although nothing has changed."""
        with self._lock:
            if self._thread is not None:
                self._next = (self._next or frozenset()) | frozenset(again)
                return
            self._begin(frozenset(again))

    def cancel(self) -> None:
        """Ends what runs; the dataset stays as it was."""
        with self._lock:
            self._next = None
            self._stop.set()
            pool = self._pool
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def forget(self) -> None:
        """Has seen how the last one ended."""
        with self._lock:
            if self._thread is None:
                self.now = None

    def wait(self, seconds: float | None = None) -> None:
        """Until nothing runs."""
        while (thread := self._thread) is not None:
            thread.join(seconds)
            if seconds is not None:
                return

    def _begin(self, again: frozenset[str]) -> None:
        self._stop.clear()
        self.now = Job()
        self._thread = Thread(target=self._work, args=(again,), name="job", daemon=True)
        self._thread.start()

    def _work(self, again: frozenset[str]) -> None:
        ended = self._ran(again)
        with self._lock:
            self.now, self._thread = ended, None
            if self._next is not None:
                again, self._next = self._next, None
                self._begin(again)

    def _ran(self, again: frozenset[str]) -> Job:
        lang = self._desk.lang
        try:
            return self._run(again)
        except _Stopped:
            return Job("stopped")
        except ProjectFault as fault:
            return Job("failed", fault=fault.said(lang))
        except Held as error:
            return Job("failed", fault=why_held(error, lang))
        except OSError as error:
            return Job("failed", fault=f"{error.strerror or error} {error.filename or ''}".strip())
        except Exception as error:  # whatever it is, the pages go on
            return Job("failed", fault=f"{type(error).__name__}: {error}")

    def _run(self, again: frozenset[str]) -> Job:
        project = self._desk.project
        manifest = load_manifest(project.dataset)
        inputs = inputs_of([one for one in project.sources if one.exists()], project.root)
        names = [name for _, name in inputs.notices]
        all_of_them: list[Head | Kept] = []
        self.now = Job(total=len(names), file=next(iter(names), ""))

        def read(_: Head | Kept) -> None:
            if self._stop.is_set():
                raise _Stopped
            now = self.now or Job(total=len(names))
            done = min(now.done + 1, now.total)
            self.now = replace(now, stage="reading" if done < now.total else "writing", done=done, page=0)

        def at(name: str, page: int) -> None:
            """A reading process has come to a page of a file."""
            if (now := self.now) and now.stage == "reading":
                self.now = replace(now, file=name, page=page)

        jobs = max(1, min(_READERS, os.cpu_count() or 1))
        pool = self._pool = Readers(jobs, ahead=_AHEAD, at=at)
        try:
            with patience(_PATIENCE):
                run(
                    project,
                    inputs=inputs,
                    lang=manifest.lang if manifest else self._desk.lang,
                    verify=manifest.verify if manifest else False,
                    formats=manifest.formats if manifest else None,
                    executor=pool,
                    again=again,
                    read=read,
                    passed=all_of_them.append,
                )
        finally:
            self._pool = None
            pool.shutdown(cancel_futures=True)
        self._desk.reload()
        fresh = sum(isinstance(one, Head) for one in all_of_them)
        unread = tuple(one.name for one in all_of_them if one.status == "failed")
        return Job("done", len(names), len(names), read=fresh, unread=unread)

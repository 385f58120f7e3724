"""One writer at a time in a storage, which has no locks: a file that its holder writes again and again.

Who finds it unchanged for half a minute takes it over: its holder is gone. No clocks are compared.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic, sleep
from typing import Any

from pipeline.storage.address import Address

# seconds between two signs of life, between two looks of who waits, and until who gives none is gone
BEAT, LOOK, GONE = 5.0, 1.0, 30.0


class Lost(OSError):
    """Another process took over what this one was writing, as it gave no sign of life for too long."""


class Lease:
    """The right to write beside `file`, held by `who`."""

    def __init__(self, file: Address, who: dict[str, Any]) -> None:
        """It is not taken yet."""
        self._file, self._who = file, who
        self._count = 0
        self._ended = threading.Event()
        self.lost = False

    def take(self, seconds: float) -> bool:
        """Whether it was had within so many seconds. Raises OSError."""
        began = seen_at = monotonic()
        seen = b""
        while True:
            with suppress(FileExistsError):
                self._file.write_bytes(self._text(), only_new=True)
                return True
            there = self._there()
            if there != seen:
                seen, seen_at = there, monotonic()
            elif monotonic() - seen_at > GONE:
                self._file.unlink(missing_ok=True)
                continue
            if monotonic() - began >= seconds:
                return False
            sleep(min(LOOK, seconds))

    def holder(self) -> Any:
        """What is told of who has it."""
        try:
            return json.loads(self._there())["who"]
        except (ValueError, KeyError, TypeError):
            return None

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Within it the lease is renewed. Raises Lost at its end where another took it."""
        beating = threading.Thread(target=self._beat, daemon=True)
        beating.start()
        try:
            yield
        finally:
            self._ended.set()
            beating.join()
            if not self.lost:
                self._file.unlink(missing_ok=True)
        if self.lost:
            raise Lost(str(self._file))

    def _beat(self) -> None:
        while not self._ended.wait(BEAT):
            with suppress(OSError):
                if self.holder() != self._who:
                    self.lost = True
                    return
                self._count += 1
                self._file.write_bytes(self._text())

    def _text(self) -> bytes:
        return json.dumps({"who": self._who, "count": self._count}).encode()

    def _there(self) -> bytes:
        try:
            return self._file.read_bytes()
        except FileNotFoundError:
            return b""

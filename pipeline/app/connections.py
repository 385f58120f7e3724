"""Connections that end: who sends nothing, or only the half of a request, is not waited for."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

# seconds in which a request has to be there, and in which more of what is sent with it has to come
HEAD, BODY = 10.0, 60.0
# what the head of a request may have; that of a browser has two thousand
HEAD_BYTES = 16_384
# seconds in which a connection may be used again, and how many there may be
AGAIN, MOST = 15, 200


class Connection(H11Protocol):
    """As uvicorn serves it, and ended where it waits for its peer for too long."""

    _watch: asyncio.TimerHandle | None = None
    _heard = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins to count."""
        super().connection_made(transport)
        self._heard = self.loop.time()
        self._watch = self.loop.call_later(HEAD, self._look)

    def data_received(self, data: bytes) -> None:
        """Something came; single bytes of a head that never ends do not count."""
        if not self._waits_for_head():
            self._heard = self.loop.time()
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """It ended."""
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """From now on the next request is waited for."""
        self._heard = self.loop.time()
        super().on_response_complete()

    def _waits_for_head(self) -> bool:
        cycle: Any = self.cycle
        return cycle is None or bool(cycle.response_complete)

    def _look(self) -> None:
        cycle: Any = self.cycle
        silent = self.loop.time() - self._heard
        if self._waits_for_head():
            most = max(HEAD, AGAIN) if cycle is not None else HEAD
        elif cycle.more_body:
            most = BODY
        else:  # the answer is on its way
            silent, most = 0.0, BODY
        if silent >= most:
            self.transport.close()
            return
        self._watch = self.loop.call_later(max(0.5, most - silent), self._look)

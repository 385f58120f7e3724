"""From a folder to a page in the browser: which project it is, the port, the first address."""

from __future__ import annotations

import os
import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from html import escape
from pathlib import Path

import uvicorn

from pipeline.app.connections import AGAIN, HEAD_BYTES, MOST, Connection
from pipeline.app.desk import Desk
from pipeline.app.guard import HOST, Guard
from pipeline.app.server import FILES_AT, application
from pipeline.locking import own_place
from pipeline.messages.languages import Lang
from pipeline.project.place import Place

_PAGE = '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={address}">'
# seconds that pages under way have to end in when the program ends
_LAST = 3


def serve(project: Place, lang: Lang, *, port: int, open_page: bool, told: Callable[[str], None]) -> None:
    """Serves the app until it is ended; `told` is given its first address. Raises OSError, ValueError."""
    desk = Desk(project, lang)
    with socket.socket() as listening:
        # where another program waits on the same port, this one may not listen beside it
        if os.name == "nt":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)  # type: ignore[attr-defined, unused-ignore]
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        guard = Guard(listening.getsockname()[1], FILES_AT, project.token)
        server = uvicorn.Server(config(application(desk, guard)))
        told(guard.address)
        page = _open(project, guard.address) if open_page else None
        try:
            server.run([listening])
        finally:
            if page is not None:
                page.unlink(missing_ok=True)


def config(served: object) -> uvicorn.Config:
    """How the pages are served: connections that wait for too long end."""
    return uvicorn.Config(
        served,  # type: ignore[arg-type]
        http=Connection,
        ws="none",
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=AGAIN,
        timeout_graceful_shutdown=_LAST,
        h11_max_incomplete_event_size=HEAD_BYTES,
        limit_concurrency=MOST,
    )


def _open(project: Place, address: str) -> Path | None:
    """Has the browser open the address by a file that only this person may read.

    What a program is started with, others on the machine can see; the address is not among it.
    """
    page = None
    with suppress(OSError):
        page = own_place(project.root) / f"open-{os.getpid()}.html"
        with os.fdopen(
            os.open(page, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(_PAGE.format(address=escape(address)))
        webbrowser.open(page.as_uri())
    return page

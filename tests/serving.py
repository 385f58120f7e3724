"""The app as its tests use it: a client with the cookie of the person, and a server for a real browser."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.testclient import TestClient

from pipeline.app.desk import Desk
from pipeline.app.guard import HOST, Guard
from pipeline.app.server import FILES_AT, application
from pipeline.app.start import config
from pipeline.app.state import App

PORT = 8765
AT = f"{HOST}:{PORT}"
OWN = {"Host": AT, "Origin": f"http://{AT}"}


class Served:
    """The app of a desk with a client that was let in, and one that was not."""

    def __init__(self, desk: Desk) -> None:
        self.guard = Guard(PORT, FILES_AT, desk.project.token)
        served = application(desk, self.guard)
        self.app: App = served.state.app

        def client() -> TestClient:
            return TestClient(served, base_url=f"http://{AT}", headers=OWN, follow_redirects=False)

        self.client, self.stranger = client(), client()
        assert self.client.get(self.guard.address).status_code == 200

    def get(self, path: str, /, **query: str) -> str:
        """The page of an address."""
        answer = self.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, path: str, /, **posted: str) -> Any:
        """The answer to a form; `__` stands for the colon in names of fields."""
        values = {name.replace("__", ":"): value for name, value in posted.items()}
        return self.client.post(path, data=values)


@contextmanager
def served(desk: Desk) -> Iterator[str]:
    """Serves a desk on a port of this machine; gives the first address."""
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        guard = Guard(listening.getsockname()[1], FILES_AT, desk.project.token)
        server = uvicorn.Server(config(application(desk, guard)))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield guard.address
        finally:
            server.should_exit = True
            thread.join(10)

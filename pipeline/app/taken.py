"""Files that a person takes along: made when they are asked for, and gone when they were sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from pipeline.app.desk import Desk
from pipeline.locking import own_place


def temporary(desk: Desk) -> Path:
    """A file in the project's own place; who takes it takes it away. Raises OSError."""
    with NamedTemporaryFile(dir=own_place(desk.project.root), prefix="download-", delete=False) as file:
        return Path(file.name)


def taken(desk: Desk, name: str, write: Callable[[Path], object]) -> Response:
    """The file that `write` makes, to be kept as `name`. Raises OSError and what `write` raises."""
    path = temporary(desk)
    try:
        write(path)
    except Exception:
        path.unlink(missing_ok=True)
        raise
    return FileResponse(path, filename=name, background=BackgroundTask(path.unlink, missing_ok=True))


def attached(response: Response, name: str) -> Response:
    """Has the browser keep an answer as a file of this name."""
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return response

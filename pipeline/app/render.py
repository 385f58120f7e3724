"""Templates and what they load: those of all rooms, found in their folders and served from memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from jinja2 import DictLoader, Environment
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pipeline.look import style

_KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


def _there() -> Iterator[tuple[str, bytes]]:
    """The shared look, and the files beside the modules of rooms, by the room: `frame/app.css`."""
    for name in ("light", "dark"):
        yield f"look/{name}.css", style(name).encode()
    for room in files("pipeline.app").iterdir():
        if room.is_dir():
            for one in room.iterdir():
                if one.name.endswith((".html", *_KINDS)):
                    yield f"{room.name}/{one.name}", one.read_bytes()


@cache
def _files() -> dict[str, bytes]:
    return dict(_there())


@cache
def templates() -> Environment:
    """All templates by the names of their rooms: `notice/preview.html`. Whatever a text is, it is escaped."""
    texts = {name: data.decode() for name, data in _files().items() if name.endswith(".html")}
    made = Environment(loader=DictLoader(texts), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.globals["asset"] = asset
    return made


@cache
def asset(name: str) -> str:
    """The address of a style sheet, script or picture; its bytes are part of it, so that it can be kept."""
    return f"/static/{name}?{hashlib.sha256(_files()[name]).hexdigest()[:12]}"


def static(request: Request) -> Response:
    """A style sheet, script or picture."""
    name = str(request.path_params["name"])
    kind = _KINDS.get(name.rpartition(".")[2])
    if kind is None or name not in _files():
        return PlainTextResponse("", 404)
    return Response(_files()[name], media_type=kind, headers={"Cache-Control": "private, max-age=86400"})

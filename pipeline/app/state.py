"""The running app: one project with its desk and jobs, and pages in the frame that all rooms share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from extractors.frozen import frozen
from pipeline.app.desk import Desk, NoSource
from pipeline.app.jobs import Jobs
from pipeline.app.render import templates
from pipeline.app.web import SAID, notice_url, to, who_asks
from pipeline.locking import Held, why_held
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import MARKS
from pipeline.messages.words import say
from pipeline.workbook.cells import xml_text


@frozen
class Door:
    """A room in the navigation: the end of its key `app.room.…`, its address, its key behind `g`."""

    name: str
    path: str
    key: str

    def holds(self, path: str) -> bool:
        """Whether a page is of this room; a notice is of the first."""
        return path == self.path or path.startswith("/n/" if self.path == "/" else f"{self.path}/")


@dataclass
class App:
    """What a room is given."""

    desk: Desk
    doors: Sequence[Door] = ()
    jobs: Jobs = field(init=False)

    def __post_init__(self) -> None:
        """Nothing is read yet."""
        self.jobs = Jobs(self.desk)

    @property
    def lang(self) -> Lang:
        """The language of the pages."""
        return self.desk.lang

    def say(self, key: str, /, **values: object) -> str:
        """The words of a key."""
        return say(key, self.lang, **values)

    def html(self, name: str, request: Request, status: int = 200, /, **values: Any) -> HTMLResponse:
        """A page by its template, `doubts/doubts.html`, in the frame."""
        said = request.query_params.get("said", "")
        path = request.url.path
        shared: Mapping[str, Any] = {
            "lang": self.lang,
            "say": self.say,
            "marks": MARKS,
            "url": notice_url,
            "to": to,
            "doors": self.doors,
            "here": path,
            "room": next((door.name for door in self.doors if door.holds(path)), ""),
            "job": self.jobs.now,
            "unwritten": self.desk.unwritten,
            "who": who_asks(request),
            "said": said if said in SAID else "",
            "project": self.desk.project,
        }
        text = templates().get_template(name).render(**{**shared, **values})
        return HTMLResponse(xml_text(text), status)

    def message(self, request: Request, key: str, status: int, /, **values: object) -> HTMLResponse:
        """A page that says one thing."""
        return self.html("frame/message.html", request, status, text=self.say(key, **values))

    def unreadable(self, request: Request, error: Exception) -> Response:
        """What cannot be done because of a file: not there, damaged, held by another program."""
        if isinstance(error, NoSource):
            return self.message(request, "app.no_source", 409, name=str(error))
        if isinstance(error, Held):
            error = OSError(why_held(error, self.lang))
        return self.message(request, "app.unread_file", 409, reason=str(error))

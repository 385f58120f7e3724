"""The guides of the project in the frame of the app, in the language of its reader."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipeline.app.help.rendered import heading, rendered, slug
from pipeline.app.help.shelf import AT, GUIDES, OF_ROOMS, in_lang, page_of, shelf
from pipeline.app.state import App
from pipeline.app.web import threaded

_IMAGE = {".png": "image/png"}


def routes(app: App) -> list[Route]:
    """The first guide, and each page, picture and file that a guide leads to."""
    pages = _Help(app)
    return [
        Route(AT, threaded(pages.first)),
        Route(f"{AT}/{{name:path}}", threaded(pages.page)),
    ]


class _Help:
    def __init__(self, app: App) -> None:
        self.app = app

    def first(self, request: Request) -> Response:
        """To the guide of the rooms; `of` names the room that is asked about, as the navigation does."""
        rooms = {door.name for door in self.app.doors}
        of = request.query_params.get("of", "")
        place = f"#{quote(slug(self.app.say(f'app.room.{of}')))}" if of in rooms else ""
        return RedirectResponse(f"{AT}/{OF_ROOMS}{place}", 303)

    def page(self, request: Request) -> Response:
        """A guide in the language of the app, or as it is where there is none; a file as it is."""
        name = page_of(request.path_params["name"])
        if name not in shelf():
            return self.app.message(request, "app.not_there", 404)
        if not name.endswith(".md"):
            file = shelf()[name]
            return Response(file.read_bytes(), media_type=_IMAGE.get(file.suffix, "text/plain"))
        own = in_lang(name, self.app.lang)
        return self.app.html(
            "help/help.html",
            request,
            guides=[(f"{AT}/{one}", self._title(one, file), one == name) for one, file in self._guides()],
            page=rendered(own or name),
            foreign=own is None,
        )

    def _title(self, name: str, file: str) -> str:
        return self.app.say("app.help.readme") if name == "README.md" else heading(file)

    def _guides(self) -> list[tuple[str, str]]:
        return [(one, file) for one in GUIDES if (file := in_lang(one, self.app.lang))]

"""The rooms as one application, behind its guard."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.app.desk import Desk
from pipeline.app.guard import Guard, Guarded
from pipeline.app.render import static
from pipeline.app.rooms import ROOMS
from pipeline.app.state import App
from pipeline.app.web import Posted, posted, threaded, went
from pipeline.messages.languages import LANGS

# paths that files may be sent to
FILES_AT = tuple(path for room in ROOMS for path in room.files_at)


def application(desk: Desk, guard: Guard) -> Starlette:
    """The app of a project as an ASGI application; its `state.app` is what the rooms share."""
    app = App(desk, tuple(room.door for room in ROOMS if room.door))
    routes = [
        Route("/static/{name:path}", threaded(static)),
        *_everywhere(app),
        *(route for room in ROOMS for route in room.routes(app)),
    ]

    def not_there(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return app.message(request, "app.not_there" if status == 404 else "app.refused", status)

    served = Starlette(
        routes=routes,
        middleware=[Middleware(Guarded, guard=guard)],
        exception_handlers={HTTPException: not_there},
    )
    served.router.redirect_slashes = False
    served.state.app = app
    return served


def _everywhere(app: App) -> list[Route]:
    """What every page has: how far the job is, its end, the dataset written anew; the language."""

    def job(_: Request) -> Response:
        now = app.jobs.now
        return JSONResponse({"text": now.told(app.lang) if now else "", **(now.figures() if now else {})})

    def write(_: Request, form: Posted) -> Response:
        app.jobs.read()
        return went(_back(form), "", form)

    def stop(_: Request, form: Posted) -> Response:
        app.jobs.cancel()
        return went(_back(form), "", form)

    def seen(_: Request, form: Posted) -> Response:
        app.jobs.forget()
        return went(_back(form), "", form)

    def language(_: Request, form: Posted) -> Response:
        known = next((lang for lang in LANGS if lang == form.get("lang")), app.lang)
        app.desk.speak(known)
        return went(_back(form), "", form)

    return [
        Route("/language", posted(language), methods=["POST"]),
        Route("/job", threaded(job)),
        Route("/write", posted(write), methods=["POST"]),
        Route("/job/stop", posted(stop), methods=["POST"]),
        Route("/job/seen", posted(seen), methods=["POST"]),
    ]


def _back(form: Posted) -> str:
    """The page that a form was on; an address of another site is none."""
    back = form.get("back", "/")
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"

"""What every room answers with: functions of the work as endpoints, addresses, and where a write leads to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote, unquote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

Posted = Mapping[str, str]
Answer = Callable[[Request], Response]
Endpoint = Callable[[Request], Awaitable[Response]]
# what a page may say of the write that led to it: the ends of keys `app.said.…`; corrections are `saved`, and
# can be undone by a key, all else is `kept`
SAID = ("saved", "kept", "undone", "nothing_to_undo")
_FIELDS = 20_000


def threaded(answer: Answer) -> Endpoint:
    """An endpoint that works beside the others."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(answer, request)

    return endpoint


def posted(answer: Callable[[Request, Posted], Response]) -> Endpoint:
    """The same of a form, without files."""

    async def endpoint(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=_FIELDS) as sent:
            values = {name: value for name, value in sent.items() if isinstance(value, str)}
        return await run_in_threadpool(answer, request, values)

    return endpoint


def to(path: str, **query: str) -> str:
    """An address of the app; what is empty is left out of its query."""
    asked = urlencode({name: value for name, value in query.items() if value})
    return f"{path}?{asked}" if asked else path


def notice_url(notice_id: str, **query: str) -> str:
    """The address of a notice."""
    return to(f"/n/{quote(notice_id, safe='')}", **query)


def who_asks(request: Request) -> str:
    """Under which name the person saved last."""
    return unquote(request.cookies.get("who", ""))


def went(target: str, said: str, posted: Posted) -> Response:
    """To where a write leads, with what is said of it there; the name of the person is remembered."""
    page, mark, place = target.partition("#")
    joined = "&" if "?" in page else "?"
    told = f"{page}{joined}said={said}" if said else page
    response = RedirectResponse(f"{told}{mark}{place}", 303)
    if who := posted.get("who", "").strip():
        response.set_cookie("who", quote(who[:60]), httponly=True, samesite="strict")
    return response

"""To whom the pages are served: the person who has the first address, on this machine, from its own pages."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST = "127.0.0.1"
# what stands below it is asked for by programs
SERVICE = "/api/"
# nothing but what this program serves is loaded, run or sent to
_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# a page that is made to stand alone has its style in itself, and may do nothing at all
SEALED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
_ALWAYS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# why a program is refused, by its code: the status, and a sentence
_WHY = {
    "off": (404, "the service is off: rubrics.toml of the project has no token"),
    "no-token": (401, "the token of the project is needed: Authorization: Bearer TOKEN"),
    "refused": (403, "too long, or from a page elsewhere"),
}
_READS = frozenset({"GET", "HEAD"})
# a form of a notice is small, more is no form; where files are sent, a folder of notices
MOST, MOST_FILES = 4_000_000, 2_000_000_000
# a cookie that is strict is not sent along by a redirect that began elsewhere, but by a page of our own
_IN = (
    '<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>…</title>'
    '<link rel="icon" href="/static/frame/icon.svg"><a href="/">→</a>'
)


class Guard:
    """Knows who may ask: the secret of the first address becomes a cookie, which every request needs."""

    def __init__(self, port: int, files_at: Collection[str] = (), token: str = "") -> None:
        """`port` is the one that is listened on; only at the paths `files_at` files may be sent.

        `token` is that of other programs, for the paths of the service alone; without one it is off.
        """
        self.token = token
        self.host = HOST if port == 80 else f"{HOST}:{port}"
        self.secret = secrets.token_urlsafe(32)
        self.session = secrets.token_urlsafe(32)
        # cookies know no ports: those of another project that is served too are another program's
        self.cookie = f"rubrics-{port}"
        self._files_at = frozenset(files_at)

    @property
    def address(self) -> str:
        """The first address."""
        return f"http://{self.host}/?key={self.secret}"

    def welcomes(self, scope: Scope) -> bool:
        """Whether a request comes with the secret of the first address."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("key", [])
        return scope["path"] == "/" and scope["method"] == "GET" and _same(next(iter(given), ""), self.secret)

    def why_not(self, method: str, path: str, headers: Headers) -> str:
        """Why a request is refused; empty where it is not."""
        if path.startswith(SERVICE):
            return self._why_no_program(method, headers)
        if not _same(cookie_parser(headers.get("cookie", "")).get(self.cookie, ""), self.session):
            return "no key: open the address that the program showed when it started"
        site = headers.get("sec-fetch-site", "none")
        if method in _READS:
            # a page elsewhere may not even look whether this program runs
            return "" if site in {"none", "same-origin"} else "wrong site"
        if headers.get("origin") != f"http://{self.host}" or site not in {"none", "same-origin"}:
            return "wrong origin"
        most = MOST_FILES if path in self._files_at else MOST
        length = headers.get("content-length", "")
        return "" if length.isdecimal() and int(length) <= most else "too long"

    def _why_no_program(self, method: str, headers: Headers) -> str:
        """The same of a program, which has the token and no cookie; a page elsewhere is none."""
        kind, _, given = headers.get("authorization", "").partition(" ")
        if not self.token:
            return "off"
        if kind.lower() != "bearer" or not _same(given.strip(), self.token):
            return "no-token"
        length = headers.get("content-length", "0")
        sized = method in _READS or (length.isdecimal() and int(length) <= MOST)
        own = headers.get("origin") in {None, f"http://{self.host}"}
        return "" if sized and own and "transfer-encoding" not in headers else "refused"

    def entered(self) -> Response:
        """The answer to the first address: the cookie, and a page that goes on to one without the secret."""
        answer = HTMLResponse(_IN)
        answer.set_cookie(self.cookie, self.session, httponly=True, samesite="strict", path="/")
        return answer


class Guarded:
    """Serves a request or refuses it, and sets what the browser may do with the answer."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        """Around an application."""
        self._app, self._guard = app, guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI wants it; nothing but HTTP is served."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "no-store")
                sealed = headers.get("Content-Security-Policy") == SEALED
                for name, value in _ALWAYS.items():
                    headers[name] = value
                if sealed:
                    headers["Content-Security-Policy"] = SEALED
            await send(message)

        await self._answer(scope)(scope, receive, sent)

    def _answer(self, scope: Scope) -> ASGIApp:
        headers = Headers(scope=scope)
        if headers.getlist("host") != [self._guard.host]:
            # a name that was made to point here is no host of ours
            return PlainTextResponse("wrong host", 403)
        if self._guard.welcomes(scope):
            return self._guard.entered()
        refused = self._guard.why_not(scope["method"], scope["path"], headers)
        if refused and scope["path"].startswith(SERVICE):
            status, message = _WHY[refused]
            return JSONResponse({"error": {"code": refused, "message": message}}, status)
        return PlainTextResponse(refused, 403) if refused else self._app


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode(errors="replace"), known.encode())

"""To whom the pages are served: this machine, its own pages, with a token on every write."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

Next = Callable[[Request], Awaitable[Response]]
# nothing but what this program serves is loaded, run or sent to
_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# a form of a notice is small; more is no form
_MOST = 4_000_000


class Guard:
    """Refuses what another page or name sends; a name that was made to point here is no host of ours."""

    def __init__(self, port: int) -> None:
        """`port` is the one that the program listens on."""
        self.token = secrets.token_urlsafe(24)
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
        if port == 80:
            self._hosts |= {"127.0.0.1", "localhost", "[::1]"}

    async def __call__(self, request: Request, following: Next) -> Response:
        """Serves a request or refuses it, and sets what the browser may do with the answer."""
        refused = self._refused(request)
        if refused:
            return PlainTextResponse(refused, 403)
        response = await following(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return response

    def _refused(self, request: Request) -> str:
        """Why a request is refused; empty where it is not."""
        host = request.headers.get("host", "")
        if host not in self._hosts:
            return "wrong host"
        if request.method in {"GET", "HEAD"}:
            # a page elsewhere may not even look whether this program runs
            return (
                ""
                if request.headers.get("sec-fetch-site", "none") in {"none", "same-origin"}
                else "wrong site"
            )
        if request.headers.get("origin") != f"http://{host}":
            return "wrong origin"
        length = request.headers.get("content-length", "")
        return "" if length.isdecimal() and int(length) <= _MOST else "too long"

    def holds(self, token: object) -> bool:
        """Whether a form carries the token that only pages of this program have."""
        return isinstance(token, str) and hmac.compare_digest(token.encode(), self.token.encode())

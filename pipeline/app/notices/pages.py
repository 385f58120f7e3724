"""The home of the app in the browser: the list of notices, and what a person does with them."""

from __future__ import annotations

from itertools import groupby

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.app.notices.index import FILTERS, Index, filtered, lines
from pipeline.app.state import App
from pipeline.app.web import threaded

# lines of one page
_SHOWN = 200
FILES_AT = ("/notices/add",)


def routes(app: App) -> list[Route]:
    """The list."""
    index = Index()

    def listed(request: Request) -> Response:
        query = {name: text for name, text in request.query_params.items() if text}
        whole = lines(app.desk)
        found = filtered(whole, query)
        hits = index.hits(app.desk, query["q"]) if query.get("q", "").strip() else None
        if hits is not None:
            found = [line for line in found if line.notice_id in hits]
        start = int(query["from"]) if query.get("from", "").isdecimal() else 0
        shown = found[start : start + _SHOWN]
        page = app.html(
            "notices/notices.html",
            request,
            groups=[(year, list(rows)) for year, rows in groupby(shown, key=lambda one: one.year)],
            count=len(found),
            whole=len(whole),
            hits=hits or {},
            years=sorted({line.year for line in whole if line.year}, reverse=True),
            issuers=sorted({line.issuer for line in whole if line.issuer}),
            query=query,
            kept={name: query[name] for name in ("q", *FILTERS) if name in query},
            start=start,
            step=_SHOWN,
        )
        # the words are made ready while the person looks at the list
        page.background = BackgroundTask(index.words, app.desk)
        return page

    return [Route("/", threaded(listed))]

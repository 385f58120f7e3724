"""The queue in the browser: findings of all notices, filtered in the address, with what is done and left."""

from __future__ import annotations

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from normalizers.overlay.model import below_notice
from pipeline.app.queue import Item, filtered, filters
from pipeline.app.state import App
from pipeline.app.web import threaded

_SHOWN = 300


def routes(app: App) -> list[Route]:
    """The queue."""

    def queue(request: Request) -> Response:
        desk, query = app.desk, dict(request.query_params)
        whole = desk.queue()
        found = filtered(whole, query)
        titles = {one: desk.about(one)["title"] or one for one in desk.notices}
        shown = app.html(
            "doubts/doubts.html",
            request,
            items=[(item, _where(app, item)) for item in found[:_SHOWN]],
            more=max(0, len(found) - _SHOWN),
            progress=desk.progress(whole),
            titles=titles,
            codes=sorted({item.finding.code for item in whole}),
            query=query,
            filters=filters(query),
        )
        if found:
            # once the queue is on the screen: reading at the same time would hold it up
            shown.background = BackgroundTask(desk.warm, found[0].notice_id)
        return shown

    return [Route("/doubts", threaded(queue))]


def _where(app: App, item: Item) -> str:
    """What a person calls the record of a finding."""
    path = below_notice(item.finding.owner_id, item.notice_id)
    if path == "notice":
        return app.say("app.whole_notice")
    return f"{path} {app.desk.name_of(item.finding.owner_id)}".strip()

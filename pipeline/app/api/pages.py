"""The addresses of the service: notices, records, findings, the comparison of two, scores."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from normalizers.records import Records
from pipeline.app.api.described import MOST_MARKS, MOST_NOTICES, openapi
from pipeline.app.notices.index import Index, filtered, lines
from pipeline.app.state import App
from pipeline.contract.tree import as_json, dumps
from pipeline.report.data import as_json as diff_as_json
from pipeline.report.report import report
from pipeline.scoring import score
from pipeline.scoring.marks import MarksUnreadable, marks_of_json
from pipeline.scoring.views import as_json as scores_as_json

_AT = "/api/v1"
_USUAL = 100


class _Fault(Exception):
    """What a program asked for wrongly: a status, a code for programs, and what fills its sentence."""

    def __init__(self, status: int, code: str, /, key: str = "", **values: object) -> None:
        super().__init__(code)
        self.status, self.code, self.key, self.values = status, code, key or code, values


def routes(app: App) -> list[Route]:
    """All addresses; the guard lets in who has the token of the project."""
    service = _Service(app)
    calls: Mapping[str, Callable[[Request], str]] = {
        "/openapi.json": lambda _: dumps(openapi()),
        "/notices": service.notices,
        "/notices/{notice}": lambda request: as_json(service.records(request.path_params["notice"])),
        "/notices/{notice}/findings": service.findings,
        "/diff": service.diff,
    }
    gets = [Route(_AT + path, service.answering(call)) for path, call in calls.items()]
    scores = Route(_AT + "/notices/{notice}/score", service.score, methods=["POST"])
    return [
        *gets,
        scores,
        Route("/api/{rest:path}", service.answering(service.none), methods=["GET", "POST"]),
    ]


class _Service:
    def __init__(self, app: App) -> None:
        self.app, self.index = app, Index()

    def answering(self, call: Callable[[Request], str]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            return await run_in_threadpool(self.answer, lambda: call(request))

        return endpoint

    def answer(self, call: Callable[[], str]) -> Response:
        """What a call gives, or what was wrong with it, as JSON."""
        try:
            return Response(call(), media_type="application/json")
        except _Fault as fault:
            message = self.app.say(f"app.api.{fault.key}", **fault.values)
            return JSONResponse({"error": {"code": fault.code, "message": message}}, fault.status)
        except (OSError, ValueError) as error:
            return JSONResponse({"error": {"code": "unreadable", "message": str(error)}}, 409)

    def none(self, request: Request) -> str:
        raise _Fault(404, "not-found")

    def notices(self, request: Request) -> str:
        """The list, as it is filtered and searched on the page."""
        query = dict(request.query_params)
        limit, start = _whole(query, "limit", _USUAL), _whole(query, "offset", 0)
        if limit > MOST_NOTICES:
            raise _Fault(413, "too-many", most=MOST_NOTICES)
        found = filtered(lines(self.app.desk), query)
        if query.get("q", "").strip():
            hits = self.index.hits(self.app.desk, query["q"])
            found = [line for line in found if line.notice_id in hits]
        shown = [{**asdict(line), "state": line.state} for line in found[start : start + limit]]
        return json.dumps({"count": len(found), "notices": shown}, ensure_ascii=False)

    def known(self, notice_id: str) -> str:
        if notice_id not in self.app.desk.stored.notices:
            raise _Fault(404, "not-found")
        return notice_id

    def records(self, notice_id: str) -> Records:
        """The records with the corrections of now; of a notice that was not read there are none."""
        records = self.app.desk.records(self.known(notice_id))
        if not records.notice.media_type:
            found = next((row for row in records.findings if row.severity == "error"), None)
            code, reason = (found.code, found.message) if found else ("unread", notice_id)
            raise _Fault(409, code, "unread", reason=reason)
        return records

    def findings(self, request: Request) -> str:
        rows = self.app.desk.findings(self.known(request.path_params["notice"]))
        return json.dumps({"findings": [row.model_dump(mode="json") for row in rows]}, ensure_ascii=False)

    def diff(self, request: Request) -> str:
        """The report of `rubrics diff --json`, of two notices."""
        asked = request.query_params
        for name in ("old", "new"):
            if not asked.get(name):
                raise _Fault(400, "missing", name=name)
        return diff_as_json(report((self.records(asked["old"]),), (self.records(asked["new"]),)))

    async def score(self, request: Request) -> Response:
        body = await request.body()
        notice_id = str(request.path_params["notice"])
        return await run_in_threadpool(self.answer, lambda: self.scored(notice_id, body))

    def scored(self, notice_id: str, body: bytes) -> str:
        """Score sheets of the units whose marks were sent."""
        records = self.records(notice_id)
        try:
            marks = marks_of_json(body)
            asked = json.loads(body)
        except MarksUnreadable as error:
            raise _Fault(
                400,
                error.code,
                "marks",
                reason=self.app.say(f"score.unread.{error.code}", detail=error.detail),
            ) from error
        if len(marks) > MOST_MARKS:
            raise _Fault(413, "too-many", most=MOST_MARKS)
        number = asked.get("rubric") if isinstance(asked, dict) else None
        chosen = next((one.rubric_id for one in records.rubrics if one.seq == number), "")
        if number is not None and not chosen:
            raise _Fault(400, "wrong-value", name="rubric", value=str(number))
        return scores_as_json(score(records, marks, chosen))


def _whole(query: Mapping[str, str], name: str, usual: int) -> int:
    given = query.get(name, "")
    if given and not (given.isascii() and given.isdecimal() and len(given) < 10):
        raise _Fault(400, "wrong-value", name=name, value=given)
    return int(given) if given else usual

"""Who changed or said what over the project, and what is new since one looked last."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from extractors.frozen import frozen
from normalizers.overlay.model import NOTICE
from pipeline.app.history.comments import MOST, Comment, add, comments
from pipeline.app.state import App
from pipeline.app.web import Posted, notice_url, posted, threaded, went
from pipeline.corrections.told import in_short, label
from pipeline.messages.words import say
from pipeline.report.redline import Block, by_line

_SHOWN = 500
_LOOKED = "looked"


@frozen
class Event:
    """Something that somebody did: a correction (`changed`), a doubt that was settled, a comment."""

    when: str
    who: str
    kind: str
    notice_id: str
    record: str
    what: str
    changed: tuple[Block, ...] = ()
    text: str = ""


def routes(app: App) -> list[Route]:
    """The history, and a comment."""
    pages = _History(app)
    return [
        Route("/history", threaded(pages.listed)),
        Route("/history/comment", posted(pages.comment), methods=["POST"]),
    ]


class _History:
    def __init__(self, app: App) -> None:
        self.app = app

    def events(self) -> list[Event]:
        """All of them, the latest first."""
        desk, lang = self.app.desk, self.app.lang
        notices = {row["sha256"]: notice_id for notice_id, row in desk.stored.notices.items()}
        found = [
            Event(
                one.when,
                one.who,
                str(one.now) if one.code else "corrected",
                notices[file.sha256],
                one.record,
                label(one, lang),
                () if one.code else by_line(in_short(one.was, lang), in_short(one.now, lang)),
                one.why,
            )
            for file in desk.said().files
            if file.sha256 in notices
            for one in file.corrections
        ]
        found += [
            Event(one.when, one.who, "commented", one.notice_id, one.record, "", text=one.text)
            for one in comments(desk)
        ]
        return sorted(found, key=lambda event: event.when, reverse=True)

    def listed(self, request: Request) -> Response:
        """The events, those marked that came since this browser looked last."""
        query = dict(request.query_params)
        try:
            events = self.events()
        except (OSError, ValueError) as error:
            return self.app.unreadable(request, error)
        # who filters goes on to look at what was new
        looked = query.get("since") or unquote(request.cookies.get(_LOOKED, ""))
        shown = [
            one
            for one in events
            if query.get("who", one.who) in {"", one.who}
            and query.get("notice", one.notice_id) in {"", one.notice_id}
        ]
        desk = self.app.desk
        answer = self.app.html(
            "history/history.html",
            request,
            events=[(one, self.name_of(one)) for one in shown[:_SHOWN]],
            more=max(0, len(shown) - _SHOWN),
            fresh=sum(one.when > looked for one in events) if looked else 0,
            looked=looked,
            people=sorted({one.who for one in events if one.who}),
            titles={one: desk.about(one)["title"] or one for one in desk.notices},
            query=query,
        )
        now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
        answer.set_cookie(_LOOKED, quote(now), max_age=31_536_000, httponly=True, samesite="strict")
        return answer

    def name_of(self, event: Event) -> str:
        if event.record == NOTICE:
            return say("app.whole_notice", self.app.lang)
        if name := self.app.desk.name_of(f"{event.notice_id}/{event.record}"):
            return name
        # a rubric with its totals, a task of a plan: 4/t1, t6
        head = event.record.partition("/")[0]
        for begin, what in (("", "rubric"), ("t", "task")):
            if head.startswith(begin) and (number := head[len(begin) :]).isdecimal():
                return f"{say(f'label.{what}', self.app.lang)} {number}"
        return event.record

    def comment(self, request: Request, form: Posted) -> Response:
        """Keeps a comment on a record that is there."""
        desk, text = self.app.desk, form.get("text", "").strip()[:MOST]
        notice_id, record = form.get("notice", ""), form.get("r", "") or NOTICE
        if notice_id not in set(desk.notices):
            return self.app.message(request, "app.not_there", 404)
        back = f"{notice_url(notice_id)}#r-{record}"
        if not text:
            return went(back, "", form)
        who, when, _ = desk.stamp(form.get("who", ""), "")
        try:
            add(desk, Comment(notice_id, record, who, when, text))
        except (OSError, ValueError) as error:
            return self.app.unreadable(request, error)
        return went(back, "kept", form)

"""The pages of the review, made on this machine and served to it alone."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib.resources import files
from typing import Any
from urllib.parse import quote, unquote, urlencode

from jinja2 import DictLoader, Environment
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from extractors.finding import Finding
from normalizers.overlay import Correction
from normalizers.overlay.model import CONFIRMED, DISMISSED, FINDING, NOTICE, ROW, below_notice
from normalizers.overlay.reports import key_of as words_of
from normalizers.records import Records
from pipeline.corrections import Changed
from pipeline.corrections.carry import found_value
from pipeline.corrections.edit import put_all
from pipeline.corrections.model import values
from pipeline.corrections.told import in_short, label, misfit, shown, why
from pipeline.evidence.pages import NotDrawn
from pipeline.locking import Held, why_held
from pipeline.messages.phrases import MARKS, owner_name
from pipeline.messages.words import say
from pipeline.report.redline import Block, by_line
from pipeline.review.desk import Desk, NoSource
from pipeline.review.forms import (
    base_of,
    changes,
    choice,
    column_moves,
    edited,
    form,
    next_place,
)
from pipeline.review.guard import Guard
from pipeline.review.place import FlowView, PageView, view
from pipeline.review.queue import Item
from pipeline.review.rewrite import rewrite
from pipeline.workbook.cells import xml_text

_SHOWN, _WIDTH = 300, 1500
# a value of a few words is told as a whole
_LINE = 12
_KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
Answer = Callable[[Request], Response]


def application(desk: Desk, guard: Guard) -> Starlette:
    """The review of a dataset as an ASGI application."""
    pages = _Pages(desk, guard)
    routes = [
        Route("/", _threaded(pages.queue)),
        Route("/static/{name}", _threaded(pages.static)),
        Route("/undo", _posted(pages.undo), methods=["POST"]),
        Route("/write", _posted(pages.write), methods=["POST"]),
        Route("/n/{notice}", _threaded(pages.notice)),
        Route("/n/{notice}/picture/{file:int}/{page:int}.png", _threaded(pages.picture)),
        Route("/n/{notice}/settle", _posted(pages.settle), methods=["POST"]),
        Route("/n/{notice}/preview", _posted(pages.preview), methods=["POST"]),
        Route("/n/{notice}/save", _posted(pages.save), methods=["POST"]),
        Route("/n/{notice}/take-back", _posted(pages.take_back), methods=["POST"]),
        Route("/n/{notice}/considered", _posted(pages.considered), methods=["POST"]),
    ]
    return Starlette(routes=routes, middleware=[Middleware(BaseHTTPMiddleware, dispatch=guard)])


def _threaded(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(answer, request)

    return endpoint


def _posted(
    answer: Callable[[Request, Mapping[str, str]], Response],
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=20_000) as sent:
            posted = {name: value for name, value in sent.items() if isinstance(value, str)}
        return await run_in_threadpool(answer, request, posted)

    return endpoint


def _notice_url(notice_id: str, **query: str) -> str:
    asked = urlencode({name: value for name, value in query.items() if value})
    return f"/n/{quote(notice_id, safe='')}" + (f"?{asked}" if asked else "")


class _Pages:
    """Each page and each write of the review."""

    def __init__(self, desk: Desk, guard: Guard) -> None:
        self.desk, self.guard = desk, guard
        folder = files("pipeline.review").joinpath("templates")
        texts = {one.name: one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".html")}
        self.templates = Environment(
            loader=DictLoader(texts), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        self.static_files = {
            one.name: one.read_bytes() for one in files("pipeline.review").joinpath("static").iterdir()
        }

    # ---- what all pages share

    def say(self, key: str, **values: object) -> str:
        return say(key, self.desk.lang, **values)

    def worded(self, value: str) -> str:
        return choice(value, self.desk.lang)

    def html(self, name: str, request: Request, status: int = 200, **values: Any) -> HTMLResponse:
        text = self.templates.get_template(name).render(
            lang=self.desk.lang,
            say=self.say,
            worded=self.worded,
            token=self.guard.token,
            marks=MARKS,
            url=_notice_url,
            unwritten=self.desk.unwritten,
            who=unquote(request.cookies.get("who", "")),
            said=_SAID.get(request.query_params.get("said", ""), ""),
            **values,
        )
        return HTMLResponse(xml_text(text), status)

    def message(self, request: Request, key: str, status: int, **values: object) -> HTMLResponse:
        return self.html("message.html", request, status, text=self.say(key, **values))

    def known(self, request: Request) -> str | None:
        notice_id = str(request.path_params["notice"])
        return notice_id if notice_id in set(self.desk.notices) else None

    def filtered(self, query: Mapping[str, str]) -> tuple[list[Item], list[Item]]:
        """The whole queue, and what the person filtered of it."""
        whole = self.desk.queue()
        found = [
            item
            for item in whole
            if (query.get("notes") or item.finding.severity != "info")
            and query.get("notice", item.notice_id) in {"", item.notice_id}
            and query.get("code", item.finding.code) in {"", item.finding.code}
        ]
        return whole, found

    # ---- pages to look at

    def static(self, request: Request) -> Response:
        name = str(request.path_params["name"])
        if name not in self.static_files:
            return PlainTextResponse("", 404)
        kind = _KINDS[name.rpartition(".")[2]]
        return Response(self.static_files[name], media_type=kind)

    def queue(self, request: Request) -> Response:
        query = dict(request.query_params)
        whole, found = self.filtered(query)
        shown = self.html(
            "queue.html",
            request,
            items=[(item, self.where(item)) for item in found[:_SHOWN]],
            more=max(0, len(found) - _SHOWN),
            progress=self.desk.progress(whole),
            notices=[(one, self.desk.about(one)["title"] or one) for one in self.desk.notices],
            titles={one: self.desk.about(one)["title"] or one for one in self.desk.notices},
            codes=sorted({item.finding.code for item in whole}),
            query=query,
            filters=_filters(query),
        )
        if found:
            # once the queue is on the screen: reading at the same time would hold it up
            shown.background = BackgroundTask(self.desk.warm, found[0].notice_id)
        return shown

    def where(self, item: Item) -> str:
        """What a person calls the record of a finding."""
        path = below_notice(item.finding.owner_id, item.notice_id)
        if path == "notice":
            return self.say("review.whole_notice")
        return f"{path} {self.desk.name_of(item.finding.owner_id)}".strip()

    def notice(
        self,
        request: Request,
        status: int = 200,
        posted: Mapping[str, str] | None = None,
        faults: Mapping[str, str] | None = None,
    ) -> Response:
        """A finding, or a record, beside its place; what was `posted` comes back with its faults."""
        notice_id = self.known(request)
        if notice_id is None:
            return self.message(request, "review.not_there", 404)
        # a form that comes back with faults was posted, and has in its fields what else an address says
        query = dict(posted if posted is not None else request.query_params)
        _, found = self.filtered(query)
        place = next(
            (
                at
                for at, item in enumerate(found)
                if (item.notice_id, item.key) == (notice_id, query.get("f"))
            ),
            None,
        )
        row = found[place].finding if place is not None else None
        records = self.desk.records(notice_id)
        owner = row.owner_id if row else f"{notice_id}/{query['r']}" if query.get("r") else notice_id
        base = base_of(records, owner or notice_id)
        shown_form = form(records, base, self.desk.lang)
        page = query.get("page", "")
        seen = view(
            self.desk, notice_id, records, owner or base, row, int(page) if page.isdecimal() else None
        )
        around = _around(found, place)
        return self.html(
            "notice.html",
            request,
            status,
            notice_id=notice_id,
            about=self.desk.about(notice_id),
            records=records,
            row=row,
            key=query.get("f", ""),
            where=owner_name(records, owner, self.desk.lang),
            form=shown_form,
            edited=edited(shown_form, below_notice(row.owner_id, notice_id), row.code) if row else "",
            places={table: next_place(shown_form, table) for table in shown_form.added},
            seen=seen,
            paged=isinstance(seen, PageView),
            flowing=isinstance(seen, FlowView),
            position=None if place is None else (place + 1, len(found)),
            before=around[0],
            after=around[1],
            version=self.desk.version(notice_id),
            corrections=self.corrections(notice_id),
            offered=self.offered(notice_id),
            query=query,
            filters=_filters(query),
            changeable=self.changeable(notice_id),
            posted=posted or {},
            faults=defaultdict(str, faults or {}),
            titled=partial(self.titled, notice_id),
            brief=partial(in_short, lang=self.desk.lang),
        )

    def changeable(self, notice_id: str) -> bool:
        try:
            self.desk.path(notice_id)
        except NoSource:
            return False
        return True

    def corrections(self, notice_id: str) -> list[tuple[int, Correction, str]]:
        """The corrections of a notice, each with what became of it."""
        try:
            made = self.desk.file(notice_id).corrections
        except (OSError, ValueError):
            return []
        if not made:
            return []
        try:
            told = self.desk.reading(notice_id).records.findings
        except (NoSource, OSError, ValueError):
            told = ()
        states = {
            (row.owner_id, row.code.removeprefix("correction-"))
            for row in told
            if row.code.startswith("correction-")
        }
        return [(number, one, _state(one, notice_id, states)) for number, one in enumerate(made)]

    def offered(self, notice_id: str) -> list[dict[str, Any]]:
        """Corrections of other documents that may hold here too, with what is read here."""
        if not any(row.code == "correction-needs-review" for row in self.desk.findings(notice_id)):
            return []
        records = self.desk.records(notice_id)
        made = []
        for other in self.desk.said().offered(records):
            lines = [(number, one, _fits(records, one)) for number, one in enumerate(values(other))]
            made.append({"file": other, "lines": lines})
        return made

    def picture(self, request: Request) -> Response:
        notice_id = self.known(request)
        if notice_id is None:
            return PlainTextResponse("", 404)
        try:
            pages = self.desk.pages(notice_id, int(request.path_params["file"]))
            data = pages.image(int(request.path_params["page"]), _WIDTH)
        except (NoSource, NotDrawn, OSError):
            return PlainTextResponse("", 404)
        # the bytes of the source are part of the address
        return Response(data, media_type="image/png", headers={"Cache-Control": "private, max-age=86400"})

    # ---- writes

    def settle(self, request: Request, posted: Mapping[str, str]) -> Response:
        """Confirms a reading, or dismisses a finding with a reason."""
        notice_id = self.known(request)
        if notice_id is None or not self.guard.holds(posted.get("token")):
            return self.message(request, "review.refused", 403)
        found = [
            item for item in self.desk.queue() if (item.notice_id, item.key) == (notice_id, posted.get("f"))
        ]
        how = CONFIRMED if posted.get("how") == CONFIRMED else DISMISSED
        why = posted.get("why", "").strip()
        if not found:
            return self.message(request, "review.old_dataset", 409)
        if how == DISMISSED and not why:
            return self.notice(request, 400, posted, {"why": self.say("review.reason_needed")})
        try:
            row = found[0].finding
            finding = self.desk.finding(notice_id, row)
            if finding is None:
                return self.message(request, "review.old_dataset", 409)
            new = _settling(finding, notice_id, how, self.desk.stamp(posted.get("who", ""), why))
            file = self.desk.file(notice_id)
            behind = self.behind(posted, notice_id)
            self.desk.save(notice_id, put_all(file.corrections, [new]), posted.get("version", ""))
        except Changed:
            return self.message(request, "review.conflict", 409)
        except (NoSource, OSError, ValueError) as error:
            return self.unreadable(request, notice_id, error)
        return self.went(self.next_of(behind, posted, notice_id), "saved", posted)

    def preview(self, request: Request, posted: Mapping[str, str]) -> Response:
        """What the posted form would change."""
        notice_id = self.known(request)
        if notice_id is None or not self.guard.holds(posted.get("token")):
            return self.message(request, "review.refused", 403)
        stamp = self.desk.stamp(posted.get("who", ""), posted.get("why", "").strip())
        try:
            new = changes(posted, stamp)
            if posted.get("move:all") and posted.get("move:from") and posted.get("move:to"):
                ends = posted["move:from"], posted["move:to"]
                records = self.desk.reading(notice_id).records
                new = column_moves(records, posted["move:record"], *ends, stamp)
            if faults := self.faults(new):
                return self.notice(request, 400, posted, faults)
            return self.previewed(request, notice_id, new, posted)
        except (NoSource, OSError, ValueError) as error:
            return self.unreadable(request, notice_id, error)

    def faults(self, new: Sequence[Correction]) -> dict[str, str]:
        """Why values cannot be saved, by the field of the form that holds each."""
        found = ((one, misfit(one)) for one in new)
        return {
            f"add:{one.record}" if one.field == ROW else f"{one.record}:{one.field}": why(
                reason, self.desk.lang
            )
            for one, reason in found
            if reason
        }

    def previewed(
        self, request: Request, notice_id: str, new: Sequence[Correction], posted: Mapping[str, str]
    ) -> Response:
        version = self.desk.version(notice_id)
        conflict = posted.get("version", "") != version
        others: dict[int, str] = {}
        if conflict:
            records = self.desk.reading(notice_id).records
            new = [one for one in new if one.code or found_value(records, one) != one.now]
            others = {
                number: shown(found_value(records, one))
                for number, one in enumerate(new)
                if not one.code and one.field != ROW and found_value(records, one) != one.was
            }
            new = [
                replace(one, was=found_value(records, one)) if number in others else one
                for number, one in enumerate(new)
            ]
        made = self.desk.preview(notice_id, new) if new else None
        misfits = [
            row
            for row in (made.after.records.findings if made else ())
            if row.code in {"correction-stale", "correction-invalid"}
            and made is not None
            and row.message not in {one.message for one in made.before.records.findings}
        ]
        return self.html(
            "preview.html",
            request,
            409 if conflict else 200,
            notice_id=notice_id,
            new=[(one, self.titled(notice_id, one), *_wordings(one)) for one in new],
            row_field=ROW,
            made=made,
            misfits=misfits,
            packed=json.dumps([_packed(one) for one in new], ensure_ascii=False),
            version=version,
            conflict=conflict,
            others=others,
            key=posted.get("f", ""),
            record=posted.get("r", ""),
            query=posted,
            filters=_filters(posted),
        )

    def titled(self, notice_id: str, one: Correction) -> str:
        """What a person calls the record and field of a correction."""
        name = self.desk.name_of(f"{notice_id}/{one.record}")
        if one.record == NOTICE:
            name = self.say("review.whole_notice")
        return f"{name or one.record} {label(one, self.desk.lang)}".strip()

    def save(self, request: Request, posted: Mapping[str, str]) -> Response:
        """Saves what was previewed."""
        notice_id = self.known(request)
        if notice_id is None or not self.guard.holds(posted.get("token")):
            return self.message(request, "review.refused", 403)
        try:
            new = [_unpacked(one) for one in json.loads(posted.get("packed", "[]"))]
            if self.faults(new):
                return self.message(request, "review.no_value", 400)
            file = self.desk.file(notice_id)
            behind = self.behind(posted, notice_id)
            if not new:
                return self.went(self.next_of(behind, posted, notice_id), "", posted)
            try:
                self.desk.save(notice_id, put_all(file.corrections, new), posted.get("version", ""))
            except Changed:
                return self.previewed(request, notice_id, new, posted)
        except (NoSource, OSError, ValueError, TypeError) as error:
            return self.unreadable(request, notice_id, error)
        return self.went(self.next_of(behind, posted, notice_id), "saved", posted)

    def take_back(self, request: Request, posted: Mapping[str, str]) -> Response:
        """Takes one correction out of the file."""
        notice_id = self.known(request)
        if notice_id is None or not self.guard.holds(posted.get("token")):
            return self.message(request, "review.refused", 403)
        try:
            made = self.desk.file(notice_id).corrections
            number = posted.get("number", "")
            at = int(number) if number.isdecimal() else len(made)
            left = [one for place, one in enumerate(made) if place != at]
            self.desk.save(notice_id, left, posted.get("version", ""))
        except Changed:
            return self.message(request, "review.conflict", 409)
        except (NoSource, OSError, ValueError) as error:
            return self.unreadable(request, notice_id, error)
        return self.went(_notice_url(notice_id, **_filters(posted), r=posted.get("r", "")), "undone", posted)

    def considered(self, request: Request, posted: Mapping[str, str]) -> Response:
        """Takes over corrections of another document, those that were ticked; the rest is not told again."""
        notice_id = self.known(request)
        if notice_id is None or not self.guard.holds(posted.get("token")):
            return self.message(request, "review.refused", 403)
        try:
            records = self.desk.records(notice_id)
            other = self.desk.said().of(posted.get("other", ""))
            if other is None or other.version != posted.get("other_version"):
                return self.message(request, "review.conflict", 409)
            stamp = self.desk.stamp(posted.get("who", ""), f"{other.file} ({other.year or '?'})")
            taken = [
                Correction(one.record, one.field, one.was, one.now, *stamp)
                for number, one in enumerate(values(other))
                if posted.get(f"take:{number}") and _fits(records, one) is None
            ]
            self.desk.consider(notice_id, other, taken, posted.get("version", ""))
        except Changed:
            return self.message(request, "review.conflict", 409)
        except (NoSource, OSError, ValueError) as error:
            return self.unreadable(request, notice_id, error)
        return self.went(_notice_url(notice_id, **_filters(posted)), "saved", posted)

    def undo(self, request: Request, posted: Mapping[str, str]) -> Response:
        """Takes the last save in a notice back, else the last one of any."""
        if not self.guard.holds(posted.get("token")):
            return self.message(request, "review.refused", 403)
        notice_id = posted.get("notice", "")
        try:
            done = notice_id in set(self.desk.notices) and self.desk.undo(notice_id)
        except Changed:
            return self.message(request, "review.conflict", 409)
        except OSError as error:
            return self.unreadable(request, notice_id, error)
        back = _notice_url(notice_id, **_filters(posted), f=posted.get("f", "")) if done else "/"
        return self.went(back, "undone" if done else "nothing_to_undo", posted)

    def write(self, request: Request, posted: Mapping[str, str]) -> Response:
        """Writes the dataset with all corrections; only what has changed is read."""
        if not self.guard.holds(posted.get("token")):
            return self.message(request, "review.refused", 403)
        try:
            rewrite(self.desk)
        except OSError as error:
            return self.unreadable(request, "", error)
        return self.went("/", "written", posted)

    # ---- where a write leads to

    def behind(self, posted: Mapping[str, str], notice_id: str) -> list[Item] | None:
        """The findings behind the one that is worked on, then those before it; None when it is none."""
        _, found = self.filtered(posted)
        at = next(
            (
                at
                for at, item in enumerate(found)
                if (item.notice_id, item.key) == (notice_id, posted.get("f"))
            ),
            None,
        )
        return None if at is None else found[at + 1 :] + found[:at]

    def next_of(self, behind: list[Item] | None, posted: Mapping[str, str], notice_id: str) -> str:
        """The first of them that is still there: what was saved may have settled several at once."""
        filters = _filters(posted)
        if behind is None:
            return _notice_url(notice_id, r=posted.get("r", ""), **filters)
        left = {(item.notice_id, item.key) for item in self.filtered(posted)[1]}
        after = next((item for item in behind if (item.notice_id, item.key) in left), None)
        if after is None:
            return f"/?{urlencode(filters)}" if filters else "/"
        return _notice_url(after.notice_id, f=after.key, **filters)

    def went(self, target: str, said: str, posted: Mapping[str, str]) -> Response:
        joined = "&" if "?" in target else "?"
        response = RedirectResponse(f"{target}{joined}said={said}" if said else target, 303)
        if who := posted.get("who", "").strip():
            response.set_cookie("who", quote(who[:60]), httponly=True, samesite="strict")
        return response

    def unreadable(self, request: Request, notice_id: str, error: Exception) -> Response:
        if isinstance(error, NoSource):
            return self.message(request, "review.no_source", 409, name=str(error))
        if isinstance(error, Held):
            error = OSError(why_held(error, self.desk.lang))
        return self.message(request, "review.unread_file", 409, reason=str(error))


_SAID = {key: f"review.{key}" for key in ("saved", "undone", "nothing_to_undo", "written")}


def _filters(query: Mapping[str, str]) -> dict[str, str]:
    return {name: query[name] for name in ("notice", "code", "notes") if query.get(name)}


def _around(found: Sequence[Item], place: int | None) -> tuple[Item | None, Item | None]:
    if place is None:
        return None, next(iter(found), None)
    return (found[place - 1] if place else None), (found[place + 1] if place + 1 < len(found) else None)


def _settling(finding: Finding, notice_id: str, how: str, stamp: tuple[str, str, str]) -> Correction:
    record = below_notice(finding.owner_id, notice_id)
    return Correction(record, f"{FINDING}{finding.code}", words_of(finding) or None, how, *stamp)


def _state(one: Correction, notice_id: str, states: set[tuple[str, str]]) -> str:
    owner = notice_id if one.record == "notice" else f"{notice_id}/{one.record}"
    for state in ("stale", "invalid", "already-true", "confirmed", "applied"):
        if (owner, state) in states:
            return state
    return "confirmed" if one.code else "applied"


def _fits(records: Records, one: Correction) -> str | None:
    """None where a correction of another document can hold here: the same is read in the same place."""
    found = found_value(records, one)
    return None if found == one.was else shown(found)


def _wordings(one: Correction) -> tuple[str, str, tuple[Block, ...]]:
    """Both values, and what differs in a text of which most stays; none where they are told side by side."""
    was, now = shown(one.was), shown(one.now)
    blocks = by_line(was, now) if min(len(was), len(now)) > _LINE else ()
    same = [block for block in blocks if block.same]
    return was, now, blocks if same and len(same) < len(blocks) else ()


def _packed(one: Correction) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("record", "field", "was", "now", "who", "when", "why")}


def _unpacked(node: dict[str, Any]) -> Correction:
    one = Correction(**node)
    was = tuple(one.was) if isinstance(one.was, list) else one.was
    return replace(one, was=was, now=tuple(one.now) if isinstance(one.now, list) else one.now)

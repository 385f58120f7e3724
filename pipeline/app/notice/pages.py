"""One notice in the browser: a finding or a record beside its page, its form, its preview, what is saved."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from extractors.finding import Finding
from normalizers.overlay import Correction
from normalizers.overlay.model import (
    CONFIRMED,
    DISMISSED,
    FINDING,
    NOTICE,
    ROW,
    below_notice,
    within_notice,
)
from normalizers.overlay.reports import key_of as words_of
from normalizers.records import Records
from pipeline.app.desk import Desk, NoSource
from pipeline.app.history.comments import Comment, of_notice
from pipeline.app.notice.forms import base_of, changes, choice, column_moves, edited, form, next_place
from pipeline.app.notice.place import FlowView, PageView, view
from pipeline.app.notice.whole import whole
from pipeline.app.queue import Item, filtered, filters
from pipeline.app.state import App
from pipeline.app.web import notice_url, posted, threaded, to, went
from pipeline.corrections import Changed
from pipeline.corrections.carry import found_value
from pipeline.corrections.edit import put_all
from pipeline.corrections.model import values
from pipeline.corrections.told import in_short, label, misfit, shown, why
from pipeline.evidence.pages import NotDrawn
from pipeline.messages.phrases import owner_name
from pipeline.report.redline import Block, by_line

_WIDTH = 1500
# who comes from the page of the whole notice goes back there
WHOLE = "all"
# a value of a few words is told as a whole
_LINE = 12


def routes(app: App) -> list[Route]:
    """The pages of one notice, and what is written from them."""
    pages = _Pages(app)
    return [
        Route("/n/{notice}", threaded(pages.notice)),
        Route("/n/{notice}/picture/{file:int}/{page:int}.png", threaded(pages.picture)),
        Route("/n/{notice}/settle", posted(pages.settle), methods=["POST"]),
        Route("/n/{notice}/preview", posted(pages.preview), methods=["POST"]),
        Route("/n/{notice}/save", posted(pages.save), methods=["POST"]),
        Route("/n/{notice}/take-back", posted(pages.take_back), methods=["POST"]),
        Route("/n/{notice}/considered", posted(pages.considered), methods=["POST"]),
        Route("/undo", posted(pages.undo), methods=["POST"]),
    ]


class _Pages:
    """Each page and each write."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def desk(self) -> Desk:
        return self.app.desk

    def say(self, key: str, **values: object) -> str:
        return self.app.say(key, **values)

    def known(self, request: Request) -> str | None:
        notice_id = str(request.path_params["notice"])
        return notice_id if notice_id in set(self.desk.notices) else None

    # ---- pages to look at

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
            return self.app.message(request, "app.not_there", 404)
        if posted is None and not {"f", "r"} & set(request.query_params):
            return self.whole(request, notice_id)
        # a form that comes back with faults was posted, and has in its fields what else an address says
        query = dict(posted if posted is not None else request.query_params)
        found = filtered(self.desk.queue(), query)
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
        owner = row.owner_id if row else within_notice(query.get("r") or NOTICE, notice_id)
        base = base_of(records, owner or notice_id)
        shown_form = form(records, base, self.desk.lang)
        page = query.get("page", "")
        seen = view(
            self.desk, notice_id, records, owner or base, row, int(page) if page.isdecimal() else None
        )
        around = _around(found, place)
        return self.app.html(
            "notice/notice.html",
            request,
            status,
            notice_id=notice_id,
            about=self.desk.about(notice_id),
            records=records,
            row=row,
            key=query.get("f", ""),
            record=shown_form.record,
            said_of=self.comments(notice_id).get(shown_form.record, ()),
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
            filters=filters(query),
            changeable=self.changeable(notice_id),
            posted=posted or {},
            faults=dict(faults or {}),
            worded=partial(choice, lang=self.app.lang),
            titled=partial(self.titled, notice_id),
            brief=partial(in_short, lang=self.desk.lang),
        )

    def whole(self, request: Request, notice_id: str) -> Response:
        """All that was read of a notice as a table, beside all of its source."""
        only = bool(request.query_params.get("only"))
        seen = whole(self.desk, notice_id, doubtful=only)
        return self.app.html(
            "notice/whole.html",
            request,
            notice_id=notice_id,
            about=self.desk.about(notice_id),
            whole=seen,
            only=only,
            doubts=sum(len(line.doubts) for line in seen.lines),
            version=self.desk.version(notice_id),
            corrections=self.corrections(notice_id),
            offered=self.offered(notice_id),
            changeable=self.changeable(notice_id),
            key="",
            record=NOTICE,
            comments=self.comments(notice_id),
            filters={"back": WHOLE},
            titled=partial(self.titled, notice_id),
            brief=partial(in_short, lang=self.desk.lang),
        )

    def comments(self, notice_id: str) -> dict[str, list[Comment]]:
        """What people said of the records of a notice; that it cannot be read stands in its place."""
        try:
            return of_notice(self.desk, notice_id)
        except (OSError, ValueError) as error:
            told = self.say("app.history.unread", reason=str(error))
            return {NOTICE: [Comment(notice_id, NOTICE, "", "", told)]}

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
        if notice_id is None:
            return self.app.message(request, "app.not_there", 404)
        found = [
            item for item in self.desk.queue() if (item.notice_id, item.key) == (notice_id, posted.get("f"))
        ]
        how = CONFIRMED if posted.get("how") == CONFIRMED else DISMISSED
        why = posted.get("why", "").strip()
        if not found:
            return self.app.message(request, "app.old_dataset", 409)
        if how == DISMISSED and not why:
            return self.notice(request, 400, posted, {"why": self.say("app.reason_needed")})
        try:
            row = found[0].finding
            finding = self.desk.finding(notice_id, row)
            if finding is None:
                return self.app.message(request, "app.old_dataset", 409)
            new = _settling(finding, notice_id, how, self.desk.stamp(posted.get("who", ""), why))
            file = self.desk.file(notice_id)
            behind = self.behind(posted, notice_id)
            self.desk.save(notice_id, put_all(file.corrections, [new]), posted.get("version", ""))
        except Changed:
            return self.app.message(request, "app.conflict", 409)
        except (NoSource, OSError, ValueError) as error:
            return self.app.unreadable(request, error)
        return went(self.next_of(behind, posted, notice_id), "saved", posted)

    def preview(self, request: Request, posted: Mapping[str, str]) -> Response:
        """What the posted form would change."""
        notice_id = self.known(request)
        if notice_id is None:
            return self.app.message(request, "app.not_there", 404)
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
            return self.app.unreadable(request, error)

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
        return self.app.html(
            "notice/preview.html",
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
            filters=filters(posted),
        )

    def titled(self, notice_id: str, one: Correction) -> str:
        """What a person calls the record and field of a correction."""
        name = self.desk.name_of(f"{notice_id}/{one.record}")
        if one.record == NOTICE:
            name = self.say("app.whole_notice")
        return f"{name or one.record} {label(one, self.desk.lang)}".strip()

    def save(self, request: Request, posted: Mapping[str, str]) -> Response:
        """Saves what was previewed."""
        notice_id = self.known(request)
        if notice_id is None:
            return self.app.message(request, "app.not_there", 404)
        try:
            new = [_unpacked(one) for one in json.loads(posted.get("packed", "[]"))]
            if self.faults(new):
                return self.app.message(request, "app.no_value", 400)
            file = self.desk.file(notice_id)
            behind = self.behind(posted, notice_id)
            if not new:
                return went(self.next_of(behind, posted, notice_id), "", posted)
            try:
                self.desk.save(notice_id, put_all(file.corrections, new), posted.get("version", ""))
            except Changed:
                return self.previewed(request, notice_id, new, posted)
        except (NoSource, OSError, ValueError, TypeError) as error:
            return self.app.unreadable(request, error)
        return went(self.next_of(behind, posted, notice_id), "saved", posted)

    def take_back(self, request: Request, posted: Mapping[str, str]) -> Response:
        """Takes one correction out of the file."""
        notice_id = self.known(request)
        if notice_id is None:
            return self.app.message(request, "app.not_there", 404)
        try:
            made = self.desk.file(notice_id).corrections
            number = posted.get("number", "")
            at = int(number) if number.isdecimal() else len(made)
            left = [one for place, one in enumerate(made) if place != at]
            self.desk.save(notice_id, left, posted.get("version", ""))
        except Changed:
            return self.app.message(request, "app.conflict", 409)
        except (NoSource, OSError, ValueError) as error:
            return self.app.unreadable(request, error)
        return went(self.next_of(None, posted, notice_id), "undone", posted)

    def considered(self, request: Request, posted: Mapping[str, str]) -> Response:
        """Takes over corrections of another document, those that were ticked; the rest is not told again."""
        notice_id = self.known(request)
        if notice_id is None:
            return self.app.message(request, "app.not_there", 404)
        try:
            records = self.desk.records(notice_id)
            other = self.desk.said().of(posted.get("other", ""))
            if other is None or other.version != posted.get("other_version"):
                return self.app.message(request, "app.conflict", 409)
            stamp = self.desk.stamp(posted.get("who", ""), f"{other.file} ({other.year or '?'})")
            taken = [
                Correction(one.record, one.field, one.was, one.now, *stamp)
                for number, one in enumerate(values(other))
                if posted.get(f"take:{number}") and _fits(records, one) is None
            ]
            self.desk.consider(notice_id, other, taken, posted.get("version", ""))
        except Changed:
            return self.app.message(request, "app.conflict", 409)
        except (NoSource, OSError, ValueError) as error:
            return self.app.unreadable(request, error)
        return went(self.next_of(None, posted, notice_id), "saved", posted)

    def undo(self, request: Request, posted: Mapping[str, str]) -> Response:
        """Takes the last save in a notice back, else the last one of any."""
        notice_id = posted.get("notice", "")
        try:
            done = notice_id in set(self.desk.notices) and self.desk.undo(notice_id)
        except Changed:
            return self.app.message(request, "app.conflict", 409)
        except OSError as error:
            return self.app.unreadable(request, error)
        back = "/doubts"
        if done and posted.get("back") == WHOLE:
            back = self.next_of(None, posted, notice_id)
        elif done:
            back = notice_url(notice_id, **filters(posted), f=posted.get("f", ""))
        return went(back, "undone" if done else "nothing_to_undo", posted)

    # ---- where a write leads to

    def behind(self, posted: Mapping[str, str], notice_id: str) -> list[Item] | None:
        """The findings behind the one that is worked on, then those before it; None when it is none."""
        found = filtered(self.desk.queue(), posted)
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
        """The first of them that is still there: what was saved may have settled several at once.

        Who came from the whole notice goes back to the line there.
        """
        kept = filters(posted)
        if posted.get("back") == WHOLE:
            return f"{notice_url(notice_id)}#r-{posted.get('r') or NOTICE}"
        if behind is None:
            return notice_url(notice_id, r=posted.get("r", ""), **kept)
        left = {(item.notice_id, item.key) for item in filtered(self.desk.queue(), posted)}
        after = next((item for item in behind if (item.notice_id, item.key) in left), None)
        if after is None:
            return to("/doubts/list" if kept else "/doubts", **kept)
        return notice_url(after.notice_id, f=after.key, **kept)


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

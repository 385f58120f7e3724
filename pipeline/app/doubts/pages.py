"""Doubts in the browser: by kind and cause, a kind with all that it touches, and one by one as a queue."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from normalizers.overlay.model import CONFIRMED, DISMISSED, below_notice
from pipeline.app.desk import NoSource
from pipeline.app.doubts.groups import kinds, title
from pipeline.app.doubts.together import Done, common, replaced, save, settle
from pipeline.app.queue import Item, filtered, filters
from pipeline.app.state import App
from pipeline.app.web import Posted, posted, threaded, to, went
from pipeline.corrections import Changed
from pipeline.corrections.told import misfit, shown, why

_SHOWN = 300
_PICK, _SEEN = "pick:", "version:"


def routes(app: App) -> list[Route]:
    """The groups, a group with what is decided for all of it, and the queue."""
    doubts = _Doubts(app)
    return [
        Route("/doubts", threaded(doubts.grouped)),
        Route("/doubts/list", threaded(doubts.listed)),
        Route("/doubts/kind/{code}", threaded(doubts.kind)),
        Route("/doubts/kind/{code}/settle", posted(doubts.settle), methods=["POST"]),
        Route("/doubts/kind/{code}/mend", posted(doubts.mend), methods=["POST"]),
        Route("/doubts/undo", posted(doubts.undo), methods=["POST"]),
    ]


class _Doubts:
    def __init__(self, app: App) -> None:
        self.app = app
        # the decision before, which can be undone as a whole
        self.last: Done | None = None

    def titles(self) -> dict[str, str]:
        desk = self.app.desk
        return {one: desk.about(one)["title"] or one for one in desk.notices}

    def grouped(self, request: Request) -> Response:
        """The kinds, worst first, each with its causes."""
        desk, query = self.app.desk, dict(request.query_params)
        whole = desk.queue()
        return self.app.html(
            "doubts/groups.html",
            request,
            kinds=kinds(filtered(whole, query), self.app.lang),
            progress=desk.progress(whole),
            query=query,
            filters=filters(query),
            titles=self.titles(),
            where=self.where,
            last=self.last,
        )

    def listed(self, request: Request) -> Response:
        """One by one, worst first."""
        desk, query = self.app.desk, dict(request.query_params)
        whole = desk.queue()
        found = filtered(whole, query)
        page = self.app.html(
            "doubts/list.html",
            request,
            items=[(item, self.where(item)) for item in found[:_SHOWN]],
            more=max(0, len(found) - _SHOWN),
            progress=desk.progress(whole),
            titles=self.titles(),
            codes=[(one.code, one.title) for one in kinds(whole, self.app.lang)],
            query=query,
            filters=filters(query),
        )
        if found:
            # once the queue is on the screen: reading at the same time would hold it up
            page.background = BackgroundTask(desk.warm, found[0].notice_id)
        return page

    def where(self, item: Item) -> str:
        """What a person calls the record of a finding."""
        path = below_notice(item.finding.owner_id, item.notice_id)
        if path == "notice":
            return self.app.say("app.whole_notice")
        return f"{path} {self.app.desk.name_of(item.finding.owner_id)}".strip()

    # ---- a group

    def kind(
        self,
        request: Request,
        status: int = 200,
        form: Posted | None = None,
        faults: Mapping[str, str] | None = None,
    ) -> Response:
        """All doubts of a kind, or those of one cause, with what can be decided for all."""
        code = str(request.path_params["code"])
        query = dict(form if form is not None else request.query_params)
        found = self.found(code, query)
        if not found:
            return went(to("/doubts"), "", {})
        desk = self.app.desk
        return self.app.html(
            "doubts/kind.html",
            request,
            status,
            code=code,
            title=title(found, self.app.lang),
            hint=found[0].finding.hint,
            items=[(item, self.where(item)) for item in found[:_SHOWN]],
            more=max(0, len(found) - _SHOWN),
            settled=found[0].finding.severity != "info" and code != "correction-needs-review",
            common=common(desk, found) if code != "correction-needs-review" else None,
            versions={
                one: desk.version(one) for one in dict.fromkeys(item.notice_id for item in found[:_SHOWN])
            },
            titles=self.titles(),
            query=query,
            filters={**filters(query), "code": code},
            faults=faults or {},
            picked={name for name in form or {} if name.startswith(_PICK)} if form is not None else None,
        )

    def found(self, code: str, query: Mapping[str, str]) -> list[Item]:
        return filtered(self.app.desk.queue(), {**query, "code": code, "notes": "1"})

    def picked(self, code: str, form: Posted) -> list[Item]:
        return [item for item in self.found(code, form) if f"{_PICK}{item.notice_id}:{item.key}" in form]

    def settle(self, request: Request, form: Posted) -> Response:
        """Confirms or dismisses all that is ticked."""
        code, desk = str(request.path_params["code"]), self.app.desk
        how = CONFIRMED if form.get("how") == CONFIRMED else DISMISSED
        reason = form.get("why", "").strip()
        chosen = self.picked(code, form)
        if not chosen:
            return self.kind(request, 400, form, {"pick": self.app.say("app.together.none")})
        if how == DISMISSED and not reason:
            return self.kind(request, 400, form, {"why": self.app.say("app.reason_needed")})
        try:
            done = settle(desk, chosen, how, desk.stamp(form.get("who", ""), reason), _seen(form))
        except (OSError, ValueError) as error:
            return self.app.unreadable(request, error)
        return self.decided(done, code, form)

    def mend(self, request: Request, form: Posted) -> Response:
        """Shows what a value put right would change, then saves it."""
        code, desk = str(request.path_params["code"]), self.app.desk
        chosen = self.picked(code, form)
        shared = common(desk, chosen)
        if shared is None:
            return self.kind(request, 400, form, {"mend": self.app.say("app.together.none")})
        stamp = desk.stamp(form.get("who", ""), form.get("why", "").strip())
        new = replaced(shared.places, form.get("find", ""), form.get("put", ""), stamp)
        unfit = [reason for made in new.values() for one in made if (reason := misfit(one))]
        if not new or unfit:
            told = why(unfit[0], self.app.lang) if unfit else self.app.say("app.no_change")
            return self.kind(request, 400, form, {"mend": told})
        if form.get("sure") != "yes":
            return self.app.html(
                "doubts/mend.html",
                request,
                code=code,
                label=shared.label,
                lines=[
                    (
                        notice_id,
                        one,
                        desk.name_of(f"{notice_id}/{one.record}"),
                        shown(one.was),
                        shown(one.now),
                    )
                    for notice_id, made in new.items()
                    for one in made
                ],
                titles=self.titles(),
                form=form,
                filters={**filters(form), "code": code},
            )
        try:
            done = save(desk, new, _seen(form))
        except (NoSource, OSError, ValueError) as error:
            return self.app.unreadable(request, error)
        return self.decided(done, code, form)

    def decided(self, done: Done, code: str, form: Posted) -> Response:
        self.last = done
        left = self.found(code, form)
        kept = {name: value for name, value in filters(form).items() if name != "code"}
        return went(to(f"/doubts/kind/{code}", **kept) if left and done.left else "/doubts", "", form)

    def undo(self, request: Request, form: Posted) -> Response:
        """Takes the last decision back, in all notices that it touched."""
        done, self.last = self.last, None
        try:
            undone = [self.app.desk.undo(notice_id) for notice_id in (done.notices if done else ())]
        except Changed:
            return self.app.message(request, "app.conflict", 409)
        except (OSError, ValueError) as error:
            return self.app.unreadable(request, error)
        return went("/doubts", "undone" if any(undone) else "nothing_to_undo", form)


def _seen(form: Posted) -> dict[str, str]:
    """The versions of corrections that the person had before them, by notice."""
    return {name.removeprefix(_SEEN): value for name, value in form.items() if name.startswith(_SEEN)}

"""Years against years in the browser: what changed, beside both sources, and matches that people decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from normalizers.overlay.model import below_notice
from pipeline.app.changes.compared import Comparisons, empty, read
from pipeline.app.changes.pins import NoPlace, pin, pins, unpin
from pipeline.app.changes.sides import Side, neighbours, sides
from pipeline.app.guard import SEALED
from pipeline.app.notice.place import FlowView, PageView, view
from pipeline.app.state import App
from pipeline.app.taken import taken
from pipeline.app.web import Posted, notice_url, posted, threaded, to, went
from pipeline.compare import Link
from pipeline.compare.model import CHANGES
from pipeline.messages.phrases import figure
from pipeline.report import Format, write
from pipeline.report.page import points
from pipeline.report.report import ReportChange
from pipeline.report.terminal import counted, named, side_names
from pipeline.report.wordings import wordings

_FORMS = {form: {"differences": "differences.csv"}.get(form, form) for form in get_args(Format)}
# changes of one page
_SHOWN = 300


def routes(app: App) -> list[Route]:
    """What to compare, a comparison, one change of it beside both sources, and several years."""
    pages = _Changes(app)
    return [
        Route("/changes", threaded(pages.choose)),
        Route("/changes/of", threaded(pages.compared)),
        Route("/changes/one", threaded(pages.beside)),
        Route("/changes/file/{form}", threaded(pages.file)),
        Route("/changes/years", threaded(pages.years)),
        Route("/changes/pin", posted(pages.pin), methods=["POST"]),
    ]


class _Changes:
    def __init__(self, app: App) -> None:
        self.app, self.made = app, Comparisons()

    def choose(self, request: Request) -> Response:
        """Two years or two notices."""
        known = sides(self.app.desk)
        return self.app.html(
            "changes/choose.html",
            request,
            years=[side for side in known.values() if side.whole_year],
            notices=[side for side in known.values() if not side.whole_year],
            rows=neighbours(self.app.desk, known),
            query=dict(request.query_params),
        )

    def compared(self, request: Request) -> Response:
        """All changes, those that move most points first."""
        query = dict(request.query_params)
        found = self._of(query)
        if found is None:
            return went(to("/changes", old=query.get("old", ""), new=query.get("new", "")), "", {})
        try:
            made = self.made.of(self.app.desk, *found)
            held = pins(self.app.desk)
        except (OSError, ValueError) as error:
            return self.app.unreadable(request, error)
        listed = made.listed()
        kind, department = query.get("kind", ""), query.get("party", "")
        shown = [
            change
            for change in listed
            if (not kind or kind in change.kinds) and (not department or department in change.departments)
        ]
        ids = {
            one.criterion_id
            for side in (made.years.old, made.years.new)
            for records in side.notices
            for one in records.criteria
        }
        return self.app.html(
            "changes/changes.html",
            request,
            made=made,
            old=found[0],
            new=found[1],
            sides=side_names(made, self.app.lang),
            sources=[(named(side, self.app.lang), side) for side in (made.diff.old, made.diff.new)],
            counted=counted(made, self.app.lang),
            kinds=[one for one in CHANGES if made.counts.kinds[one]],
            departments=sorted({name for change in listed for name in change.departments}),
            changes=[(change, wordings(change, made.years)) for change in shown[:_SHOWN]],
            count=len(shown),
            whole=len(listed),
            more=max(0, len(shown) - _SHOWN),
            points=lambda change: points(self.app.lang, change),
            figure=figure,
            link=self.link,
            gone=[change for change in listed if _lone(change) and change.old_ids],
            come=[change for change in listed if _lone(change) and change.new_ids],
            held=[link for link in held if {link.old_id, link.new_id} <= ids],
            name_of=self.app.desk.name_of,
            empty=empty(made),
            forms=_FORMS,
            query=query,
            kept={name: query[name] for name in ("old", "new", "kind", "party") if query.get(name)},
        )

    def beside(self, request: Request) -> Response:
        """One change with the place of it in both sources."""
        query = dict(request.query_params)
        found = self._of(query)
        number = query.get("number", "")
        if found is None or not number.isdecimal():
            return went("/changes", "", {})
        try:
            made = self.made.of(self.app.desk, *found)
            listed = made.listed()
            at = next((at for at, one in enumerate(listed) if one.number == int(number)), None)
            if at is None:
                return self.app.message(request, "app.not_there", 404)
            change = listed[at]
            places = [self._place(ids) for ids in (change.old_ids, change.new_ids)]
        except (OSError, ValueError) as error:
            return self.app.unreadable(request, error)
        return self.app.html(
            "changes/beside.html",
            request,
            made=made,
            change=change,
            wordings=wordings(change, made.years),
            sides=side_names(made, self.app.lang),
            places=places,
            before=listed[at - 1].number if at else None,
            after=listed[at + 1].number if at + 1 < len(listed) else None,
            position=(at + 1, len(listed)),
            points=lambda change: points(self.app.lang, change),
            link=self.link,
            kept={name: query[name] for name in ("old", "new") if query.get(name)},
        )

    def _place(self, ids: Sequence[str]) -> dict[str, object]:
        """Where the first of some records stands: its notice, the view of its source."""
        owner = next(iter(ids), "")
        notice_id = self.notice_of(owner)
        if not notice_id:
            return {"owner": "", "seen": None}
        seen = view(self.app.desk, notice_id, self.app.desk.records(notice_id), owner, None, None)
        return {
            "owner": owner,
            "notice_id": notice_id,
            "about": self.app.desk.about(notice_id),
            "seen": seen,
            "paged": isinstance(seen, PageView),
            "flowing": isinstance(seen, FlowView),
        }

    def notice_of(self, owner: str) -> str:
        """The notice of a record."""
        known = set(self.app.desk.notices)
        while owner and owner not in known:
            owner = owner.rpartition("/")[0]
        return owner

    def link(self, owner: str) -> str:
        """The address of a record in the page of its whole notice."""
        notice_id = self.notice_of(owner)
        return f"{notice_url(notice_id)}#r-{below_notice(owner, notice_id)}" if notice_id else ""

    # ---- files and years

    def file(self, request: Request) -> Response:
        """The report to take along."""
        form, query = str(request.path_params["form"]), dict(request.query_params)
        found = self._of(query)
        if form not in _FORMS or found is None:
            return self.app.message(request, "app.not_there", 404)
        try:
            made = self.made.of(self.app.desk, *found)
            name = f"{found[0].year or 'old'}-{found[1].year or 'new'}.{_FORMS[form]}"
            return taken(self.app.desk, name, lambda path: write(made, path, form, self.app.lang))  # type: ignore[arg-type]
        except (OSError, ValueError) as error:
            return self.app.unreadable(request, error)

    def years(self, request: Request) -> Response:
        """Several years: each indicator and the share of each department, as a page or as Excel."""
        from pipeline.timeline.lineage import timeline
        from pipeline.timeline.page import timeline_page
        from pipeline.timeline.workbook import write_timeline

        known = sides(self.app.desk)
        asked = [known[one] for one in request.query_params.getlist("of") if one in known]
        if len(asked) < 2:
            return went("/changes", "", {})
        try:
            made = timeline([read(self.app.desk, side) for side in asked], list(pins(self.app.desk)))
            if request.query_params.get("form") == "xlsx":
                name = f"{asked[0].year}-{asked[-1].year}.xlsx"
                return taken(self.app.desk, name, lambda path: write_timeline(made, path, self.app.lang))
        except (OSError, ValueError) as error:
            return self.app.unreadable(request, error)
        return HTMLResponse(timeline_page(made, self.app.lang), headers={"Content-Security-Policy": SEALED})

    # ---- matches

    def pin(self, request: Request, form: Posted) -> Response:
        """Pins, forbids or frees a match."""
        link = Link(form.get("old_id", ""), form.get("new_id", ""), form.get("how") != "other")
        back = to(
            "/changes/of", **{name: form[name] for name in ("old", "new", "kind", "party") if form.get(name)}
        )
        known = set(self.app.desk.stored.names)
        if not {link.old_id, link.new_id} <= known:
            return self.app.message(request, "app.old_dataset", 409)
        try:
            (unpin if form.get("how") == "free" else pin)(self.app.desk, link)
        except NoPlace:
            return self.app.message(request, "app.changes.no_place", 409)
        except (OSError, ValueError) as error:
            return self.app.unreadable(request, error)
        return went(back, "kept", form)

    def _of(self, query: Posted) -> tuple[Side, Side] | None:
        known = sides(self.app.desk)
        old, new = known.get(query.get("old", "")), known.get(query.get("new", ""))
        return None if old is None or new is None or old == new else (old, new)


def _lone(change: ReportChange) -> bool:
    """Whether a criterion stands on one side only, so that it may be pinned to one of the other."""
    return change.subject == "criterion" and len(change.old_ids) + len(change.new_ids) == 1

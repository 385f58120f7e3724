"""Scoring in the browser: the rubrics, the units of one with their ranks, and the sheet of a unit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from normalizers.records import Records, Rubric
from pipeline.app.scores.kept import Cell, Sheet, add, cells, drop, load, marked, save, take
from pipeline.app.scores.told import STATES, live, rows
from pipeline.app.state import App
from pipeline.app.taken import taken, temporary
from pipeline.app.web import Posted, posted, threaded, to, went
from pipeline.scoring.marks import MarksUnreadable, read_marks
from pipeline.scoring.model import Mark, ScoreSheet
from pipeline.scoring.rules.outline import outline
from pipeline.scoring.rules.slots import Slots
from pipeline.scoring.sheet import blank, score
from pipeline.scoring.template import slots

UPLOAD = "/scores/upload"
FILES_AT = (UPLOAD,)
_READ = ("xlsx", "xlsm", "json", "csv")
# notices of one page
_LISTED = 100
# what a slot offers beside what a person types
_OFFERED = {"applies": ("1", "0"), "key-point": ("1", "0"), "nothing": ("无",), "whole": ("无", "不适用")}


def routes(app: App) -> list[Route]:
    """The rubrics, the units of a rubric, a unit, and what is written of them."""
    pages = _Scores(app)
    return [
        Route("/scores", threaded(pages.rubrics)),
        Route("/scores/of", threaded(pages.units)),
        Route("/scores/unit", threaded(pages.unit)),
        Route("/scores/file", threaded(pages.file)),
        Route("/scores/add", posted(pages.add), methods=["POST"]),
        Route("/scores/drop", posted(pages.drop), methods=["POST"]),
        Route("/scores/live", posted(pages.live), methods=["POST"]),
        Route("/scores/save", posted(pages.save), methods=["POST"]),
        Route(UPLOAD, pages.upload, methods=["POST"]),
    ]


class _Scores:
    def __init__(self, app: App) -> None:
        self.app = app

    def rubrics(self, request: Request) -> Response:
        """All rubrics of the project."""
        desk = self.app.desk
        found = []
        wanted = request.query_params.get("q", "").strip()
        for notice_id in desk.notices:
            about = desk.about(notice_id)
            if wanted in f"{about['title']} {about['issuer']} {about['year']} {about['source_file']}":
                found.append((notice_id, about))
        try:
            shown = [(about, self._rubrics(notice_id)) for notice_id, about in found[:_LISTED]]
        except (OSError, ValueError) as error:
            return self._unreadable(request, error)
        return self.app.html(
            "scores/rubrics.html",
            request,
            notices=[(about, made) for about, made in shown if made],
            more=max(0, len(found) - _LISTED),
            wanted=wanted,
        )

    def _rubrics(self, notice_id: str) -> list[tuple[Rubric, int | None]]:
        """The rubrics of a notice with the number of their units; None where the marks cannot be read."""
        return [(one, self._units(one.rubric_id)) for one in self.app.desk.records(notice_id).rubrics]

    def _units(self, rubric_id: str) -> int | None:
        try:
            return len(load(self.app.desk, rubric_id).units)
        except (OSError, ValueError):
            return None

    def _found(self, query: Mapping[str, str]) -> tuple[Records, Rubric] | None:
        rubric_id = query.get("rubric", "")
        notice_id = rubric_id.rpartition("/")[0]
        if notice_id not in set(self.app.desk.notices):
            return None
        records = self.app.desk.records(notice_id)
        rubric = next((one for one in records.rubrics if one.rubric_id == rubric_id), None)
        return None if rubric is None else (records, rubric)

    def units(self, request: Request, status: int = 200, fault: str = "", rubric_id: str = "") -> Response:
        """The units of a rubric: totals, ranks, what decided."""
        found = self._found({"rubric": rubric_id or request.query_params.get("rubric", "")})
        if found is None:
            return self.app.message(request, "app.not_there", 404)
        records, rubric = found
        try:
            kept = load(self.app.desk, rubric.rubric_id)
            sheets = [_sheet(records, rubric, unit, kept.of(unit)) for unit in kept.units]
        except (OSError, ValueError) as error:
            return self._unreadable(request, error)
        return self.app.html(
            "scores/units.html",
            request,
            status,
            about=self.app.desk.about(records.notice.notice_id),
            rubric=rubric,
            rows=rows(sheets, self.app.lang),
            states=STATES,
            fault=fault,
            upload=UPLOAD,
        )

    def unit(self, request: Request) -> Response:
        """The sheet of a unit to be filled in, each rule beside its place."""
        query = dict(request.query_params)
        return self._filled(request, query, None, {}, 200)

    def _filled(
        self,
        request: Request,
        query: Mapping[str, str],
        typed: Mapping[Cell, str] | None,
        against: Mapping[Cell, str],
        status: int,
    ) -> Response:
        found = self._found(query)
        unit = query.get("unit", "")
        if found is None or not unit:
            return self.app.message(request, "app.not_there", 404)
        records, rubric = found
        try:
            kept = load(self.app.desk, rubric.rubric_id)
        except (OSError, ValueError) as error:
            return self._unreadable(request, error)
        stored = cells(kept.of(unit))
        shown = dict(stored) | dict(typed or {})
        sheet = _sheet(records, rubric, unit, marked(unit, shown))
        at = kept.units.index(unit) if unit in kept.units else None
        return self.app.html(
            "scores/unit.html",
            request,
            status,
            about=self.app.desk.about(records.notice.notice_id),
            rubric=rubric,
            unit=unit,
            groups=_groups(records, rubric, shown),
            stored=stored,
            shown=shown,
            against=against,
            live=live(sheet, self.app.lang),
            before=kept.units[at - 1] if at else None,
            after=kept.units[at + 1] if at is not None and at + 1 < len(kept.units) else None,
            offered=_OFFERED,
        )

    # ---- what is written

    def add(self, request: Request, form: Posted) -> Response:
        """Names of units, a line each or apart by commas."""
        from pipeline.scoring.form.units import names_in

        found = self._found(form)
        if found is None:
            return self.app.message(request, "app.not_there", 404)
        names = names_in(form.get("names", ""))
        try:
            add(self.app.desk, found[1].rubric_id, names)
        except (OSError, ValueError) as error:
            return self._unreadable(request, error)
        return went(to("/scores/of", rubric=found[1].rubric_id), "kept" if names else "", form)

    def drop(self, request: Request, form: Posted) -> Response:
        """Takes a unit out, with what was noted of it, once the person was asked."""
        found, unit = self._found(form), form.get("unit", "")
        if found is None:
            return self.app.message(request, "app.not_there", 404)
        back = to("/scores/of", rubric=found[1].rubric_id)
        if form.get("sure") != "yes":
            return self.app.html("scores/drop.html", request, rubric=found[1], unit=unit, back=back)
        try:
            drop(self.app.desk, found[1].rubric_id, unit)
        except (OSError, ValueError) as error:
            return self._unreadable(request, error)
        return went(back, "kept", form)

    def live(self, request: Request, form: Posted) -> Response:
        """The total of what stands in the form now; nothing is written."""
        found, unit = self._found(form), form.get("unit", "")
        if found is None:
            return JSONResponse({}, 404)
        _, new = _of_form(form)
        return JSONResponse(live(_sheet(*found, unit, marked(unit, new)), self.app.lang))

    def save(self, request: Request, form: Posted) -> Response:
        """Writes what was changed; where somebody else changed the same place since, both are shown."""
        found, unit = self._found(form), form.get("unit", "")
        if found is None or not unit:
            return self.app.message(request, "app.not_there", 404)
        seen, new = _of_form(form)
        try:
            against = save(self.app.desk, found[1].rubric_id, unit, seen, new)
        except (OSError, ValueError) as error:
            return self._unreadable(request, error)
        if against:
            typed = {cell: new[cell] for cell in against}
            return self._filled(request, form, typed, against, 409)
        target = form.get("next", "") or unit
        return went(to("/scores/unit", rubric=found[1].rubric_id, unit=target), "kept", form)

    async def upload(self, request: Request) -> Response:
        """A form that was filled in, or a file of marks."""
        async with request.form(max_files=20, max_fields=20) as sent:
            rubric_id = str(sent.get("rubric", ""))
            files = [one for one in sent.getlist("files") if isinstance(one, UploadFile) and one.filename]
            contents = [(one.filename or "", await one.read()) for one in files]
        return await run_in_threadpool(self._taken, request, rubric_id, contents)

    def _taken(self, request: Request, rubric_id: str, contents: list[tuple[str, bytes]]) -> Response:
        found = self._found({"rubric": rubric_id})
        if found is None:
            return self.app.message(request, "app.not_there", 404)
        records, rubric = found
        given: list[Mark] = []
        try:
            for name, data in contents:
                end = name.rpartition(".")[2].lower()
                unnamed = temporary(self.app.desk)
                # the ending alone says what is read
                path = unnamed.rename(unnamed.with_suffix(f".{end if end in _READ else 'csv'}"))
                try:
                    path.write_bytes(data)
                    given += read_marks(path)
                except MarksUnreadable as error:
                    why = self.app.say(f"score.unread.{error.code}", detail=error.detail)
                    told = self.app.say("score.marks_unread", path=name, reason=why)
                    return self.units(request, 400, told, rubric_id)
                finally:
                    path.unlink(missing_ok=True)
            own = [_within(mark, records, rubric) for mark in given]
            foreign = sum(one is None for one in own)
            marks = [one for one in own if one is not None]
            if not marks:
                return self.units(request, 400, self.app.say("score.no_marks"), rubric_id)
            take(self.app.desk, rubric_id, marks)
        except (OSError, ValueError) as error:
            return self._unreadable(request, error)
        if foreign:
            return self.units(request, 200, self.app.say("app.scores.foreign", count=foreign), rubric_id)
        return went(to("/scores/of", rubric=rubric_id), "kept", {})

    # ---- files

    def file(self, request: Request) -> Response:
        """The form for the units, the score report, or the marks."""
        query = dict(request.query_params)
        found, form = self._found(query), query.get("form", "")
        if found is None or form not in {"form", "report", "csv"}:
            return self.app.message(request, "app.not_there", 404)
        records, rubric = found
        word = self.app.say(f"app.scores.file.{form}")
        end = "csv" if form == "csv" else "xlsx"
        name = f"{rubric.title or rubric.notice_id}-{word}.{end}"
        try:
            kept = load(self.app.desk, rubric.rubric_id)
            return taken(self.app.desk, name, lambda path: self._write(form, records, rubric, kept, path))
        except (OSError, ValueError) as error:
            return self._unreadable(request, error)

    def _write(self, form: str, records: Records, rubric: Rubric, kept: Sheet, path: Path) -> None:
        lang = self.app.lang
        if form == "form":
            from pipeline.scoring.form.writer import write_scoring_workbook

            write_scoring_workbook(records, rubric, kept.units, path, lang)
            return
        sheets = [_sheet(records, rubric, unit, kept.of(unit)) for unit in kept.units]
        if form == "report":
            from pipeline.scoring.report import write_report

            write_report(sheets, path, lang)
            return
        from pipeline.scoring.views import as_csv

        path.write_text(as_csv(sheets, lang), "utf-8", newline="")

    def _unreadable(self, request: Request, error: Exception) -> Response:
        if isinstance(error, MarksUnreadable):
            why = self.app.say(f"score.unread.{error.code}", detail=error.detail)
            error = OSError(self.app.say("score.marks_unread", path="scores", reason=why))
        return self.app.unreadable(request, error)


def _sheet(records: Records, rubric: Rubric, unit: str, marks: Any) -> ScoreSheet:
    """The sheet of one unit, also of one without marks."""
    made = score(records, marks, rubric.rubric_id) if marks else ()
    return next((one for one in made if one.rubric_id == rubric.rubric_id), None) or blank(
        records, rubric, unit
    )


def _groups(records: Records, rubric: Rubric, shown: Mapping[Cell, str]) -> list[dict[str, Any]]:
    """The places of the form by criterion, each id as often as there are matters to tell apart."""
    of = outline(records, rubric)
    known = Slots(of)
    clauses = {clause.clause_id: clause for _, clause in of.all_clauses()}
    start = f"{records.notice.notice_id}/"
    names = {line.criterion_id: line for line in blank(records, rubric).lines}
    groups: list[dict[str, Any]] = []
    for slot in slots(records, rubric):
        id_ = slot.id if slot.id.startswith(start) else start + slot.id
        owner = id_
        while owner and owner not in names:
            owner = owner.rpartition("/")[0]
        if not groups or groups[-1]["owner"] != owner:
            line = names.get(owner)
            groups.append({"owner": owner, "line": line, "name": slot.name, "slots": []})
        clause = clauses.get(id_)
        matter = clause is not None and known.has_matter(clause)
        count = known.places(clause) if clause is not None else 1
        count = max(count, 1 + max((at for one, at, _ in shown if one == id_), default=0))
        groups[-1]["slots"].append({"id": id_, "slot": slot, "matter": matter, "places": range(count)})
    return groups


def _of_form(form: Posted) -> tuple[dict[Cell, str], dict[Cell, str]]:
    """What the person saw, and what stands there now: fields `seen:ID#0`, `value:ID#0`, `matter:ID#0`."""
    seen: dict[Cell, str] = {}
    new: dict[Cell, str] = {}
    for name, text in form.items():
        what, mark, rest = name.partition(":")
        id_, _, at = rest.rpartition("#")
        if not mark or not id_ or not at.isdecimal():
            continue
        if what in {"value", "matter"}:
            new[id_, int(at), what] = text.strip()
        elif what in {"seen-value", "seen-matter"}:
            seen[id_, int(at), what.removeprefix("seen-")] = text.strip()
    return seen, new


def _within(mark: Mark, records: Records, rubric: Rubric) -> Mark | None:
    """A mark with its whole id; None where it is of another rubric."""
    start = f"{records.notice.notice_id}/"
    id_ = mark.id if mark.id.startswith(start) else start + mark.id
    inside = id_ == rubric.rubric_id or id_.startswith(f"{rubric.rubric_id}/")
    return Mark(id_, mark.value, mark.unit or "—", mark.matter, mark.remark) if inside else None

"""Rubrics for other systems: each format, and what it cannot hold, before anything is taken along."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from normalizers.records import Records
from pipeline.app.state import App
from pipeline.app.taken import attached
from pipeline.app.web import threaded
from pipeline.export.model import Export
from pipeline.export.targets import TARGETS, Target
from pipeline.export.write import export, export_all, lost_csv

_SHOWN = 200
# the choice that stands for all notices of the project
_ALL = "all"


def routes(app: App) -> list[Route]:
    """The formats, and a file of one."""
    pages = _Exports(app)
    return [Route("/exports", threaded(pages.choose)), Route("/exports/file", threaded(pages.file))]


class _Exports:
    def __init__(self, app: App) -> None:
        self.app = app

    def choose(self, request: Request) -> Response:
        """What to hand over and how; with both chosen, what is lost."""
        desk, query = self.app.desk, dict(request.query_params)
        target = TARGETS.get(query.get("to", ""))
        records = self._records(query, target)
        made: Export | None = None
        try:
            if target is not None and self._enough(target, records, query):
                made = self._made(target, records, query)
        except (OSError, ValueError) as error:
            return self.app.unreadable(request, error)
        one = records[0] if len(records) == 1 else None
        return self.app.html(
            "exports/exports.html",
            request,
            notices=[(notice_id, desk.about(notice_id)) for notice_id in desk.notices],
            rubrics=one.rubrics if one is not None else (),
            targets=TARGETS.values(),
            target=target,
            made=made,
            counts=Counter((loss.what, loss.kept) for loss in made.lost).most_common() if made else (),
            lost=made.lost[:_SHOWN] if made else (),
            more=max(0, len(made.lost) - _SHOWN) if made else 0,
            name_of=desk.name_of,
            query=query,
            all_notices=_ALL,
            asked={name: query[name] for name in ("notice", "rubric", "to") if query.get(name)},
        )

    def file(self, request: Request) -> Response:
        """The file with the list of what it lost, as one zip."""
        query = dict(request.query_params)
        target = TARGETS.get(query.get("to", ""))
        records = self._records(query, target)
        if target is None or not self._enough(target, records, query):
            return self.app.message(request, "app.not_there", 404)
        try:
            made = self._made(target, records, query)
            losses = lost_csv(records, made.lost, self.app.lang)
        except (OSError, ValueError) as error:
            return self.app.unreadable(request, error)
        number = self._number(query, records[0]) if len(records) == 1 else None
        stem = records[0].notice.notice_id if len(records) == 1 else "rubrics"
        name = f"{stem}{f'-{number}' if number and len(records[0].rubrics) > 1 else ''}{target.suffix}"
        if not made.lost:
            return _sent(made.payload, name)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
            # the same choice gives the same bytes
            for own, data in ((name, made.payload), (f"{name}.lost.csv", losses.encode())):
                pack.writestr(zipfile.ZipInfo(own), data, zipfile.ZIP_DEFLATED)
        return _sent(out.getvalue(), f"{name}.zip")

    def _records(self, query: dict[str, str], target: Target | None) -> Sequence[Records]:
        """The notices that are meant; all of them only for a format that can hold them."""
        desk, wanted = self.app.desk, query.get("notice", "")
        if wanted == _ALL:
            whole = target is not None and target.holds == "dataset"
            return tuple(desk.records(one) for one in desk.notices) if whole else ()
        return (desk.records(wanted),) if wanted in set(desk.notices) else ()

    def _enough(self, target: Target, records: Sequence[Records], query: dict[str, str]) -> bool:
        """Whether what was chosen is one file of the format."""
        return bool(records) and (target.holds != "rubric" or self._number(query, records[0]) is not None)

    def _number(self, query: dict[str, str], records: Records) -> int | None:
        """The number of the chosen rubric; the only one need not be chosen."""
        if len(records.rubrics) == 1:
            return 1
        given = query.get("rubric", "")
        return int(given) if given.isdecimal() and 1 <= int(given) <= len(records.rubrics) else None

    def _made(self, target: Target, records: Sequence[Records], query: dict[str, str]) -> Export:
        number = self._number(query, records[0]) if query.get("rubric") or target.holds == "rubric" else None
        if target.holds == "dataset" and number is None:
            return export_all(records, target.name, self.app.lang)
        layout = self.app.desk.project.table
        return export(records[0], target.name, rubric=number, lang=self.app.lang, layout=layout)


def _sent(data: bytes, name: str) -> Response:
    return attached(Response(data, media_type="application/octet-stream"), name)

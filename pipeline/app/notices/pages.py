"""The home of the app in the browser: the list of notices, and what a person does with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.app.notices.adding import Added, store
from pipeline.app.notices.downloads import KINDS, book, doubts, pack, workbook
from pipeline.app.notices.files import Inventory, NotOurs, put_back, remove
from pipeline.app.notices.index import FILTERS, Index, Line, filtered, lines
from pipeline.app.state import App
from pipeline.app.taken import attached, taken
from pipeline.app.web import Posted, posted, threaded, to, went

# lines of one page
_SHOWN = 100
# files that are sent at once
_FILES = 2000
# before the id of a notice that was ticked
_PICK = "pick:"
ADD = "/notices/add"
FILES_AT = (ADD,)
_ENDS = {
    "csv": "csv.zip",
    "json": "json.zip",
    "xlsx": "excel.zip",
    "all": "all.zip",
    "book": "all.xlsx",
    "doubts": "doubts.csv",
}


def routes(app: App) -> list[Route]:
    """The list, and what is written from it."""
    home = _Home(app)
    return [
        Route("/", threaded(home.listed)),
        Route(ADD, home.add, methods=["POST"]),
        Route("/notices/read", posted(home.read), methods=["POST"]),
        Route("/notices/remove", posted(home.remove), methods=["POST"]),
        Route("/notices/put-back", posted(home.put_back), methods=["POST"]),
        Route("/notices/seen", posted(home.seen), methods=["POST"]),
        Route("/download/{kind}", threaded(home.download)),
        Route("/n/{notice}/excel", threaded(home.excel)),
    ]


class _Home:
    def __init__(self, app: App) -> None:
        self.app, self.index, self.inventory = app, Index(), Inventory()
        # what the person is still to see: what became of the files that were sent, and of those removed
        self.added: list[Added] = []
        self.removed: tuple[Path, int] | None = None

    # ---- the list

    def listed(self, request: Request) -> Response:
        query = {name: text for name, text in request.query_params.items() if text}
        whole = lines(self.app.desk)
        found, hits = self._found(whole, query)
        start = int(query["from"]) if query.get("from", "").isdecimal() else 0
        shown = found[start : start + _SHOWN]
        page = self.app.html(
            "notices/notices.html",
            request,
            groups=[(year, list(rows)) for year, rows in groupby(shown, key=lambda one: one.year)],
            count=len(found),
            whole=len(whole),
            hits=hits,
            years=sorted({line.year for line in whole if line.year}, reverse=True),
            issuers=sorted({line.issuer for line in whole if line.issuer}),
            query=query,
            kept={name: query[name] for name in ("q", *FILTERS) if name in query},
            start=start,
            step=_SHOWN,
            waiting=self.inventory.waiting(self.app.desk),
            skipped=self.inventory.look(self.app.desk.project).skipped,
            added=self.added,
            stored=sum(one.stored for one in self.added),
            removed=self.removed,
            kinds=KINDS,
            add=ADD,
        )
        # the words are made ready while the person looks at the list
        page.background = BackgroundTask(self.index.words, self.app.desk)
        return page

    def _found(
        self, whole: Sequence[Line], query: Mapping[str, str]
    ) -> tuple[list[Line], Mapping[str, object]]:
        found = filtered(whole, query)
        if not query.get("q", "").strip():
            return found, {}
        hits = self.index.hits(self.app.desk, query["q"])
        return [line for line in found if line.notice_id in hits], hits

    # ---- files

    async def add(self, request: Request) -> Response:
        """Stores what was sent; it is read unless more is to come."""
        async with request.form(max_files=_FILES, max_fields=_FILES) as sent:
            files = [one for one in sent.getlist("files") if isinstance(one, UploadFile) and one.filename]
            more = bool(sent.get("more"))
            made = await run_in_threadpool(self._store, files)
        if not more and any(one.stored for one in self.added):
            self.app.jobs.read()
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse([[one.name, one.outcome, one.other] for one in made])
        return went("/", "", {})

    def _store(self, files: Sequence[UploadFile]) -> list[Added]:
        made = list(store(self.app.desk.project, ((one.filename or "", one.file) for one in files)))
        self.added, self.removed = [*self.added, *made], None
        return made

    def read(self, request: Request, form: Posted) -> Response:
        """Brings the dataset up to date; the chosen notices are read although nothing has changed."""
        self.app.jobs.read(self._chosen(form))
        return went(_back(form), "", form)

    def remove(self, request: Request, form: Posted) -> Response:
        """Takes the chosen notices away, once the person has seen which these are."""
        chosen = self._chosen(form)
        if not chosen:
            return went(_back(form), "", form)
        if form.get("sure") != "yes":
            ids = [one for one in form if one.startswith(_PICK)]
            return self.app.html("notices/remove.html", request, chosen=chosen, ids=ids, kept=_kept(form))
        try:
            self.removed = remove(self.app.desk, self.inventory, chosen), len(chosen)
            self.added = []
        except NotOurs as error:
            return self.app.message(request, "app.notices.not_ours", 409, path=str(error))
        except OSError as error:
            return self.app.unreadable(request, error)
        self.app.jobs.read()
        return went(_back(form), "", form)

    def put_back(self, request: Request, form: Posted) -> Response:
        """Puts back what was removed last."""
        if self.removed:
            try:
                put_back(self.app.desk.project, self.removed[0])
            except OSError as error:
                return self.app.unreadable(request, error)
            self.removed = None
            self.app.jobs.read()
        return went(_back(form), "", form)

    def seen(self, request: Request, form: Posted) -> Response:
        """The person has read what became of the files."""
        self.added, self.removed = [], None
        return went(_back(form), "", form)

    def _chosen(self, form: Posted) -> list[str]:
        """The names of the files of the notices that were ticked."""
        entries = self.app.desk.stored.entries
        ticked = [name.removeprefix(_PICK) for name in form if name.startswith(_PICK)]
        return [entries[one].file for one in ticked if one in entries]

    # ---- downloads

    def download(self, request: Request) -> Response:
        kind, desk = str(request.path_params["kind"]), self.app.desk
        if kind not in KINDS:
            return self.app.message(request, "app.not_there", 404)
        name = f"{desk.project.root.name}-{_ENDS[kind]}"
        query = {key: text for key, text in request.query_params.items() if text}
        found, _ = self._found(lines(desk), query)
        ids = [line.notice_id for line in found]
        if kind == "doubts":
            return attached(Response(doubts(desk, ids), media_type="text/csv"), name)
        try:
            return taken(
                desk, name, lambda path: book(desk, ids, path) if kind == "book" else pack(desk, kind, path)
            )
        except (OSError, ValueError) as error:
            return self.app.unreadable(request, error)

    def excel(self, request: Request) -> Response:
        """The Excel file of one notice, with the corrections of now."""
        desk, notice_id = self.app.desk, str(request.path_params["notice"])
        if notice_id not in desk.stored.notices:
            return self.app.message(request, "app.not_there", 404)
        try:
            return taken(desk, f"{notice_id}.xlsx", lambda path: workbook(desk, notice_id, path))
        except (OSError, ValueError) as error:
            return self.app.unreadable(request, error)


def _kept(form: Posted) -> dict[str, str]:
    return {name: form[name] for name in ("q", "from", *FILTERS) if form.get(name)}


def _back(form: Posted) -> str:
    """The list as it was filtered."""
    return to("/", **_kept(form))

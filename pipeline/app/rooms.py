"""The rooms of the app: which there are, in the order of the navigation. Who adds one adds its row here."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import Route

from extractors.frozen import frozen
from pipeline.app.api import pages as api
from pipeline.app.changes import pages as changes
from pipeline.app.doubts import pages as doubts
from pipeline.app.exports import pages as exports
from pipeline.app.help import pages as guides
from pipeline.app.help.shelf import AT as HELP
from pipeline.app.history import pages as history
from pipeline.app.notice import pages as notice
from pipeline.app.notices import pages as notices
from pipeline.app.scores import pages as scores
from pipeline.app.state import App, Door


@frozen
class Room:
    """A folder of the app: `door` is how it stands in the navigation, `files_at` where files are sent to."""

    routes: Callable[[App], list[Route]]
    door: Door | None = None
    files_at: tuple[str, ...] = ()


ROOMS = (
    Room(notices.routes, Door("notices", "/", "n"), notices.FILES_AT),
    Room(doubts.routes, Door("doubts", "/doubts", "d")),
    Room(changes.routes, Door("changes", "/changes", "c")),
    Room(scores.routes, Door("scores", "/scores", "s"), scores.FILES_AT),
    Room(exports.routes, Door("exports", "/exports", "e")),
    Room(history.routes, Door("history", "/history", "h")),
    Room(guides.routes, Door("help", HELP, "i")),
    Room(notice.routes),
    Room(api.routes),
)

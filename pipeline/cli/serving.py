"""The command by which people work in the browser: app."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.app import LangOption, language, reason, stop, tell
from pipeline.cli.inputs import CorrectionsOption, patient


def app(
    folder: Annotated[Path | None, typer.Argument(metavar="help.name.folder", help="help.app.folder")] = None,
    sources: Annotated[Path | None, typer.Option("--sources", help="help.app.sources")] = None,
    corrections: CorrectionsOption = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="help.app.port")] = 0,
    closed: Annotated[bool, typer.Option("--no-open", help="help.app.closed")] = False,
    lang: LangOption = None,
) -> None:
    """Work on a project in the browser: add notices, look at doubts, mend, download."""
    from pipeline.messages.words import say
    from pipeline.project.place import shown
    from pipeline.project.served import to_serve

    project = to_serve(folder, sources, corrections, lang=language(lang))
    told = language(lang or project.lang)
    try:
        from pipeline.app.start import serve
        from pipeline.dataset.stored import why_unread
    except ModuleNotFoundError as error:
        stop(say("run.no_extra", told, module=error.name or "", extra="app"))
    patient()
    try:
        serve(
            project,
            told,
            port=port,
            open_page=not closed,
            told=lambda url: tell(say("run.app_at", told, url=url)),
        )
    except FileNotFoundError as error:
        stop(why_unread(error, Path(shown(project.dataset)), told))
    except OSError as error:
        stop(say("run.no_port", told, port=port, reason=reason(error, told)))
    except ValueError as error:
        stop(why_unread(error, Path(shown(project.dataset)), told))

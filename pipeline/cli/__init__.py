"""The command `rubrics`: thin commands over the library, each file those of one kind of work.

Only typer is imported at the top, so that `rubrics --help` answers at once.
"""

from __future__ import annotations

import signal
import sys
from typing import NoReturn

from pipeline.cli.app import USE, app, tell
from pipeline.cli.collecting import collect
from pipeline.cli.comparing import diff, timeline
from pipeline.cli.completion import prepare
from pipeline.cli.correcting import correct
from pipeline.cli.exporting import export
from pipeline.cli.help import Command, asked
from pipeline.cli.ingesting import ingest
from pipeline.cli.reading import check, explain, new, show
from pipeline.cli.scoring import score, workbook
from pipeline.cli.serving import app as serve
from pipeline.cli.showing import evidence

__all__ = ["app", "main"]

# in the order in which `rubrics --help` names them
for command in (
    serve,
    new,
    ingest,
    check,
    show,
    explain,
    evidence,
    diff,
    timeline,
    score,
    workbook,
    export,
    collect,
    correct,
):
    app.command(cls=Command, help=f"help.{command.__name__}.about")(command)


def _ended(number: int, _: object) -> NoReturn:
    """Ends as Ctrl-C does, so that nothing half written is left."""
    sys.exit(128 + number)


def main() -> None:
    """The entry point of `rubrics`; whatever happens, the user sees one line and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console in GBK cannot print every character of a notice
    for name in ("SIGTERM", "SIGHUP"):  # Windows has no SIGHUP, and nohup has it ignored
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _ended)
    prepare()
    try:
        app(prog_name="rubrics")
    except Exception as error:
        from pipeline.messages.words import say

        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        tell(say("run.fault", asked(sys.argv[1:]), reason=reason), err=True)
        sys.exit(USE)

"""The command `rubrics`: thin commands over the library, each file those of one kind of work.

Only typer is imported at the top, and later the file of the command that is asked for, so that
`rubrics --help` answers at once.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from typing import NoReturn

from pipeline.cli.app import USE, app, tell
from pipeline.cli.completion import prepare
from pipeline.cli.help import asked

__all__ = ["app", "main"]


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
    # at its end Python looks for lost cycles among all that there is, a tenth of a short command
    atexit.register(gc.freeze)
    # to look for plugins pydantic reads what is said of every package that is installed
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        app(prog_name="rubrics")
    except Exception as error:
        from pipeline.messages.words import say

        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        tell(say("run.fault", asked(sys.argv[1:]), reason=reason), err=True)
        sys.exit(USE)

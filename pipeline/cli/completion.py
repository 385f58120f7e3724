"""What a shell completes (补全): commands and options by themselves, notices by their ids beside files.

The scripts are those of typer, but for bash: there a notice of a dataset is one word (`data@ID`), and the
name of a file gets its marks of quotation.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import typer

Shell = Literal["bash", "zsh", "fish", "powershell"]
_ASKED = "_RUBRICS_COMPLETE"
_BASH = """
_rubrics_completion() {
    local IFS=$'\\n'
    COMPREPLY=( $( env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD \\
        _RUBRICS_COMPLETE=complete_bash "$1" 2>/dev/null ) )
    if [[ $COMP_CWORD -gt 1 && ${COMP_WORDS[COMP_CWORD]} != -* ]]; then
        compopt -o filenames 2>/dev/null
    fi
    return 0
}
COMP_WORDBREAKS=${COMP_WORDBREAKS//@}
complete -o default -F _rubrics_completion rubrics
"""


def prepare() -> None:
    """Where a shell asks, what answers it is made ready."""
    if _ASKED in os.environ:
        from typer.completion import completion_init  # type: ignore[attr-defined]

        completion_init()


def script(shell: Shell | None) -> None:
    """Prints what a shell has to read: `eval "$(rubrics --completion bash)"`."""
    if shell is None:
        return
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    made = get_completion_script(prog_name="rubrics", complete_var=_ASKED, shell=shell)
    typer.echo((_BASH if shell == "bash" else made).strip())
    raise typer.Exit


def a_notice(name: str, about: str) -> Any:
    """An argument that names notices; both are keys, of what it is called and of its help."""
    return typer.Argument(metavar=name, help=about, autocompletion=notices)


def notices(incomplete: str) -> list[str]:
    """The ids of notices that may be meant, those of a dataset behind its `@`; and files."""
    with suppress(Exception):  # whatever it is: a shell that waits is told nothing of it
        return [*_ids(incomplete), *_files(incomplete)]
    return []


def _ids(incomplete: str) -> Iterator[str]:
    from pipeline.dataset.stored import notice_ids
    from pipeline.project.place import Place

    given, at, _ = incomplete.rpartition("@")
    dataset = Path(given) if at else Place.around().dataset
    with suppress(OSError, ValueError):
        yield from (f"{given}{at}{one}" for one in notice_ids(dataset))


def _files(incomplete: str) -> Iterator[str]:
    folder, slash, name = incomplete.rpartition("/")
    hidden = name.startswith(".")
    with suppress(OSError):
        for one in sorted(os.listdir(f"{folder}{slash}" or ".")):  # noqa: PTH208
            if hidden or not one.startswith("."):
                yield f"{folder}{slash}{one}"

"""All corrections of a folder: each file that can be used, and why another one cannot."""

from __future__ import annotations

from pathlib import Path

from pipeline.corrections.model import CorrectionFile, Corrections, Unusable
from pipeline.messages.causes import cause

# a file whose suffix is written otherwise is told, not passed over
_SUFFIXES = (".yaml", ".yml")


def load(folder: Path) -> Corrections:
    """The corrections of a folder; one that is not there has none. Raises OSError.

    A file that cannot be used is told in `unread`, and the others hold.
    """
    files: list[CorrectionFile] = []
    unread: list[tuple[str, dict[str, str]]] = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix.lower() not in _SUFFIXES or path.name.startswith("."):
            continue
        from pipeline.corrections.file import read  # most folders have none, and need no reader of YAML

        try:
            files.append(read(path))
        except Unusable as error:
            unread.append((path.name, error.why))
        except OSError as error:
            unread.append((path.name, {"reason": cause(error)}))
    return Corrections(tuple(files), tuple(unread))

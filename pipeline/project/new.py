"""A new project: its folders, each with a word on what belongs there, and its file."""

from __future__ import annotations

from pathlib import Path

from pipeline.messages.languages import Lang
from pipeline.messages.words import say
from pipeline.project.file import FILE, ProjectFault
from pipeline.project.place import absolute, shown
from pipeline.project.project import Project
from pipeline.replacing import replacing

# what is in a folder of notices that is no notice; it also has git keep a folder that is empty otherwise
_ABOUT = "README.md"


def new_project(folder: str | Path, lang: Lang) -> Project:
    """Makes a folder a project; what is in it stays. Raises ProjectFault where it is one already, OSError."""
    root = absolute(Path(folder))
    if (root / FILE).exists():
        raise ProjectFault("project.there", path=shown(root / FILE))
    for name in ("notices", "corrections"):
        (root / name).mkdir(parents=True, exist_ok=True)
        if not (root / name / _ABOUT).exists():
            _write(root / name / _ABOUT, say(f"project.about.{name}", lang))
    _write(root / FILE, say("project.template", lang, lang=lang))
    return Project.open(root)


def _write(path: Path, text: str) -> None:
    with replacing(path) as fresh:
        fresh.write_text(text.rstrip() + "\n", "utf-8", newline="\n")

"""The map of the house as a page: every folder and module with the first line of what it says of itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import extractors
import normalizers
import pipeline

_HEAD = """# Architecture

Made by `make docs` from the first lines of the modules. Elsewhere: [why it is built this way](design.md).

Three packages and one arrow: `pipeline` may import `normalizers`, and both may import `extractors`. Folders
beside each other form no circle. import-linter holds both, and `tests/test_architecture.py` that no folder
grows beyond what a newcomer can take in.

## The way of a notice

| from | to | by |
| --- | --- | --- |
| bytes | a document: paragraphs, tables, cells with places | `extractors.reader.read` |
| a document | the same, its tables whole that pages cut | `extractors.tables.join.join` |
| a document | records and findings, step by step | `normalizers.assemble.assemble` |
| people's corrections | records that say so, step by step | `normalizers.overlay.overlay.Overlay` |
| a file or folder | a result with its records | `pipeline.ingest.run.ingest` |
| results | a dataset | `pipeline.dataset.files.write` |
| two years | changes, put into words by `pipeline.report` | `pipeline.compare.compare` |
| a rubric and marks | scores | `pipeline.scoring.score` |
"""
_PACKAGES = (extractors, normalizers, pipeline)


def architecture() -> str:
    """The page: how a notice goes through the packages, then a table of modules for each folder."""
    return _HEAD + "".join(_folder(folder, root) for folder, root in _folders())


def first_line(module: Path) -> str:
    """The first line of what a module says of itself; empty where it says nothing."""
    said = ast.get_docstring(ast.parse(module.read_text("utf-8"))) or ""
    return said.split("\n", 1)[0]


def modules(folder: Path) -> list[Path]:
    """The modules of a folder but for its `__init__`."""
    return sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")


def _folders() -> Iterator[tuple[Path, Path]]:
    """Each folder with modules, and the folder that its package stands in."""
    for package in _PACKAGES:
        top = Path(str(package.__file__)).parent
        for found in sorted((top, *(path.parent for path in top.rglob("*/__init__.py")))):
            yield found, top.parent


def _folder(folder: Path, root: Path) -> str:
    lines = [f"\n## {folder.relative_to(root).as_posix()}\n", first_line(folder / "__init__.py"), ""]
    if inside := modules(folder):
        lines += ["| module | |", "| --- | --- |"]
        lines += [f"| `{path.stem}` | {_cell(first_line(path))} |" for path in inside]
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

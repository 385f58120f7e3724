"""The guides (说明) as files: README and docs/ of the project, or what was packed of them (setup.py)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.messages.languages import Lang

# the address of the room; its pages stand below by their names in the project
AT = "/help"
# what a reader of the app is offered, in this order; further pages are reached by links
GUIDES = (
    "docs/app.md",
    "docs/corrections.md",
    "docs/comparing.md",
    "docs/scoring.md",
    "docs/interchange.md",
    "docs/computing.md",
    "docs/service.md",
    "docs/scans.md",
    "docs/contract.md",
    "docs/dictionary.md",
    "README.md",
)
# the guide that has a section for each room, headed by its name
OF_ROOMS = GUIDES[0]
_PACKED = Path(__file__).with_name("packed")
# the README is named as GitHub wants it
_ENDS = {"zh": (".zh.md", ".zh-CN.md")}


@cache
def shelf() -> Mapping[str, Path]:
    """Each file by the name that links of the project have for it: `README.md`, `docs/scoring.zh.md`."""
    root = _PACKED if _PACKED.is_dir() else Path(__file__).parents[3]
    found = [*root.glob("README*.md"), *(root / "docs").glob("*")]
    return {one.relative_to(root).as_posix(): one for one in sorted(found) if one.is_file()}


def in_lang(name: str, lang: Lang) -> str | None:
    """The file of a page in a language; where it has none in that language, nothing.

    >>> in_lang("docs/scoring.md", "zh")
    'docs/scoring.zh.md'
    """
    ends = _ENDS.get(lang, (".md",))
    return next((own for end in ends if (own := name.removesuffix(".md") + end) in shelf()), None)


def page_of(name: str) -> str:
    """The page that a file is in some language: `docs/scoring.md` of `docs/scoring.zh.md`."""
    for end in (end for ends in _ENDS.values() for end in ends):
        if name.endswith(end):
            return name.removesuffix(end) + ".md"
    return name

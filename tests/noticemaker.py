"""Sets one invented notice in every format: text export, Word, web page, PDF.

Shapes and typesetting are those of `data/raw`; here are the text export and the ways in which PDF pages
cut a table. `NOTICE` is a notice of the town Qingtang, which is invented as all that it says.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

RAW = Path(__file__).parents[1] / "data" / "raw"
FONT = "STSong-Light"  # every PDF reader has it, so that no font file is needed
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def raw(name: str) -> ModuleType:
    """A module that stands beside the notices of `data/raw`."""
    with patch.object(sys, "path", [str(RAW), *sys.path]):
        return importlib.import_module(name)


build, shapes, typeset = raw("build"), raw("shapes"), raw("typeset")

COLUMNS = (
    ("number", "序号"),
    ("name", "考核指标"),
    ("key_points", "考核要点"),
    ("rule", "评价标准"),
    ("points", "分值"),
    ("department", "考核部门"),
)

# ---- text export -----------------------------------------------------------------------------------------


def _in_paragraphs(lines: tuple[str, ...]) -> str:
    return " ".join(f"<p>{line}</p>" for line in lines) if len(lines) > 1 else "".join(lines)


def _as_list(lines: tuple[str, ...]) -> str:
    """Numbered lines as a list whose <li> were lost, as exports of web editors print them."""
    numbered = [f"{number}. " for number in range(1, len(lines) + 1)]
    if len(lines) < 2 or not all(map(str.startswith, lines, numbered)):
        return _in_paragraphs(lines)
    bare = [line.removeprefix(number) for line, number in zip(lines, numbered, strict=True)]
    # two sentences of one item must not be parted where the next item is
    if not all(re.fullmatch(r"[^。；？！ ]+。", line) for line in bare):
        return _in_paragraphs(lines)
    return f"<ol>{' '.join(bare)} </ol>"


CELLS: dict[str, Callable[[tuple[str, ...]], str]] = {
    "paragraphs": _in_paragraphs,
    "lists": _as_list,
    "runs": "".join,
}


def text(notice: Any, cells: str = "paragraphs", cut: int = 0) -> bytes:
    """The notice as a text export: a row a line, its cells apart by tabs.

    `cells` is how a cell of several paragraphs is written. Behind `cut` rows of each table a page ends:
    an empty line, and the header again.
    """
    lines = [notice.head, notice.number, *notice.title, notice.recipients, *notice.body, notice.signed]
    lines += [notice.date, notice.public]
    for rubric in notice.rubrics:
        lines += [rubric.title, ""] if rubric.title else [""]
        header = "\t".join(word for _, word in rubric.columns)
        rows = [
            "\t".join(CELLS[cells](build.lines_of(field, number, criterion)) for field, _ in rubric.columns)
            for number, criterion in rubric.rows()
        ]
        rows.append("\t".join(build.total_cells(rubric)))
        pages = [rows[:cut], rows[cut:]] if 0 < cut < len(rows) else [rows]
        for page in pages:
            lines += [header, *page, ""]
        if rubric.note:
            lines += [rubric.note, ""]
    lines.append(notice.copies)
    return "\n".join(filter(None, [*lines, ""])).encode() if False else ("\n".join(lines) + "\n").encode()


# ---- Word, web page --------------------------------------------------------------------------------------


def word(notice: Any) -> bytes:
    """The notice as a Word file: departments merged downwards, typed paragraphs, a repeated header row."""
    return build.word(notice)


def web(notice: Any) -> bytes:
    """The notice as a page of its issuer's site: departments span rows."""
    return build.web(notice)


# ---- PDF -------------------------------------------------------------------------------------------------


class _HeaderOnce(typeset.Sheet):
    """Tables whose header stands only above their first page."""

    def table(self, *args: Any) -> None:
        self._begun = False
        super().table(*args)

    def _draw(self, strips: list[Any]) -> None:
        super()._draw(strips[1:] if self._begun else strips)
        self._begun = True


STYLE = replace(build.WATER_STYLE, centred=False)
STYLES = {
    "closed": STYLE,
    "centred": replace(STYLE, centred=True),
    "open": replace(STYLE, open_cuts=True),
    "shaded": replace(STYLE, shade=0.85),
    "low": replace(STYLE, page=(STYLE.page[0], 300)),
    "low-open-centred": replace(STYLE, page=(STYLE.page[0], 280), open_cuts=True, centred=True),
    "low-centred": replace(STYLE, page=(STYLE.page[0], 320), centred=True),
}


def pdf(notice: Any, style: str = "closed", *, header_again: bool = True) -> bytes:
    """The notice on pages of a style; low pages cut rows and merged departments."""
    sheet = typeset.Sheet if header_again else _HeaderOnce
    with patch.object(typeset, "FONT", FONT), patch.multiple(build, FONT=FONT, Sheet=sheet):
        return build.pdf(notice, STYLES[style])

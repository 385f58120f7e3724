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

SCHOOLS = shapes.Criterion(
    "学校布局调整",
    "20",
    "规划建设股会同财务股考核打分",
    (
        "1. 年内建成第三小学教学楼并投入使用。",
        "2. 完成镇北两个教学点的撤并，校车线路同步开通。",
        "3. 新增公办幼儿园学位四百个。",
    ),
    (
        "好（17-20分）：3项要点全部完成。",
        "较好（12-16分）：完成第1项，同时完成第2、3项中的1项。",
        "一般（6-11分）：只完成第1项。",
        "差（0-5分）：第1项没有完成。",
        "注：因资金未到位而延期的，须在九月底前书面说明。",
    ),
)
TEACHERS = shapes.Criterion(
    "教师交流轮岗",
    "15",
    "人事股",
    ("1. 轮岗教师达到应轮岗人数的20%。", "2. 骨干教师占轮岗教师的三成。"),
    (
        "好（13-15分）：2项要点全部完成。",
        "较好（8-12分）：完成1项。",
        "差（0-7分）：2项均未完成，每少一所学校扣1分。",
    ),
)
READING = shapes.Criterion(
    "书香校园",
    "10",
    None,
    ("每校建成读书角，每学期办一次读书节，学生人均借阅十册以上。",),
    ("优秀（9-10分）：全部达到。", "合格（6-8分）：多数达到。", "不合格（5分以下）：多数没有达到。"),
)
KITCHENS = shapes.Criterion(
    "食堂管理",
    "55",
    "安全与后勤服务股",
    ("1. 食材由统一配送。", "2. 陪餐制度落实到每餐。"),
    ("好（40-55分）：检查无问题。", "一般（20-39分）：问题在3处以内。", "差（0-19分）：问题多于3处。"),
)
EXTRA = shapes.Criterion(
    "加分项", "5", "办公室", ("获得市级以上表彰。",), ("每获一次表彰加1分，最多加5分。",), bonus=True
)
NOTICE = shapes.Notice(
    file="青塘镇.pdf",
    head="青塘镇教育管理中心文件",
    number="青教管〔2031〕6号",
    title=("关于印发2031年度中小学考核评价标准的通知",),
    recipients="各中小学、幼儿园，中心各股室：",
    body=("现将考核评价标准印发给你们，请对照落实。", "考核于年底进行。"),
    signed="青塘镇教育管理中心",
    date="2031年3月9日",
    public="（此件公开发布）",
    rubrics=(
        shapes.Rubric(
            "中小学2031年度考核评价标准", COLUMNS, (SCHOOLS, TEACHERS, READING, KITCHENS, EXTRA), "--"
        ),
        shapes.Rubric(
            "幼儿园2031年度考核评价标准",
            COLUMNS,
            (
                replace(
                    KITCHENS, points="80", rule=("好（60-80分）：检查无问题。", "差（0-59分）：有问题。")
                ),
                SCHOOLS,
            ),
            "",
            note="注：民办幼儿园参照本表考核，结果不计入排名。",
        ),
    ),
    copies="抄送：青塘镇人民政府办公室，县教育局。",
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
    return "".join(f"{line}\n" for line in lines).encode()


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


WIDTHS = {"number": 32, "name": 84, "key_points": 262, "rule": 262, "points": 36, "department": 74}
STYLE = replace(build.WATER_STYLE, centred=False)
# tables keep to the upper part of a low page, so that few rows find room on one
STYLES = {
    "closed": STYLE,
    "centred": replace(STYLE, centred=True),
    "open": replace(STYLE, open_cuts=True),
    "shaded": replace(STYLE, shade=0.85),
    "low": replace(STYLE, bottom=300),
    "low-centred": replace(STYLE, bottom=320, centred=True),
    "low-open-centred": replace(STYLE, bottom=280, open_cuts=True, centred=True),
}


def pdf(notice: Any, style: str = "closed", *, header_again: bool = True) -> bytes:
    """The notice on pages of a style; low pages cut rows and merged departments."""
    sheet = typeset.Sheet if header_again else _HeaderOnce
    widths = tuple(WIDTHS[field] for field, _ in notice.rubrics[0].columns)
    with patch.object(typeset, "FONT", FONT), patch.multiple(build, FONT=FONT, Sheet=sheet):
        return build.pdf(notice, replace(STYLES[style], widths=widths))

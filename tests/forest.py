"""A notice of an invented forestry bureau as a web page, with slips for people to correct."""

from __future__ import annotations

import hashlib
from pathlib import Path

from normalizers.overlay import Correction
from pipeline.corrections import CorrectionFile, Corrections
from pipeline.ingest.run import Result, ingest
from pipeline.project.place import Place

N = "青禾县林业局-青禾林发-2031-5号"
RULE = "好（14-20分）：完成第1项且完成第2项。一般（8-12分）：完成第1项。差（0-7分）：未完成。"
POINTS = ("1.每周巡山不少于三次。", "2.做好记录，及时上报。")
WATCH = "脱岗一次扣2分，扣完为止。未及时报告的，每次扣3分。"
ROWS = (
    ("1", "巡山护林", "".join(POINTS), RULE, "20", "资源股"),
    ("2", "防火值守", "值守到位，记录完整。", WATCH, "3O", "防火办"),
    ("3", "苗圃管理", "成活率90%以上。", "成活率每低1个百分点扣1分。", "50", "造林股"),
)


def page(
    rows: tuple[tuple[str, ...], ...] = ROWS, year: int = 2031, remark: str = "同一问题不重复扣分。"
) -> str:
    """The notice of a year; the points of 防火值守 are printed with a letter (3O)."""
    heads = ("序号", "考核指标", "考核要点", "评分标准", "分值", "考核部门")
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (heads, *rows))
    return f"""<html><body><p>青禾县林业局文件</p><p>青禾林发〔{year}〕5号</p>
<h1>青禾县林业局关于印发{year}年度护林站考核评分标准的通知</h1><p>各护林站：</p>
<p>现将评分标准印发，请遵照执行。</p><h2>{year}年度护林站考核评分标准</h2>
<table border="1">{cells}<tr><td></td><td>合计</td><td></td><td></td><td>100</td><td></td></tr></table>
<p>注：{remark}</p><p>青禾县林业局</p><p>{year}年3月1日</p></body></html>"""


def written(folder: Path, text: str | None = None, name: str = "通知.html") -> Path:
    """The page as a file."""
    path = folder / name
    path.write_text(page() if text is None else text, "utf-8")
    return path


def place(dataset: Path, sources: Path, corrections: Path) -> Place:
    """A dataset with its sources and corrections, named one by one."""
    return Place(dataset.parent, (sources,), dataset, corrections)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def said(record: str, field: str, was: object, now: object, why: str = "") -> Correction:
    """A correction by an invented clerk."""
    return Correction(record, field, was, now, "陈核", "2031-04-02T09:30:00", why)  # type: ignore[arg-type]


def read(path: Path, *corrections: Correction) -> Result:
    """The notice with corrections of this very file."""
    return ingest(path, corrections=Corrections((CorrectionFile(sha256(path), corrections=corrections),)))

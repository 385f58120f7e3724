"""One rubric in each table style of python-docx's default template, printed to PDF by LibreOffice.

`python -m tests.styles [WORD]` reads them all (those whose style has the word in its name) and prints what was not read whole.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from docx import Document
from docx.enum.style import WD_STYLE_TYPE

from extractors.finding import CATALOGUE, Severity
from pipeline.ingest.run import Result, ingest

HEAD = ["序号", "考核指标", "分值", "评分标准", "考核部门"]
ITEMS = [
    ("养护巡查", "30", "每漏巡一段扣2分；巡查记录缺失的，每次扣1分，扣完为止。", "养护科"),
    ("路面保洁", "20", "每发现一处积水扣0.5分，最多扣5分。", "保洁队"),
    ("应急处置", "35", "接报后未到场的不得分；每迟到一次扣3分。", "路政应急中心"),
    ("信息报送", "15", "每少报一条扣1分。", "综合科"),
]


def style_names() -> list[str]:
    """The names of all table styles."""
    return [style.name for style in Document().styles if style.type == WD_STYLE_TYPE.TABLE]


def printed(names: Sequence[str], folder: Path) -> dict[str, Path]:
    """A PDF for each style, made by one run of LibreOffice."""
    lines = [
        HEAD,
        *([str(number), *item] for number, item in enumerate(ITEMS, 1)),
        ["合计", "", "100", "", ""],
    ]
    paths = {}
    for at, name in enumerate(names):
        document = Document()
        document.add_paragraph("云溪公路站年度考核评分表")
        table = document.add_table(rows=0, cols=len(HEAD))
        table.style = document.styles[name]
        for line in lines:
            for cell, text in zip(table.add_row().cells, line, strict=True):
                cell.text = text
        paths[name] = folder / f"{at:03}.docx"
        document.save(str(paths[name]))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, paths.values())], check=True, capture_output=True, timeout=600)
    return {name: path.with_suffix(".pdf") for name, path in paths.items()}


def verdict(result: Result) -> str:
    """`whole`, `told` where something differs and a warning or an error says so, else `silent`."""
    parties = {one.owner_id: one.name for one in result.records.parties}
    found = [
        (one.name, str(one.points), one.rule_text, parties.get(one.criterion_id, ""))
        for one in result.records.criteria
    ]
    if found == ITEMS:
        return "whole"
    severe = {CATALOGUE[one.code].severity for one in result.findings} & {Severity.ERROR, Severity.WARNING}
    return "told" if severe else "silent"


def main(word: str = "") -> None:
    """Prints the styles that were not read whole, and the counts."""
    assert shutil.which("soffice"), "needs LibreOffice"
    with TemporaryDirectory() as folder:
        counts: Counter[str] = Counter()
        for name, path in printed([name for name in style_names() if word in name], Path(folder)).items():
            read = verdict(ingest(path))
            counts[read] += 1
            if read != "whole":
                print(f"{read:8}{name}")
    print(dict(counts))


if __name__ == "__main__":
    main(*sys.argv[1:])

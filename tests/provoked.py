"""For each code of a finding a real input that provokes it: a file as people have it, read from its bytes.

A case gives the codes that reading it told. Whoever adds a finding adds its case here; `ELSEWHERE` names the
tests that provoke those of scans, damaged pages and the like with files that are made there.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import openpyxl
from reportlab.pdfgen.canvas import Canvas

from extractors.office import legacy
from pipeline.corrections import CorrectionFile, Corrections
from pipeline.dataset.stored import read_records
from pipeline.ingest.run import ingest, ingest_all
from pipeline.project.run import to_ingest
from pipeline.project.spread import run as brought_up
from pipeline.workers.pool import Apart
from tests.docmaker import p, page, run, tbl, tr, word, zipped
from tests.forest import page as forest
from tests.forest import said
from tests.hostile import claims_pages
from tests.pdfmaker import pdf, rows, table, write
from tests.sheetmaker import sheet
from tests.test_decode import TRADITIONAL
from tests.test_layout import row

Case = Callable[[Path], Iterable[str]]
TITLE = "各站2031年度考核标准"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
HEAD = "序号｜指标｜考核内容｜评分标准｜分值"
ONE = "1｜巡检｜每日巡查两次。｜漏检的，每次扣1分。｜6"
TWO = "2｜保洁｜地面无积水。｜有积水的，每处扣1分。｜4"
TOTAL = "合计｜｜｜｜10"


def _codes(path: Path, **options: object) -> list[str]:
    return [row.code for row in ingest(path, **options).records.findings]  # type: ignore[arg-type]


def file(name: str, given: bytes | str | Callable[[], bytes]) -> Case:
    """A file of this name and content; what takes long to make is made when it is asked for."""

    def told(folder: Path) -> Iterable[str]:
        path = folder / name
        data = given() if callable(given) else given
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return _codes(path)

    return told


def text(*lines: str) -> Case:
    """A text export; `｜` parts the cells of a line."""
    return file("通知.txt", "\n".join(lines).replace("｜", "\t") + "\n")


def shown(words: str) -> str:
    """A page with a rubric of one row, in which these words stand."""
    head = "<tr><td>指标<td>评分标准<td>分值"
    return f"<html><body><table>{head}<tr><td>巡检{words}<td>漏检一次扣1分<td>6</table></body></html>"


def rubric(*rows: str, head: str = HEAD, title: str = TITLE) -> Case:
    """A table of criteria below its title."""
    return text(title, "", head, *rows)


def rules(rule: str, points: str = "5") -> Case:
    """A rubric with this scoring text."""
    return rubric(f"{rule}｜{points}", head="评分标准｜分值")


def bands(*rules_of: str) -> Case:
    """A rubric with the bands of each of its criteria, of 20 points each."""
    return rubric(
        *(f"指标{place}｜{rule}｜20" for place, rule in enumerate(rules_of, 1)), head="指标｜评分标准｜分值"
    )


def web(table: str) -> Case:
    """A web page with a table below its title."""
    return file("通知.html", page(f"<h2>{TITLE}</h2><table>{table}</table>"))


def tasks(*lines: str) -> Case:
    """A notice with a list of tasks."""
    return text(
        "青屿港务局关于印发2031年工作要点的通知",
        "",
        "各科室：",
        "现将《青屿港务局2031年工作要点》印发给你们，请认真落实。",
        "",
        "青屿港务局",
        "2031年3月1日",
        "",
        "青屿港务局2031年工作要点",
        "",
        *lines,
    )


def speech(*lines: str) -> Case:
    """A speech without a rubric."""
    return text("在全县工作会议上的讲话", "2031年1月20日", "", *lines)


def corrected(field: str, was: object, now: object) -> Case:
    """A correction of the third criterion of the forestry notice."""

    def told(folder: Path) -> Iterable[str]:
        path = folder / "通知.html"
        path.write_text(forest(), "utf-8")
        own = CorrectionFile(
            hashlib.sha256(path.read_bytes()).hexdigest(), corrections=(said("1/3", field, was, now),)
        )
        return _codes(path, corrections=Corrections((own,)))

    return told


def twice(folder: Path) -> Iterable[str]:
    """One notice in two files."""
    notice = "\n".join([TITLE, "", HEAD, ONE, TWO, TOTAL]).replace("｜", "\t")
    for place in ("甲", "乙"):
        (folder / place).mkdir()
        (folder / place / "通知.txt").write_text(notice, "utf-8")
    files = [(folder / place / "通知.txt", f"{place}/通知.txt") for place in ("甲", "乙")]
    return [row.code for one in ingest_all(files) for row in one.records.findings]


def faulty(folder: Path) -> Iterable[str]:
    """A file that a reader of ours fails on."""
    with mock.patch("extractors.plain.text.read_text", side_effect=KeyError):
        return file("通知.txt", "甲")(folder)


def gone_bad(folder: Path) -> Iterable[str]:
    """A file that was read before, and is none by now."""
    path, out = folder / "通知.html", folder / "out"
    path.write_bytes(page(f"<p>{TITLE}</p>"))
    (notice,) = brought_up(to_ingest([path], out)).read
    path.write_bytes(b"")
    brought_up(to_ingest([path], out))
    return [row.code for row in read_records(out, notice).findings]


def ended(folder: Path) -> Iterable[str]:
    """A file under which the process that reads it ends."""
    path = folder / "通知.txt"
    path.write_text("甲", "utf-8")
    reader = Apart()
    with mock.patch("extractors.plain.text.read_text", side_effect=lambda _: os._exit(3)):
        [result] = ingest_all([(path, path.name)], executor=reader)
    reader.shutdown()
    return [row.code for row in result.records.findings]


def without_office(folder: Path) -> Iterable[str]:
    """An RTF file on a machine without LibreOffice."""
    with mock.patch.object(legacy, "_program", return_value=None):
        return file("通知.rtf", rb"{\rtf1\ansi }")(folder)


def spreadsheet(change: Callable[[Any, Any], None]) -> Case:
    """A rubric in a workbook to which something is done."""
    rows = [
        ["指标", "评分标准", "分值"],
        ["巡检", "漏检的，每次扣1分。", 60],
        ["保洁", "脏的，每处扣1分。", 40],
    ]
    return file("通知.xlsx", lambda: sheet(rows, change))


def _number(code: str, figure: float) -> Callable[[Any, Any], None]:
    return lambda workbook, ws: ws.write_number("C2", figure, workbook.add_format({"num_format": code}))


def _covered(_: Any, ws: Any) -> None:
    ws.merge_range("B2:B3", "漏检的，每次扣1分。")
    ws.write("B3", "脏的，每处扣1分。")


def _unsaved() -> bytes:
    workbook = openpyxl.Workbook()
    for values in (
        ["指标", "评分标准", "分值"],
        ["巡检", "漏检的，每次扣1分。", 60],
        ["合计", None, "=SUM(C2:C2)"],
    ):
        workbook.active.append(values)  # type: ignore[union-attr]
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def _wide(_: Any, ws: Any) -> None:
    for place in range(1500):
        for col in (place, place + 1):
            ws.write(place, col, "甲")


HEADINGS = ["序号", "指标", "评分标准", "分值"]
EDGES = [60, 100, 200, 460, 520]


def drawn(*pages: Callable[[Canvas], object]) -> Case:
    """A PDF of these pages."""
    return file("通知.pdf", lambda: pdf(*pages))


def ruled(canvas: Canvas, *, second: str = "巡检", without: str = "") -> None:
    """A table of three columns and three rows."""
    lines = [["序号", "指标", "分值"], ["1", second, "6"], ["2", "保洁", "4"]]
    table(canvas, [60, 100, 300, 340], [100, 120, 140, 160], rows(lines), without=without)


def at_the_end(canvas: Canvas, *lines: Sequence[str]) -> None:
    """A table with its header that the end of the page cuts."""
    write(canvas, 200, 60, TITLE)
    table(canvas, EDGES, [740, 760, 780], rows([HEADINGS, *lines]))


def at_the_top(canvas: Canvas, *lines: Sequence[str]) -> None:
    """What goes on of a table at the head of the next page."""
    table(canvas, EDGES, [60 + 20 * place for place in range(len(lines) + 1)], rows(lines))


CELLS = ("序号", "指标", "分值", "评分标准")
CELL_ROWS = (
    ("1", "供水", "60", "每次扣1分。"),
    ("2", "排水", "25", "每次扣2分。"),
    ("", "", "15", "每起扣5分。"),
)


def cell_lines(*rows: Iterable[str]) -> Case:
    """A text export that prints a cell a line, rows apart by an empty line."""
    lines = ("".join(f"\t{cell}\n" for cell in cells) for cells in (CELLS, *CELL_ROWS, *rows))
    return file("通知.txt", "考核表\n" + "\n".join(lines))


CLEAN = (
    "云溪镇2031年保洁考核细则",
    "",
    "一、道路清扫（40分）",
    "1.主干道每日清扫两次（20分）。少一次扣2分。",
    "2.支路每日清扫一次（20分）。少一次扣2分。",
    "二、垃圾清运（60分）",
    "1.日产日清（30分）。积压的每处扣3分。",
    "2.车辆密闭（30分）。滴漏的每次扣5分。",
)
LADDER = "好（14-20分）：按期。差（0-13分）：逾期。"
FOUR = "优秀（16-20分）：按期。良好（12-15分）：稍迟。合格（8-11分）：较迟。不合格（0-7分）：逾期。"


CASES: dict[str, Case] = {
    # files
    "file-unreadable": lambda folder: _codes(folder / "通知.txt"),
    "file-empty": file("通知.docx", b" \n"),
    "file-unsupported": file("通知.zip", zipped({"通知.txt": "甲"})),
    "file-needs-program": without_office,
    "file-corrupt": file("通知.docx", word(p("甲"))[:-99]),
    "file-encrypted": file("通知.docx", OLE + "EncryptedPackage".encode("utf-16-le")),
    "file-over-limit": file("通知.xlsx", lambda: sheet([["甲"] * 400] * 300)),
    "file-ends-reader": ended,
    "pages-over-limit": file("通知.pdf", claims_pages(2000)),
    "figure-oversized": rubric(ONE.replace("6", "9" * 60), TWO),
    "file-misnamed": file("通知.pdf", page("<p>甲</p>")),
    "text-undecodable": file("通知.txt", ("考核办法：每次扣0.5分，“优”≥90分。\n" * 3).encode()[:-3]),
    "part-unread": file("通知.docx", word(p("甲") + '<w:altChunk r:id="r9"/>')),
    "no-content": file("通知.html", page("<script>x()</script>")),
    "internal-fault": faulty,
    "rows-of-last-run": gone_bad,
    "notice-id-repeated": twice,
    # pages
    "file-cut-off": file("通知.pdf", pdf(ruled)[:-20]),
    "text-cropped": drawn(lambda page: (ruled(page), write(page, 700, 130, "裁切线外"))),
    "grid-closed": drawn(lambda page: ruled(page, without="bottom")),
    "cell-overlap": drawn(lambda page: ruled(page, second="甲" * 20 + "）")),
    "text-outside-table": drawn(lambda page: (ruled(page), write(page, 400, 130, "旁注"))),
    "table-joined": file(
        "通知.docx",
        word(
            p(TITLE)
            + tbl(tr(*HEADINGS), tr("1", "巡检", "漏检的，每次扣1分。", "6"), widths=(500, 1500, 5000, 1000))
            + p()
            + tbl(tr("2", "保洁", "脏的，每处扣1分。", "4"), widths=(500, 1500, 5000, 1000))
        ),
    ),
    "row-joined": drawn(
        lambda page: at_the_end(page, ["1", "巡检", "漏检的，每次扣1分，", "6"]),
        lambda page: at_the_top(page, ["", "", "扣完为止。", ""], ["2", "保洁", "脏的，每处扣1分。", "4"]),
    ),
    "row-join-doubtful": drawn(
        lambda page: at_the_end(page, ["1", "巡检", "漏检的，每次扣1分，", ""]),
        lambda page: at_the_top(
            page, ["2", "保洁", "脏的，每处扣1分。", "4"], ["3", "值守", "脱岗的，扣1分。", "4"]
        ),
    ),
    # how the file is laid out
    "table-side-by-side": rubric(
        "巡检｜漏检的，每次扣1分。｜6｜抢修｜超时的，每次扣1分。｜5",
        "保洁｜有积水的，每处扣1分。｜4｜值守｜脱岗的，每次扣1分。｜5",
        head="指标｜评分标准｜分值｜指标｜评分标准｜分值",
    ),
    "row-short": text(
        TITLE, "", "指标｜评分标准｜分值", "巡检｜漏检的，每次扣1分。", "保洁｜脏的，每处扣1分。｜4"
    ),
    "row-shifted": text(
        "类别｜指标｜评分办法｜科室",
        "防火｜巡山（4分）｜每少一次扣1分。｜资源科",
        "｜值守（3分）｜脱岗的，每次扣1分。｜",
        "造林｜整地（5分）｜穴深不足的，每处扣1分。｜造林科",
        "｜补植（5分）｜成活率不足的，每块扣1分。｜",
        "｜抚育（5分）｜漏抚育的，每块扣1分。｜",
        "苗圃（2分）｜苗木未按期出圃到各造林点的，扣2分。｜｜",
    ),
    "row-across-gap": cell_lines(("3", "节水\n", "15", "每起扣5分。")),
    "rows-by-first-cell": text(
        "+------+------------+",
        "| 项目 | 标准       |",
        "+------+------------+",
        "| 供水 | 每次扣1分，|",
        "|      | 扣完为止。 |",
        "| 排水 | 酌情扣分。 |",
        "+------+------------+",
    ),
    "table-unclear": cell_lines(("3", "节水", "10", "加1分。", "4", "治污", "5", "加2分。")),
    "changes-accepted": file("通知.docx", word(f"<w:p>{run('每次扣')}<w:ins>{run('2分')}</w:ins></w:p>")),
    "comments-unread": file("通知.docx", word(p("甲"), comments=f"<w:comment>{p('请核实')}</w:comment>")),
    "hidden-dropped": file("通知.docx", word(f"<w:p>{run('显')}{run('隐', '<w:vanish/>')}</w:p>")),
    "picture-unread": file(
        "通知.docx",
        word(
            f'<w:p><w:r><w:drawing><extent cx="9000000" cy="900000"/><blip r:embed="r5"/></w:drawing></w:r>{run("文")}</w:p>'
        ),
    ),
    "encoding-guessed": file("通知.txt", TRADITIONAL.encode("big5")),
    "radical-doubled": rubric(ONE.replace("巡检", "卫⽣生"), TWO),
    "unseen-dropped": file("通知.html", shown('<span style="color:#fff;background:#fff">作废</span>')),
    "struck-dropped": file("通知.html", shown("<s>作废</s>")),
    "style-unread": file("通知.html", "<style>td:has(b:nth-child(2)) {display: none}</style>" + shown("")),
    "format-shows-nothing": spreadsheet(_number(";;;", 6)),
    "cells-hidden": spreadsheet(lambda _, ws: ws.set_row(1, None, None, {"hidden": True})),
    "formula-unsaved": file("通知.xlsx", _unsaved),
    "number-rounded": spreadsheet(_number("0%", 0.125)),
    "format-unread": spreadsheet(_number("0.0E+00", 1200)),
    "covered-text": spreadsheet(_covered),
    "table-oversized": spreadsheet(_wide),
    "list-numbers-restored": web(
        "<tr><td>指标<td>考核要点<td>分值<tr><td>水利<td><ol>修渠。 筑坝。</ol><td>5"
    ),
    "table-left": text("人员名单", "", "姓名｜科室", "甲某｜综合科", "乙某｜财务科"),
    "table-not-rubric": text(
        "说明", "", "甲栏｜乙栏", "漏检的，每次扣1分。｜甲", "有积水的，每处扣1分。｜乙"
    ),
    "rubric-unread": text("说明", "", "甲栏｜乙栏", "漏检的，每次扣1分。｜甲", "有积水的，每处扣1分。｜乙"),
    "tables-side-by-side": web(
        row("指标", "评分标准", "分值", "", "指标", "扣分标准", "分值")
        + row("巡检", "漏检的，每次扣1分。", "6", "", "抢修", "超时的，每次扣1分。", "5")
        + row("保洁", "有积水的，每处扣1分。", "4", "", "值守", "脱岗的，每次扣1分。", "5")
    ),
    "table-turned": web(
        row("指标", "巡检", "保洁", "值守")
        + row("分值", "6", "4", "5")
        + row("评分标准", "漏检一次扣1分。", "积水一处扣1分。", "脱岗一次扣1分。")
    ),
    "column-unknown": rubric("巡检｜漏检的，每次扣1分。｜6｜甲栏", head="指标｜评分标准｜分值｜颜色栏"),
    "column-by-content": rubric("巡检｜漏检的，每次扣1分。｜6", head="指标｜评分标准｜额度"),
    "header-changed": web(
        row("指标", "评分标准", "分值", "备注")
        + row("巡检", "漏检的，每次扣1分。", "6", "")
        + row("指标", "评分标准", "分值", "依据")
        + row("保洁", "有积水的，每处扣1分。", "4", "台账")
    ),
    "header-varies": text(
        TITLE,
        "",
        f"{HEAD}｜考核部门",
        f"{ONE}｜综合科",
        "",
        "各库2031年度考核标准",
        "",
        f"{HEAD}｜评分单位",
        f"{TWO}｜综合科",
    ),
    # the notice
    "title-missing": text(
        TITLE,
        "",
        HEAD,
        ONE,
        TWO,
        TOTAL,
        "",
        "以上各项由综合科按季度检查并汇总，检查结果在全局范围内进行通报，请各站遵照执行。",
        "",
        HEAD,
        ONE,
        TWO,
        TOTAL,
    ),
    "title-wording": text(
        "青屿局关于印发港区安全保卫及消防工作考核标准的通知",
        "",
        "各站：",
        "请遵照执行。",
        "",
        "港区安全保卫和消防工作考核标准",
        "",
        HEAD,
        ONE,
        TWO,
        TOTAL,
    ),
    "date-odd": text(
        "青屿局关于印发考核标准的通知",
        "",
        "各站：",
        "请执行。",
        "青屿局",
        "2031年2月30日",
        "",
        TITLE,
        "",
        HEAD,
        ONE,
        TWO,
        TOTAL,
    ),
    "nothing-scored": text("同志们：", "要抓好培训，落实3项制度。"),
    "no-rubric": text("各站：", "漏检的，每次扣1分。", "积水的，每处扣1分。", "脱岗的，每次扣2分。"),
    "rubric-in-prose": text(*CLEAN),
    "rule-from-body": text("各站：", "弄虚作假的，一票否决。", "", TITLE, "", HEAD, ONE, TWO, TOTAL),
    "rule-in-body": text("各站：", "原办法规定漏检的，每次扣1分。", "", TITLE, "", HEAD, ONE, TWO, TOTAL),
    "outline-not-read": text(*CLEAN, "", TITLE, "", HEAD, ONE, TWO, TOTAL),
    # criteria
    "points-unread": rubric(ONE.replace("6", "若干"), TWO),
    "points-differ": rubric(ONE.replace("巡检", "巡检（5分）"), TWO),
    "points-missing": rubric(ONE[:-1], TWO),
    "total-mismatch": rubric(ONE, TWO, "合计｜｜｜｜12"),
    "total-with-bonus": rubric(ONE, TWO, "3｜加分项｜受表彰。｜每次加1分。｜2", "合计｜｜｜｜12"),
    "subtotal-missing": rubric(
        *("一｜日常（6分）｜巡检｜6", "二｜专项（4分）｜抢修｜4", "｜小计｜｜4", "合计｜｜｜10"),
        head="序号｜类别｜指标｜分值",
    ),
    "total-missing": rubric(ONE, TWO),
    "total-filler": rubric(ONE, TWO, "合计｜--｜--｜--｜10"),
    "key-points-mismatch": rubric("1｜巡检｜1.每日巡查（3分）。2.填好记录（2分）。｜漏检的，每次扣1分。｜6"),
    "deductions-short": rubric("1｜巡检｜每日巡查。｜无记录扣2分，无签字扣1分。｜6"),
    "weights-scale": web(
        row("一级指标", "权重", "二级指标", "分值", "评分标准")
        + row(("管理", "rowspan=2"), ("60", "rowspan=2"), "巡检", "70", "漏检的，每次扣1分。")
        + row("保洁", "30", "脏的，每处扣1分。")
        + row("效果", "40", "满意度", "100", "低于80%的，不得分。")
    ),
    "target-odd": rubric("差错率｜-0%｜5", "满意度｜≥90%｜5", head="指标｜目标值｜分值"),
    "text-missing": web(
        row("指标", "评分标准", "分值", "备注")
        + row(("是否增效", "rowspan=2"), ("", "rowspan=2"), "5", "①")
        + row("5", "②")
    ),
    "rules-missing": rubric("巡检｜每日巡查。｜6", "保洁｜地面净。｜4", head="指标｜考核内容｜分值"),
    "names-in-cell": web(
        row("指标", "目标值", "分值")
        + row(("是否增效<br>是否提速", "rowspan=4"), ("是", "rowspan=2"), "5")
        + row("5")
        + row(("否", "rowspan=2"), "5")
        + row("5")
    ),
    "targets-several": rubric("巡检｜8.5｜7.0｜6", head="指标｜甲乡目标值｜乙镇目标值｜分值"),
    "items-in-cell": web(
        row("指标", "评分标准")
        + row(
            ("巡检（12分）", "rowspan=2"),
            "抓好夜班。查岗两次（1分）；填好记录（2分）。<br>抓好白班。查岗一次（1分）；填好记录（2分）。",
        )
        + row("抓好节日。值守到位（3分）；按时报告（3分）。")
    ),
    "name-reprinted": web(
        row("类别", "指标", "评分标准", "分值", "检查方法")
        + row("一、日常", "巡检", "漏检的，每次扣1分。", "6", ("看台账", "rowspan=2"))
        + row("一日常", "保洁", "有积水的，每处扣1分。", "4")
    ),
    "parts-mismatch": rubric(
        "日常（12分）｜巡检｜漏检的，每次扣1分。｜6",
        "｜保洁｜脏的，每处扣1分。｜4",
        head="类别｜指标｜评分标准｜分值",
    ),
    "points-above-total": rubric(ONE.replace("｜6", "｜61"), TWO, TOTAL),
    "name-ends-in-figure": rubric(ONE, "2｜保洁4｜地面无积水。｜有积水的，每处扣1分。｜", TOTAL),
    "number-in-text": rubric(ONE.replace("每日巡查两次。", "1.每日巡查两次。"), TWO),
    "points-column-empty": rubric(ONE.replace("｜6", "｜"), TWO.replace("｜4", "｜")),
    "clause-part-unread": rubric(
        ONE.replace("漏检的，每次扣1分。", "最高得分不设上限但每次得1分，封顶另定"), TWO
    ),
    "number-gap": rubric(ONE, TWO.replace("2｜", "3｜", 1)),
    "number-repeated": rubric(ONE, TWO.replace("2｜", "1｜", 1)),
    "name-repeated": rubric(ONE, TWO.replace("保洁", "巡检")),
    "name-long": rubric("1｜落实巡检制度。做好巡检记录。｜每日巡查。｜漏检的，每次扣1分。｜6"),
    "name-missing": rubric(ONE, TWO.replace("保洁", "")),
    # bands
    "band-unread": bands(f"由站长按月评定。{LADDER}"),
    "band-gap": bands("好（15-20分）：按期。差（0-12分）：逾期。"),
    "band-overlap": bands("好（12-20分）：按期。差（0-14分）：逾期。"),
    "band-edge-shared": bands("好（14-20分）：按期。差（0-14分）：逾期。"),
    "band-top": bands("好（14-18分）：按期。差（0-13分）：逾期。"),
    "band-bottom": bands("好（14-20分）：按期。差（5-13分）：逾期。"),
    "band-reversed": bands("好（20-14分）：按期。差（0-13分）：逾期。"),
    "band-label-odd": bands(
        LADDER,
        LADDER,
        "好（17-20分）：按期。较好（9-16分）：稍迟。差（0-8分）：逾期。",
        *[FOUR] * 4,
        FOUR.replace("合格（8", "一般（8"),
    ),
    "band-label-missing": bands(
        *[FOUR] * 4, FOUR.replace("合格（8-11分）：较迟。", "").replace("0-7", "0-11")
    ),
    "band-label-repeated": bands("好（14-20分）：按期。好（8-13分）：稍迟。差（0-7分）：逾期。"),
    "band-points-missing": rubric("巡检｜按期｜逾期｜6", "保洁｜净｜脏｜4", head="指标｜优｜差｜分值"),
    "band-rule": bands("好（14-20分）：按期，从高评分。差（0-13分）：逾期。"),
    "condition-gap": bands("好（14-20分）：合格率90%以上。差（0-13分）：合格率80%以下。"),
    "condition-overlap": bands("好（14-20分）：合格率80-100%。差（0-13分）：合格率0-85%。"),
    "condition-unreachable": bands("好（14-20分）：合格率80%以上。差（0-13分）：合格率90%以上。"),
    "condition-edge-shared": bands("好（14-20分）：合格率90%以上。差（0-13分）：合格率90%以下。"),
    "condition-nested": bands("好（14-20分）：合格率90%以上。差（0-13分）：合格率80%以上。"),
    "condition-open": bands(
        "好（14-20分）：合格率90%以上。一般（8-13分）：合格率70-90%。差（0-7分）：管理混乱。"
    ),
    "requirement-unknown": rubric(
        "1｜巡检｜1.每日巡查。2.填好记录。｜好（4-6分）：完成第1项和第3项。差（0-3分）：未完成。｜6"
    ),
    # departments
    "party-inherited": rubric(f"{ONE}｜综合科", f"{TWO}｜", head=f"{HEAD}｜考核部门"),
    "party-missing": rubric(f"{ONE}｜", f"{TWO}｜", head=f"{HEAD}｜考核部门"),
    "party-several": rubric(f"{ONE}｜综合科、财务科", head=f"{HEAD}｜考核部门"),
    "party-variant": rubric(
        f"{ONE}｜市场监管局安全监察处",
        f"{TWO}｜市场监管局安全监察处",
        f"3{TWO[1:]}｜市场监管局安全监查处",
        head=f"{HEAD}｜考核部门",
    ),
    "party-form": rubric(f"{ONE}｜机关党委（巡察办）", f"{TWO}｜机关党委(巡察办)", head=f"{HEAD}｜考核部门"),
    "party-short": rubric(f"{ONE}｜机关党委（巡察办公室）", f"{TWO}｜机关党委", head=f"{HEAD}｜考核部门"),
    # clauses
    "clause-unread": rules("检修到位2分；记录完整1分。"),
    "clause-ambiguous": rules("脱岗的扣1分或2分。"),
    "award-mismatch": rules("台账齐全的得2分。设备完好的得2分。"),
    "cap-above-points": rules("脱岗的，每次扣1分，最多扣8分。"),
    "deduction-above-points": rules("脱岗的，扣8分。"),
    "range-reversed": rules("优秀得5-4分、良好得2-3分。"),
    "range-overlap": rules("优秀得3-5分、良好得2-4分、较差得0-1分。"),
    "case-twice": rules("脱岗的扣1分。迟到的扣2分。脱岗的扣2分。"),
    "tier-order": rules("第1-3名依次加3分、1分、2分。"),
    "tier-unlabelled": rules("第1-4名依次加3分、2分、1分。"),
    "figure-slip": rules("脱岗的扣l分。"),
    "rule-unread": rules("由站长按月评定。"),
    "text-between-tables": text(
        TITLE,
        "",
        HEAD,
        ONE,
        TWO,
        TOTAL,
        "",
        "考核由综合科组织，迟报的扣1分，结果按季度在全局通报，连续两次末位的站由局领导约谈站长并限期整改。",
        "",
        "各库2031年度考核标准",
        "",
        HEAD,
        ONE,
        TWO,
        TOTAL,
    ),
    "text-left-between": text(
        TITLE,
        "",
        HEAD,
        ONE,
        TWO,
        TOTAL,
        "",
        "考核由综合科组织，结果按季度在全局通报，连续两次末位的站由局领导约谈站长并限期整改。",
        "",
        "各库2031年度考核标准",
        "",
        HEAD,
        ONE,
        TWO,
        TOTAL,
    ),
    # tasks and goals
    "target-differs": tasks(
        "1.抓好航道，通航保证率达到95%。（航道科牵头）", "2.做好应急，通航保证率达到96%。（安全科牵头）"
    ),
    "task-repeated": tasks("1.疏浚主航道。（航道科牵头）", "2.疏浚主航道。（航道科牵头）"),
    "task-similar": tasks(
        "1.全面疏浚东港区主航道和支航道。（航道科牵头）", "2.全面疏浚东港区主航道及支航道。（航道科牵头）"
    ),
    "lead-differs": tasks(
        "1.全面疏浚东港区主航道和支航道。（航道科牵头）", "2.全面疏浚东港区主航道及支航道。（安全科牵头）"
    ),
    "lead-order": tasks("1.疏浚航道。（航道科、安全科牵头）", "2.更新航标。（安全科、航道科牵头）"),
    "lead-vague": tasks("1.疏浚航道。（各相关科室牵头）", "2.更新航标。（安全科牵头）"),
    "lead-cut": tasks("1.疏浚主航道。（航道科牵头，）", "2.更新航标。（安全科牵头）"),
    "lead-other": tasks("1.疏浚主航道。（航道科牵头，加快推进）", "2.更新航标。（安全科牵头）"),
    "count-differs": rubric(
        ONE.replace("巡检", "巡检★"), TWO, TOTAL, "", "注：核心指标1项、计6分，一般指标2项、计4分。"
    ),
    "numbers-restart": tasks(
        "一、航道", "1.疏浚航道。（航道科牵头）", "二、航标", "1.更新航标。（安全科牵头）"
    ),
    "no-scores": tasks("1.疏浚航道。（航道科牵头）", "2.更新航标。（安全科牵头）"),
    "target-unread": speech(
        "一、2030年工作回顾", "新增灯桩30余座。", "二、2031年工作安排", "新增灯桩40余座，新建泊位2个。"
    ),
    "figure-masked": speech(
        "一、2030年工作回顾", "完成了任务。", "二、2031年工作安排", "吞吐量完成×万吨，新建泊位2个。"
    ),
    # corrections of people
    "correction-applied": corrected("points", "50", "45"),
    "correction-confirmed": corrected("points", "50", "50"),
    "correction-already-true": corrected("points", "5", "50"),
    "correction-stale": corrected("points", "5", "6"),
    "correction-invalid": corrected("colour", "", "red"),
    # how the text is printed
    "unclaimed-text": rubric(ONE, TWO, "合计｜｜按季考核｜｜10"),
    "text-masked": rubric(ONE.replace("每日巡查两次。", "经××镇批准。"), TWO),
    "document-partial": text("以下为本文档的试读部分。", TITLE, "", HEAD, ONE, TWO, TOTAL),
    "document-cut": web(
        row("指标", "评分标准")
        + row(
            ("巡检（12分）", "rowspan=2"),
            "抓好夜班。查岗两次（1分）；填好记录（2分）。<br>抓好白班。查岗一次（1分）；填好记录（2分）。",
        )
        + row("抓好节日。值守到位（3分）；按时报告（2分）；全程记")
    ),
    "annex-missing": rubric(ONE.replace("两次", "两次，样式见附表2"), TWO),
    "text-cut": rubric(
        "1｜巡检｜1.每日巡查两次。2.填好记录。3.按时报告。｜漏检的，每次扣1分。｜6",
        "2｜保洁｜1.地面无积水。2.垃圾日产日｜有积水的，每处扣1分。｜4",
    ),
    "char-odd": rubric(ONE.replace("每日", "毎日"), TWO),
    "space-dropped": rubric(ONE.replace("每日巡查两次。", "落实“强本领 作表率”。"), TWO),
    "dash-mixed": rubric(ONE.replace("两次", "2-3次"), TWO.replace("无积水", "积水3—5处以内")),
    "spacing-mixed": bands(LADDER, "好（14-20 分）：按期。差（0-13分）：逾期。"),
    "reference-unclear": rubric(ONE.replace("每日巡查两次。", "落实《意见》要求。"), TWO),
    "noise": text("当前位置：首页 > 通知公告", "", TITLE, "", HEAD, ONE, TWO, TOTAL),
}

# each of these tests names the code that its file has to provoke
ELSEWHERE = {
    "layer-read": "test_ocr.test_a_scan_with_a_layer_of_text_has_its_text_and_the_rules_of_its_picture",
    "columns-joined": "test_join.test_columns_of_a_wide_sheet_on_a_later_page_stand_beside_those_of_the_first",
    "merge-doubtful": (
        "test_join.test_a_blank_cell_of_one_row_at_the_page_end_belongs_to_the_text_below_and_is_told"
    ),
    "name-joined": "test_join.test_a_name_that_the_page_end_cuts_is_one_name_and_told",
    "hidden-undecided": "test_pdf_hidden.test_what_this_machine_cannot_draw_is_kept_and_told",
    "page-turned": "test_pdf.test_a_table_that_is_drawn_on_its_side_is_read_as_it_stands_upright",
    "annotation-unread": "test_pdf_forms.test_a_note_on_the_page_is_told_and_no_text",
    "field-blank": "test_pdf_forms.test_a_form_field_that_nobody_filled_in_is_told_with_its_place",
    "attachment-unread": "test_pdf_forms.test_attached_files_are_told",
    "note-mark": "test_pdf_marks.test_a_raised_figure_is_the_number_of_a_note_and_no_digit",
    "watermark-dropped": "test_pdf_marks.test_a_light_text_on_other_text_or_rules_is_a_watermark",
    "encoding-doubtful": "test_decode.test_a_text_of_rare_characters_is_doubted",
    "text-garbled": "test_odd_characters.test_the_finding_names_the_cell_in_every_format",
    "placeholder-dropped": "test_docx_shown.test_a_prompt_is_no_department_and_takes_none_from_above",
    "page-hidden": "test_html_shown.test_hidden_text_outside_of_tables_is_a_note",
    "media-differ": "test_html_shown.test_what_only_one_of_screen_and_paper_shows_is_read_and_told",
    "field-unread": "test_docx_fields.test_what_a_field_shows_and_is_not_known_is_told",
    "cells-beyond-print": "test_spreadsheet_shown.test_what_stands_beyond_the_area_of_print_is_told",
    "formula-failed": "test_spreadsheet_shown.test_an_error_of_a_formula_is_told",
    "needs-ocr": "test_ocr.test_without_the_extra_a_scan_says_what_to_install",
    "ocr-read": "test_ocr.test_each_doubt_about_a_scan_is_told",
    "ocr-doubtful": "test_ocr.test_each_doubt_about_a_scan_is_told",
    "ocr-gap": "test_ocr.test_each_doubt_about_a_scan_is_told",
    "ocr-blot": "test_ocr.test_each_doubt_about_a_scan_is_told",
    "ocr-seal": "test_ocr.test_each_doubt_about_a_scan_is_told",
    "page-unreadable": "test_pdf_readers.test_a_page_that_no_reader_can_read_is_reported",
    "page-damaged": "test_pdf.test_a_page_whose_data_do_not_unpack_is_reported",
    "glyph-unmapped": "test_pdf.test_a_page_without_any_text_that_is_decoded_is_to_be_recognised",
    "page-second-reader": "test_pdf_readers.test_a_file_that_pdfium_cannot_open_is_read_by_pdfplumber",
    "readers-disagree": "test_pdf_readers.test_a_run_with_verify_reports_what_the_readers_do_not_agree_on",
    "second-reader-failed": "test_pdf_readers.test_a_second_opinion_is_asked_for_pdfs_only",
    "correction-needs-review": "test_corrections.test_other_bytes_of_the_notice_inherit_nothing_and_say_so",
    "corrections-unread": "test_corrections.test_a_file_that_cannot_be_read_is_an_error_of_its_notice",
}

"""What people are told about two years: sentences, the page, the Excel file, the data, the command."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import jsonschema
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parsed
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText
from typer.testing import CliRunner

from normalizers.records import Records
from pipeline.cli import app
from pipeline.compare import Link
from pipeline.dataset.files import write as write_dataset
from pipeline.ingest.ids import renamed
from pipeline.ingest.run import ingest
from pipeline.report.data import (
    CSV_COLUMNS,
    DIFFERENCE_COLUMNS,
    as_csv,
    as_json,
    differences_as_csv,
    schema,
    write_parquet,
)
from pipeline.report.given import NotComparable, read_links, read_year
from pipeline.report.page import page
from pipeline.report.redline import by_line, redline
from pipeline.report.report import Report, ReportChange, report
from pipeline.report.terminal import counted
from pipeline.report.workbook import write_workbook
from pipeline.terminal.listing import fold, wide
from pipeline.timeline.lineage import Timeline, timeline
from pipeline.timeline.page import timeline_page
from pipeline.timeline.shown import fate

DOCS = Path(__file__).parents[1] / "docs"
RAW = Path(__file__).parents[1] / "data" / "raw"
Row = tuple[str, str, str, str, str]
OLD: tuple[Row, ...] = (
    (
        "渠道巡查",
        "1.每周巡查干渠，隐患整改率达到85%以上。2.巡查台账按月归档。",
        "好（14-18分）：隐患整改率85%以上，台账齐全。差（0-13分）：隐患整改率不足85%。",
        "18",
        "县水政大队",
    ),
    ("闸门养护", "闸门启闭灵活，止水完好。", "漏水未处理的，每处扣1分，最多扣5分。", "20", "县灌区站"),
    ("用水计量", "斗口计量设施完好，数据按旬上报。", "数据迟报的，每次扣0.5分。", "22", "县灌区站"),
    ("水费收缴", "水费收缴率达到90%以上。", "收缴率每低1个百分点扣1分。", "20", "县灌区站"),
    ("宣传报道", "全年编发节水简报不少于12期。", "每少1期扣1分。", "20", "县水利局办公室"),
)
NEW: tuple[Row, ...] = (
    (
        "渠道巡查",
        "1.每周巡查干渠，隐患整改率达到90%以上。2.巡查台账按月归档。",
        "好（12-15分）：隐患整改率90%以上，台账齐全。差（0-11分）：隐患整改率不足90%。",
        "15",
        "县水政大队",
    ),
    (
        "闸门与启闭机养护",
        "闸门启闭灵活，止水完好。",
        "漏水未处理的，每处扣2分，最多扣5分。",
        "20",
        "县工程站",
    ),
    (
        "用水计量",
        "斗口计量设施完好，数据按旬上报。",
        "数据迟报的，每次扣0.5分。擅自改动数据的，每次扣2分。",
        "25",
        "县灌区站",
    ),
    ("水费收缴", "水费收缴率达到90%以上。", "收缴率每低1个百分点扣1分。", "20", "县灌区站"),
    ("防汛物资", "编织袋、抢险照明灯按定额储备。", "储备不足的，每项扣2分。", "20", "县水政大队"),
)


def notice(rows: Sequence[Row], year: int, name: str = "镇水利站考核评分表") -> str:
    cells = "".join(
        f"<tr><td>{number}</td>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
        for number, row in enumerate(rows, 1)
    )
    total = sum(int(row[3]) for row in rows)
    return f"""<html><head><meta charset="utf-8"></head><body>
<h1>关于印发{year}年度河渠管护考核办法的通知</h1><p>青水发〔{year}〕7号</p>
<p>各镇水利站：</p><p>现将考核办法印发给你们，请认真执行。</p><p>青禾县水利局</p><p>{year}年3月9日</p>
<p>{name}</p><table><tr><th>序号</th><th>考核指标</th><th>考核要点</th><th>评价标准</th><th>分值</th>
<th>考核部门</th></tr>{cells}<tr><td colspan="4">合计</td><td>{total}</td><td></td></tr></table></body></html>"""


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("years")
    for rows, year in ((OLD, 2031), (NEW, 2032)):
        (folder / f"{year}.html").write_text(notice(rows, year), "utf-8")
    return folder / "2031.html", folder / "2032.html"


@pytest.fixture(scope="session")
def dataset(files: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dataset")
    write_dataset([ingest(path) for path in files], out)
    return out


@pytest.fixture(scope="session")
def made(files: tuple[Path, Path]) -> Report:
    return report(*(read_year(str(path), "zh") for path in files))


def read(tmp_path: Path, rows: Sequence[Row], year: int) -> tuple[Records, ...]:
    path = tmp_path / f"{year}.html"
    path.write_text(notice(rows, year), "utf-8")
    return read_year(str(path), "zh")


def told(tmp_path: Path, old: Sequence[Row], new: Sequence[Row]) -> list[str]:
    return [
        change.sentence_zh
        for change in report(read(tmp_path, old, 2031), read(tmp_path, new, 2032)).diff.changes
    ]


# ---- sentences


def test_the_changes_in_chinese_most_points_first(made: Report) -> None:
    assert [change.sentence_zh for change in made.diff.changes] == [
        "取消指标“宣传报道”（20分）",
        "新增指标“防汛物资”（20分）",
        (
            "“渠道巡查”分值由18分降为15分；“好”档由14-18分改为12-15分；“差”档由0-13分改为0-11分；"
            "隐患整改率由85%提高到90%（“差”档由不足85%提高到不足90%）"
        ),
        "“用水计量”分值由22分提高到25分；新增扣分条款：擅自改动数据的，每次扣2分",
        "“闸门养护”更名为“闸门与启闭机养护”；“漏水未处理的”扣分由1分提高到2分；考核部门由县灌区站改为县工程站",
    ]


def test_the_changes_in_english(made: Report) -> None:
    assert [change.sentence_en for change in made.diff.changes] == [
        "Criterion “宣传报道” (20 points) dropped",
        "New criterion “防汛物资” (20 points)",
        (
            "“渠道巡查”: points lowered from 18 to 15; band “好” changed from 14-18 to 12-15; "
            "band “差” changed from 0-13 to 0-11; 隐患整改率 raised from 85% to 90% "
            "(band “差” raised from below 85% to below 90%)"
        ),
        "“用水计量”: points raised from 22 to 25; new deduction: 擅自改动数据的，每次扣2分",
        (
            "“闸门养护” renamed “闸门与启闭机养护”; deduction for “漏水未处理的” raised from 1 to 2; "
            "department changed from 县灌区站 to 县工程站"
        ),
    ]


def test_what_changed_in_a_text_is_quoted_with_its_unit(tmp_path: Path) -> None:
    new = [*OLD]
    new[1] = ("闸门养护", "闸门启闭灵活，止水完好，无锈蚀。", *OLD[1][2:])
    new[2] = ("用水计量", "斗口计量设施完好，数据按日上报。", *OLD[2][2:])
    assert told(tmp_path, OLD, new) == [
        "“闸门养护”：要点中增加“无锈蚀”",
        "“用水计量”：要点中“旬上报”改为“日上报”",
    ]


def test_a_cap_that_goes_and_a_place_that_changes(tmp_path: Path) -> None:
    uncapped = ("闸门养护", OLD[1][1], "漏水未处理的，每处扣1分。", *OLD[1][3:])
    assert told(tmp_path, OLD, [OLD[0], uncapped, *OLD[2:]]) == [
        "“闸门养护”：不再规定“漏水未处理的”的封顶（原为5分）"
    ]
    assert told(tmp_path, OLD, [OLD[4], *OLD[:4]]) == ["“宣传报道”由第5项移到第1项"]


def changed_records(side: tuple[Records, ...], table: str, **values: object) -> tuple[Records, ...]:
    """The notice with other values in the last row of a table."""
    *rows, last = side[0].table(table)
    return (side[0].model_copy(update={table: (*rows, last.model_copy(update=values))}),)


def test_what_stands_beside_the_scoring_is_compared_too(tmp_path: Path) -> None:
    old = read(tmp_path, OLD, 2031)
    for values, said in (
        ({"core": True}, "“宣传报道”列为核心指标"),
        ({"unit": "期"}, "“宣传报道”：计量单位定为“期”"),
        ({"target": "12"}, "“宣传报道”：目标值定为“12”"),
        ({"kind": "bonus"}, "“宣传报道”类型由计分项改为加分项"),
    ):
        (change,) = report(old, changed_records(old, "criteria", **values)).diff.changes
        assert change.sentence_zh == said


def test_a_lead_in_of_key_points_and_a_note_of_the_rubric_are_compared(tmp_path: Path) -> None:
    listed = "围绕节水开展下列工作：1.巡查干渠不少于两次。2.台账按月归档。"
    rows = [(OLD[0][0], listed, *OLD[0][2:]), *OLD[1:]]
    other = [(OLD[0][0], listed.replace("节水", "保供"), *OLD[0][2:]), *OLD[1:]]
    (change,) = report(read(tmp_path, rows, 2031), read(tmp_path, other, 2032)).diff.changes
    assert change.sentence_zh == "“渠道巡查”：其他文字中“节水”改为“保供”"
    path = tmp_path / "note.html"
    sides = []
    for note in ("注：加分累计不超过5分。", "注：加分累计不超过8分。"):
        path.write_text(notice(OLD, 2031).replace("</table>", f"</table><p>{note}</p>"), "utf-8")
        sides.append(read_year(str(path), "zh"))
    assert sides[0][0].clauses[-1].criterion_id == "" or sides[0][0].notes
    (change,) = report(*sides).diff.changes
    assert change.subject == "rubric"
    # the note was read as a clause: it is told once
    assert change.sentence_zh == "“镇水利站考核评分表”：“加分累计不超过5分”的封顶由5分改为8分"


def test_what_changed_in_a_whole_rubric_is_shown_word_by_word(tmp_path: Path) -> None:
    path = tmp_path / "note.html"
    sides = []
    for name, note in (
        ("镇水利站考核评分表", "注：年终得分乘以0.9。"),
        ("镇水利站管护评分表", "注：年终得分乘以0.8。"),
    ):
        path.write_text(notice(OLD, 2031, name).replace("</table>", f"</table><p>{note}</p>"), "utf-8")
        sides.append(read_year(str(path), "zh"))
    made = report(*sides)
    (change,) = made.diff.changes
    assert change.subject == "rubric"
    ((_, found),) = made.compared()
    assert [(one.key, *one.sides) for one in found] == [
        ("label.title", "镇水利站考核评分表", "镇水利站管护评分表"),
        ("label.notes", "注：年终得分乘以0.9。", "注：年终得分乘以0.8。"),
    ]
    inserted = parsed.fromstring(page(made, "zh")).xpath("//p[@class='inline']/ins/text()")
    assert inserted == ["管护", "0.8"]


def test_a_criterion_does_not_move_to_another_issuer(tmp_path: Path) -> None:
    water = read(tmp_path, OLD, 2031)
    (roads,) = read(
        tmp_path, [("公路巡查", "路面病害按周巡查。", "漏查的，每处扣1分。", "50", "公路站")], 2031
    )
    (later,) = read(
        tmp_path, [("公路巡查", "路面病害按周巡查。", "漏查的，每处扣1分。", "50", "公路站"), OLD[4]], 2032
    )
    # the two issuers have files of their own
    roads, later = renamed(roads, "县交通局-2031"), renamed(later, "县交通局-2032")
    kinds = {change.kinds for change in report((*water, roads), (later,)).diff.changes}
    assert kinds >= {("added",), ("removed",)}
    assert not [one for one in kinds if "moved" in one]


def test_no_sentence_shows_an_id(made: Report) -> None:
    for change in made.diff.changes:
        for said in (change.sentence_zh, change.sentence_en):
            assert said
            assert not re.search(r"/\d", said)


# ---- redline


@given(*[st.text(alphabet="渠道巡查每周12-.% \n，。ab０－", max_size=40)] * 2)
def test_a_redline_holds_both_wordings_whole(old: str, new: str) -> None:
    for compared in (redline(old, new), by_line(old, new)):
        assert "".join(block.old for block in compared) == old
        assert "".join(block.new for block in compared) == new
    assert all(block.same for block in redline(old, old))


def test_a_redline_marks_words_and_whole_ranges() -> None:
    blocks = redline("好（13-15分）：每周巡查干渠", "好（11-13分）：每月巡查干渠")
    assert [(block.old, block.new) for block in blocks if not block.same] == [
        ("13-15", "11-13"),
        ("每周", "每月"),
    ]
    assert all(block.same for block in redline("好（１３－１５分）", "好 (13-15 分)"))


# ---- the page


def test_the_page_stands_alone_and_says_all(made: Report) -> None:
    text = page(made, "zh")
    tree = parsed.fromstring(text)
    assert not tree.xpath("//img | //iframe | //script[@src] | //link[not(starts-with(@href, 'data:'))]")
    assert not re.search(r"url\(|@import|https?://", text)
    assert "default-src 'none'" in tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    said = [one.text_content() for one in tree.xpath("//p[@class='said']")]
    assert said == [change.sentence_zh for change in made.diff.changes]
    assert "85%" in {one.text for one in tree.xpath("//del")}
    assert "90%" in {one.text for one in tree.xpath("//ins")}
    assert len(tree.xpath("//svg//g")) == 6
    assert page(made, "zh") == text


def test_the_page_can_be_filtered(made: Report) -> None:
    tree = parsed.fromstring(page(made, "en"))
    departments = tree.xpath("//select[@data-by='departments']/option")
    chosen = next(option.get("value") for option in departments if option.text == "县工程站")
    fitting = [
        article for article in tree.xpath("//article") if chosen in article.get("data-departments").split()
    ]
    assert ["闸门与启闭机养护" in article.text_content() for article in fitting] == [True]
    kinds = {kind for article in tree.xpath("//article") for kind in article.get("data-kinds").split()}
    assert {option.get("value") for option in tree.xpath("//select[@data-by='kinds']/option")} == {"", *kinds}


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    bad = '&lt;script&gt;alert(1)&lt;/script&gt;"&gt;&lt;img src=x onerror=alert(2)&gt;{{ 7*7 }}'
    row = (bad, f"{bad}隐患整改率达到85%以上。", f"迟报的，每次扣1分。{bad}", "20", bad)
    other = (bad, f"{bad}隐患整改率达到90%以上。", f"迟报的，每次扣2分。{bad}", "22", f"{bad}站")
    made = report(read(tmp_path, [row, *OLD[1:]], 2031), read(tmp_path, [other, *OLD[1:]], 2032))
    text = page(made, "zh")
    tree = parsed.fromstring(text)
    assert len(tree.xpath("//script")) == 1
    assert not tree.xpath("//img | //*[@onerror]")
    assert "alert(1)" in "".join(one.text_content() for one in tree.xpath("//p[@class='said']"))
    assert "49" not in text.replace("&#34;", "").replace("&#39;", "")
    write_workbook(made, tmp_path / "x.xlsx", "zh")
    cells = [cell for row in load_workbook(tmp_path / "x.xlsx").worksheets[1].rows for cell in row]
    assert not [cell for cell in cells if cell.hyperlink or cell.data_type == "f"]


def test_equal_years_give_a_page_that_says_so(files: tuple[Path, Path], tmp_path: Path) -> None:
    side = read_year(str(files[0]), "zh")
    made = report(side, side)
    assert "5项指标均无变化" in page(made, "zh")
    write_workbook(made, tmp_path / "x.xlsx", "en")
    assert load_workbook(tmp_path / "x.xlsx").sheetnames == ["Overview"]


# ---- the workbook


def test_the_workbook_has_a_row_for_each_change(made: Report, tmp_path: Path) -> None:
    write_workbook(made, tmp_path / "x.xlsx", "zh")
    write_workbook(made, tmp_path / "y.xlsx", "zh")
    assert (tmp_path / "x.xlsx").read_bytes() == (tmp_path / "y.xlsx").read_bytes()
    sheet = load_workbook(tmp_path / "x.xlsx", rich_text=True)["变化"]
    header, *rows = sheet.iter_rows(values_only=True)
    place = {name: column for column, name in enumerate(header)}
    assert [row[place["变化"]] for row in rows] == [change.sentence_zh for change in made.diff.changes]
    assert (rows[2][place["原分值"]], rows[2][place["现分值"]], rows[2][place["变动分值"]]) == (18, 15, 3)
    rich = rows[2][place["文字对照"]]
    assert isinstance(rich, CellRichText)
    struck = {str(piece) for piece in rich if getattr(piece, "font", None) and piece.font.strike}
    assert struck == {"85%", "14-18", "0-13"}
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref == "A1:J6"
    assert sheet.print_title_rows == "$1:$1"


# ---- data


def test_json_fits_the_published_schema(made: Report) -> None:
    written = json.loads(as_json(made))
    jsonschema.validate(written, schema())
    assert json.loads((DOCS / "diff.schema.json").read_text("utf-8")) == schema()
    assert [change["weight"] for change in written["changes"]] == [20, 20, 3, 3, 0]
    assert {field["field"] for field in written["changes"][2]["fields"]} >= {"points", "band", "threshold"}


def test_csv_has_a_row_for_each_change(made: Report) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(made).removeprefix("\ufeff"))))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert [row["sentence_en"] for row in rows] == [change.sentence_en for change in made.diff.changes]
    assert rows[2]["kinds"] == "reworded；rescored；restructured"
    assert [row["number"] for row in rows] == ["1", "2", "3", "4", "5"]


def test_differences_have_a_row_each_that_names_its_change(made: Report) -> None:
    rows = list(csv.DictReader(io.StringIO(differences_as_csv(made).removeprefix("\ufeff"))))
    assert tuple(rows[0]) == DIFFERENCE_COLUMNS
    assert len(rows) == sum(len(change.fields) for change in made.diff.changes)
    risen = [row for row in rows if row["field"] == "threshold" and row["action"] == "changed"]
    assert {(row["number"], row["new_name"], row["what"], row["old"], row["new"]) for row in risen} >= {
        ("3", "渠道巡查", "隐患整改率", "≥85%", "≥90%")
    }


def test_parquet_holds_what_json_holds(made: Report, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_parquet(made, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    read_back = pq.read_table(tmp_path / "a")
    assert pa.types.is_decimal(read_back.schema.field("weight").type)
    assert pa.types.is_struct(read_back.schema.field("fields").type.value_type)
    assert set(read_back.column_names) == set(schema()["$defs"]["ReportChange"]["properties"])
    rows = [ReportChange.model_validate(row) for row in read_back.to_pylist()]
    assert rows == list(made.diff.changes)
    # an empty table has the same columns
    same = report(made.years.old.notices, made.years.old.notices)
    write_parquet(same, tmp_path / "none")
    assert pq.read_table(tmp_path / "none").schema == read_back.schema


# ---- the command


def rubrics(*args: object) -> tuple[int, str]:
    ended = CliRunner().invoke(app, [str(arg) for arg in args])
    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
    return ended.exit_code, ended.output


def test_diff_says_totals_first(files: tuple[Path, Path]) -> None:
    status, said = rubrics("diff", *files, "--lang", "zh")
    lines = said.splitlines()
    assert status == 0
    assert "2031年度" in lines[0]
    assert "2032年度" in lines[0]
    assert lines[1].startswith("指标由5项变为5项，1项未变；更名 1、")
    assert "新增指标“防汛物资”（20分）" in said
    assert "/1/" not in said


def test_diff_ends_with_1_for_changes_when_it_is_asked_to(files: tuple[Path, Path]) -> None:
    assert rubrics("diff", *files, "--fail-if-changed")[0] == 1
    assert rubrics("diff", files[0], files[0], "--fail-if-changed")[0] == 0


def test_diff_writes_its_files(files: tuple[Path, Path], tmp_path: Path) -> None:
    outs = {
        f"--{form}": tmp_path / "new" / f"d.{form}"
        for form in ("html", "xlsx", "json", "parquet", "csv", "differences")
    }
    assert rubrics("diff", *files, *(part for pair in outs.items() for part in pair))[0] == 0
    assert {path.name for path in (tmp_path / "new").iterdir()} == {path.name for path in outs.values()}


def test_diff_leaves_the_old_file_where_it_cannot_write(files: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "d.html").mkdir()
    status, said = rubrics("diff", *files, "--html", tmp_path / "d.html", "--lang", "en")
    assert status == 2
    assert "cannot write" in said
    assert [path.name for path in tmp_path.iterdir()] == ["d.html"]


TASKS = (
    (
        "1．修复干渠渡槽，全年修复3.2万米。（灌区站牵头，工程站配合）",
        "1．修复干渠渡槽，全年修复3.6万米。（灌区站牵头，工程站配合）",
    ),
    ("2．隐患整改率达到92%。（水政大队牵头）", "3．隐患整改率达到95%。（水政大队、办公室牵头）"),
    ("3．编印节水读本，送进12所小学。（办公室负责）", ""),
    ("", "2．建成墒情监测点25处。（水文站负责）"),
    ("4．每季度召开一次用水户座谈会。（灌区站负责）", "4．每季度召开一次用水户座谈会。（灌区站负责）"),
)


def plan(tmp_path: Path, side: int, year: int) -> tuple[Records, ...]:
    tasks = sorted(filter(None, (pair[side] for pair in TASKS)))
    lines = (
        "青禾县水利局文件",
        f"青水发〔{year}〕3号",
        f"关于印发{year}年工作要点的通知",
        "各科室：",
        "现印发给你们。",
    )
    path = tmp_path / f"plan{year}.txt"
    text = (
        *lines,
        "青禾县水利局",
        f"{year}年1月9日",
        "附件",
        f"青禾县水利局{year}年工作要点",
        "一、重点工作",
        *tasks,
    )
    path.write_text("\n".join(text), "utf-8")
    return read_year(str(path), "zh")


def test_tasks_are_compared_with_their_leads_and_targets(tmp_path: Path) -> None:
    old, new = plan(tmp_path, 0, 2031), plan(tmp_path, 1, 2032)
    made = report(old, new)
    followed = timeline([old, new])
    assert [fate(one, followed, "zh") for one in followed.lineages] == [
        "2032年改写",
        "2032年新增",
        "2032年改写",
        "2032年取消",
        "",
    ]
    assert "2032年取消" in timeline_page(followed, "zh")
    assert {change.subject for change in made.diff.changes} == {"task"}
    assert {change.sentence_zh for change in made.diff.changes} == {
        "“修复干渠渡槽，全年修复3.6万米”：修复由3.2万米提高到3.6万米",
        "“隐患整改率达到95%”：隐患整改率由92%提高到95%；新增牵头单位：办公室",
        "取消任务“编印节水读本，送进12所小学”（在“一、重点工作”之下）",
        "新增任务“建成墒情监测点25处”（在“一、重点工作”之下）",
    }
    assert counted(made, "zh").startswith("任务由4项变为4项，1项未变")
    assert report(old, old).diff.changes == ()
    assert "任务" in page(made, "zh")
    back = {frozenset(change.kinds) for change in report(new, old).diff.changes}
    assert {frozenset({"added"}), frozenset({"removed"}), frozenset({"reworded", "reassigned"})} <= back


def test_goals_of_a_speech_are_compared(tmp_path: Path) -> None:
    speech = next(RAW.glob("*讲话.html")).read_bytes().decode("gb18030")
    later = speech.replace("2025", "2026")
    for old, new in (("95亿元", "102亿元"), ("改造危旧桥梁40座", "新建充电站25座")):
        assert old in later
        later = later.replace(old, new)
    sides = []
    for year, text in ((2025, speech), (2026, later)):
        path = tmp_path / f"{year}.html"
        path.write_bytes(text.encode("gb18030"))
        sides.append(read_year(str(path), "zh"))
    changes = report(*sides).diff.changes
    assert {(change.subject, change.kinds) for change in changes} == {
        ("goal", ("reworded",)),
        ("goal", ("removed",)),
        ("goal", ("added",)),
    }
    (raised,) = (change for change in changes if change.kinds == ("reworded",))
    assert raised.sentence_zh == "交通固定资产投资由95亿元提高到102亿元"
    assert raised.sentence_en == "交通固定资产投资 raised from 9,500,000,000元 to 10,200,000,000元"


def test_a_rubric_is_no_list_of_tasks(files: tuple[Path, Path], tmp_path: Path) -> None:
    made = report(plan(tmp_path, 0, 2031), read_year(str(files[1]), "zh"))
    assert [bool(pair.old_id and pair.new_id) for pair in made.diff.pairs] == [False, False]
    assert made.diff.changes[-1].subject != "rubric"
    said = {change.sentence_zh for change in made.diff.changes if change.subject == "rubric"}
    assert said == {"新增评分表“镇水利站考核评分表”（5项指标）", "取消任务清单“青禾县水利局工作要点”（4项）"}


def test_what_holds_nothing_to_compare_is_named(files: tuple[Path, Path], tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("关于放假的通知\n各科室：\n国庆节放假七天。\n青禾县水利局\n2032年9月1日\n", "utf-8")
    out = tmp_path / "dataset"
    write_dataset([ingest(files[1]), ingest(letter)], out)
    status, said = rubrics("diff", files[0], out, "--lang", "en")
    assert status == 0
    assert "letter.txt" in said


def test_years_and_notices_of_a_dataset(files: tuple[Path, Path], dataset: Path, made: Report) -> None:
    years = [read_year(f"{dataset}@{year}", "zh") for year in (2031, 2032)]
    assert report(*years).diff.changes == made.diff.changes
    notices = sorted((dataset / "json").glob("*.json"))
    assert report(*(read_year(str(path), "zh") for path in notices)).diff.changes == made.diff.changes
    assert len(read_year(str(dataset), "zh")) == 2


def test_what_cannot_be_compared_is_said_with_status_2(dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7\nnothing")
    for given_side, said in {
        str(tmp_path / "nowhere.pdf"): "does not exist",
        str(tmp_path / "empty"): "no notice to read",
        f"{dataset}@2019": "only 2031, 2032",
        str(tmp_path / "bad.pdf"): "nothing to compare",
    }.items():
        status, output = rubrics("diff", given_side, dataset, "--lang", "en")
        assert status == 2
        assert said in output
        assert "Traceback" not in output


def test_a_timeline_follows_each_indicator(files: tuple[Path, Path], tmp_path: Path) -> None:
    third = [("防汛物资储备", *NEW[4][1:]), *NEW[:4]]
    (tmp_path / "2033.html").write_text(notice(third, 2033), "utf-8")
    status, said = rubrics(
        "timeline", *files, tmp_path / "2033.html", "--csv", tmp_path / "t.csv", "--lang", "zh"
    )
    assert status == 0
    assert "县水政大队" in said
    assert "18 (18%)" in said
    rows = list(csv.DictReader(io.StringIO((tmp_path / "t.csv").read_text("utf-8-sig"))))
    points = {row["names"]: [row[f"points_{year}"] for year in (2031, 2032, 2033)] for row in rows}
    assert points == {
        "防汛物资；防汛物资储备": ["", "20", "20"],
        "渠道巡查": ["18", "15", "15"],
        "闸门养护；闸门与启闭机养护": ["20", "20", "20"],
        "用水计量": ["22", "25", "25"],
        "水费收缴": ["20", "20", "20"],
        "宣传报道": ["20", "", ""],
    }
    assert [line.split()[-3:] for line in said.splitlines()[:1]] == [["2031", "2032", "2033"]]
    assert rubrics("timeline", files[0])[0] == 2


@pytest.fixture(scope="session")
def years(files: tuple[Path, Path]) -> Timeline:
    """Three years: 宣传报道 is left out for one of them, 闸门养护 is renamed, 防汛物资 comes, 用水计量 is split."""
    folder = files[0].parent
    rows = (
        *NEW[:2],
        ("用水计量设施", "斗口计量设施完好。", "数据迟报的，每次扣0.5分。", "15", "县灌区站"),
        ("用水数据", "数据按旬上报。", "擅自改动数据的，每次扣2分。", "10", "县灌区站"),
        *NEW[3:],
        OLD[4],
    )
    (folder / "2033.html").write_text(notice(rows, 2033), "utf-8")
    return timeline([read_year(str(path), "zh") for path in (*files, folder / "2033.html")])


def test_a_timeline_says_when_an_indicator_came_and_went(years: Timeline) -> None:
    became = {one.names[-1]: fate(one, years, "zh") for one in years.lineages}
    assert became == {
        "渠道巡查": "",
        "闸门与启闭机养护": "",
        "用水计量": "2033年改为用水计量设施、用水数据",
        "用水计量设施": "2033年由用水计量而来",
        "用水数据": "2033年由用水计量而来",
        "水费收缴": "",
        "防汛物资": "2032年新增",
        "宣传报道": "2032年未设",
    }
    gone = next(one for one in years.lineages if one.names == ("用水计量",))
    assert fate(gone, years, "en") == "became 用水计量设施, 用水数据 in 2033"
    # what ended stands where it stood, before what stood behind it
    names = [one.names[-1] for one in years.lineages]
    assert names.index("闸门与启闭机养护") + 1 == names.index("用水计量") < names.index("水费收缴")
    assert years.lineages[names.index("用水计量")] is gone


def test_the_page_of_a_timeline_stands_alone_and_shows_each_year(years: Timeline) -> None:
    text = timeline_page(years, "zh")
    tree = parsed.fromstring(text)
    assert not tree.xpath("//script | //img | //iframe | //link[not(starts-with(@href, 'data:'))]")
    assert not re.search(r"url\(|@import|https?://", text)
    assert "default-src 'none'" in tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    rows = {
        row.xpath("string(th/text()[1])"): [
            (cell.get("class"), cell.xpath("string(b)"), cell.xpath("string(small)"))
            for cell in row.xpath("td")
        ]
        for row in tree.xpath("//div[@class='lineages']//tbody/tr")
    }
    assert rows["渠道巡查"] == [("same", "18", ""), ("down", "15", "−3"), ("same", "15", "")]
    assert rows["用水计量"] == [("same", "22", ""), ("up", "25", "+3"), ("absent", "", "")]
    assert rows["宣传报道"] == [("same", "20", ""), ("absent", "", ""), ("new", "20", "")]
    # a line for each department, with a dot for each year in which it has points
    dots = {
        line.findtext("title"): len(line.findall("circle")) for line in tree.xpath("//svg[@class='lines']/g")
    }
    assert dots["县灌区站"] == dots["县水政大队"] == 3
    assert dots["县工程站"] == 2
    assert timeline_page(years, "zh") == text


def test_names_at_the_ends_of_lines_do_not_overlap(years: Timeline) -> None:
    tree = parsed.fromstring(timeline_page(years, "en"))
    for anchor in ("end", None):
        labels = [
            one for one in tree.xpath("//svg[@class='lines']/g/text") if one.get("text-anchor") == anchor
        ]
        heights = sorted(float(one.get("y")) for one in labels)
        assert len(heights) > 2
        assert min(after - before for before, after in pairwise(heights)) >= 16.9


def test_a_timeline_writes_its_page(files: tuple[Path, Path], tmp_path: Path) -> None:
    assert rubrics("timeline", *files, "--html", tmp_path / "t.html", "--lang", "en")[0] == 0
    assert "Departments&#39; share" in (tmp_path / "t.html").read_text("utf-8")
    (tmp_path / "d").mkdir()
    status, said = rubrics("timeline", *files, "--html", tmp_path / "d", "--lang", "en")
    assert status == 2
    assert "cannot write" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("old,new\na,b\n", "x.csv:1: the first line"),
        ("old_id,new_id,same,remark\na,,yes,\n", "x.csv:2: old_id or new_id is missing"),
        ("old_id,new_id,same,remark\na,b,yes,\n\nc,d,perhaps,\n", "x.csv:4: same has to be"),
        ("old_id,new_id,same,remark\na,b,yes,\na,b,no,\n", "x.csv:3: contradicts line 2"),
        ("old_id,new_id,same,remark\na,b,yes,\na,c,yes,\n", "x.csv:3: contradicts line 2"),
    ],
)
def test_faulty_links_are_named_with_their_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "x.csv").write_text(text, "utf-8")
    with pytest.raises(NotComparable, match=re.escape(said)):
        read_links(tmp_path / "x.csv", "en")


def test_links_pin_a_match(files: tuple[Path, Path], made: Report, tmp_path: Path) -> None:
    gone = next(change for change in made.diff.changes if change.kinds == ("removed",))
    come = next(change for change in made.diff.changes if change.kinds == ("added",))
    links = tmp_path / "links.csv"
    lines = (
        "old_id,new_id,same,remark",
        f"{gone.old_ids[0]},{come.new_ids[0]},是,同一科室",
        "x/1/1,y/1/1,no,",
    )
    links.write_text("\n".join((*lines, f"{gone.old_ids[0]},typo/1/9,no,")), "utf-8-sig")
    assert set(read_links(links, "zh")) > {Link(gone.old_ids[0], come.new_ids[0])}
    _, said = rubrics("diff", *files, "--links", links, "--lang", "zh")
    assert "“宣传报道”更名为“防汛物资”" in said
    assert "第4行" in said


@pytest.mark.parametrize("width", [1, 2, 5, 8, 80])
def test_a_text_is_folded_at_the_edge_of_the_terminal(width: int) -> None:
    text = "每月巡检2次 and report\n按时上报"
    lines = list(fold(text, width))
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert all(wide(line) <= max(width, 2) for line in lines)
    assert list(fold("巡检记录 完整", 8)) == ["巡检记录", "完整"]

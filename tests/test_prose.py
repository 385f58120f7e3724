"""Rubrics in numbered paragraphs: names, levels, points and rules, in every format, and what is none."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from normalizers.records import Records
from pipeline.ingest.run import Result, ingest
from tests.docmaker import p, page, tbl, tc, tr, word

CLEANING = """\
青岚市城市管理局关于印发《2025年度环卫作业单位考核办法》的通知
青城管〔2025〕14号
各环卫作业单位：
为加强环卫作业质量管理，现将考核办法印发给你们，请遵照执行。
一、考核对象
全市各环卫作业单位。
二、考核内容及评分标准
考核实行百分制。
（一）道路清扫保洁（40分）
1.清扫质量（20分）。路面见本色，无积尘积水。每发现一处不合格扣1分，扣完为止。
2.作业规范（10分）。未按规定着装的，每人次扣0.5分。
3.果皮箱管护（10分）：每缺损一个扣0.5分，最多扣5分。
（二）垃圾收运（35分）
1.收运及时（20分）。每延误一次扣2分。
2.车辆密闭（15分）。运输途中抛洒滴漏的，发现一次扣3分。
（三）群众满意度（25分）
满意度达到95%以上的得25分；90%以上不足95%的得20分；不足90%的不得分。
（四）加分项（最高5分）
获得省级以上表彰的，每次加2分。
三、考核程序
考核由市局组织，每季度一次。
青岚市城市管理局
2025年3月2日"""
TEACHERS = """\
云溪中学2025年班主任工作考核细则
一、常规管理 30分
1、按时参加升旗仪式，缺席一次扣1分。
2、每周召开主题班会，少一次扣2分。
二、安全教育：满分30分。
发生责任事故的，本项不得分。
三、班级文化 40分
好（36-40分）：教室布置美观，主题鲜明。
一般（0-35分）：教室布置杂乱。
四、一票否决
有体罚学生行为的，一票否决。"""
CLINIC = """\
滨海县卫生院绩效考核方案
一、工作数量
1.门诊人次完成情况。完成年度计划得满分，每低5%扣1分。（15分）
2.未按规定上报门诊日志的，每次扣0.5分，扣完为止。（25分）
二、工作质量
1.处方点评（60分）
评分标准：不合格处方每张扣0.5分。
考核方式：抽查处方。
总分：100分
三、考核结果运用
考核结果与绩效工资挂钩。"""


def outline(records: Records) -> list[str]:
    """Each criterion with its number, name, points, kind, key points, clauses and bands."""
    lines = []
    for one in records.criteria:
        path = one.criterion_id.split("/", 1)[1]
        clauses = [
            f"{c.kind} {c.points if c.points is not None else ''}".strip()
            for c in records.clauses
            if c.criterion_id == one.criterion_id
        ]
        bands = [b.grade for b in records.bands if b.criterion_id == one.criterion_id]
        points = "" if one.points is None else f"{one.points}"
        kind = "" if one.kind == "scored" else one.kind
        lines.append(" | ".join([path, one.label + one.name, points, kind, "; ".join(clauses + bands)]))
    return lines


def read(tmp_path: Path, text: str) -> Result:
    file = tmp_path / "通知.txt"
    file.write_text(text, "utf-8")
    result = ingest(file, lang="en")
    assert result.claimed == result.characters
    return result


EXPECTED = {
    CLEANING: [
        "1/1 | （一）道路清扫保洁 | 40 |  | ",
        "1/1.1 | 1.清扫质量 | 20 |  | deduct 1",
        "1/1.2 | 2.作业规范 | 10 |  | deduct 0.5",
        "1/1.3 | 3.果皮箱管护 | 10 |  | deduct 0.5",
        "1/2 | （二）垃圾收运 | 35 |  | ",
        "1/2.1 | 1.收运及时 | 20 |  | deduct 2",
        "1/2.2 | 2.车辆密闭 | 15 |  | deduct 3",
        "1/3 | （三）群众满意度 | 25 |  | award 25; award 20; zero",
        "1/4 | （四）加分项 | 5 | bonus | bonus 2",
    ],
    TEACHERS: [
        "1/1 | 一、常规管理 | 30 |  | deduct 1; deduct 2",
        "1/2 | 二、安全教育 | 30 |  | zero",
        "1/3 | 三、班级文化 | 40 |  | 好; 一般",
        "1/4 | 四、一票否决 |  | veto | veto",
    ],
    CLINIC: [
        "1/1 | 一、工作数量 |  |  | ",
        "1/1.1 | 1.门诊人次完成情况 | 15 |  | award; deduct 1",
        "1/1.2 | 2.未按规定上报门诊日志的，每次扣0.5分，扣完为止 | 25 |  | deduct 0.5",
        "1/2 | 二、工作质量 |  |  | ",
        "1/2.1 | 1.处方点评 | 60 |  | deduct 0.5",
    ],
}


@pytest.mark.parametrize("text", EXPECTED, ids=["cleaning", "teachers", "clinic"])
def test_numbers_give_the_names_and_what_follows_them_the_rules(tmp_path: Path, text: str) -> None:
    result = read(tmp_path, text)
    assert outline(result.records) == EXPECTED[text]
    (rubric,) = result.records.rubrics
    assert rubric.computed_total == 100
    assert [row.severity for row in result.records.findings if row.severity != "info"] == []
    assert "rubric-in-prose" in {found.code for found in result.findings}


def test_the_notice_around_it_stays_the_notice(tmp_path: Path) -> None:
    notice = read(tmp_path, CLEANING).records.notice
    assert (notice.kind, notice.doc_number, notice.issuer) == (
        "rubric", "青城管〔2025〕14号", "青岚市城市管理局",
    )  # fmt: skip
    assert "考核由市局组织" in notice.body
    assert str(notice.issued_on) == "2025-03-02"


def test_a_sum_and_what_a_paragraph_says_of_itself_are_read(tmp_path: Path) -> None:
    records = read(tmp_path, CLINIC).records
    (rubric,), (total,) = records.rubrics, records.totals
    assert (rubric.declared_total, total.label, total.computed) == (100, "总分：100分", 100)
    last = records.criteria[-1]
    assert (last.rule_text, last.method) == ("不合格处方每张扣0.5分。", "抽查处方。")


def test_values_lead_back_to_their_paragraph(tmp_path: Path) -> None:
    records = read(tmp_path, CLEANING).records
    (place,) = [
        e for e in records.evidence if (e.owner_id, e.field) == (records.clauses[0].clause_id, "text")
    ]
    line = CLEANING.split("\n").index(next(one for one in CLEANING.split("\n") if "清扫质量" in one)) + 1
    assert place.block_path == f"line {line}"
    assert place.table is None


def test_a_rule_of_a_name_above_others_is_its_own(tmp_path: Path) -> None:
    text = CLEANING.replace(
        "（二）垃圾收运（35分）\n", "（二）垃圾收运（35分）\n发生重大污染事故的，该项不得分。\n"
    )
    lines = outline(read(tmp_path, text).records)
    assert "1/2 | （二）垃圾收运 | 35 |  | zero" in lines
    assert "1/2.1 | 1.收运及时 | 20 |  | deduct 2" in lines


@pytest.mark.parametrize("text", EXPECTED, ids=["cleaning", "teachers", "clinic"])
def test_every_format_gives_the_same_records(tmp_path: Path, text: str) -> None:
    told = outline(read(tmp_path, text).records)
    paragraphs = text.split("\n")
    files = {
        "通知.docx": word("".join(map(p, paragraphs))),
        "通知.html": page("".join(f"<p>{escape(one)}</p>" for one in paragraphs)),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        assert outline(ingest(tmp_path / name).records) == told


@pytest.mark.parametrize(
    "text",
    [
        "关于做好2025年工作的通知\n一、提高认识（重点抓好三件事）。\n二、全年完成养护30公里。\n三、未完成的扣2分。",
        # two are remarks
        "考试说明\n一、笔试（60分）\n二、面试（40分）\n缺考的不得分。",
        # points without a rule are an examination, no assessment
        "试卷\n一、选择题（20分）\n二、填空题（30分）\n三、问答题（50分）",
    ],
)  # fmt: skip
def test_a_list_with_some_figures_is_no_rubric(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).records.rubrics == ()


def test_two_rubrics_that_begin_anew_are_two(tmp_path: Path) -> None:
    text = TEACHERS + "\n云溪中学2025年任课教师工作考核细则\n" + TEACHERS.split("\n", 1)[1]
    rubrics = read(tmp_path, text).records.rubrics
    assert [rubric.title for rubric in rubrics] == [
        "云溪中学2025年班主任工作考核细则",
        "云溪中学2025年任课教师工作考核细则",
    ]


def test_prose_beside_a_table_is_reported(tmp_path: Path) -> None:
    table = "指标\t评分标准\t分值\n卫生\t缺一次扣1分。\t60\n安全\t缺一次扣2分。\t40\n"
    result = read(tmp_path, CLEANING + "\n附件：考核表\n" + table)
    assert len(result.records.rubrics) == 1
    (found,) = [found for found in result.findings if found.code == "outline-not-read"]
    assert found.severity == "warning"


def test_a_rule_in_an_article_of_its_own_is_one_of_the_whole_and_no_rule_of_the_item_above(
    tmp_path: Path,
) -> None:
    text = CLEANING.replace("三、考核程序\n", "第三条 弄虚作假的，一票否决。\n")
    result = read(tmp_path, text)
    (veto,) = [clause for clause in result.records.clauses if clause.kind == "veto"]
    assert (veto.criterion_id, veto.source) == ("", "note")
    (found,) = [found for found in result.findings if found.code == "rule-from-body"]
    assert (found.severity, found.evidence) == ("info", "第三条弄虚作假的，一票否决。")


SHEET = "\n附件：站点考核表\n指标\t评分标准\t分值\n卫生\t缺一次扣1分。\t60\n安全\t缺一次扣2分。\t40\n"


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("获市级以上表彰的，加3分。", ["bonus 3"]),
        ("发生责任事故的，一票否决。", ["veto"]),
        ("拒不整改的，每次扣5分。\n获表彰的，每次加2分，最多加6分。", ["deduct 5", "bonus 2"]),
        (
            "有下列情形的加分，累计不超过5分：\n（一）获表彰的，加3分；\n（二）有创新的，加2分。",
            ["bonus 3", "bonus 2"],
        ),
        ("一票否决情形：\n1.瞒报事故的；\n2.伪造记录的。", ["veto"]),
        # a limit of another paragraph, old rules, a zero of an item, rules of a rubric that was not read
        ("获表彰的，加3分；有创新的，加2分。\n以上累计不超过4分。", []),
        ("原办法规定发现隐患的，每处扣5分，现予废止。", []),
        ("数据造假的，该项不得分。", []),
        ("\n".join(f"{name}不到位的，每次扣1分。" for name in "甲乙丙丁戊己庚辛壬"), []),
        ("对逾期的，扣减管理费5%。", []),
    ],
)
def test_what_the_text_around_the_only_table_rules_is_of_the_whole_where_that_is_sure(
    tmp_path: Path, said: str, whole: list[str]
) -> None:
    result = read(tmp_path, f"关于印发站点考核办法的通知\n各站：\n现予印发。\n{said}{SHEET}")
    found = [
        f"{one.kind} {one.points}" if one.points is not None else one.kind
        for one in result.records.clauses
        if not one.criterion_id
    ]
    assert found == whole


def test_with_two_tables_a_rule_of_the_text_belongs_to_none(tmp_path: Path) -> None:
    result = read(
        tmp_path, f"关于印发办法的通知\n各站：\n获表彰的，加3分。{SHEET}{SHEET.replace('站点', '人员')}"
    )
    assert not [one for one in result.records.clauses if not one.criterion_id]
    assert "rule-in-body" in {found.code for found in result.findings}


def test_headings_that_say_what_their_rules_do_need_no_points(tmp_path: Path) -> None:
    text = (
        "景湖风景区餐饮商户信用评分细则\n一、扣分项\n1.未亮证经营的，每次扣5分。\n2.被游客投诉的，每起扣10分。\n"
        "二、加分项\n1.获评放心餐饮的，加5分。\n三、一票否决项\n发生食品安全事故的，一票否决。"
    )
    assert outline(read(tmp_path, text).records) == [
        "1/1 | 一、扣分项 |  | penalty | deduct 5; deduct 10",
        "1/2 | 二、加分项 |  | bonus | bonus 5",
        "1/3 | 三、一票否决项 |  | veto | veto",
    ]


@pytest.mark.parametrize(
    ("said", "declared"),
    [
        ("考核满分为100分，按月进行。", 100),
        ("考核实行百分制。", 100),
        ("设闸口管护、泵房运行两项，共100分。", 100),
        ("总分100分，加分另计。", 100),
        ("年度考核总分1000分，其中本细则占一成。", None),  # of more than this rubric
        ("每项满分100分。", None),
        ("总分不超过100分。", None),
        ("得分按百分制折算，总分80分以上为合格。", 100),
        ("由管理所组织考核。", None),
    ],
)
def test_a_total_that_a_sentence_states_is_that_of_the_items_it_agrees_with(
    tmp_path: Path, said: str, declared: int | None
) -> None:
    text = (
        f"芦苇荡灌区管护员考核细则\n一、总则\n{said}\n二、内容\n（一）闸口管护（55分）\n漏水的，每处扣2分。\n"
        "（二）泵房运行（30分）\n停机的，每次扣3分。\n（三）台账（15分）\n缺页的，每页扣1分。"
    )
    result = read(tmp_path, text)
    (rubric,) = result.records.rubrics
    assert (rubric.declared_total, rubric.computed_total) == (declared, 100)
    assert ("total-missing" in {found.code for found in result.findings}) == (declared is None)


def test_a_total_stated_beside_a_table_that_differs_from_its_items_is_told(tmp_path: Path) -> None:
    table = "指标\t评分标准\t分值\n卫生\t缺一次扣1分。\t60\n安全\t缺一次扣2分。\t35\n"
    told = read(tmp_path, f"站点考核评分表\n{table}注：满分100分。\n")
    assert [(total.label, total.points, total.computed) for total in told.records.totals] == [
        ("满分", 100, 95)
    ]
    assert "total-mismatch" in {found.code for found in told.findings}


def test_bands_alone_are_rules(tmp_path: Path) -> None:
    text = (
        "窗口评议办法\n评议设态度、效率、环境三项，共100分。\n（一）态度（40分）\n优（31—40分）：主动热情；差（0—30分）：推诿。\n"
        "（二）效率（40分）\n优（31—40分）：按时办结；差（0—30分）：多次超时。\n（三）环境（20分）\n优（11—20分）：整洁；差（0—10分）：脏乱。\n"
    )
    records = read(tmp_path, text).records
    assert [(one.name, one.points) for one in records.criteria] == [("态度", 40), ("效率", 40), ("环境", 20)]
    assert [(one.grade, one.min_points) for one in records.bands][:2] == [("优", 31), ("差", 0)]


def leads(text: str, tmp_path: Path) -> list[str]:
    records = read(tmp_path, text).records
    names = {one.criterion_id: one.name for one in records.criteria}
    return [f"{names[one.owner_id]} {one.role} {one.name}" for one in records.parties]


def test_departments_stand_in_brackets_of_the_points_behind_the_rule_or_on_a_line_of_their_own(
    tmp_path: Path,
) -> None:
    one = "一、水位观测（40分，责任科室：水文股）\n漏测的，每次扣2分。\n"
    two = "二、闸门启闭（35分）。误操作的，每次扣5分。（牵头单位：闸管所）\n"
    three = "三、值班（25分）\n脱岗的，每次扣3分。\n责任单位：总值班室\n"
    assert leads(f"柳堰水库岗位考核细则\n{one}{two}{three}", tmp_path) == [
        "水位观测 lead 水文股",
        "闸门启闭 lead 闸管所",
        "值班 lead 总值班室",
    ]


def test_a_department_below_the_last_item_of_a_section_answers_for_the_section(tmp_path: Path) -> None:
    text = (
        "柳堰水库岗位考核细则\n一、工程（60分）\n（一）坝体（40分）：有裂缝的，每处扣2分。\n（二）道路（20分）：积水的，每处扣1分。\n"
        "责任单位：工程股\n二、内务（40分）\n（一）台账（25分）：缺页的，每页扣1分。\n责任单位：办公室\n（二）卫生（15分）：脏乱的扣1分。\n责任单位：后勤股\n"
    )
    assert leads(text, tmp_path) == [
        "坝体 lead 工程股",
        "道路 lead 工程股",
        "台账 lead 办公室",
        "卫生 lead 后勤股",
    ]


def test_another_remark_beside_the_points_is_a_note(tmp_path: Path) -> None:
    text = "值班考核细则\n一、交接（60分，审核：值班长）\n迟到的，每次扣2分。\n二、台账（40分）\n缺页的，每页扣1分。\n三、加分项\n获奖的，加1分。"
    assert [note.text for note in read(tmp_path, text).records.notes] == ["审核：值班长"]


def test_weights_behind_names_are_weights(tmp_path: Path) -> None:
    text = (
        "股室目标考核\n（一）业务工作（权重60%）\n1.重点任务（70分）：每迟一个月扣5分。\n2.信息报送（30分）：少一篇扣1分。\n"
        "（二）党的建设（权重40%）\n1.学习教育（100分）：缺一次扣2分。"
    )
    records = read(tmp_path, text).records
    assert [(one.name, one.weight) for one in records.criteria if one.weight is not None] == [
        ("业务工作", 60),
        ("党的建设", 40),
    ]


def test_headings_without_points_are_names_where_nearly_all_have_rules(tmp_path: Path) -> None:
    path = tmp_path / "青塘镇小学日常评分细则.txt"
    path.write_text(
        "青塘镇小学日常评分细则\n一、教室卫生\n1.地面有纸屑的扣0.5分。\n2.桌椅不齐的扣1分。\n"
        "二、早操\n1.缺一人扣0.2分。\n2.口号不响亮的扣0.5分。\n",
        encoding="utf-8",
    )
    records = ingest(path).records
    assert [one.name for one in records.criteria] == ["教室卫生", "早操"]
    assert [clause.criterion_id[-1] for clause in records.clauses] == ["1", "1", "2", "2"]


def test_a_letter_with_one_section_of_rules_is_no_rubric(tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_text(
        "关于开展检查的通知\n一、检查时间\n三月上旬。\n二、检查方式\n现场查看。\n"
        "三、结果运用\n迟到的扣1分，缺席的扣2分，瞒报的扣5分。\n",
        encoding="utf-8",
    )
    result = ingest(path)
    assert not result.records.rubrics
    assert {"rule-in-body", "no-rubric"} <= {row.code for row in result.records.findings}


@pytest.mark.parametrize(
    "text",
    [
        "一、教室卫生（40分）<br>1.有纸屑的扣0.5分。<br>2.桌椅不齐的扣1分。<br>二、早操（60分）<br>1.缺一人扣0.2分。",
        "一、教室卫生<br>1.有纸屑的扣0.5分。<br>2.桌椅不齐的扣1分。<br>二、早操<br>1.缺一人扣0.2分。",
        "一、教室卫生<div>1.有纸屑的扣0.5分。</br>2.桌椅不齐的扣1分。</div>二、早操<div>1.缺一人扣0.2分。</div>",
    ],
)
def test_breaks_between_numbered_lines_part_them_as_paragraphs_do(tmp_path: Path, text: str) -> None:
    path = tmp_path / "青塘镇小学日常评分细则.html"
    path.write_bytes(page(f"<h2>青塘镇小学日常评分细则</h2><div>{text}</div>"))
    records = ingest(path).records
    assert [one.name for one in records.criteria] == ["教室卫生", "早操"]
    assert [clause.criterion_id[-1] for clause in records.clauses] == ["1", "1", "2"]


def test_articles_with_bare_points_are_names_and_the_chapter_is_no_title(tmp_path: Path) -> None:
    path = tmp_path / "办法.txt"
    path.write_text(
        "青塘镇管水员考核办法\n第一章 总则\n第一条 为加强管理，制定本办法。\n第二章 考核内容\n第二条 考核总分为100分。\n"
        "第三条 巡查，30分。每少巡查一次扣1分。\n第四条 报送，40分。每漏报一条扣2分。\n第五条 满意，30分。每投诉一次扣1分。\n",
        encoding="utf-8",
    )
    records = ingest(path).records
    assert [(one.name, one.points) for one in records.criteria] == [("巡查", 30), ("报送", 40), ("满意", 30)]
    assert records.notice.title == "青塘镇管水员考核办法"


def test_a_bonus_in_a_paragraph_without_a_number_is_one_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "办法.txt"
    path.write_text(
        "青塘镇河长考核评分办法\n一、巡河 满分40分\n每少巡一次扣2分。\n二、整改 满分30分\n每少改一处扣3分。\n"
        "三、水质 满分30分\n每低一类扣10分。\n附加分：获县级表彰加3分，市级表彰加5分。\n",
        encoding="utf-8",
    )
    result = ingest(path)
    assert [(one.name, one.kind) for one in result.records.criteria][-1] == ("附加分", "bonus")
    assert "points-missing" not in {row.code for row in result.records.findings}


ALIVE = """\
榆岭区档案馆立卷单位评查办法
第一章 总则
第一条 为规范立卷，制定本办法。
第二条 本办法所称案卷，是指上年度办结的12类案卷。
第二章 内容和标准
第三条 评查实行百分制。
第四条 收集（40分）。
（一）漏收案卷的，每卷扣2分；
（二）未登记的，扣5分。
第五条 整理35分，具体为：
（一）编号有误的，每处扣1分；
（二）未编目录的，扣3分。
第六条 保管。本条满分25分。库房漏雨的，扣10分。
第三章 结果运用
第七条 90分以上为优秀，70分以上不满90分为合格，不满70分为不合格。
第四章 附则
第八条 本办法自印发之日起施行。"""


def test_articles_among_chapters_are_names_where_they_open_with_points(tmp_path: Path) -> None:
    result = read(tmp_path, ALIVE)
    assert outline(result.records) == [
        "1/1 | 第四条收集 | 40 |  | deduct 2; deduct 5",
        "1/2 | 第五条整理 | 35 |  | deduct 1; deduct 3",
        "1/3 | 第六条保管 | 25 |  | deduct 10",
    ]
    (rubric,) = result.records.rubrics
    assert (rubric.title, rubric.declared_total) == ("榆岭区档案馆立卷单位评查办法", 100)
    assert [band.grade for band in result.records.bands] == ["优秀", "合格", "不合格"]


@pytest.mark.parametrize(
    "heads",
    [
        ("内务整理（40分）", "早操出勤（35分）", "公物爱护（25分）"),
        ("● 内务整理（40分）", "● 早操出勤（35分）", "● 公物爱护（25分）"),
        ("项目一：内务整理（40分）", "项目二：早操出勤（35分）", "项目三：公物爱护（25分）"),
        ("1.内务整理。本项满分40分。", "2.早操出勤。本项满分35分。", "3.公物爱护。本项满分25分。"),
        (
            "（一）内务整理\n本项满分40分。",
            "（二）早操出勤\n本项满分35分。",
            "（三）公物爱护\n本项满分25分。",
        ),
    ],
)
def test_headings_of_other_shapes_are_names(tmp_path: Path, heads: tuple[str, str, str]) -> None:
    first, second, third = heads
    text = f"宿舍评比办法\n{first}\n脏乱的，每处扣1分。\n{second}\n缺勤的，每次扣2分。\n{third}\n损坏的，每件扣5分。"
    records = read(tmp_path, text).records
    assert [(one.name, one.points) for one in records.criteria] == [
        ("内务整理", 40), ("早操出勤", 35), ("公物爱护", 25),
    ]  # fmt: skip
    assert [clause.points for clause in records.clauses] == [1, 2, 5]


def test_short_lines_without_points_end_what_stands_above_them(tmp_path: Path) -> None:
    text = (
        "宿舍评比办法\n内务整理（40分）\n脏乱的，每处扣1分。\n早操出勤（35分）\n缺勤的，每次扣2分。\n公物爱护（25分）\n"
        "损坏的，每件扣5分。\n加分\n获表彰的，每次加2分。\n评比办法\n每周公布一次。"
    )
    result = read(tmp_path, text)
    assert outline(result.records)[-2:] == [
        "1/3 | 公物爱护 | 25 |  | deduct 5",
        "1/4 | 加分 |  | bonus | bonus 2",
    ]
    assert "每周公布一次。" in result.records.notice.body


def test_parts_of_the_notice_beside_the_items_are_none(tmp_path: Path) -> None:
    text = (
        "药品配送考核办法\n一、对象\n全县12家药店。\n二、考核内容（100分）\n1.冷链（60分）：断链的，每次扣5分。\n"
        "2.台账（40分）：缺页的，每页扣1分。\n三、等次评定\n考核每年一次。\n四、一票否决\n售假的，一票否决。"
    )
    result = read(tmp_path, text)
    assert outline(result.records) == [
        "1/1 | 1.冷链 | 60 |  | deduct 5",
        "1/2 | 2.台账 | 40 |  | deduct 1",
        "1/3 | 四、一票否决 |  | veto | veto",
    ]
    (rubric,) = result.records.rubrics
    assert (rubric.title, rubric.declared_total) == ("药品配送考核办法", 100)
    assert "考核每年一次。" in result.records.notice.body


def test_rules_without_points_are_found_below_the_chapter_or_among_articles(tmp_path: Path) -> None:
    text = (
        "窗口考核细则\n第一条 为加强管理，制定本细则。\n第二条 出勤纪律\n（一）迟到的，每次扣2分；\n（二）旷工的，每次扣10分。\n"
        "第三条 服务态度\n（一）争吵的，每次扣5分。\n第四条 本细则自印发之日起执行。"
    )
    assert outline(read(tmp_path, text).records) == [
        "1/1 | 第二条出勤纪律 |  |  | deduct 2; deduct 10",
        "1/2 | 第三条服务态度 |  |  | deduct 5",
    ]


def test_a_table_in_an_item_is_text_of_the_item(tmp_path: Path) -> None:
    cells = [["到场时间", "得分"], ["5分钟以内", "40分"], ["5分钟以上8分钟以内", "20分"]]
    steps = tbl(*(tr(*(tc(p(text)) for text in row)) for row in cells))
    (tmp_path / "通知.docx").write_bytes(
        word(
            p("值守考核细则")
            + p("一、到场（40分）")
            + p("按下表计分：")
            + steps
            + p("二、器材（35分）")
            + p("缺失的，每件扣5分。")
            + p("三、演练（25分）")
            + p("少一次扣5分。")
        )
    )
    result = ingest(tmp_path / "通知.docx")
    assert result.claimed == result.characters
    assert [(one.name, one.points) for one in result.records.criteria] == [
        ("到场", 40), ("器材", 35), ("演练", 25),
    ]  # fmt: skip
    assert [(one.text, one.min_points) for one in result.records.bands] == [
        ("5分钟以内", 40), ("5分钟以上8分钟以内", 20),
    ]  # fmt: skip
    assert not {"table-not-rubric", "table-left"} & {row.code for row in result.records.findings}


def test_a_limit_above_a_list_is_one_of_all_its_items_and_cases_below_a_veto_are_its_condition(
    tmp_path: Path,
) -> None:
    said = (
        "第四条 有下列情形的加分，累计不超过5分：\n（一）获表彰的，加3分；\n（二）有创新的，加2分。\n"
        "第五条 有下列情形之一的，一票否决：\n（一）瞒报事故的；\n（二）伪造记录的。"
    )
    clauses = read(tmp_path, f"关于印发站点考核办法的通知\n各站：\n{said}{SHEET}").records.clauses
    first, second, veto = (one for one in clauses if not one.criterion_id)
    assert (first.cap_points, second.cap_points) == (5, 5)
    assert first.cap_run == second.cap_run == first.seq
    assert veto.condition.endswith("有下列情形之一的：（一）瞒报事故的；（二）伪造记录的")


def test_grades_may_stand_in_a_list_below_their_heading(tmp_path: Path) -> None:
    text = (
        TEACHERS
        + "\n五、等次评定\n（一）90分以上的，评为优秀；\n（二）60分以上90分以下的，评为合格；\n（三）60分以下的，评为不合格。"
    )
    bands = [one for one in read(tmp_path, text).records.bands if not one.criterion_id]
    assert [(one.grade, one.min_points, one.max_points) for one in bands] == [
        ("优秀", 90, None), ("合格", 60, 90), ("不合格", None, 60),
    ]  # fmt: skip


def test_brackets_may_hold_points_weight_and_who_answers(tmp_path: Path) -> None:
    text = (
        "护理质量考评方案\n（一）病区管理（满分100分，权重60%，护理部负责）\n巡视漏项的，每次扣3分。\n"
        "（二）记录书写（满分100分，权重25%，病案室负责）\n涂改的，每处扣1分。\n"
        "（三）培训（满分100分，权重15%，科教科负责）\n缺课的，每次扣2分。"
    )
    records = read(tmp_path, text).records
    assert [(one.name, one.points, one.weight) for one in records.criteria] == [
        ("病区管理", 100, 60), ("记录书写", 100, 25), ("培训", 100, 15),
    ]  # fmt: skip
    assert [party.name for party in records.parties] == ["护理部", "病案室", "科教科"]


def test_a_limit_of_bonuses_is_no_item(tmp_path: Path) -> None:
    text = ALIVE.replace(
        "第三章 结果运用\n",
        "第三章 加分和扣分\n第九条 下列加分累计不得超过6分：\n（一）获表彰的，每次加2分；\n（二）被报道的，每篇加1分。\n第四章 结果运用\n",
    )
    records = read(tmp_path, text).records
    assert [one.points for one in records.criteria] == [40, 35, 25]
    assert [(one.kind, one.points, one.cap_points) for one in records.clauses if not one.criterion_id] == [
        ("bonus", 2, 6), ("bonus", 1, 6),
    ]  # fmt: skip


def test_what_gives_grades_is_no_heading_of_rules(tmp_path: Path) -> None:
    text = (
        "值周考核办法\n一、扣分项目\n（一）迟到的，每次扣1分。\n（二）早退的，每次扣2分。\n二、加分项目\n（一）获奖的，每次加3分。\n"
        "三、等次及津贴\n90分以上为A等，发放津贴80元；75分至90分为B等，发放津贴60元；75分以下为C等。"
    )
    records = read(tmp_path, text).records
    assert [one.name for one in records.criteria] == ["扣分项目", "加分项目"]
    assert [band.grade for band in records.bands] == ["A等", "B等", "C等"]


def test_what_leads_to_deductions_from_the_total_is_none_itself(tmp_path: Path) -> None:
    said = "以下事项直接扣减总分：\n1.被通报的，每次扣4分；\n2.被曝光的，每次扣7分。"
    clauses = read(tmp_path, f"关于印发站点考核办法的通知\n各站：\n{said}{SHEET}").records.clauses
    assert [(one.kind, one.points, one.scope) for one in clauses if not one.criterion_id] == [
        ("deduct", 4, "rubric"), ("deduct", 7, "rubric"),
    ]  # fmt: skip


def test_rules_below_a_lead_are_told_where_several_rubrics_might_have_them(tmp_path: Path) -> None:
    said = "一票否决情形：\n1.瞒报事故的；\n2.伪造记录的。"
    result = read(tmp_path, f"关于印发办法的通知\n各站：\n{said}{SHEET}{SHEET.replace('站点', '人员')}")
    assert [found.code for found in result.findings].count("rule-in-body") == 1


def test_what_follows_the_last_item_may_speak_of_all(tmp_path: Path) -> None:
    text = (
        "报表考核办法\n一、月报（40分）\n迟报的，每次扣1分。\n二、季报（35分）\n错报的，每处扣2分。\n三、年报（25分）\n"
        "漏报的，每项扣5分。\n以上三项共计100分。\n等级划分：A级（90分及以上）、B级（75—89分）、C级（75分以下）。\n注：本办法由办公室解释。"
    )
    records = read(tmp_path, text).records
    (rubric,) = records.rubrics
    assert rubric.declared_total == 100
    assert [(band.grade, band.criterion_id) for band in records.bands] == [
        ("A级", ""),
        ("B级", ""),
        ("C级", ""),
    ]
    assert [note.text for note in records.notes] == ["注：本办法由办公室解释。"]
    assert records.criteria[-1].rule_text == "漏报的，每项扣5分。"


def test_a_limit_in_the_title_is_one_of_the_rubric(tmp_path: Path) -> None:
    table = "指标\t加分标准\n表彰\t每次加2分。\n创新\t每项加1分。\n报道\t每篇加0.5分。\n"
    result = read(tmp_path, f"加分评分表（累计加分不超过4分）\n{table}")
    assert [(one.kind, one.cap_points, one.effect) for one in result.records.clauses if not one.criterion_id] == [
        ("note", 4, "bonus"),
    ]  # fmt: skip


def test_points_may_stand_in_a_sentence_that_names_all_headings(tmp_path: Path) -> None:
    text = (
        "签约服务考核办法\n一、分值\n考核总分100分，其中：覆盖20分，履约50分，满意30分。\n二、评分标准\n（一）覆盖\n漏签的，每人扣1分。\n"
        "（二）履约\n失访的，每次扣2分。\n（三）满意\n投诉的，每起扣5分。"
    )
    records = read(tmp_path, text).records
    assert [(one.name, one.points) for one in records.criteria] == [("覆盖", 20), ("履约", 50), ("满意", 30)]
    assert records.rubrics[0].declared_total == 100
    # a name that is no heading: what it speaks of is not sure
    others = read(tmp_path, text.replace("满意30分", "评议30分")).records
    assert [one.points for one in others.criteria] == [None, None, None]

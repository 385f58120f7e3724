"""Records of an invented notice: two rubrics, one with bands and one with clauses on two levels."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from extractors.finding import Finding, finding
from extractors.place import Anchor
from normalizers.records import (
    Band,
    Clause,
    Criterion,
    Evidence,
    KeyPoint,
    Note,
    Notice,
    Party,
    Printed,
    Records,
    Requirement,
    Rubric,
    Task,
    Threshold,
    Tier,
    Total,
)
from pipeline.ingest.run import Result, reported

N = "青禾县水利局-青水发-2031-7号"


def dec(figure: str) -> Decimal:
    return Decimal(figure)


def records(notice_id: str = N, source_file: str = "2031/通知.docx") -> Records:
    """The records under `notice_id`, without findings."""
    first, second = f"{notice_id}/1", f"{notice_id}/2"
    return Records(
        notice=Notice(
            notice_id=notice_id,
            source_file=source_file,
            sha256="0" * 64,
            media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            pages=4,
            kind="rubric",
            status="clean",
            issuer="青禾县水利局",
            doc_number="青水发〔2031〕7号",
            title="关于印发2031年度河渠管护考核办法的通知",
            issued_on=date(2031, 3, 9),
            year=2031,
            recipients="各镇水利站；县灌区管理处",
            public=True,
        ),
        rubrics=(
            Rubric(
                rubric_id=first,
                notice_id=notice_id,
                seq=1,
                title="镇水利站考核评分表",
                scope="各镇水利站",
                series="青禾县水利局河渠管护考核",
                year=2031,
                declared_total=dec("50"),
                computed_total=dec("50"),
                page_first=2,
                page_last=3,
                content_hash="a1",
                structure_hash="b1",
            ),
            Rubric(
                rubric_id=second,
                notice_id=notice_id,
                seq=2,
                scope="县灌区管理处",
                declared_total=dec("60"),
                computed_total=dec("55.5"),
                page_first=4,
                page_last=4,
            ),
        ),
        totals=(
            Total(rubric_id=first, seq=1, label="合计", points=dec("50"), computed=dec("50")),
            Total(rubric_id=second, seq=1, label="总分", points=dec("60"), computed=dec("55.5")),
        ),
        criteria=(
            Criterion(
                criterion_id=f"{first}/1",
                rubric_id=first,
                level=1,
                seq=1,
                label="1",
                name="渠道巡查",
                text="1.每周巡查干渠不少于两次，做好记录。（12分）\n2.发现渗漏当日上报。（8分）",
                rule_text="好（16-20分）：两项都做到。\n一般（10-15分）：做到第1项。\n差（0-9分）：两项都没有做到。",
                points=dec("20"),
                page=2,
                row=2,
            ),
            Criterion(
                criterion_id=f"{first}/2",
                rubric_id=first,
                level=1,
                seq=2,
                label="2",
                name="闸门养护",
                text="闸门启闭灵活，止水完好，按季上油。",
                rule_text="每座闸门不能启闭扣2.5分，扣完为止。",
                points=dec("30"),
                core=True,
                page=3,
                row=3,
                quality="joined",
            ),
            Criterion(
                criterion_id=f"{second}/1",
                rubric_id=second,
                level=1,
                seq=1,
                label="一",
                name="供水服务",
                page=4,
                row=2,
            ),
            Criterion(
                criterion_id=f"{second}/1.1",
                rubric_id=second,
                parent_id=f"{second}/1",
                level=2,
                seq=1,
                label="（一）",
                name="计划供水",
                points=dec("25.5"),
                target="95",
                unit="%",
                method="查供水台账",
                page=4,
                row=2,
            ),
            Criterion(
                criterion_id=f"{second}/1.1.1",
                rubric_id=second,
                parent_id=f"{second}/1.1",
                level=3,
                seq=1,
                text="灌季供水到位率不低于95%，每低1个百分点扣0.5分；获市级表彰加1分，获省级表彰加3分。",
                points=dec("25.5"),
                page=4,
                row=2,
            ),
            Criterion(
                criterion_id=f"{second}/2",
                rubric_id=second,
                level=1,
                seq=2,
                label="二",
                name="水费收缴",
                text="=SUM(A1:A9) 这样的字样也是文字，当年水费当年结清。",
                points=dec("30"),
                page=4,
                row=4,
            ),
        ),
        parties=(
            Party(owner_id=f"{first}/1", role="lead", name="县水政大队", canonical_name="县水政大队"),
            Party(owner_id=f"{first}/1", role="joint", name="县防汛办", canonical_name="县防汛办"),
            Party(
                owner_id=f"{first}/2",
                role="lead",
                name="县水政大队",
                canonical_name="县水政大队",
                inherited=True,
            ),
            Party(owner_id=f"{second}/1.1", role="lead", name="县灌排股", canonical_name="县灌排股"),
            Party(owner_id=f"{notice_id}/t1", role="lead", name="县水政大队", canonical_name="县水政大队"),
        ),
        key_points=(
            KeyPoint(
                key_point_id=f"{first}/1/k1",
                criterion_id=f"{first}/1",
                seq=1,
                label="1.",
                text="每周巡查干渠不少于两次，做好记录。（12分）",
                points=dec("12"),
            ),
            KeyPoint(
                key_point_id=f"{first}/1/k2",
                criterion_id=f"{first}/1",
                seq=2,
                label="2.",
                text="发现渗漏当日上报。（8分）",
                points=dec("8"),
            ),
            KeyPoint(
                key_point_id=f"{first}/2/k1",
                criterion_id=f"{first}/2",
                text="闸门启闭灵活，止水完好，按季上油。",
            ),
        ),
        requirements=(
            Requirement(
                owner_id=f"{first}/1/b1",
                seq=1,
                key_points=f"{first}/1/k1；{first}/1/k2",
                relation="all",
            ),
        ),
        bands=(
            _band(f"{first}/1", 1, "好", "16", "20", "两项都做到。"),
            _band(f"{first}/1", 2, "一般", "10", "15", "做到第1项。"),
            _band(f"{first}/1", 3, "差", "0", "9", "两项都没有做到。"),
            Band(
                band_id=f"{first}/b1",
                rubric_id=first,
                seq=1,
                grade="合格",
                min_points=dec("40"),
                min_closed=True,
                text="总分40分以上为合格。",
            ),
        ),
        clauses=(
            Clause(
                clause_id=f"{first}/2/c1",
                rubric_id=first,
                criterion_id=f"{first}/2",
                seq=1,
                kind="deduct",
                points=dec("2.5"),
                per="每座",
                per_quantity=dec("1"),
                per_unit="座",
                cap="item_points",
                scope="item",
                condition="闸门不能启闭",
                text="每座闸门不能启闭扣2.5分，扣完为止。",
                source="rule",
                start=0,
                end=18,
            ),
            Clause(
                clause_id=f"{second}/1.1.1/c1",
                rubric_id=second,
                criterion_id=f"{second}/1.1.1",
                seq=1,
                kind="deduct",
                points=dec("0.5"),
                per="每低1个百分点",
                text="灌季供水到位率不低于95%，每低1个百分点扣0.5分；",
                source="text",
            ),
            Clause(
                clause_id=f"{second}/1.1.1/c2",
                rubric_id=second,
                criterion_id=f"{second}/1.1.1",
                seq=2,
                kind="bonus",
                text="获市级表彰加1分，获省级表彰加3分。",
                source="text",
            ),
        ),
        tiers=(
            Tier(clause_id=f"{second}/1.1.1/c2", seq=1, label="市级", points=dec("1")),
            Tier(clause_id=f"{second}/1.1.1/c2", seq=2, label="省级", points=dec("3")),
        ),
        thresholds=(
            Threshold(
                threshold_id=f"{second}/1.1.1/c1/h1",
                owner_id=f"{second}/1.1.1/c1",
                metric="灌季供水到位率",
                low=dec("95"),
                low_closed=True,
                direction="at_least",
                unit="%",
                text="灌季供水到位率不低于95%",
            ),
            Threshold(
                threshold_id=f"{notice_id}/h1",
                owner_id=notice_id,
                metric="灌溉面积",
                low=dec("120000"),
                high=dec("120000"),
                low_closed=True,
                high_closed=True,
                unit="亩",
                text="灌溉面积12万亩",
            ),
        ),
        notes=(
            Note(
                note_id=f"{first}/n1",
                rubric_id=first,
                seq=1,
                text="注：带★的为核心指标，\n该项不合格的不得评为“好”。",
            ),
            Note(
                note_id=f"{second}/2/n1",
                rubric_id=second,
                criterion_id=f"{second}/2",
                seq=1,
                text="以财务账为准",
            ),
        ),
        tasks=(
            Task(
                task_id=f"{notice_id}/t1",
                notice_id=notice_id,
                annex="附件3",
                section="一、汛前准备",
                seq=1,
                label="1.",
                text="四月底前完成闸门检修。",
            ),
        ),
        printed=(
            Printed(
                notice_id=notice_id,
                seq=1,
                rubric_ids=first,
                page=2,
                label="附件1",
                title="各镇水利站考核评分表",
                below="注：带★的为核心指标。",
                columns=3,
                header_rows=1,
                widths="100；700；200",
                cells='[[1,1,1,1,"序号"],[1,2,1,1,"考核内容"],[1,3,1,1,"分值"],[2,1,2,1,"1"],[2,2,1,1,"=SUM(A1)"],'
                '[2,3,2,1,"20分",1],[3,2,1,1,"每周巡查干渠。"]]',
            ),
        ),
        evidence=(
            Evidence(
                owner_id=f"{first}/1",
                field="name",
                page=2,
                x0=72.5,
                top=100.0,
                x1=140.25,
                bottom=120.0,
                table=1,
                row=2,
            ),
        ),
    )


def findings(notice_id: str = N) -> tuple[Finding, ...]:
    """A warning with a place on the second rubric, one on a criterion, and a remark on the notice."""
    return (
        finding("total-filler", fillers="——", owner_id=f"{notice_id}/1"),
        finding(
            "total-mismatch",
            declared="60",
            computed="55.5",
            owner_id=f"{notice_id}/2",
            anchor=Anchor(page=4, path="table 2/row 5"),
            row=5,
            evidence="总分 60",
        ),
        finding(
            "points-missing",
            owner_id=f"{notice_id}/2/1",
            anchor=Anchor(page=4),
            row=2,
            evidence="一 供水服务",
        ),
        finding("noise", text="第 4 页", anchor=Anchor(page=4)),
    )


def result(notice_id: str = N, source_file: str = "2031/通知.docx", *, clean: bool = False) -> Result:
    """What a run gives for it."""
    found = () if clean else findings(notice_id)
    return reported(Result(source_file, records(notice_id, source_file), found, 400, 400), "zh")


def _band(criterion: str, seq: int, grade: str, low: str, high: str, text: str) -> Band:
    return Band(
        band_id=f"{criterion}/b{seq}",
        rubric_id=criterion.rpartition("/")[0],
        criterion_id=criterion,
        seq=seq,
        grade=grade,
        min_points=dec(low),
        max_points=dec(high),
        min_closed=True,
        max_closed=True,
        text=text,
    )

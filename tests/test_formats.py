"""The same notice gives the same records, whatever its format and wherever its pages end."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from normalizers.records import TABLES
from pipeline.ingest.run import Result, ingest
from tests.noticemaker import COLUMNS, NOTICE, RAW, STYLES, pdf, raw, shapes, text, web, word
from tests.textmaker import PENS, drawn_text, markdown, recognised

BAND = re.compile(r"^[^（]{1,4}（[^（）]*分[^（）]*）：")
# what a file is, where in it something stands, and the status, which follows from findings
OF_THE_FILE = {
    "source_file", "sha256", "media_type", "pages", "page", "row", "quality", "page_first", "page_last", "status",
}  # fmt: skip
# a doubt about the page end itself
AT_PAGE_ENDS = {"row-join-doubtful"}

FORMS: dict[str, Callable[[Any], bytes]] = {
    "paragraphs.txt": lambda notice: text(notice, "paragraphs"),
    "lists.txt": lambda notice: text(notice, "lists"),
    "notice.docx": word,
    "notice.html": web,
    **{f"{pen}.txt": partial(drawn_text, pen=pen) for pen in PENS},
    "bars.md": markdown,
    "recognised.md": recognised,
    **{f"{style}.pdf": partial(pdf, style=style) for style in STYLES},
    **{
        f"{style}-header-once.pdf": partial(pdf, style=style, header_again=False)
        for style in ("closed", "open", "low", "low-open-centred")
    },
}
NOTICES = {"NOTICE": NOTICE} | {
    f"{issuer}_{year}": getattr(raw(issuer.lower()), f"{issuer}_{year}")
    for issuer in ("WATER", "PORT")
    for year in (2024, 2025)
}


def read(folder: Path, name: str, data: bytes) -> Result:
    path = folder / name
    path.write_bytes(data)
    return ingest(path)


def records(result: Result) -> dict[str, Any]:
    """Every table but places and layout without what belongs to the file; of findings the doubts, by code, owner."""
    tables: dict[str, Any] = {
        name: [row.model_dump(exclude=OF_THE_FILE) for row in result.records.table(name)]
        for name in TABLES
        if name not in {"evidence", "findings", "printed"}
    }
    doubts = sorted(
        (row.code, row.owner_id)
        for row in result.records.findings
        if row.severity in {"error", "warning"} and row.code not in AT_PAGE_ENDS
    )
    return tables | {"findings": doubts}


def assert_same(one: Result, other: Result) -> None:
    """Fails with the first table that differs."""
    ours, theirs = records(one), records(other)
    for name, rows in ours.items():
        assert rows == theirs[name], name


@cache
def from_text(name: str) -> Result:
    with TemporaryDirectory() as folder:
        return read(Path(folder), "notice.txt", text(NOTICES[name]))


@pytest.mark.parametrize("name", NOTICES)
def test_the_text_export_says_what_was_put_in(name: str) -> None:
    notice, found = NOTICES[name], from_text(name).records
    rows = [row for rubric in notice.rubrics for row in rubric.rows()]
    assert [rubric.title for rubric in found.rubrics] == [rubric.title for rubric in notice.rubrics]
    assert [(one.label, one.name) for one in found.criteria] == [(label, row.name) for label, row in rows]
    assert [one.text for one in found.criteria] == [
        "".join(row.key_points).replace(" ", "") for _, row in rows
    ]
    bands = [line for _, row in rows for line in row.rule if BAND.match(line)]
    assert [band.text for band in found.bands] == [BAND.sub("", line) for line in bands]
    assert len(found.parties) >= len(rows)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NOTICES)
def test_every_format_gives_the_same_records(name: str, form: str, tmp_path: Path) -> None:
    found = read(tmp_path, form, FORMS[form](NOTICES[name]))
    assert_same(found, from_text(name))
    assert found.claimed == found.characters


def test_cells_without_line_breaks_give_the_same_records_where_words_part_them(tmp_path: Path) -> None:
    assert_same(read(tmp_path, "runs.txt", text(NOTICE, "runs")), from_text("NOTICE"))


@pytest.mark.parametrize("name", [name for name in NOTICES if name != "NOTICE"])
def test_the_committed_file_gives_the_same_records(name: str) -> None:
    assert_same(ingest(RAW / NOTICES[name].file), from_text(name))


@pytest.mark.parametrize("cut", range(1, max(len(rubric.criteria) for rubric in NOTICE.rubrics) + 1))
def test_a_table_cut_behind_any_row_gives_the_same_records(cut: int, tmp_path: Path) -> None:
    assert_same(read(tmp_path, "cut.txt", text(NOTICE, cut=cut)), from_text("NOTICE"))


# ---- any notice ------------------------------------------------------------------------------------------

SUBJECTS = ["档案", "车辆", "采购", "信访", "绿化", "机房", "培训", "食堂", "值班", "宣传"]
DEEDS = ["按月核查", "资料齐全", "逐项登记", "专人负责", "年内完成", "覆盖各站所", "无遗漏", "及时更新"]
UNITS = ["综合股", "财务股", "人事股", "档案室", "后勤服务中心", "督查办"]
LADDERS = [
    ["好", "差"],
    ["好", "较好", "差"],
    ["好", "较好", "一般", "差"],
    ["优秀", "良好", "合格", "不合格"],
]
LADDERS += [["一档", "二档", "三档", "四档", "五档"]]

sentences = st.lists(st.sampled_from(DEEDS), min_size=1, max_size=4, unique=True).map(
    lambda deeds: "，".join(deeds) + "。"
)
departments = st.one_of(
    st.sampled_from(UNITS),
    st.lists(st.sampled_from(UNITS), min_size=2, max_size=2, unique=True).map("、".join),
    st.lists(st.sampled_from(UNITS), min_size=2, max_size=2, unique=True).map("会同".join),
)


@st.composite
def criteria(draw: st.DrawFn, name: str, first: bool) -> Any:
    points = draw(st.integers(10, 40))
    grades = draw(st.sampled_from(LADDERS))
    step = points // len(grades)
    tops = [points - step * place for place in range(len(grades))]
    bottoms = [*(top + 1 for top in tops[1:]), 0]
    rule = [
        f"{grade}（{low}-{high}分）：{draw(sentences)}"
        for grade, low, high in zip(grades, bottoms, tops, strict=True)
    ]
    if draw(st.booleans()):
        rule.append(f"注：{draw(sentences)}")
    key_points = draw(st.lists(sentences, min_size=1, max_size=5))
    if len(key_points) > 1:
        key_points = [f"{number}. {text}" for number, text in enumerate(key_points, 1)]
    department = draw(departments if first else st.one_of(st.none(), departments))
    return shapes.Criterion(name, str(points), department, tuple(key_points), tuple(rule))


@st.composite
def notices(draw: st.DrawFn) -> Any:
    rubrics = []
    for place in range(draw(st.integers(1, 3))):
        names = draw(st.lists(st.sampled_from(SUBJECTS), min_size=2, max_size=6, unique=True))
        rows = tuple(draw(criteria(f"{name}管理", number == 0)) for number, name in enumerate(names))
        total = str(sum(int(row.points) for row in rows))
        note = draw(st.sampled_from(["", "注：得分保留一位小数。"]))
        filler = draw(st.sampled_from(["", "--", "/"]))
        title = f"第{'一二三'[place]}片区2031年度考核评价标准"
        rubrics.append(shapes.Rubric(title, COLUMNS, rows, filler, total, note))
    return replace(NOTICE, rubrics=tuple(rubrics))


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(notices(), st.sampled_from(list(STYLES)), st.booleans(), st.integers(0, 6))
def test_any_notice_gives_the_same_records_in_every_format(
    notice: Any, style: str, header_again: bool, cut: int
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        forms = {
            "notice.docx": word(notice),
            "notice.html": web(notice),
            "notice.pdf": pdf(notice, style, header_again=header_again),
            "cut.txt": text(notice, "lists", cut),
        }
        plain = read(folder, "notice.txt", text(notice))
        assert plain.claimed == plain.characters
        assert [len(row.rule) for rubric in notice.rubrics for row in rubric.criteria] == [
            sum(
                one.criterion_id == criterion.criterion_id
                for one in (*plain.records.bands, *plain.records.notes)
            )
            for criterion in plain.records.criteria
        ]
        for form, data in forms.items():
            found = read(folder, form, data)
            assert_same(found, plain)
            assert found.claimed == found.characters, form

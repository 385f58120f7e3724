"""Every kind of sentence is held by its two texts: what it says of a year stands in the text of that year.

`HELD` says for each phrase of a report which of its words and figures must stand on which side; phrases that
claim nothing by themselves are in `WORDS`. A phrase that is in neither, or that no input provokes, fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from normalizers.text.views import squeeze
from pipeline.compare import Change
from pipeline.compare.sides import Item, Scoring
from pipeline.compare.wording.meaning import meaning
from pipeline.messages.words import say, texts
from pipeline.report.given import read_year
from pipeline.report.report import Report, report
from pipeline.report.sentences import large, phrases, sentence
from pipeline.report.years import Year
from tests.test_compare_levels import CARDS, DEEP, FLAT, GUARD, LAMPS, ROADS, below, page, summed, with_sums
from tests.test_report import RAW, plan
from tests.test_sentences_true import made

# of a phrase: the name of a value, the side on which it must stand, whether as figures or as words
Claim = tuple[str, str, str]
_MOVED: tuple[Claim, ...] = (("old", "old", "figures"), ("new", "new", "figures"))
_NAMES: tuple[Claim, ...] = (("old", "old", "names"), ("new", "new", "names"))
HELD: dict[str, tuple[Claim, ...]] = {
    **dict.fromkeys(("raised", "lowered", "altered", "turned_into"), _MOVED),
    "set_to": (("new", "new", "figures"),),
    "unset": (("old", "old", "figures"),),
    "added_one": (("text", "new", "words"),),
    "removed_one": (("text", "old", "words"),),
    "several.added": (("texts", "new", "names"),),
    "several.removed": (("texts", "old", "names"),),
    "rewritten": (("text", "new", "words"),),
    "spot.altered": (("old", "old", "words"), ("new", "new", "words")),
    "spot.added": (("new", "new", "words"),),
    "spot.removed": (("old", "old", "words"),),
    "spot.moved": (
        ("what", "old", "words"),
        ("what", "new", "words"),
        ("old", "old", "words"),
        ("new", "new", "words"),
    ),
    **dict.fromkeys(("split_into", "merged_into", "split_below", "merged_from_below", "renamed_to"), _NAMES),
    "moved_parent": _NAMES,
    "moved_rubric": (("old", "old year", "words"), ("new", "new year", "words")),
    "moved_order": (("old", "old", "place"), ("new", "new", "place")),
    **dict.fromkeys(
        ("new.criterion", "new.task", "new.goal"), (("name", "new", "names"), ("above", "new", "names"))
    ),
    **dict.fromkeys(
        ("gone.criterion", "gone.task", "gone.goal"), (("name", "old", "names"), ("above", "old", "names"))
    ),
    "new_level": (("name", "new", "names"), ("kept", "new year", "names"), ("kept", "old year", "names")),
    "gone_level": (("name", "old", "names"), ("kept", "new year", "names"), ("kept", "old year", "names")),
    "new_group": (("kept", "new year", "names"), ("points", "new", "figures")),
    "gone_group": (("kept", "old year", "names"), ("points", "old", "figures")),
    "made_level": (("name", "new", "names"), ("below", "new year", "names")),
    "no_longer_level": (("name", "new", "names"), ("below", "old year", "names")),
    "perhaps": (*_NAMES, ("above", "new", "names")),
    "maybe_from": (("names", "old year", "names"),),
    "maybe_to": (("names", "new year", "names"),),
    "points_only_summed": (
        ("own", "old", "figures"),
        ("name", "new year", "names"),
        ("points", "new year", "figures"),
    ),
    "points_no_longer_only_summed": (
        ("own", "new", "figures"),
        ("name", "old year", "names"),
        ("points", "old year", "figures"),
    ),
    "column_gone": (("count", "old year", "count"),),
    "new_column": (("count", "new year", "count"),),
    "rubric.added": (("name", "new year", "words"), ("count", "new year", "count")),
    "rubric.removed": (("name", "old year", "words"), ("count", "old year", "count")),
    **dict.fromkeys(
        ("list_added.task", "list_added.goal"),
        (("name", "new year", "words"), ("count", "new year", "count")),
    ),
    **dict.fromkeys(
        ("list_removed.task", "list_removed.goal"),
        (("name", "old year", "words"), ("count", "old year", "count")),
    ),
    "made_core": (("", "new", "core"),),
    "no_longer_core": (("", "old", "core"),),
    "and_others": (("names", "either year", "names"),),
    **dict.fromkeys(
        ("owner_of.award", "owner_of.deduct", "owner_of.bonus"), (("points", "both", "figures"),)
    ),
    "reordered": (("", "both", "members"),),
}
# what the figures and names of other phrases are called; they claim nothing by themselves
WORDS = re.compile(
    r"(?:said|item|limit|clause|part|cap|kind|party|task_party|owner)\..+|rubric\.(?:total|title)"
    r"|of_owner|owner_full|direct|amount|wording|wording_and_others|stands_below|sum_below|items_together|together"
    r"|top_level|band_named|band_ask|band_by_its_name|key_point_numbered|some_threshold|item_number|other_words"
    r"|subtotal"
)
# what is told of them is told in tests of their own: their inputs are too large to stand here
ELSEWHERE = {"list_added.task", "list_added.goal", "list_removed.goal", "new_group", "gone_group"}
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_QUOTED = re.compile(r"“([^”]*)”")
Said = list[tuple[str, dict[str, Any]]]


# ---- what is printed


def of_scoring(row: Scoring) -> Iterator[str]:
    for band in row.bands:
        ends = "-".join(str(end) for end in (band.min_points, band.max_points) if end is not None)
        yield f"{band.grade} {ends}分 {band.text}"
    yield from (f"{clause.lead}{clause.text}" for clause in row.clauses)
    yield from (note.text for note in row.notes)
    yield from (f"{one.metric}{one.text}" for one in row.thresholds)


def of_item(item: Item) -> str:
    one = item.criterion
    figures = (f"{end}分" for end in (one.points, item.worth, item.subtotal, one.weight) if end is not None)
    rows = (*item.path, item.home, item.heading, item.body, one.text, one.target, item.due, *figures)
    points = (f"{point.text} {'' if point.points is None else point.points}分" for point in item.key_points)
    return "\n".join((*rows, *points, *(party.name for party in item.parties), *of_scoring(item)))


def of_year(year: Year) -> str:
    tables = (
        f"{table.name}\n{table.rubric.title}\n{table.rubric.declared_total}分\n{table.rubric.computed_total}分\n"
        + "\n".join(of_scoring(table.scoring))
        for table in year.tables
    )
    titles = (f"{notice.notice.title}\n{notice.notice.issuer}" for notice in year.notices)
    return "\n".join((*tables, *titles, *map(of_item, year.items.values()), *year.labels.values()))


class Printed:
    """All that a claim may lean on: the texts of a change, and of both years."""

    def __init__(self, change: Change, found: Report) -> None:
        years = found.years
        self.items = dict(zip(("old", "new"), years.sides(change), strict=True))
        self.years = dict(zip(("old", "new"), years.both, strict=True))
        whole = change.subject == "rubric"
        texts = {side: "\n".join(map(of_item, items)) for side, items in self.items.items()}
        for side, year in self.years.items():
            texts[f"{side} year"] = of_year(year)
            if whole:
                texts[side] = texts[f"{side} year"]
            # what stands below an item adds up to what it is worth
            texts[side] += "".join(f"\n{sum_of(self.items[side])}分")
        self.texts = {side: f"{text}\n{large(text, 'zh')}" for side, text in texts.items()}

    def stands(self, value: Any, side: str, how: str) -> bool:
        if side == "both":
            return all(self.stands(value, one, how) for one in ("old", "new"))
        if side == "either year":
            return any(self.stands(value, one, how) for one in ("old year", "new year"))
        return HOW[how](str(value), self, side)


def sum_of(items: list[Item]) -> Decimal:
    return sum((item.worth or Decimal(0) for item in items), Decimal(0))


def has_figures(value: str, printed: Printed, side: str) -> bool:
    return set(_FIGURE.findall(meaning(value))) <= set(_FIGURE.findall(meaning(printed.texts[side])))


def has_words(value: str, printed: Printed, side: str) -> bool:
    # members that the other year has too are left out between those that are told
    text = squeeze(meaning(printed.texts[side]))
    pieces = re.split(r"[、；。\n…]", value.translate(str.maketrans("‘’", "“”")))
    return all(squeeze(meaning(piece)) in text for piece in pieces)


def has_names(value: str, printed: Printed, side: str) -> bool:
    bare = squeeze(meaning(printed.texts[side].replace("”", "").replace("“", "")))
    return all(
        squeeze(meaning(name.rstrip("…").replace("‘", "").replace("’", ""))) in bare
        for name in _QUOTED.findall(value)
    )


def has_place(value: str, printed: Printed, side: str) -> bool:
    return str(printed.items[side][0].criterion.seq) == value


def has_count(value: str, printed: Printed, side: str) -> bool:
    return int(value) <= len(printed.years[side.partition(" ")[0]].items)


def has_core(_: str, printed: Printed, side: str) -> bool:
    return printed.items[side][0].criterion.core


def has_members(_: str, printed: Printed, __: str) -> bool:
    return sorted(meaning(printed.texts["old"])) == sorted(meaning(printed.texts["new"]))


HOW: dict[str, Callable[[str, Printed, str], bool]] = {
    "figures": has_figures,
    "words": has_words,
    "names": has_names,
    "place": has_place,
    "count": has_count,
    "core": has_core,
    "members": has_members,
}


def rises(key: str, values: dict[str, Any]) -> bool:
    """Whether what is told to have risen or fallen did."""
    if key not in {"raised", "lowered"}:
        return True
    ends = [
        [Decimal(figure) for figure in _FIGURE.findall(meaning(str(values[end])))] for end in ("old", "new")
    ]
    if any(len(end) != 1 for end in ends):
        return True
    # 9500人次 and 1万人次
    scales = [Decimal(10000) if "万" in str(values[end]) else Decimal(1) for end in ("old", "new")]
    old, new = (end[0] * scale for end, scale in zip(ends, scales, strict=True))
    return new > old if key == "raised" else new < old


# ---- what is said


def heard(found: Report, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Change, str, Said]]:
    """Each change with its sentence and the phrases of which it was made."""
    rows = [*found.diff.changes, *(row for row in found.listed() if row not in found.diff.changes)]
    for change in rows:
        said: Said = []

        def listening(key: str, lang: Any, /, _said: Said = said, **values: Any) -> str:
            if key.startswith("change."):
                _said.append((key.removeprefix("change."), values))
            return say(key, lang, **values)

        with monkeypatch.context() as patched:
            patched.setattr(phrases, "say", listening)
            words = sentence(change, found.years, "zh")
        yield change, words, said


def untrue(found: Report, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], set[str]]:
    """The claims that their texts do not bear out, and the phrases that were heard."""
    wrong, keys = [], set()
    for change, words, said in heard(found, monkeypatch):
        printed = Printed(change, found)
        for key, values in said:
            keys.add(key)
            for name, side, how in HELD.get(key, ()):
                if not printed.stands(values.get(name, ""), side, how):
                    wrong.append(f"{key} {name} {values}: not in {side} of: {words}")
            if not rises(key, values):
                wrong.append(f"{key} {values}: {words}")
    return wrong, keys


# ---- inputs


def two(folder: Path, old: str, new: str) -> Report:
    sides = []
    for year, text in ((2031, old), (2032, new)):
        path = folder / f"{year}.html"
        path.write_text(text.replace("YEAR", str(year)), encoding="utf-8")
        sides.append(read_year(str(path), "zh"))
    return report(*sides)


def sheet(
    rows: list[tuple[str, ...]], heads: tuple[str, ...] = FLAT, notes: str = "", title: str = "岱浦市市政处"
) -> str:
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in ("".join(f"<th>{head}</th>" for head in heads), *lines))
    return f"<html><body><p>{title}YEAR年度考核标准</p><table border='1'>{body}</table>{notes}</body></html>"


POLES = ("灯杆养护", "灯杆完好。", "18", "坏一盏扣1分，扣完为止。")
LIGHTS = ("灯具清洗", "灯具清洁。", "12", "坏一盏扣1分，扣完为止。")
STOCK = ("备件储备", "常用备件齐全。", "15", "缺一种扣3分。")
DRILL = ("停电演练", "每季度一回。", "25", "少演练一回扣5分。")
ALL = [LAMPS, ROADS, CARDS, GUARD]
LONG = "按照市政设施养护技术标准和本市城市管理考核办法逐条逐项开展自查自纠并于每月底前书面报送情况"
TABLES = {
    "a level": (
        (FLAT, ALL),
        (DEEP, [*below("设施（50分）", LAMPS, ROADS), *below("管理（50分）", CARDS, GUARD)]),
    ),
    "a section": (
        (DEEP, [*below("设施", LAMPS, ROADS, GUARD), *below("管理", CARDS)]),
        (DEEP, [*below("设施", LAMPS, ROADS), *below("管理", CARDS, GUARD)]),
    ),
    "a heading": (
        (FLAT, ALL),
        (DEEP, [*below("路灯养护", POLES, LIGHTS), *below("日常", ROADS, CARDS, GUARD)]),
    ),
    "a heading of others": (
        (FLAT, ALL),
        (DEEP, [*below("路灯养护", STOCK, DRILL), *below("日常", ROADS, CARDS, GUARD)]),
    ),
    "sums": (with_sums("50", "50"), with_sums("65", "35")),
    "points of a section": (summed("30", "20", "30", "20"), summed(("50", 2), "", ("50", 2), "")),
    "more points of a section": (summed("30", "20", "30", "20"), summed(("60", 2), "", ("40", 2), "")),
    "a total": ((FLAT, ALL), (FLAT, [*ALL, [("合计", 1, 2), "110", ""]])),
    "a split": ((FLAT, ALL), (FLAT, [POLES, LIGHTS, ROADS, CARDS, GUARD])),
    "a level over many": (
        (FLAT, [*ALL, STOCK, DRILL]),
        (DEEP, below("养护（140分）", *ALL, STOCK, DRILL)),
    ),
    "an order": ((FLAT, [*ALL, STOCK, DRILL]), (FLAT, [DRILL, *ALL, STOCK])),
}
COLUMN = [(f"{name}{place}", *rest) for place in "甲乙" for name, *rest in ALL]
MANY = ("灯杆", "灯具", "线缆", "箱体", "基础", "井盖")


def second(rows: list[tuple[str, ...]]) -> str:
    """Another table with its title, behind the first one."""
    found = re.search(r"<body>(.*)</body>", sheet(rows, title="岱浦市应急办"), re.DOTALL)
    assert found
    return found[1]


def rule(
    text: str, points: str = "30", name: str = "路灯养护", asked: str = "灯杆完好，灯具清洁。"
) -> list[tuple[str, ...]]:
    return [(name, asked, points, text), ROADS, CARDS, GUARD]


PAGES = {
    "columns": (
        sheet([(*row, "查阅台账") for row in COLUMN], (*FLAT, "检查方法")),
        sheet(COLUMN),
    ),
    "a method": (
        sheet([(*LAMPS, "查阅台账"), (*ROADS, "现场查看")], (*FLAT, "检查方法")),
        sheet([(*LAMPS, "查阅台账和照片"), (*ROADS, "现场查看")], (*FLAT, "检查方法")),
    ),
    "a target": (
        sheet([(*LAMPS, "95%"), (*ROADS, "≥80%")], (*FLAT, "目标值")),
        sheet([(*LAMPS, "97%"), (*ROADS, "≥85%")], (*FLAT, "目标值")),
    ),
    "departments": (
        sheet([(*LAMPS, "市政科"), (*ROADS, "市政科")], (*FLAT, "考核部门")),
        sheet([(*LAMPS, "路灯所、财务科"), (*ROADS, "市政科、财务科")], (*FLAT, "考核部门")),
    ),
    "a core": (sheet(rule("坏一盏扣1分。", name="路灯养护★")), sheet(rule("坏一盏扣1分。"))),
    "a name": (sheet(ALL), sheet(rule(LAMPS[3], name="路灯维护"))),
    "a long name": (
        sheet(rule(LAMPS[3], name="城区主次干道及背街小巷路灯灯杆灯具线缆箱体日常养护巡查工作")),
        sheet(rule(LAMPS[3], name="城区主次干道及背街小巷路灯灯杆灯具线缆箱体日常养护值守工作")),
    ),
    "grades": (
        sheet(
            rule("好（25-30分）：完好率95%以上。中（15-24分）：完好率85%以上。差（0-14分）：完好率不足85%。")
        ),
        sheet(
            rule("好（27-30分）：完好率97%以上。较好（20-26分）：完好率90%以上。差（0-19分）：群众有投诉。")
        ),
    ),
    "steps": (
        sheet(
            rule(
                "完好率≥95%，得30分；完好率≥85%，得20分；完好率<85%，不得分；漏报率超过5%，扣3分；整改率达到90%，加2分。"
            )
        ),
        sheet(
            rule(
                "完好率≥96%，得30分；完好率≥80%，得20分；完好率<80%，不得分；漏报率超过8%，扣3分；整改率达到92%，加2分。"
            )
        ),
    ),
    "rates": (
        sheet(rule("坏一盏扣1分，最多扣5分；漏登一次扣0.5分；获市级表彰加2分。")),
        sheet(rule("坏一盏扣2分，最多扣8分；漏登一天扣0.5分；获市级表彰加3分。")),
    ),
    "a limit that went": (sheet(rule("坏一盏扣1分，最多扣5分。")), sheet(rule("坏一盏扣1分。"))),
    "a limit that came": (sheet(rule("坏一盏扣1分。")), sheet(rule("坏一盏扣1分，最多扣5分。"))),
    "another kind": (
        sheet(rule("拒不整改的不得分；坏一盏扣1分。")),
        sheet(rule("拒不整改的扣3分；坏一盏扣1分。")),
    ),
    "a veto": (sheet(rule("坏一盏扣1分。")), sheet(rule("坏一盏扣1分；发生触电伤亡的一票否决。"))),
    "words": (
        sheet(rule("未在3个工作日内修复的，每处扣1分；漏登一次扣2分。")),
        sheet(rule("未在5个工作日内修复的，每处扣1分；漏登一次扣2分。")),
    ),
    "a list": (
        sheet(rule(LAMPS[3], asked="设配电室、泵房、值班室（可共用）、机修间、茶水间。")),
        sheet(rule(LAMPS[3], asked="设配电室、值班室（可共用）、泵房、机修间。")),
    ),
    "labels": (
        sheet(rule(LAMPS[3], asked="必备：配电室、泵房、值班室、机修间。可选：茶水间、仓库。")),
        sheet(rule(LAMPS[3], asked="必备：配电室、值班室、机修间。可选：茶水间、泵房、仓库。")),
    ),
    "words around": (
        sheet(rule(LAMPS[3], asked="围绕安全开展下列工作：1.巡查灯杆。2.逐日登记。")),
        sheet(rule(LAMPS[3], asked="围绕节能开展下列工作：1.巡查灯杆不少于3次。2.逐日登记。")),
    ),
    "numbered parts": (
        sheet(rule(LAMPS[3], asked="1.巡查灯杆（10分）。2.逐日登记（20分）。")),
        sheet(rule(LAMPS[3], asked="1.巡查灯杆和线缆（15分）。2.逐日登记（15分）。")),
    ),
    "many parts": (
        sheet(rule(LAMPS[3], asked="安全第一，节能优先")),
        sheet(rule(LAMPS[3], asked="".join(f"{n}.{what}完好。" for n, what in enumerate(MANY, 1)))),
    ),
    "few parts": (
        sheet(rule(LAMPS[3], asked="".join(f"{n}.{what}完好。" for n, what in enumerate(MANY, 1)))),
        sheet(rule(LAMPS[3], asked="安全第一，节能优先")),
    ),
    "another text": (
        sheet(rule(LAMPS[3], asked=LONG)),
        sheet(
            rule(LAMPS[3], asked="路灯亮灯率保持稳定，故障抢修队伍全天待命，接到市民来电后立即到场处置并回访")
        ),
    ),
    "many places": (
        sheet(
            rule(
                LAMPS[3],
                asked="全镇路灯12盏，灯杆17根，箱体30只，线缆90米，井盖44处，每季度普查一次，做到底数清楚、台账齐全。",
            )
        ),
        sheet(
            rule(
                LAMPS[3],
                asked="全镇路灯15盏，灯杆18根，箱体36只，线缆99米，井盖46处，每季度普查一次，做到底数清楚。台账规范齐全。",
            )
        ),
    ),
    "a title and notes": (
        sheet(ALL, notes="<p>注：加分累计不超过5分。</p><p>备注：检查每月组织两次。</p>"),
        sheet(
            ALL,
            notes="<p>注：加分累计不超过8分。</p><p>备注：检查每季组织三次。</p>",
            title="岱浦市城管局路灯",
        ),
    ),
    "weights": (
        sheet([(*LAMPS, "30%"), (*ROADS, "70%")], (*FLAT, "权重")),
        sheet([(*LAMPS, "40%"), (*ROADS, "60%")], (*FLAT, "权重")),
    ),
    "another item": (
        sheet([LAMPS, ROADS, CARDS]),
        sheet([LAMPS, ROADS, ("台账管理", "逐日登记归档。", "30", "缺一份扣1分。")]),
    ),
    "ranks": (
        sheet(rule("亮灯率排名前3名的得30分；排名前5名的得20分。")),
        sheet(rule("亮灯率排名前4名的得30分；排名前6名的得20分。")),
    ),
    "a rubric": (sheet(ALL, notes=second([STOCK, DRILL])), sheet(ALL)),
    "another rubric": (
        sheet(ALL, notes=second([STOCK, DRILL])),
        sheet([LAMPS, ROADS, CARDS], notes=second([STOCK, DRILL, GUARD])),
    ),
    "an order of words": (
        sheet(rule("对照灯杆、灯具、线缆、井盖逐项查看评定。")),
        sheet(rule("对照灯杆、线缆、灯具、井盖逐项查看评定。")),
    ),
    "what may be another": (
        sheet([LAMPS, ("班组协作", "班组之间须有协作共同完成抢修。", "1", "满足要求，得1分。")]),
        sheet(
            [
                LAMPS,
                ("班组协作数", "协作班组不应超过3个。", "1", "满足要求，得1分。"),
                ("班组协作时间", "班组协作时间不超过3个月。", "1", "满足要求，得1分。"),
            ]
        ),
    ),
}


def speech(folder: Path) -> Report:
    text = next(RAW.glob("*讲话.html")).read_bytes().decode("gb18030")
    later = (
        text.replace("2025", "2026")
        .replace("95亿元", "102亿元")
        .replace("改造危旧桥梁40座", "新建充电站25座")
    )
    sides = []
    for year, own in ((2025, text), (2026, later)):
        path = folder / f"{year}.html"
        path.write_bytes(own.encode("gb18030"))
        sides.append(read_year(str(path), "zh"))
    return report(*sides)


def tasks(folder: Path) -> Report:
    return report(plan(folder, 0, 2031), plan(folder, 1, 2032))


def no_tasks(folder: Path) -> Report:
    path = folder / "table.html"
    path.write_text(sheet(ALL).replace("YEAR", "2032"), encoding="utf-8")
    return report(plan(folder, 0, 2031), read_year(str(path), "zh"))


INPUTS: dict[str, Callable[[Path], Report]] = {
    **{
        name: lambda folder, pair=pair: two(
            folder, *(page(0, side).replace("0年度", "YEAR年度") for side in pair)
        )
        for name, pair in TABLES.items()
    },
    **{
        f"{name}, back": lambda folder, pair=pair: two(
            folder, *(page(0, side).replace("0年度", "YEAR年度") for side in pair[::-1])
        )
        for name, pair in TABLES.items()
    },
    **{name: lambda folder, pair=pair: two(folder, *pair) for name, pair in PAGES.items()},
    **{f"{name}, back": lambda folder, pair=pair: two(folder, *pair[::-1]) for name, pair in PAGES.items()},
    "goals": speech,
    "tasks": tasks,
    "no tasks": no_tasks,
    **{f"random {seed}": lambda folder, seed=seed: made(seed, folder) for seed in range(3)},
}


def test_each_kind_of_phrase_is_held_or_claims_nothing() -> None:
    keys = {key.removeprefix("change.") for key in texts("zh") if key.startswith("change.")}
    assert {key for key in keys if key not in HELD and not WORDS.fullmatch(key)} == set()
    assert set(HELD) - keys == set()
    assert {key for key in HELD if WORDS.fullmatch(key)} == set()


def test_what_is_said_of_a_year_stands_in_its_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong: list[str] = []
    keys: set[str] = set()
    for place, (name, make) in enumerate(INPUTS.items()):
        folder = tmp_path / str(place)
        folder.mkdir()
        found, own = untrue(make(folder), monkeypatch)
        wrong += [f"{name}: {one}" for one in found]
        keys |= own
    assert wrong == []
    # what nothing provokes is held by nothing
    assert set(HELD) - keys - ELSEWHERE == set()


def test_a_false_claim_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = two(tmp_path, *PAGES["rates"])
    change = next(one for one in found.diff.changes if one.fields)
    assert untrue(found, monkeypatch)[0] == []
    fields = tuple(
        one.model_copy(update={"old": "77"}) if one.part == "points" else one for one in change.fields
    )
    diff = found.diff.model_copy(update={"changes": (change.model_copy(update={"fields": fields}),)})
    assert untrue(Report(diff, found.years), monkeypatch)[0]

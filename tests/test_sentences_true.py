"""Whatever was edited: the old figure of a sentence stands in the old text, the new one in the new, at its place."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from normalizers.text.views import squeeze
from pipeline.compare.sides import Item
from pipeline.compare.wording.meaning import meaning
from pipeline.report.given import read_year
from pipeline.report.report import Report, report

THINGS = ("闸门", "泵房", "标牌", "台账", "绿篱", "灯杆", "井盖", "护栏")
FAULTS = ("漏检", "损坏", "缺失", "迟报", "未清洗", "未登记")
UNITS = ("处", "次", "件")
METRICS = ("完好率", "及时率", "合格率", "满意度")
ITEMS = 10
_FROM_TO = re.compile(r"由(?P<old>[^；]*?)(?:提高到|降为|改为)(?P<new>[^；]*)")
_TURNED = re.compile(r"条款“(?P<old>[^”]*)”改为\w{2,5}条款“(?P<new>[^”]*)”")
_SPOT = re.compile(r"“(?P<old>[^”]*)”改为“(?P<new>[^”]*)”")
_ALONE = re.compile(r"(?P<side>新增|取消)\w+：(?P<said>[^；]*)")
_STRUCK = re.compile(r"(?P<side>增加|删去)“(?P<said>[^”]*)”")
_WAS = re.compile(r"原为(?P<old>[^；）]*)")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def rule(chance: random.Random) -> str:
    """A rule of one of some shapes, with figures of its own."""
    thing, fault, unit = chance.choice(THINGS), chance.choice(FAULTS), chance.choice(UNITS)
    points, more = chance.choice(("0.5", "1", "2")), chance.choice(("3", "4", "6"))
    metric, high = chance.choice(METRICS), chance.randint(85, 98)
    return chance.choice(
        (
            f"{thing}{fault}的，每{unit}扣{points}分",
            f"{thing}{fault}一{unit}扣{points}分，最多扣{more}分",
            f"{thing}{metric}达到{high}%的得{more}分，达到{high - 10}%的得{points}分",
            f"{thing}{metric}低于{high}%的扣{points}分",
            f"{thing}{fault}{chance.randint(2, 5)}{unit}以上的不得分",
            f"超过{chance.randint(2, 7)}个工作日未处理{thing}{fault}的扣{more}分",
        )
    )


def edited(rules: list[str], chance: random.Random) -> list[str]:
    """Some rules changed in a figure, exchanged, taken out or put in."""
    found = list(rules)
    for _ in range(chance.randint(0, 3)):
        at = chance.randrange(len(found))
        what = chance.choice(("figure", "figure", "drop", "add", "swap", "thing"))
        if what == "figure" and (figures := list(_FIGURE.finditer(found[at]))):
            spot = chance.choice(figures)
            other = str(int(float(spot[0])) + chance.randint(1, 4))
            found[at] = found[at][: spot.start()] + other + found[at][spot.end() :]
        elif what == "drop" and len(found) > 1:
            del found[at]
        elif what == "add":
            found.insert(at, rule(chance))
        elif what == "swap":
            other_at = chance.randrange(len(found))
            found[at], found[other_at] = found[other_at], found[at]
        elif what == "thing":
            found[at] = found[at].replace(chance.choice(THINGS), chance.choice(THINGS))
    return found


def page(year: int, rows: list[tuple[str, int, list[str]]]) -> str:
    body = "".join(
        f"<tr><td>{name}</td><td>按规定开展。</td><td>{points}</td><td>{'；'.join(rules)}。</td></tr>"
        for name, points, rules in rows
    )
    heads = "".join(f"<th>{head}</th>" for head in ("考核指标", "考核要点", "分值", "评分标准"))
    return f"<p>澄湾市公用局{year}年度考核标准</p><table border='1'><tr>{heads}</tr>{body}</table>"


def made(seed: int, folder: Path) -> Report:
    """The report on random edits of a random notice."""
    chance = random.Random(seed)
    rows = [
        (f"第{n}组养护", chance.randint(5, 20), [rule(chance) for _ in range(chance.randint(1, 4))])
        for n in range(1, ITEMS + 1)
    ]
    after = [
        (name, points + chance.choice((0, 0, 0, 2)), edited(rules, chance)) for name, points, rules in rows
    ]
    sides = []
    for year, table in ((2031, rows), (2032, after)):
        path = folder / f"{seed}-{year}.html"
        path.write_text(page(year, table), encoding="utf-8")
        sides.append(read_year(str(path), "zh"))
    return report(*sides)


def printed(items: list[Item]) -> str:
    """All that is printed of some items."""
    return "\n".join(f"{one.heading}\n{one.body}\n{one.criterion.points or ''}分" for one in items)


def missing(said: str, text: str) -> set[str]:
    """Figures of what was said that do not stand in a text, as whole figures."""
    return set(_FIGURE.findall(meaning(said))) - set(_FIGURE.findall(meaning(text)))


def untrue(sentence: str, old: str, new: str) -> list[str]:
    """The parts of a sentence that the two texts do not bear out."""
    found = []
    for shape in (_FROM_TO, _TURNED, _SPOT):
        for match in shape.finditer(sentence):
            if missing(match["old"], old) or missing(match["new"], new):
                found.append(match[0])
    for shape in (_ALONE, _STRUCK):
        for match in shape.finditer(sentence):
            text = new if match["side"] in {"新增", "增加"} else old
            if meaning(match["said"].rstrip("…")) not in meaning(text):
                found.append(match[0])
    found += [match[0] for match in _WAS.finditer(sentence) if missing(match["old"], old)]
    return found


@pytest.mark.parametrize("seed", range(12))
def test_each_figure_of_a_sentence_stands_in_the_text_of_its_year(seed: int, tmp_path: Path) -> None:
    told = made(seed, tmp_path)
    wrong = []
    for change in told.diff.changes:
        if change.subject == "rubric":
            continue
        old, new = (printed(side) for side in told.years.sides(change))
        wrong += [f"{part} in: {change.sentence_zh}" for part in untrue(change.sentence_zh, old, new)]
    assert wrong == []


@pytest.mark.parametrize("seed", range(12))
def test_what_was_not_edited_is_not_told(seed: int, tmp_path: Path) -> None:
    told = made(seed, tmp_path)
    same = {
        item.heading: item
        for item in told.years.old.items.values()
        for other in told.years.new.items.values()
        if squeeze(printed([item])) == squeeze(printed([other]))
    }
    assert [change.sentence_zh for change in told.diff.changes if change.new_name in same] == []

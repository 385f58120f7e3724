"""Marks for any rubric, drawn at random: what assessors might note, complete and without faults."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from normalizers.records import Clause, Records, Rubric
from pipeline.ingest.run import ingest
from pipeline.scoring import Mark
from pipeline.scoring.rules.amounts import MOVING, judged
from pipeline.scoring.rules.formulas import names
from pipeline.scoring.rules.outline import Node, Outline, outline

RAW = Path(__file__).parents[1] / "data" / "raw"
_LISTED = RAW.parent / "structured" / "csv" / "rubrics.csv"
# the places of what `of_raw` reads, known without reading it
RAW_RUBRICS = range(sum(1 for _ in csv.DictReader(_LISTED.read_text("utf-8-sig").splitlines())))
# rules of invented items, with the points that each fits
RULES: tuple[tuple[str, str], ...] = (
    ("未按时巡查的，每次扣0.5分，扣完为止。", "6"),
    ("迟报一次扣0.5分，漏报一次扣1分，最多扣3分；伪造记录的，该项不得分。", "8"),
    ("制定方案，计3分；没有方案的，不计分；方案缺项的，每缺一项扣1分，扣完为止。", "3"),
    ("值守率95%以上得满分；90%以上得2分；85%以上得1分；不足85%，不得分。", "4"),
    ("投诉查实的，每件扣1分，扣分不设下限。", "5"),
    ("巡河到位，计2分；否则不计分。水尺完好，计3分；水尺损坏的，此项不计分。", "5"),
    ("物资齐备，得4-6分；基本齐备，得1-3分；没有配备，得0分。", "6"),
    ("台账混乱的，视情节扣1-3分；未整改的，酌情扣分。", "7"),
    ("每低5个百分点，按标准分的10%扣减，扣完为止。", "10"),
    ("好（8-10分）：及时。较好（5-7分）：基本及时。差（0-4分）：不及时。弄虚作假的，不得评为“好”。", "10"),
    ("完成任务得6分，每超1项加1分，最高得8分。", "8"),
    ("得分=实际值/目标值×分值", "10"),
    ("受到市级、省级表彰的，每次分别加1分、2分，累计加分不超过4分；未整改的，每处扣1分，扣完为止。", "5"),
    ("被通报的，每次从总分中扣2分；未培训的，扣1分。", "4"),
    ("发生事故的，一票否决；违章的，每起扣2分，最低得1分。", "9"),
    ("同一事项不重复扣分。漏检的，每处扣1分；误检的，每处扣2分，扣完为止。", "8"),
)


@cache
def of_raw() -> tuple[tuple[Records, Rubric], ...]:
    """The rubrics of the notices of data/raw."""
    found = []
    for path in sorted(RAW.iterdir()):
        if path.suffix in {".docx", ".html", ".pdf", ".txt", ".xlsx"}:
            records = ingest(path, lang="en").records
            found += [(records, rubric) for rubric in records.rubrics]
    assert len(found) == len(RAW_RUBRICS), "data/structured is not what data/raw gives: make run"
    return tuple(found)


@cache
def made_of(places: tuple[int, ...]) -> tuple[Records, Rubric]:
    """A rubric of these places of RULES."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "notice.txt"
        file.write_text(text_of(places), encoding="utf-8")
        records = ingest(file, lang="en").records
    return records, records.rubrics[0]


def text_of(places: tuple[int, ...]) -> str:
    """The notice that has it."""
    lines = ["云栖区管护考核评分表", "", "序号\t考核指标\t考核要点\t评分标准\t分值"]
    for number, place in enumerate(places, 1):
        rule, points = RULES[place]
        lines.append(f"{number}\t指标{number}\t按要求办理\t{rule}\t{points}")
    return "\n".join(lines)


def marks(records: Records, rubric: Rubric, random: Random) -> list[Mark]:
    """Marks of everything that can be marked; nothing happens too often, and awards are mostly won."""
    of = outline(records, rubric)
    found: list[Mark] = []
    for node in of.nodes():
        found += _of_node(of, node, random)
    if of.clauses:
        found += [mark for clause in of.clauses for mark in _of_clause(of, None, clause, random)]
        found.append(Mark(rubric.rubric_id, "无"))
    return found


def _of_node(of: Outline, node: Node, random: Random) -> list[Mark]:
    bands = of.bands.get(node.id, ())
    moving = [clause for clause in node.clauses if clause.kind != "note"]
    if bands:
        band = random.choice(bands)
        return [Mark(node.id, str(band.min_points if band.max_points is None else band.max_points))]
    if moving:
        found: list[Mark] = []
        won = set()
        for clause in moving:
            ladder = (clause.criterion_id, clause.ladder)
            for mark in _of_clause(of, node, clause, random):
                # one step of a ladder answers for all of them
                if clause.ladder is None or ladder not in won:
                    found.append(mark)
                    won |= {ladder} if mark.value != "0" else set()
        return [*found, Mark(node.id, "无")]
    if node.children or node.worth is None or node.criterion.kind in {"veto", "remark"}:
        return []
    return [Mark(node.id, str(random.choice([Decimal(0), node.worth / 2, node.worth])))]


def _of_clause(of: Outline, node: Node | None, clause: Clause, random: Random) -> list[Mark]:
    tiers = of.tiers.get(clause.clause_id, ())
    if not of.computed(node, clause):
        return []
    if clause.formula:
        figures = ["0.5", "7", "9", "12.25"]
        return [Mark(f"{clause.clause_id}/{name}", random.choice(figures)) for name in names(clause.formula)]
    if clause.partial or (clause.multiplier is not None and clause.points is None):
        # where what was read in part did happen, no sheet is complete
        return [Mark(clause.clause_id, "0")]
    matter = random.choice(["甲", "乙", "丙"])
    if tiers:
        chosen = random.sample(tiers, random.randint(0, len(tiers)))
        value = "；".join(f"{tier.label or tier.seq}×{random.randint(1, 3)}" for tier in chosen)
        return [Mark(clause.clause_id, value or "0", matter=matter)]
    if clause.kind not in MOVING:
        return [Mark(clause.clause_id, str(int(random.random() < 0.1)))]
    if judged(clause, ()):
        ends = [end for end in (clause.points, clause.points_max) if end is not None] or [Decimal(1)]
        most = min(one for one in (clause.cap_points, node and node.worth, Decimal(99)) if one is not None)
        return [Mark(clause.clause_id, str(min(random.choice(ends), most)), matter=matter)]
    if clause.kind == "award":
        return [Mark(clause.clause_id, random.choice(["1", "1", "2"]))]
    counts = ["0", "0", "1", "2", "7", "30"] + (["2.5"] if clause.per else [])
    return [Mark(clause.clause_id, random.choice(counts), matter=matter)]

"""Forms of scoring workbooks filled in at random, computed by LibreOffice, and compared with the scorer."""

from __future__ import annotations

import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from normalizers.records import Records, Rubric
from pipeline.scoring import Mark, ScoreSheet, blank, score
from pipeline.scoring.form.columns import FIRST_FORM_ROW, INPUT, MATTER, RESULT, TEXT
from pipeline.scoring.form.model import model
from pipeline.scoring.form.rows import form
from pipeline.scoring.form.writer import write_scoring_workbook
from pipeline.scoring.marks import read_marks
from pipeline.scoring.model import Span
from pipeline.scoring.rules.outline import outline
from pipeline.scoring.rules.plan import plan
from pipeline.scoring.rules.slots import Slot
from pipeline.scoring.rules.values import number, tier_counts
from tests.needs import demand

# what is filled in, by row of the form: value and matter
Filling = dict[int, tuple[object, str]]


@dataclass(frozen=True, slots=True)
class Case:
    """A rubric with the fillings of the forms of its units."""

    records: Records
    rubric: Rubric
    fillings: tuple[Filling, ...]


# what stands in a cell that asks for something else, also as LibreOffice and Excel take it for a figure
WRONG = (
    "约三次",
    -1,
    999,
    "无",
    "不适用",
    "n/a",
    "N/A",
    "none",
    "是",
    "否",
    "好",
    "２",
    1,
    0,
    "1/2",
    "3次",
    "0.5分",
)
WRONG += ("1e3", "120%", 2.5, True, "true", "合格", "优", "?", "*", "+3", "2025-1-1")


def random_value(slot: Slot, random: Random, wrong: float = 0.01) -> object:
    """What a person might fill in; now and then it is wrong."""
    if random.random() < wrong:
        return random.choice(WRONG)
    if slot.choices:
        return random.choice(slot.choices)
    if slot.kind in {"applies", "once", "done"}:
        return random.choice(["是", "否", "否", "否"])
    if slot.kind in {"count", "factor", "tier"}:
        # typed with the figures of a Chinese keyboard, or into a cell for texts
        return random.choice([0, 0, 1, 2, 3, 7, "３", " 2 "] + ([2.5] if slot.kind == "count" else []))
    if slot.kind in {"measured", "figure"}:
        typed = ["９５．５", "90"] + (["95%", "８５％"] if slot.kind == "figure" else [])
        return random.choice([0.5, 7, 9, 12.25, 60, 85.5, 90, 95, 100, *typed])
    if slot.kind == "whole" and random.random() < 0.8:
        return "无"
    top = float(slot.allowed.most) if slot.allowed.most is not None else 3.0
    return random.choice([0, top, top / 2, round(top * random.random(), 2), min(1.5, top)])


def random_filling(records: Records, rubric: Rubric, random: Random) -> Filling:
    """A form filled in by one person: nearly all of it, some of it, or little."""
    kept = random.choice([0.97, 0.9, 0.5, 0.1])
    wrong = random.choice([0, 0.01, 0.15])
    judged = random.random() < 0.3
    found: Filling = {}
    for row, line in enumerate(form(plan(outline(records, rubric))), FIRST_FORM_ROW):
        slot = line.slot
        if slot is None or random.random() > kept:
            continue
        if slot.kind in {"grade", "banded"} and random.random() < 0.5:
            continue
        if line.again and random.random() < 0.7:
            continue
        if slot.kind in {"whole", "nothing"} and judged:
            continue
        matter = random.choice(["", "甲", "乙", "丙", "丁"]) if slot.matter else ""
        found[row] = random_value(slot, random, wrong), matter
    return found


def filling_of(records: Records, rubric: Rubric, marks: Sequence[Mark]) -> Filling | None:
    """The filling that says the same as some marks; None where the form has no cell for one of them."""
    of = outline(records, rubric)
    free: dict[tuple[str, int, bool], list[tuple[int, Slot]]] = defaultdict(list)
    for row, line in enumerate(form(plan(of)), FIRST_FORM_ROW):
        if line.slot is not None:
            free[line.slot.key.id, line.slot.key.tier, line.slot.kind == "grade"].append((row, line.slot))
    found: Filling = {}
    for mark in marks:
        tiers = of.tiers.get(mark.id, ())
        counts = tier_counts(mark.value, tiers) if tiers else None
        points = number(mark.value)
        value = mark.value if points is None else float(points)
        wanted: list[tuple[int, object]] = [(-1, value)]
        if tiers:
            wanted = [*(counts or {0: Decimal(0)}).items()]
        graded = bool(of.bands.get(mark.id)) and points is None and mark.value != "无"
        for tier, each in wanted:
            cells = free[mark.id, tier, graded]
            if not cells or (mark.matter and not cells[0][1].matter):
                return None
            row, _ = cells.pop(0)
            found[row] = float(each) if isinstance(each, Decimal) else each, mark.matter
    return found


def filled(case: Case, path: Path) -> None:
    """Writes the workbook of a case with its forms filled in."""
    units = [f"单位{place}" for place in range(1, len(case.fillings) + 1)]
    write_scoring_workbook(case.records, case.rubric, units, path, "zh")
    fill(path, dict(zip(units, case.fillings, strict=True)))


def fill(path: Path, fillings: Mapping[str, Filling]) -> None:
    """Fills in the forms of units in a workbook."""
    book: Workbook = load_workbook(path)
    for unit, filling in fillings.items():
        sheet: Worksheet = book[unit]
        for row, (value, matter) in filling.items():
            sheet[f"{INPUT}{row}"] = value
            if matter:
                sheet[f"{MATTER}{row}"] = matter
    book.save(path)


def computed(paths: Sequence[Path], out: Path) -> list[Path]:
    """The workbooks as LibreOffice computes and saves them."""
    demand("libreoffice")
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={out.as_uri()}/profile", "--headless"),
            *("--convert-to", "xlsx", "--outdir", str(out), *map(str, paths)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return [out / path.name for path in paths]


def said(span: Span) -> str:
    """Points as the workbook shows them."""
    ends = ["不限" if end is None else f"{round(end, 9).normalize() + 0:f}" for end in (span.low, span.high)]
    return ends[0] if span.exact is not None else "–".join(ends)


def shown(value: object) -> str:
    """A value of the workbook with as many digits."""
    if isinstance(value, int | float):
        return f"{round(Decimal(repr(value)), 9).normalize() + 0:f}"
    return str(value)


def differences(case: Case, path: Path) -> Iterator[str]:
    """Where a computed workbook and the scorer do not agree."""
    book = load_workbook(path, data_only=True)
    marks = read_marks(path)
    made = model(case.records, case.rubric)
    sheets = {one.unit: one for one in score(case.records, marks, case.rubric.rubric_id)} if marks else {}
    for place in range(1, len(case.fillings) + 1):
        unit = f"单位{place}"
        sheet: ScoreSheet = sheets.get(unit) or blank(case.records, case.rubric, unit)
        form_sheet = book[unit]
        lines = {line.criterion_id: line for line in sheet.lines}
        told = f"{case.rubric.rubric_id} {unit}"
        for row, line in enumerate(made.rows, FIRST_FORM_ROW):
            if line.sums and line.clause is None and line.node is not None and line.node.id in lines:
                want, have = said(lines[line.node.id].points), shown(form_sheet[f"{RESULT}{row}"].value)
                if want != have:
                    yield f"{told} {line.node.id}: scorer {want}, workbook {have}"
        want, have = said(sheet.points), shown(form_sheet[f"{TEXT}3"].value)
        if want != have:
            yield f"{told} total: scorer {want}, workbook {have}"
        state = str(form_sheet[f"{TEXT}4"].value)
        if (sheet.outcome == "vetoed") != (state == "一票否决") and sheet.outcome != "faulty":
            yield f"{told} state: scorer {sheet.outcome}, workbook {state}"
        if (sheet.outcome == "faulty") != state.startswith("有误"):
            yield f"{told} state: scorer {sheet.outcome} {sheet.errors}, workbook {state}"
        if made.grades is not None and (sheet.grade or None) != (form_sheet[f"{INPUT}4"].value or None):
            yield f"{told} grade: scorer {sheet.grade}, workbook {form_sheet[f'{INPUT}4'].value}"

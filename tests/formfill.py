"""Forms of scoring workbooks filled in at random, computed by LibreOffice, and compared with the scorer."""

from __future__ import annotations

import csv
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from zipfile import ZipFile

from lxml import etree
from openpyxl.utils import get_column_letter

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
from tests.docmaker import zipped
from tests.needs import demand

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# each sheet a file of its own: commas, quotes, UTF-8, texts in quotes, values as they are stored
_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,false,false,false,-1"

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
    """Fills in the forms of units in a workbook.

    What its formulas gave is taken out: whoever opens it next has to compute it.
    """
    with ZipFile(path) as packed:
        parts: dict[str, str | bytes] = {name: packed.read(name) for name in packed.namelist()}
    for place, about in enumerate(etree.fromstring(parts["xl/workbook.xml"]).iter(f"{_MAIN}sheet"), 1):
        typed: dict[str, object] = {}
        for row, (value, matter) in fillings.get(about.get("name"), {}).items():
            typed |= {f"{INPUT}{row}": value} | ({f"{MATTER}{row}": matter} if matter else {})
        name = f"xl/worksheets/sheet{place}.xml"
        sheet = etree.fromstring(parts[name])
        for cell in sheet.iter(f"{_MAIN}c"):
            if cell.get("r") in typed:
                _type(cell, typed.pop(cell.get("r")))
            elif cell.find(f"{_MAIN}f") is not None:
                etree.strip_elements(cell, f"{_MAIN}v")
        assert not typed, f"no cells to fill in: {typed}"
        parts[name] = etree.tostring(sheet, xml_declaration=True, encoding="UTF-8")
    path.write_bytes(zipped(parts))


def _type(cell: etree._Element, value: object) -> None:
    """Puts into a cell what a person types."""
    del cell[:]
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t").text = value
    else:
        cell.set("t", "b" if isinstance(value, bool) else "n")
        etree.SubElement(cell, f"{_MAIN}v").text = str(int(value) if isinstance(value, bool) else value)


def saved(paths: Sequence[Path], out: Path, form: str = "xlsx") -> list[Path]:
    """The workbooks as LibreOffice computes and saves them, all by one start of it."""
    demand("libreoffice")
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={out.as_uri()}/profile", "--headless"),
            *("--convert-to", form, "--outdir", str(out), *map(str, paths)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return [out / path.name for path in paths]


class Computed:
    """What LibreOffice computed in a workbook: its cells as texts, figures with all their digits."""

    def __init__(self, path: Path) -> None:
        """`path` is where it would have saved the workbook; beside it each sheet is a file."""
        self._path = path

    def __getitem__(self, sheet: str) -> dict[str, str]:
        """The cells of a sheet that hold something, by their places (`H7`)."""
        file = self._path.with_name(f"{self._path.stem}-{sheet}.csv")
        with file.open(encoding="utf-8", newline="") as lines:
            return {
                f"{get_column_letter(column)}{row}": text
                for row, cells in enumerate(csv.reader(lines), 1)
                for column, text in enumerate(cells, 1)
                if text
            }


def computed(paths: Sequence[Path], out: Path) -> list[Computed]:
    """What LibreOffice computes in workbooks; as texts it saves them in half the time of a workbook."""
    return [Computed(path) for path in saved(paths, out, _SHEETS)]


def by_office(cases: Sequence[Case], folder: Path) -> list[tuple[Case, Path, Computed]]:
    """Cases with their workbooks, as they are filled in and as LibreOffice computes them."""
    paths = [folder / f"{place}.xlsx" for place in range(len(cases))]
    for case, path in zip(cases, paths, strict=True):
        filled(case, path)
    return list(zip(cases, paths, computed(paths, folder / "out"), strict=True))


def said(span: Span) -> str:
    """Points as the workbook shows them."""
    ends = ["不限" if end is None else f"{round(end, 9).normalize() + 0:f}" for end in (span.low, span.high)]
    return ends[0] if span.exact is not None else "–".join(ends)


def shown(value: object) -> str:
    """A value of the workbook with as many digits."""
    if isinstance(value, int | float):
        return f"{round(Decimal(repr(value)), 9).normalize() + 0:f}"
    return str(value)


def differences(case: Case, path: Path, book: Computed) -> Iterator[str]:
    """Where the workbook of a case, as it is filled in and as it is computed, and the scorer do not agree."""
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
                want, have = said(lines[line.node.id].points), form_sheet.get(f"{RESULT}{row}", "")
                if want != have:
                    yield f"{told} {line.node.id}: scorer {want}, workbook {have}"
        want, have = said(sheet.points), form_sheet.get(f"{TEXT}3", "")
        if want != have:
            yield f"{told} total: scorer {want}, workbook {have}"
        state = form_sheet.get(f"{TEXT}4", "")
        if (sheet.outcome == "vetoed") != (state == "一票否决") and sheet.outcome != "faulty":
            yield f"{told} state: scorer {sheet.outcome}, workbook {state}"
        if (sheet.outcome == "faulty") != state.startswith("有误"):
            yield f"{told} state: scorer {sheet.outcome} {sheet.errors}, workbook {state}"
        if made.grades is not None and sheet.grade != form_sheet.get(f"{INPUT}4", ""):
            yield f"{told} grade: scorer {sheet.grade}, workbook {form_sheet.get(f'{INPUT}4')}"

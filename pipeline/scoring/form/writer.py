"""The workbook as a file: a summary, a form for each unit, and the hidden sheet of formulas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name

from normalizers.records import Records, Rubric
from normalizers.text.numerals import figure
from pipeline.messages.languages import Lang
from pipeline.messages.words import say
from pipeline.scoring.form.cells import COLUMN, FAR, FIRST_ROW, FIRST_WORD, SHEET, quoted
from pipeline.scoring.form.columns import (
    CALC,
    FIRST_FORM_ROW,
    HEADER_ROW,
    ID,
    INPUT,
    LABEL,
    MARKER,
    MATTER,
    NAME,
    RESULT,
    SLOT,
    TEXT,
    TOLD,
    WHAT,
    WORTH,
)
from pipeline.scoring.form.model import Model, model
from pipeline.scoring.form.rows import FormRow
from pipeline.scoring.model import ScoreSheet, Span
from pipeline.scoring.rules.slots import Slot
from pipeline.scoring.sheet import blank
from pipeline.workbook.cells import LINE, TALLEST, fitting, height_of, literal, xml_text
from pipeline.workbook.excel import new_workbook, set_up_print

_FONT = "等线"
_LINES = {"border": 1, "border_color": "#BFBFBF"}
_INPUT_FILL = "#FFF9E3"
_FILLS = {0: "#D9E4EC", 1: "#EAF0F4", 2: "#F4F7F9"}
_ITEM_FILL = "#F5F6F7"
_SHEET_NAME = 31
_WIDTHS = {
    ID: 8,
    SLOT: 8,
    LABEL: 6,
    NAME: 20,
    TEXT: 56,
    WORTH: 7,
    WHAT: 16,
    INPUT: 11,
    MATTER: 12,
    RESULT: 11,
    TOLD: 18,
}
_LIST_KINDS = {"grade", "nothing", "once", "applies", "done"}
_YES_NO = ("是", "否")
# stands for the cell that a rule of what may be typed is of
_HERE = "\ue006"
# a rule is of no more cells that lie apart
_AREAS = 200


def write_scoring_workbook(
    records: Records, rubric: Rubric, units: Sequence[str], path: Path, lang: Lang
) -> int:
    """Writes the workbook of a rubric with a form for each unit; returns how many cells each has to fill in.

    The same records and units give the same bytes. Without units it has one form, of which the unit is to be
    filled in. Raises OSError when the file cannot be written.
    """
    made = model(records, rubric)
    empty = blank(records, rubric)
    with new_workbook(path, rubric.title or records.notice.title) as book:
        _Writer(book, records, made, empty, lang).write(list(units) or [""])
    return sum(row.slot is not None for row in made.rows)


class _Writer:
    def __init__(self, book: Any, records: Records, made: Model, empty: ScoreSheet, lang: Lang) -> None:
        self.book, self.records, self.made, self.empty, self.lang = book, records, made, empty, lang
        self.lines = {line.criterion_id: line for line in empty.lines}
        self.open = made.empty
        count = len(self.open)
        self.bare_state = self.say("form.incomplete", count=count) if count else self.say("form.complete")
        self.title = made.of.rubric.title or records.notice.title
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def say(self, key: str, **values: object) -> str:
        return say(key, self.lang, **values)

    def format(self, **properties: Any) -> Any:
        looks = {"font_name": _FONT, "font_size": 10, "valign": "vcenter", **properties}
        key = tuple(sorted(looks.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(looks)
        return self.formats[key]

    def write(self, units: Sequence[str]) -> None:
        names = _sheet_names(units, self.say("form.form"), {self.say("form.summary"), CALC})
        summary = self.book.add_worksheet(self.say("form.summary"))
        forms = [self.book.add_worksheet(name) for name in names]
        calc = self.book.add_worksheet(CALC)
        calc.hide()
        calc.protect()
        self.calc(calc, names)
        for place, (sheet, unit) in enumerate(zip(forms, units, strict=True)):
            _Form(self, sheet, place).write(unit)
        self.summary(summary, names, units)
        # who fills in one form wants to see it first
        first = summary if len(units) > 1 else forms[0]
        first.activate()
        if len(units) == 1:
            first.set_first_sheet()

    def calc(self, sheet: Any, names: Sequence[str]) -> None:
        """The formulas, a column for each unit."""
        sheet.write_string(0, 0, MARKER)
        sheet.write_string(0, 1, self.made.of.rubric.rubric_id)
        for place, word in enumerate(self.made.calc.words, FIRST_WORD):
            if isinstance(word, str):
                sheet.write_string(0, place, word)
            else:
                sheet.write_number(0, place, float(word))
        for place, name in enumerate(names, 1):
            column = xl_col_to_name(place)
            sheet.write_string(1, place, name)
            for row, (label, formula) in enumerate(self.made.calc.rows, FIRST_ROW - 1):
                if place == 1:
                    sheet.write_string(row, 0, label)
                text = formula.replace(COLUMN, column).replace(SHEET, _prefix(name))
                sheet.write_formula(row, place, f"={text}")
        sheet.set_column(0, 0, 30)

    def seen(self, formula: str, place: int) -> str:
        """A formula as it stands on a form or on the summary."""
        return formula.replace(COLUMN, f"{_prefix(CALC)}${xl_col_to_name(place + 1)}$")

    def total(self, low: str, high: str) -> str:
        """Points, or from what to what they may be, of cells that are rounded."""
        if low == high:
            return low
        ends = [f'IF(ABS({end})>{FAR},{quoted(self.say("form.unlimited"))},{end}&"")' for end in (low, high)]
        return f'IF({low}={high},{low},{ends[0]}&"–"&{ends[1]})'

    def shown(self, span: Span) -> str | float:
        """What such a formula gives for an empty form."""
        if span.exact is not None:
            return float(span.exact)
        ends = [self.say("form.unlimited") if end is None else figure(end) for end in (span.low, span.high)]
        return "–".join(ends)

    def state(self, place: int) -> str:
        """In words whether a form is complete."""
        made = self.made
        missing = self.say("form.incomplete", count="\ue005").split("\ue005")
        faults = self.say("form.faulty", count="\ue005").split("\ue005")
        formula = (
            f"IF({made.faults}>0,{quoted(faults[0])}&{made.faults}&{quoted(faults[1])},"
            f"IF({made.vetoed}=1,{quoted(self.say('form.vetoed'))},"
            f"IF({made.missing}>0,{quoted(missing[0])}&{made.missing}&{quoted(missing[1])},"
            f"IF({made.total.low}={made.total.high},{quoted(self.say('form.complete'))},{quoted(self.say('form.open'))}))))"
        )
        return self.seen(formula, place)

    def grade(self, place: int) -> str:
        """The grade of the rubric where both ends have the same."""
        assert self.made.grades is not None
        worst, best = self.made.grades
        ladder = self.made.of.bands[""]
        name = '""'
        for at in range(len(ladder) - 1, -1, -1):
            name = f"IF({worst}={at},{quoted(ladder[at].grade)},{name})"
        formula = f'IF({self.made.vetoed}=1,{quoted(ladder[-1].grade)},IF({worst}={best},{name},""))'
        return self.seen(formula, place)

    def summary(self, sheet: Any, names: Sequence[str], units: Sequence[str]) -> None:
        """A row for each unit."""
        made = self.made
        tops = [node for node in made.of.tops if node.has_points]
        tops = tops if len(tops) <= 12 else []
        heads = [
            self.say("form.unit"),
            *(node.name for node in tops),
            self.say("form.total"),
            self.say("form.rank"),
        ]
        heads += [self.say("form.grade")] if made.grades else []
        heads.append(self.say("form.state"))
        page(sheet, self, 2)
        sheet.set_row(0, 30)
        wide = len(heads) - 1
        merged(
            sheet,
            f"A1:{xl_col_to_name(wide)}1",
            xml_text(self.title),
            self.format(bold=True, font_size=15, align="center"),
        )
        sheet.set_row(1, 36)
        head = self.format(bold=True, align="center", text_wrap=True, bg_color=_FILLS[0], **_LINES)
        for column, name in enumerate(heads):
            sheet.write_string(1, column, xml_text(name), head)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, wide, 13)
        text, number = self.format(**_LINES), self.format(align="center", **_LINES)
        strong = self.format(align="center", bold=True, **_LINES)
        total_at = 1 + len(tops)
        column = xl_col_to_name(total_at)
        for place, name in enumerate(names):
            row = place + 2
            unit_cell = f"{_prefix(name)}${INPUT}$3"
            unit = f'IF({unit_cell}="",{quoted(name)},{unit_cell})'
            sheet.write_formula(row, 0, f"={unit}", text, units[place] or name)
            for at, node in enumerate(tops, 1):
                points = self.total(made.nodes[node.id].low, made.nodes[node.id].high)
                sheet.write_formula(
                    row, at, f"={self.seen(points, place)}", number, self.shown(self.lines[node.id].points)
                )
            points = self.seen(self.total(made.total.low, made.total.high), place)
            sheet.write_formula(row, total_at, f"={points}", strong, self.shown(self.empty.points))
            here, area = f"{column}{row + 1}", f"${column}$3:${column}${len(names) + 2}"
            rank = f'IF(ISNUMBER({here}),RANK({here},{area}),"")'
            sheet.write_formula(row, total_at + 1, f"={rank}", number, "")
            if made.grades:
                sheet.write_formula(row, total_at + 2, f"={self.grade(place)}", number, "")
            sheet.write_formula(row, wide, f"={self.state(place)}", number, self.bare_state)
        sheet.freeze_panes(2, 1)
        sheet.protect("", {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True})


class _Form:
    """The form of one unit."""

    def __init__(self, writer: _Writer, sheet: Any, place: int) -> None:
        self.writer, self.sheet, self.place = writer, sheet, place
        self.made, self.say, self.format = writer.made, writer.say, writer.format
        # cells that take the same are checked by one rule: a program reads each rule by itself
        self.checked: dict[tuple[tuple[str, Any], ...], list[int]] = defaultdict(list)

    def write(self, unit: str) -> None:
        sheet = self.sheet
        for column, width in _WIDTHS.items():
            sheet.set_column(f"{column}:{column}", width, None, {"hidden": column in {ID, SLOT}})
        page(sheet, self.writer, HEADER_ROW - 1)
        sheet.print_area(0, 2, FIRST_FORM_ROW + len(self.made.rows) + 3 + len(self.made.of.unread), 10)
        self.head(unit)
        for row, line in enumerate(self.made.rows, FIRST_FORM_ROW):
            self.row(row, line)
        self.checks()
        self.foot(FIRST_FORM_ROW + len(self.made.rows))
        self.colours(FIRST_FORM_ROW + len(self.made.rows) - 1)
        sheet.freeze_panes(HEADER_ROW, 0)
        options = {"format_columns": True, "format_rows": True, "select_locked_cells": True}
        sheet.protect("", options)

    def colours(self, last: int) -> None:
        """Red for a cell that is wrong, grey for what is merely empty, green for a total that is settled."""
        first = FIRST_FORM_ROW
        allowed = self.say("form.allowed", allowed="")
        wrong = f"=LEFT(${TOLD}{first},{len(allowed)})={quoted(allowed)}"
        red = self.writer.book.add_format({"bg_color": "#F9DEDC", "font_color": "#B3261E"})
        grey = self.writer.book.add_format({"font_color": "#8A8A8A"})
        green = self.writer.book.add_format({"font_color": "#1E6B3A"})
        self.sheet.conditional_format(
            f"{INPUT}{first}:{INPUT}{last}", {"type": "formula", "criteria": wrong, "format": red}
        )
        bare = f"=${TOLD}{first}={quoted(self.say('form.untouched'))}"
        self.sheet.conditional_format(
            f"{TOLD}{first}:{TOLD}{last}", {"type": "formula", "criteria": bare, "format": grey}
        )
        settled = (
            f"=OR(${TEXT}$4={quoted(self.say('form.complete'))},${TEXT}$4={quoted(self.say('form.vetoed'))})"
        )
        self.sheet.conditional_format(
            f"{TEXT}3:{TEXT}4", {"type": "formula", "criteria": settled, "format": green}
        )

    def cell(self, column: str, row: int, text: str, look: Any) -> None:
        self.sheet.write_string(f"{column}{row}", fitting(text), look)

    def formula(self, column: str, row: int, formula: str, look: Any, value: str | float = "") -> None:
        self.sheet.write_formula(f"{column}{row}", f"={self.writer.seen(formula, self.place)}", look, value)

    def head(self, unit: str) -> None:
        sheet, made = self.sheet, self.made
        for column, code in ((ID, MARKER), (SLOT, "slot"), (INPUT, "value"), (MATTER, "matter")):
            self.cell(column, 1, code, self.format())
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_row(1, 30)
        merged(
            sheet,
            f"{LABEL}2:{TOLD}2",
            xml_text(self.writer.title),
            self.format(bold=True, font_size=15, align="center"),
        )
        label = self.format(align="right", font_color="#555555")
        strong = self.format(bold=True, font_size=14, align="left", bottom=1, bottom_color="#888888")
        sheet.set_row(2, 24)
        self.cell(ID, 3, "unit", self.format())
        self.cell(WHAT, 3, self.say("form.unit"), label)
        name = self.format(bold=True, font_size=12, locked=False, bg_color=_INPUT_FILL, **_LINES)
        merged(sheet, f"{INPUT}3:{TOLD}3", xml_text(unit), name)
        total = self.writer.total(made.total.low, made.total.high)
        merged(sheet, f"{LABEL}3:{NAME}3", self.say("form.total"), label)
        self.formula(TEXT, 3, total, strong, self.writer.shown(self.writer.empty.points))
        sheet.set_row(3, 20)
        merged(sheet, f"{LABEL}4:{NAME}4", self.say("form.state"), label)
        self.sheet.write_formula(
            f"{TEXT}4", f"={self.writer.state(self.place)}", self.format(bold=True), self.writer.bare_state
        )
        if made.grades is not None:
            self.cell(WHAT, 4, self.say("form.grade"), label)
            sheet.write_formula(f"{INPUT}4", f"={self.writer.grade(self.place)}", self.format(bold=True), "")
        hint = self.say("form.hint")
        merged(
            sheet, f"{LABEL}5:{TOLD}5", hint, self.format(text_wrap=True, font_color="#555555", font_size=9)
        )
        sheet.set_row(4, max(18, height_of(hint, 150)))
        head = self.format(bold=True, align="center", bg_color=_FILLS[0], text_wrap=True, **_LINES)
        sheet.set_row(HEADER_ROW - 1, 22)
        heads = {LABEL: "label", NAME: "name", TEXT: "text", WORTH: "worth", WHAT: "what", INPUT: "value"}
        for column, key in (heads | {MATTER: "matter", RESULT: "result", TOLD: "told"}).items():
            self.cell(column, HEADER_ROW, self.say(f"form.head.{key}"), head)

    def row(self, row: int, line: FormRow) -> None:
        strong = line.kind in {"heading", "item"}
        fill = _FILLS[min(line.depth, 2)] if line.kind == "heading" else _ITEM_FILL if strong else "#FFFFFF"
        shade: dict[str, Any] = {"bg_color": fill, **_LINES}
        grey = {} if strong else {"font_color": "#333333"}
        text = self.format(text_wrap=True, indent=1, **shade, **grey)
        bold = self.format(text_wrap=True, bold=strong, indent=min(line.depth, 3) if strong else 1, **shade)
        middle = self.format(align="center", bold=strong, **shade)
        name = line.name or (self.say("form.whole_rubric") if line.kind == "heading" else "")
        self.cell(LABEL, row, line.label if strong else "", middle)
        shown = line.text if line.text != name else ""
        if strong and line.text and name.endswith("…"):
            # an item without a name goes by its whole text
            name, shown = line.text, ""
        if line.clause is not None and line.kind in {"note", "rule"}:
            shown = f"〔{self.say('form.note_text')}〕{shown}"
        wide = not shown or not name
        if wide:
            look = bold if strong else self.format(text_wrap=True, indent=3, **shade, **grey)
            merged(self.sheet, f"{NAME}{row}:{TEXT}{row}", xml_text(name or shown), look)
        else:
            self.cell(NAME, row, name, bold)
            self.cell(TEXT, row, shown, text)
        if line.worth is not None and strong:
            self.sheet.write_number(f"{WORTH}{row}", float(line.worth), middle)
        else:
            self.cell(WORTH, row, "", middle)
        self.cell(
            WHAT, row, self.what(line), self.format(text_wrap=True, align="center", font_size=9, **shade)
        )
        if line.slot is not None:
            self.slot(row, line.slot, line.name)
        else:
            self.cell(INPUT, row, "", middle)
        if line.slot is None or not line.slot.matter:
            self.cell(MATTER, row, "", middle)
        self.result(row, line, middle)
        self.told(row, line, self.format(text_wrap=True, font_size=9, font_color="#B3261E", **shade))
        room = _WIDTHS[NAME] + _WIDTHS[TEXT] - 8
        tall = max(height_of(name, _WIDTHS[NAME] - 4), height_of(shown, _WIDTHS[TEXT]))
        tall = height_of(name or shown, room) if wide else tall
        # its letters are smaller
        tall = max(tall, height_of(self.what(line), _WIDTHS[WHAT] + 4), LINE)
        self.sheet.set_row(row - 1, min(tall + 5, TALLEST))

    def what(self, line: FormRow) -> str:
        if line.slot is None:
            return ""
        if line.again:
            return self.say("form.again")
        said = self.say(f"form.what.{line.slot.kind}", per=line.per, factor=line.per)
        if line.slot.kind == "measured" and line.slot.allowed.told:
            said += f"（{line.slot.allowed.told}）"
        return said

    def slot(self, row: int, slot: Slot, name: str) -> None:
        look = self.format(
            align="center",
            locked=False,
            bg_color=_INPUT_FILL,
            border=1,
            border_color="#C9B458",
            text_wrap=True,
        )
        tier = "" if slot.key.tier < 0 else f"{slot.key.tier}/{name}"
        self.cell(ID, row, slot.key.id, self.format())
        self.cell(SLOT, row, f"{slot.kind}/{tier}", self.format())
        self.sheet.write_blank(f"{INPUT}{row}", None, look)
        if slot.matter:
            self.sheet.write_blank(f"{MATTER}{row}", None, look)
        message = self.say("form.allowed", allowed=self.allowed(slot))[:250]
        choices = slot.choices or _YES_NO
        rule: dict[str, Any] = {"input_message": message, "error_message": message, "ignore_blank": True}
        if (
            slot.kind in _LIST_KINDS
            and len(",".join(choices)) <= 250
            and not any("," in one for one in choices)
        ):
            rule |= {"validate": "list", "source": choices}
        elif slot.kind in _LIST_KINDS:
            return
        elif slot.kind in {"measured", "figure"}:
            rule |= {"validate": "decimal", "criteria": "between", "minimum": -1e12, "maximum": 1e12}
        elif slot.kind in {"whole", "points", "banded"}:
            here = _HERE
            top = f",{here}<={figure(slot.allowed.most)}" if slot.allowed.most is not None else ""
            words = ",".join(f"{here}={quoted(word)}" for word in slot.allowed.words)
            rule |= {"validate": "custom", "value": f"=OR({words},AND(ISNUMBER({here}),{here}>=0{top}))"}
        elif slot.kind in {"tier", "factor"}:
            rule |= {"validate": "integer", "criteria": ">=", "value": 0}
        elif slot.allowed.most is not None:
            rule |= {
                "validate": "decimal",
                "criteria": "between",
                "minimum": 0,
                "maximum": float(slot.allowed.most),
            }
        else:
            rule |= {"validate": "decimal", "criteria": ">=", "value": 0}
        self.checked[tuple(rule.items())].append(row)

    def checks(self) -> None:
        """The rules of what may be typed; what one says of its cell is said of the first of its cells."""
        column = xl_cell_to_rowcol(f"{INPUT}1")[1]
        for rule, rows in self.checked.items():
            for some in (rows[at : at + _AREAS] for at in range(0, len(rows), _AREAS)):
                options = dict(rule)
                if isinstance(options.get("value"), str):
                    options["value"] = options["value"].replace(_HERE, f"{INPUT}{some[0]}")
                if "source" in options:
                    options["source"] = list(options["source"])
                options["other_cells"] = [[row - 1, column, row - 1, column] for row in some[1:]]
                self.sheet.data_validation(some[0] - 1, column, some[0] - 1, column, options)

    def allowed(self, slot: Slot) -> str:
        """What may stand in a cell."""
        asked = slot.kind == "measured" or (slot.kind == "figure" and slot.allowed.most is None)
        return self.say("form.figure_asked") if asked else slot.allowed.told

    def result(self, row: int, line: FormRow, look: Any) -> None:
        """The points of a node, or what a clause moves."""
        made = self.made
        if line.sums and line.clause is None and line.node is not None and line.node.id in made.nodes:
            bare = self.writer.lines.get(line.node.id)
            points = made.nodes[line.node.id]
            formula = self.writer.total(points.low, points.high)
            self.formula(RESULT, row, formula, look, self.writer.shown(bare.points) if bare else "")
            return
        moved = self.moved(line)
        if moved is None:
            self.cell(RESULT, row, "", look)
        else:
            self.formula(RESULT, row, moved, look)

    def moved(self, line: FormRow) -> str | None:
        """What a clause gives or takes, once something of its criterion is marked."""
        made = self.made
        if line.clause is None or not line.sums:
            return None
        id_ = line.clause.clause_id
        if id_ in made.words:
            return f'IF({made.decided[id_]}=1,{quoted(self.say(f"form.effect.{made.words[id_]}"))},"")'
        if id_ not in made.moved:
            return None
        points = made.moved[id_]
        return f'IF({made.sure[id_]}=1,{self.writer.total(points.low, points.high)},"")'

    def told(self, row: int, line: FormRow, look: Any) -> None:
        """What is missing, or wrong, beside the cell."""
        parts = [*self.of_cell(row, line), *self.of_node(line)]
        if line.kind == "rule":
            parts.append(f"IF(TRUE,{quoted(self.say('form.not_computed'))},")
        if not parts:
            self.cell(TOLD, row, "", look)
            return
        empty = ""
        if line.kind == "rule":
            empty = self.say("form.not_computed")
        elif line.sums and line.clause is None and line.node is not None:
            known = line.node.id not in self.made.empty or line.node.id not in self.made.inputs.wrong
            empty = "" if known else self.say("form.untouched")
        self.formula(TOLD, row, "".join(parts) + '""' + ")" * len(parts), look, empty)

    def of_cell(self, row: int, line: FormRow) -> Iterator[str]:
        """What is wrong with a cell, or its matter that is to be told."""
        made, slot = self.made, line.slot
        if slot is None:
            return
        words = quoted(self.say("form.allowed", allowed=self.allowed(slot))[:200])
        if (absent := made.inputs.absent(row, slot)) is not None:
            against = quoted(self.say("form.against"))
            yield f"IF(AND({made.inputs.errors[row]}=1,{absent}),{against},"
        yield f"IF({made.inputs.errors[row]}=1,{words},"
        if slot.key in made.against:
            yield f"IF({made.against[slot.key]}=1,{quoted(self.say('form.against'))},"
        if slot.matter and line.clause is not None and line.clause.clause_id in made.unlike:
            matter = made.inputs.matters[slot.key.matter]
            cell = made.inputs.values[slot.key]
            usable = "TRUE" if line.node is None else f"{made.touched[line.node.id]}=1"
            unlike = f"{made.unlike[line.clause.clause_id]}=1"
            untold = f'AND(N({cell})>0,{matter}="",{usable},{unlike})'
            yield f"IF({untold},{quoted(self.say('form.matter_asked'))},"

    def of_node(self, line: FormRow) -> Iterator[str]:
        """What is wrong with a criterion, or missing."""
        made, node = self.made, line.node
        if not line.sums or line.clause is not None or node is None:
            return
        if node.id in made.inputs.wrong:
            yield f"IF({made.inputs.wrong[node.id]}=1,{quoted(self.say('form.wrong'))},"
        if node.id in made.void:
            yield f"IF({made.void[node.id]}=1,{quoted(self.say('form.void'))},"
        if node.id in made.inputs.wrong:
            begun, bare = quoted(self.say("form.open")), quoted(self.say("form.untouched"))
            words = f"IF({made.touched[node.id]}=1,{begun},{bare})"
            yield f"IF({made.open[node.id]}=1,{words},"
        if node.worth is None and node.criterion.kind == "scored" and not node.children:
            yield f"IF(TRUE,{quoted(self.say('form.no_points'))},"

    def foot(self, row: int) -> None:
        """What the form leaves out."""
        lines = [self.say("form.weights")] if self.made.of.unclear_weights else []
        if self.made.of.unread:
            lines += [self.say("form.unread"), *(one.evidence for one in self.made.of.unread)]
        look = self.format(text_wrap=True, font_color="#B3261E", font_size=9)
        for line in lines:
            row += 1
            merged(self.sheet, f"{LABEL}{row}:{TOLD}{row}", xml_text(line), look)
            self.sheet.set_row(row - 1, min(height_of(line, 150), TALLEST))


def page(sheet: Any, writer: _Writer, header: int) -> None:
    """Prints on A4 across, with its header on each page."""
    set_up_print(sheet)
    sheet.repeat_rows(header if header > 1 else 1)
    sheet.set_footer(
        f"&L&8{literal(Path(writer.records.notice.source_file).name[-80:])}&R&8{writer.say('form.page')}"
    )


def merged(sheet: Any, area: str, text: str, look: Any) -> None:
    """Merges cells and writes a text, which never becomes a formula or a link (=1+1 of a document)."""
    sheet.merge_range(area, "", look)
    sheet.write_string(area.partition(":")[0], fitting(text), look)


def _prefix(name: str) -> str:
    return "'" + name.replace("'", "''") + "'!"


def _sheet_names(units: Sequence[str], bare: str, taken: set[str]) -> list[str]:
    """Names of sheets for units: without signs that Excel forbids, each once."""
    used = {name.lower() for name in taken}
    names = []
    for unit in units:
        base = "".join("_" if sign in "[]:*?/\\" else sign for sign in xml_text(unit)).strip("' ") or bare
        name, number = base[:_SHEET_NAME], 1
        while name.lower() in used or name.lower() == "history":
            number += 1
            name = f"{base[: _SHEET_NAME - 4]}_{number}"
        used.add(name.lower())
        names.append(name)
    return names

"""Corrections out of a workbook that a person changed: each changed cell, back to its field."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from itertools import takewhile
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from extractors.frozen import frozen
from normalizers.overlay import Correction
from normalizers.overlay.addresses import table_of
from normalizers.overlay.rows import added
from normalizers.overlay.values import normal, written
from normalizers.text.labels import items
from normalizers.text.numerals import plain
from normalizers.text.views import clean
from pipeline.corrections.model import CorrectionFile
from pipeline.corrections.told import label, name_of
from pipeline.messages.languages import Lang
from pipeline.messages.words import say
from pipeline.workbook.columns import BAND_FIELDS
from pipeline.workbook.correctable import DERIVED, HIDDEN, ID, PRINTED, Part
from pipeline.workbook.printed import digest, printed_texts

_ENDS = re.compile(r"[ \t\r]+$", re.MULTILINE)
# by which of its fields a record is known
_NAMING = frozenset({"name", "title"})
# the heading of a table stands in one of the first rows, unless somebody put a page of text above it
_HEADINGS = 40


class NoWorkbook(ValueError):
    """The file is no workbook that `ingest` wrote, or has lost what tells its cells."""


@frozen
class Read:
    """What a workbook says: of which document it is, what was corrected, and what could not be taken over.

    `names` are what its records are called.
    """

    file: CorrectionFile
    corrections: tuple[Correction, ...]
    left: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)


@frozen
class _Cell:
    """A cell as a person left it, with where it stands now."""

    place: str
    text: str


def read_workbook(path: Path, stamp: tuple[str, str, str], lang: Lang) -> Read:
    """The corrections of a workbook. Raises NoWorkbook, OSError."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError) as error:
        raise NoWorkbook(str(error)) from error
    if HIDDEN not in book.sheetnames:
        raise NoWorkbook(say("correct.no_hidden_sheet", lang))
    head, parts = _hidden(book[HIDDEN])
    left = [say("correct.printed_changed", lang, sheet=name) for name in _changed(book, parts)]
    parts = [part for part in parts if part.field != PRINTED]
    cells = _cells(book, parts, left, lang)
    found: list[Correction] = []
    for (row, heading), group in _by_cell(parts).items():
        seen = cells.get((row, heading), [])
        if not seen:
            # the column or row is gone: that says nothing of its value
            continue
        changed = {_bare(one.text): one for one in seen if _bare(one.text) != _bare(group[0].shown)}
        if len(changed) > 1:
            left.append(
                say("correct.cells_differ", lang, places="、".join(one.place for one in changed.values()))
            )
            continue
        for one in changed.values():
            made, why = _corrections(group, one.text, stamp)
            if why:
                left.append(say(why, lang, place=one.place, shown=_short(one.text)))
            found += made
    names = {part.record: part.value for part in parts if part.field in _NAMING and part.value}
    return Read(head, tuple(_once(found, names, left, lang)), tuple(left), names)


def _hidden(sheet: Any) -> tuple[CorrectionFile, list[Part]]:
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    try:
        (_, sha256), (_, notice_id), (_, file), (_, title), (_, year) = (row[:2] for row in rows[:5])
        # one line, which earlier versions made as wide as need be, or several
        listed = [row[1:] for row in takewhile(lambda row: row[0] == "series", rows[5:])]
        series = tuple(one for row in listed for one in row if one)
        parts = [Part(*(row + [""] * 6)[:6]) for row in rows[6 + len(listed) :]]
    except (ValueError, IndexError) as error:
        raise NoWorkbook(HIDDEN) from error
    if not listed or not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise NoWorkbook(HIDDEN)
    known = int(year) if year.isdecimal() else None
    return CorrectionFile(sha256, notice_id, file, title, known, series), parts


def _changed(book: Any, parts: Sequence[Part]) -> Iterator[str]:
    """The sheets as printed that somebody changed: they show what the source says, and are not read back."""
    for part in parts:
        if part.field == PRINTED and part.heading in book.sheetnames:
            texts = [_text(value) for value in printed_texts(book[part.heading])]
            if digest(texts) != part.shown:
                yield part.heading


def _by_cell(parts: Sequence[Part]) -> dict[tuple[str, str], list[Part]]:
    groups: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for part in parts:
        groups[part.row, part.heading].append(part)
    return groups


def _cells(
    book: Any, parts: Sequence[Part], left: list[str], lang: Lang
) -> dict[tuple[str, str], list[_Cell]]:
    """The cells by the id of their row and their heading; what has no id, or one twice, is told."""
    known = {part.row for part in parts}
    titles = {part.row for part in parts if not part.heading}
    found: dict[tuple[str, str], list[_Cell]] = defaultdict(list)
    taken: dict[str, str] = {}
    for sheet in book.worksheets:
        where = _id_cell(sheet) if sheet.title != HIDDEN else None
        if where is None:
            continue
        header, column = where
        headings = {cell.column: _text(cell.value) for cell in sheet[header] if cell.column != column}
        for row in sheet.iter_rows():
            number = row[0].row
            own = _text(row[column - 1].value) if len(row) >= column else ""
            place = f"{sheet.title}!{number}"
            if number == header:
                continue
            if own not in known:
                if number > header and own:
                    left.append(say("correct.id_unknown", lang, place=place))
                elif number > header and _is_line(row, headings):
                    left.append(say("correct.row_new", lang, place=place))
                continue
            if own in taken:
                left.append(say("correct.row_twice", lang, place=place, other=taken[own]))
                continue
            taken[own] = place
            if own in titles and number < header:
                found[own, ""].append(_Cell(f"{sheet.title}!{row[0].coordinate}", _text(row[0].value)))
                continue
            for cell in row:
                if heading := headings.get(cell.column):
                    found[own, heading].append(_Cell(f"{sheet.title}!{cell.coordinate}", _text(cell.value)))
    missing = sorted(known - set(taken))
    if missing:
        left.append(say("correct.rows_missing", lang, ids="、".join(missing[:8])))
    return found


def _id_cell(sheet: Any) -> tuple[int, int] | None:
    """Row of the headings and column of the ids of a sheet."""
    for row in sheet.iter_rows(max_row=_HEADINGS):
        for cell in row:
            if cell.value == ID:
                return cell.row, cell.column
    return None


def _is_line(row: Sequence[Any], headings: dict[int, str]) -> bool:
    """Whether a row without an id fills several columns of the table: a note below it fills one."""
    return sum(bool(_text(cell.value)) for cell in row if headings.get(cell.column)) > 2


def _text(value: object) -> str:
    """A cell as text; 5.0 is what Excel makes of 5."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return plain(Decimal(repr(value)))
    return "" if value is None else str(value)


def _bare(text: str) -> str:
    return _ENDS.sub("", text.replace("\r\n", "\n")).strip()


def _short(text: str) -> str:
    bare = " ".join(text.split())
    return bare if len(bare) <= 40 else bare[:40] + "…"


def _corrections(
    group: Sequence[Part], text: str, stamp: tuple[str, str, str]
) -> tuple[list[Correction], str]:
    """The corrections that a changed cell asks for, else the word that tells why there are none."""
    text = _bare(text)
    first = group[0]
    if first.field == DERIVED:
        return [], "correct.cell_derived"
    if first.field == "rule_text" and len(group) > 1:
        return _bands(group, text, stamp)
    if first.field in {"key_points", "parties"}:
        return [_list(first, text, stamp)], ""
    if len(group) > 1:
        words = text.split()
        if len(words) != len(group):
            return [], "correct.cell_unclear"
        pairs = zip(group, words, strict=True)
        return [_direct(part, word, stamp) for part, word in pairs if part.value != word], ""
    shown = _bare(first.shown)
    before, _, after = shown.partition(first.value) if first.value else ("", "", "")
    if first.value and first.value not in shown:
        before = after = ""
    if not first.value and first.field == "title":
        # a rubric without a title shows its scope
        before = after = ""
    if len(text) < len(before) + len(after) or not (text.startswith(before) and text.endswith(after)):
        return [], "correct.cell_unclear"
    one = _direct(first, text[len(before) : len(text) - len(after)].strip(), stamp)
    try:
        normal(table_of(one.record), one.field, one.now if isinstance(one.now, str) else None)
    except ValueError:
        return [], "correct.cell_no_value"
    return [one], ""


def _direct(part: Part, value: str, stamp: tuple[str, str, str]) -> Correction:
    return Correction(part.record, part.field, part.value or None, value or None, *stamp)


def _list(part: Part, text: str, stamp: tuple[str, str, str]) -> Correction:
    """Key points or departments, a line each; a line that is as it was keeps its form."""
    old = tuple(part.value.split("\n")) if part.value else ()
    shown = dict(zip(_bare(part.shown).split("\n"), old, strict=False)) if len(old) > 0 else {}
    lines = []
    for line in (line.strip() for line in text.split("\n")):
        if not line:
            continue
        if line in shown:
            lines.append(shown[line])
        elif part.field == "parties":
            lines.append(line)
        else:
            found = items(clean(line))
            lines.append(f"{found[0].label}{found[0].text.value}" if len(found) == 1 else line)
    return Correction(part.record, part.field, old, tuple(lines), *stamp)


def _bands(group: Sequence[Part], text: str, stamp: tuple[str, str, str]) -> tuple[list[Correction], str]:
    """Bands, a line each: other words go into the text of the cell, other figures to the band."""
    rule, shown, lines = group[0], _bare(group[0].shown).split("\n"), text.split("\n")
    bands: dict[str, dict[str, str]] = defaultdict(dict)
    for part in group[1:]:
        bands[part.record][part.field] = part.value
    if len(lines) != len(shown) or len(bands) > len(lines):
        return [], "correct.cell_unclear"
    found: list[Correction] = []
    whole = rule.value
    for number, (line, old) in enumerate(zip(lines, shown, strict=True)):
        if line.strip() == old.strip():
            continue
        if number >= len(bands):
            return [], "correct.cell_unclear"
        record, fields = list(bands.items())[number]
        begin = f"{fields['heading']}："
        if line.startswith(begin):
            words = line[len(begin) :].strip()
            if fields["text"] and whole.count(fields["text"]) == 1:
                whole = whole.replace(fields["text"], words)
            else:
                found.append(Correction(record, "text", fields["text"] or None, words or None, *stamp))
            continue
        try:
            new = added("bands", f"x/{record}", "x/" + record.partition("/")[0], {"text": line}).row
        except ValueError:
            return [], "correct.cell_unclear"
        for name in BAND_FIELDS:
            now = written(getattr(new, name))
            if now != (fields[name] or None):
                found.append(Correction(record, name, fields[name] or None, now, *stamp))
    if whole != rule.value:
        found.append(Correction(rule.record, "rule_text", rule.value, whole, *stamp))
    return found, ""


def _once(
    found: Sequence[Correction], names: Mapping[str, str], left: list[str], lang: Lang
) -> Iterator[Correction]:
    """A name that stands on several lines is corrected once; where its lines differ, it is told."""
    by_field: dict[tuple[str, str], list[Correction]] = defaultdict(list)
    for one in found:
        by_field[one.record, one.field].append(one)
    for (record, _), group in by_field.items():
        if len({repr(one.now) for one in group}) > 1:
            what = f"{name_of(record, names)} {label(group[0], lang)}".strip()
            left.append(say("correct.values_differ", lang, name=what))
        else:
            yield group[0]

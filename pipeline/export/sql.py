"""SQL: the rules of some rubrics as views that DuckDB computes scores with, over a table of marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalizers.records import Records
from pipeline.export.items import sheet
from pipeline.export.model import Lost, Sheet, Writer, Written
from pipeline.export.rules import lost_of_rules, words_of
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import band_heading
from pipeline.messages.words import say
from pipeline.scoring.sql.script import script
from pipeline.scoring.sql.values import quoted

_FORM = "sql"
# the dataset beside which DuckDB runs: nothing is looked for before somebody asks for a table
_DATASET = """\
CREATE OR REPLACE MACRO dataset_table(name) AS TABLE
  SELECT * FROM read_parquet('parquet/' || name || '/*.parquet', union_by_name = true);
CREATE OR REPLACE MACRO dataset_csv(name) AS TABLE
  SELECT * FROM read_csv('csv/' || name || '.csv', header = true, all_varchar = true);
"""
_WORDS = """\
CREATE OR REPLACE TABLE rubric_criteria (rubric_id VARCHAR, criterion_id VARCHAR, place INTEGER,
  above VARCHAR, label VARCHAR, name VARCHAR, text VARCHAR, rule VARCHAR, method VARCHAR, target VARCHAR,
  points DECIMAL(38,6), kind VARCHAR, key_points VARCHAR, bands VARCHAR, clauses VARCHAR);
CREATE OR REPLACE TABLE rubric_grades (rubric_id VARCHAR, place INTEGER, grade VARCHAR, text VARCHAR);
CREATE OR REPLACE TABLE rubric_notes (rubric_id VARCHAR, text VARCHAR);
"""


def writer() -> Writer:
    """What writes the script."""
    return Writer(write, lost, many)


def many(notices: Sequence[Records], lang: Lang) -> Written:
    """The rules of all rubrics of a dataset. Raises ValueError where there is none."""
    sheets = [sheet(records, rubric) for records in notices for rubric in records.rubrics]
    if not sheets:
        raise ValueError("no rubrics")
    return write(sheets, lang)


def write(sheets: Sequence[Sheet], lang: Lang) -> Written:
    """The rules of these rubrics."""
    made = script([(one.records, one.rubric) for one in sheets], lang)
    parts = [say("sql.head", lang, count=len(sheets)).lstrip("\n"), _DATASET, made.text, _WORDS]
    parts += [statement for one in sheets for statement in _words(one)]
    payload = "\n".join(filter(None, parts)).encode()
    items = [item for one in sheets for item in one.items]
    return Written(payload, len(items), sum(len(item.bands) for item in items))


def _words(of: Sheet) -> Iterator[str]:
    """The words of the notice, to stand beside the scores."""
    own = quoted(of.rubric.rubric_id)
    rows = []
    for place, row in enumerate(of.criteria, 1):
        said = words_of(of, row)
        bands = (f"{one['grade']}：{one['text']}" if one["text"] else one["grade"] for one in said["bands"])
        texts = [
            quoted(said[name]) for name in ("above", "label", "name", "text", "rule", "method", "target")
        ]
        lines = [quoted("\n".join(one)) for one in (said["key_points"], bands, said["clauses"].values())]
        points = "NULL" if said["points"] is None else said["points"]
        cells = (own, quoted(row.criterion_id), str(place), *texts, points, quoted(said["kind"]), *lines)
        rows.append(f"  ({', '.join(cells)})")
    if rows:
        yield "INSERT INTO rubric_criteria VALUES\n" + ",\n".join(rows) + ";"
    if of.bands:
        grades = ",\n".join(
            f"  ({own}, {place}, {quoted(band_heading(band))}, {quoted(band.text)})"
            for place, band in enumerate(of.bands, 1)
        )
        yield f"INSERT INTO rubric_grades VALUES\n{grades};"
    if of.notes:
        notes = ",\n".join(f"  ({own}, {quoted(note)})" for note in of.notes)
        yield f"INSERT INTO rubric_notes VALUES\n{notes};"


def lost(sheets: Sequence[Sheet], lang: Lang) -> Iterator[Lost]:
    """What no form of the rules holds, and what DuckDB would compute otherwise than the scorer."""
    made = script([(one.records, one.rubric) for one in sheets], lang)
    for left in made.left:
        if not left.covered:
            yield Lost(_FORM, left.id, "not_in_sql", left.reason, left.text, bool(left.text))
    yield from lost_of_rules(sheets, _FORM, lang)

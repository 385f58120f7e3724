"""The views of a rubric that compute its scores from a table of marks, as a script that DuckDB runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal

from extractors.frozen import frozen
from normalizers.records import Clause, Records, Rubric
from normalizers.text.numerals import plain
from pipeline.messages.languages import Lang
from pipeline.messages.words import say
from pipeline.scoring.expression import FAR, Expr
from pipeline.scoring.marks import COLUMNS
from pipeline.scoring.portable import uncomputed
from pipeline.scoring.rules.composed import parts_of
from pipeline.scoring.rules.outline import outline
from pipeline.scoring.rules.plan import Plan, plan
from pipeline.scoring.rules.values import NO_WORDS, NOTHING_WORDS
from pipeline.scoring.sql.marks import DECIMALS, DIGITS, Inputs
from pipeline.scoring.sql.printer import Cells, Printer
from pipeline.scoring.sql.values import FAULTS, Uncovered, Value, decimal, literal, named, quoted

End = Literal["low", "high"]
# scores have so many decimals, as the scorer's have where nothing else is printed
_SCORE = 9
_NO_SCORE = f"NULL::{decimal(_SCORE)}"


def _columns(name: str) -> str:
    """A column of a file of marks by any of its names."""
    return f"coalesce(*COLUMNS('^({'|'.join(COLUMNS[name])})$'), '')"


# tables and views of the whole script; the dataset's own tables are called otherwise
_START = f"""\
CREATE TABLE IF NOT EXISTS marks (unit VARCHAR, id VARCHAR, value VARCHAR, matter VARCHAR, remark VARCHAR);
CREATE OR REPLACE MACRO marks_of(file) AS TABLE
  SELECT {_columns("unit")} AS unit, {_columns("id")} AS id, {_columns("value")} AS value,
         {_columns("matter")} AS matter
  FROM (FROM read_csv(file, all_varchar = true, header = true)
        UNION ALL BY NAME SELECT '' AS matter WHERE FALSE);
CREATE OR REPLACE MACRO half_width(t) AS
  trim(translate(t, '０１２３４５６７８９．％＋－−　', '0123456789.%+-- '));
CREATE OR REPLACE MACRO bare(t) AS lower(regexp_replace(half_width(t), '[\\s“”"''《》]', '', 'g'));
CREATE OR REPLACE TABLE scored_rubrics (rubric_id VARCHAR, title VARCHAR, reason VARCHAR,
  prefix VARCHAR);
CREATE OR REPLACE TABLE rubric_inputs (rubric_id VARCHAR, id VARCHAR, tier INTEGER, tier_name VARCHAR,
  kind VARCHAR, name VARCHAR, text VARCHAR, may_be VARCHAR, counted BOOLEAN, matters BOOLEAN, places INTEGER);
CREATE OR REPLACE TABLE rubric_words (rubric_id VARCHAR, id VARCHAR, tier INTEGER, turn INTEGER,
  word VARCHAR, key INTEGER, value {decimal(_SCORE)});
CREATE OR REPLACE TABLE rubric_figures (rubric_id VARCHAR, id VARCHAR, tier INTEGER, turn INTEGER,
  key INTEGER, share BOOLEAN, rule INTEGER);
CREATE OR REPLACE TABLE rubric_tiers (rubric_id VARCHAR, id VARCHAR, label VARCHAR, tier INTEGER);
CREATE OR REPLACE TABLE uncovered (rubric_id VARCHAR, criterion_id VARCHAR, id VARCHAR, reason VARCHAR,
  text VARCHAR);
"""
_NONE = sorted({*NO_WORDS, *NOTHING_WORDS})


@frozen
class Left:
    """What SQL does not compute: clauses that the scorer does not either, and what is not `covered`."""

    rubric_id: str
    criterion_id: str
    id: str
    reason: str
    text: str
    covered: bool


@frozen
class Script:
    """The script, and all that its views leave out."""

    text: str
    left: tuple[Left, ...]


def script(rubrics: Sequence[tuple[Records, Rubric]], lang: Lang) -> Script:
    """One script for all of these rubrics; its words are in `lang`."""
    # a table of bonuses counts with the rubric of its notice
    parts = {
        part.rubric_id for records, rubric in rubrics for part in parts_of(records).get(rubric.rubric_id, ())
    }
    made = [_Views(*one, lang) for one in rubrics if one[1].rubric_id not in parts]
    notices = {records.notice.notice_id for records, _ in rubrics}
    # of one notice, ids may leave it out, as in `rubrics score`
    short = next(iter(notices)) if len(notices) == 1 else ""
    said = [_START]
    said += [statement for one in made for statement in one.rows()]
    said.append(_said(short))
    said += [statement for one in made for statement in one.views()]
    said += list(_all(made))
    return Script("\n".join(said), tuple(left for one in made for left in one.left))


def _said(short: str) -> str:
    """The marks with ids in full, and of which rubric each is; '' of one that is of none."""
    id_ = "ltrim(trim(id), '…/')"
    if short:
        whole = f"{id_} = {quoted(short)} OR starts_with({id_}, {quoted(short + '/')})"
        id_ = f"CASE WHEN {whole} THEN {id_} ELSE {quoted(short + '/')} || {id_} END"
    return f"""\
CREATE OR REPLACE VIEW marks_said AS
WITH told AS (
  SELECT trim(coalesce(unit, '')) AS unit, {id_} AS id, lower(trim(coalesce(matter, ''))) AS matter,
         value AS written, half_width(value) AS value
  FROM marks WHERE trim(coalesce(value, '')) <> '')
SELECT row_number() OVER (ORDER BY unit, id, matter, written) AS n, told.*,
       coalesce((SELECT max(rubric_id) FROM scored_rubrics r
                 WHERE told.id = r.prefix OR starts_with(told.id, r.prefix || '/')), '') AS rubric_id
FROM told;
"""


class _Views:
    """The statements of one rubric."""

    def __init__(self, records: Records, rubric: Rubric, lang: Lang) -> None:
        """Prints its expression."""
        self.lang, self.rubric = lang, rubric
        self.id = rubric.rubric_id
        self.parts = [one.rubric_id for one in parts_of(records).get(self.id, ())]
        self.title = rubric.title or rubric.scope or records.notice.title
        self.plan: Plan = plan(outline(records, rubric))
        self.inputs = Inputs(self.plan)
        keys = self.inputs.keys
        cells = Cells(
            self.inputs.values, {key: f"f{place}" for key, place in keys.items()}, self.inputs.matters
        )
        self.printer = Printer(cells)
        self.printer.look(self._roots())
        self.left = [
            Left(self.id, clause.criterion_id, clause.clause_id, self._of_clause(clause), clause.text, True)
            for clause in uncomputed(self.plan.of)
        ]
        self.points: dict[str, tuple[Value, Value] | None] = {}
        for id_, expr in self.plan.nodes.items():
            self.points[id_] = self._both(expr, id_)
        self.total = self._both(self.plan.total, "")
        self.full = self._both(self.plan.full, "")
        self.vetoed = self._certain(self.plan.vetoed)
        self.grade = None if self.plan.grade is None else self._both(self.plan.grade, "")
        self.contradicted = [
            (f"{one.code} {one.key.id}", self._certain(one.wrong, ("low",))) for one in self.plan.checks
        ]
        self.reason = next((one.reason for one in self.left if not one.covered), "")

    def _roots(self) -> Iterator[Expr]:
        planned = self.plan
        yield from (planned.total, planned.vetoed, planned.full)
        yield from planned.nodes.values()
        yield from (one.wrong for one in planned.checks)
        if planned.grade is not None:
            yield planned.grade

    def _of_clause(self, clause: Clause) -> str:
        return say("lost.partial" if clause.partial else "lost.uncomputed", self.lang)

    def _tried(self, criterion_id: str, made: Callable[[], Value]) -> Value | None:
        """What is made; nothing, and it is told, where SQL would compute it otherwise."""
        try:
            return made()
        except Uncovered as why:
            known = self.plan.of.criteria.get(criterion_id)
            words = "" if known is None else known.name or known.text
            reason = say(f"sql.{why.code}", self.lang)
            left = Left(self.id, criterion_id, criterion_id or self.id, reason, words, False)
            if left not in self.left:
                self.left.append(left)
            return None

    def _both(self, expr: Expr, criterion_id: str) -> tuple[Value, Value] | None:
        """What an expression comes to at both ends, with the decimals of scores."""

        def at(end: End) -> Value:
            value = self.printer.value(expr, end)
            if value.scale > _SCORE or value.cut:
                raise Uncovered("decimals")
            return value

        low, high = (self._tried(criterion_id, lambda end=end: at(end)) for end in ("low", "high"))  # type: ignore[misc]
        return None if low is None or high is None else (low, high)

    def _certain(self, expr: Expr, ends: Sequence[End] = ("low", "high")) -> str | None:
        """A condition at both ends, or at one."""
        try:
            return " AND ".join(dict.fromkeys(self.printer.flag(expr, end).text for end in ends))
        except Uncovered:
            self._tried("", lambda: self.printer.value(expr, ends[0]))
            return None

    # ---- the tables

    def rows(self) -> Iterator[str]:
        """What can be marked, and what is left out."""
        inputs = self.inputs
        reason = quoted(self.reason) if self.reason else "NULL"
        for prefix in (self.id, *self.parts):
            cells = f"{quoted(self.id)}, {quoted(self.title)}, {reason}, {quoted(prefix)}"
            yield f"INSERT INTO scored_rubrics VALUES ({cells});"
        yield self._insert(
            "rubric_inputs",
            (
                (
                    *(one.id, one.tier, one.tier_name, one.kind, one.name, one.text, one.may_be),
                    *(one.counted, one.matters, one.places),
                )
                for one in inputs.inputs
            ),
        )
        yield self._insert("rubric_words", inputs.words)
        yield self._insert("rubric_figures", inputs.figures)
        yield self._insert("rubric_tiers", inputs.tiers)
        yield self._insert(
            "uncovered", ((one.criterion_id, one.id, one.reason, one.text) for one in self.left)
        )

    def _insert(self, table: str, rows: Iterable[Sequence[object]]) -> str:
        lines = [f"  ({', '.join(map(_cell, (self.id, *row)))})" for row in rows]
        return f"INSERT INTO {table} VALUES\n" + ",\n".join(lines) + ";" if lines else ""

    # ---- the views

    def views(self) -> Iterator[str]:
        """Marks as figures of keys; the expression, stage by stage; the scores."""
        yield self._read()
        yield self._steps()
        yield self._scores()
        yield self._of_criteria()

    def _read(self) -> str:
        own = quoted(self.id)
        given = ", ".join(map(quoted, self.inputs.given))
        without = f" AND id NOT IN ({given})" if given else ""
        none = ", ".join(map(quoted, _NONE))
        rules = " ".join(f"WHEN {at} THEN {rule}" for at, rule in enumerate(self.inputs.rules))
        tiered = f"id IN (SELECT id FROM rubric_tiers WHERE rubric_id = {own})"
        nothing = f"(lower(value) IN ({none}) OR regexp_full_match(value, '[+-]?0+(\\.0+)?'))"
        figure = f"[+-]?\\d{{1,{DIGITS}}}(\\.\\d{{1,{DECIMALS}}}0{{0,5}})?"
        words = {code: quoted(say(f"sql.{code}", self.lang)) for code in FAULTS}
        return f"""\
-- {_comment(self.title)}
CREATE OR REPLACE VIEW {named(f"{self.id} read")} AS
WITH own AS (SELECT * FROM marks_said WHERE rubric_id IN ('', {own}){without}),
parts AS (
  SELECT *, FALSE AS tiered, -1 AS tier, value AS said FROM own WHERE NOT {tiered}
  UNION ALL BY NAME
  SELECT *, TRUE AS tiered, 0 AS tier, value AS said FROM own WHERE {tiered} AND {nothing}
  UNION ALL BY NAME
  SELECT p.* EXCLUDE (part), TRUE AS tiered, coalesce(a.tier, b.tier) AS tier,
         CASE WHEN a.tier IS NOT NULL THEN '1'
              ELSE coalesce(nullif(regexp_extract(part, '[×xX*✕]\\s*(\\d{{1,9}})$', 1), ''), '1') END AS said
  FROM (SELECT *, unnest(regexp_split_to_array(value, '[;；\\n]+')) AS part
        FROM own WHERE {tiered} AND NOT {nothing}) p
  LEFT JOIN rubric_tiers a ON a.rubric_id = {own} AND a.id = p.id AND a.label = bare(part)
  LEFT JOIN rubric_tiers b ON b.rubric_id = {own} AND b.id = p.id
    AND b.label = bare(regexp_extract(part, '^(.+?)\\s*([×xX*✕]\\s*\\d{{1,9}})?$', 1))
  WHERE trim(part) <> ''),
groups AS (
  SELECT id, tier, bool_or(counted) AS counted, bool_or(matters) AS matters, max(places) AS places
  FROM rubric_inputs WHERE rubric_id = {own} GROUP BY id, tier),
placed AS (
  SELECT p.*, g.id AS known, counted, matters, places,
         CASE WHEN counted THEN row_number()
                OVER (PARTITION BY p.unit, p.id, p.tier ORDER BY matter, written, n) - 1
              ELSE 0 END AS turn,
         count(*) OVER (PARTITION BY p.unit, p.id, p.tier, matter) AS alike,
         min(n) OVER (PARTITION BY p.unit, p.id, matter)
           <> max(n) OVER (PARTITION BY p.unit, p.id, matter) AS apart,
         count(*) OVER (PARTITION BY p.unit, p.id) > 1 AS several
  FROM parts p LEFT JOIN groups g ON g.id = p.id AND g.tier = p.tier),
meant AS (
  SELECT p.*, f.key AS figure_key, f.rule, w.key AS word_key, w.value AS word_value,
         CASE WHEN regexp_full_match(said, '{figure}') THEN said::{decimal(_SCORE)}
              WHEN f.share AND regexp_full_match(said, '{figure}%')
              THEN (rtrim(said, '%')::{decimal(DECIMALS)} * 0.01)::{decimal(_SCORE)} END AS v
  FROM placed p
  LEFT JOIN rubric_figures f
    ON f.rubric_id = {own} AND f.id = p.id AND f.tier = p.tier AND f.turn = p.turn
  LEFT JOIN rubric_words w
    ON w.rubric_id = {own} AND w.id = p.id AND w.tier = p.tier AND w.turn = p.turn AND w.word = bare(said)),
noted AS (
  SELECT *, CASE WHEN fits THEN figure_key WHEN v IS NULL OR figure_key IS NULL THEN word_key END AS key,
         CASE WHEN fits THEN v ELSE word_value END AS value_noted
  FROM (SELECT *, v IS NOT NULL AND figure_key IS NOT NULL
               AND coalesce(CASE rule {rules or "WHEN 0 THEN TRUE"} END, FALSE) AS fits FROM meant))
SELECT unit, n, id, written, matter, key, value_noted AS value,
       CASE WHEN known IS NULL THEN {words["unknown_id"]}
            WHEN counted AND alike > 1 THEN {words["several_values"]}
            WHEN counted AND turn >= places THEN {words["matters"]}
            WHEN key IS NULL THEN {words["not_allowed"]}
            WHEN tiered AND apart AND matter = ''
              OR count(*) OVER (PARTITION BY unit, key) > 1 THEN {words["several_values"]}
            -- of one matter the greatest tier counts: 市级×1；省级×1 of a matter is not their sum
            WHEN tiered AND matter <> '' AND NOT matters AND several
            THEN {words["tiers_of_a_matter"]} END AS fault
FROM noted
-- a unit of which no mark is of this rubric has no score by it
QUALIFY max(rubric_id) OVER (PARTITION BY unit) <> '';
"""

    def _steps(self) -> str:
        results = self._results()
        first, *later = self.printer.needed(results)
        columns = ["count(DISTINCT n) FILTER (WHERE fault IS NOT NULL) AS unused"]
        for key, place in self.inputs.keys.items():
            own, kind = f"key = {place} AND fault IS NULL", decimal(self.inputs.values[key].scale)
            for name, what in (
                (f"m{place}", f"coalesce(max(value) FILTER (WHERE {own}), 0)::{kind}"),
                (f"f{place}", f"count(*) FILTER (WHERE {own}) > 0"),
                (f"t{place}", f"max(matter) FILTER (WHERE {own} AND matter <> '')"),
            ):
                if name in first:
                    columns.append(f"{what} AS {name}")
        stages = [_stage("s0", columns, f"{named(f'{self.id} read')} GROUP BY unit")]
        for at, (made, alive) in enumerate(zip(self.printer.stages, later, strict=True), 1):
            on = sorted(alive - {name for name, _ in made}, key=lambda one: (one[0], int(one[1:])))
            columns = ["unused", *on, *(f"{what} AS {name}" for name, what in made)]
            stages.append(_stage(f"s{at}", columns, f"s{at - 1}"))
        return (
            f"CREATE OR REPLACE VIEW {named(f'{self.id} steps')} AS\nWITH "
            + ",\n".join(stages)
            + f"\nSELECT unit, unused,\n    {results}\nFROM s{len(later)};\n"
        )

    def _results(self) -> str:
        """The columns in which the results stand, of one type each."""
        found = []
        for at, both in enumerate(self.points.values()):
            found += _pair(f"p{at}", both)
        found += _pair("total", self.total)
        found += _pair("full", self.full)
        found += _pair("grade", self.grade)
        found.append(f"coalesce({self.vetoed or 'NULL'}, FALSE) AS vetoed")
        said = [f"CASE WHEN {when} THEN {quoted(what)} END" for what, when in self.contradicted if when]
        found.append(f"concat_ws('; ', {', '.join(said)}) AS contradicted" if said else "'' AS contradicted")
        return ",\n    ".join(found)

    def _reason(self) -> str:
        """Why there is no score: of the rubric, of marks that cannot be used, of marks against each other."""
        if self.reason:
            return quoted(self.reason)
        unused = quoted(say("sql.unused", self.lang))
        against = quoted(say("sql.contradicted", self.lang))
        return (
            f"CASE WHEN unused > 0 THEN unused || ' ' || {unused} "
            f"WHEN contradicted <> '' THEN {against} || ' ' || contradicted END"
        )

    def _scores(self) -> str:
        grades = " ".join(
            f"WHEN {at} THEN {quoted(band.grade)}" for at, band in enumerate(self.plan.of.bands.get("", ()))
        )
        grade = (
            f"CASE WHEN grade_low = grade_high THEN CASE grade_low::INTEGER {grades} END END"
            if grades
            else "NULL"
        )
        return f"""\
CREATE OR REPLACE VIEW {named(f"{self.id} scores")} AS
SELECT {quoted(self.id)} AS rubric_id, unit, {_shown("total_low")} AS low, {_shown("total_high")} AS high,
       {_shown("full_high")} AS full_points, CASE WHEN reason IS NULL THEN vetoed END AS vetoed,
       CASE WHEN reason IS NULL AND NOT vetoed THEN {grade} END::VARCHAR AS grade, reason::VARCHAR AS reason
FROM (SELECT *, {self._reason()} AS reason FROM {named(f"{self.id} steps")});
"""

    def _of_criteria(self) -> str:
        """A row for each criterion; one that is not covered has its reason, the others are computed."""
        why = {one.criterion_id: one.reason for one in self.left if not one.covered}
        rows = ", ".join(
            f"({quoted(id_)}, p{at}_low, p{at}_high, {quoted(why[id_]) if id_ in why else 'NULL'})"
            for at, id_ in enumerate(self.points)
        )
        marks = self._reason() if not self.reason else _Views._reason_of_marks(self)
        if not rows:
            rows = f"('', {_NO_SCORE}, {_NO_SCORE}, NULL)"
        return f"""\
CREATE OR REPLACE VIEW {named(f"{self.id} criteria")} AS
SELECT {quoted(self.id)} AS rubric_id, unit, criterion_id, {_shown("low")} AS low, {_shown("high")} AS high,
       reason::VARCHAR AS reason
FROM (SELECT unit, p.criterion_id, p.low, p.high, coalesce({marks}, p.why) AS reason
      FROM {named(f"{self.id} steps")}, LATERAL (VALUES {rows}) AS p(criterion_id, low, high, why))
WHERE criterion_id <> '';
"""

    def _reason_of_marks(self) -> str:
        kept, self.reason = self.reason, ""
        try:
            return self._reason()
        finally:
            self.reason = kept


def _stage(name: str, columns: Sequence[str], of: str) -> str:
    text = ",\n    ".join(("unit", *columns))
    return f"{name} AS (\n  SELECT {text}\n  FROM {of})"


def _pair(name: str, both: tuple[Value, Value] | None) -> list[str]:
    if both is None:
        return [f"{_NO_SCORE} AS {name}_low", f"{_NO_SCORE} AS {name}_high"]
    low, high = ((one.at(_SCORE) if one.scale != _SCORE else one.text) for one in both)
    kind = decimal(_SCORE)
    return [f"({low})::{kind} AS {name}_low", f"({high})::{kind} AS {name}_high"]


def _shown(column: str) -> str:
    """A score; nothing where there is none, or where it has no end."""
    return f"CASE WHEN reason IS NULL AND abs({column}) < {literal(FAR, _SCORE)} THEN {column} END"


def _all(made: Sequence[_Views]) -> Iterator[str]:
    """The views of all rubrics together."""
    for name, kind in (("scores", "scores"), ("criterion_scores", "criteria")):
        own = "\nUNION ALL\n".join(f"SELECT * FROM {named(f'{one.id} {kind}')}" for one in made)
        yield f"CREATE OR REPLACE VIEW {name} AS\n{own};\n"
    read = "\nUNION ALL\n".join(
        f"SELECT DISTINCT {quoted(one.id)} AS rubric_id, unit, id, written AS value, matter, fault\n"
        f"FROM {named(f'{one.id} read')} WHERE fault IS NOT NULL"
        for one in made
    )
    yield f"CREATE OR REPLACE VIEW marks_unused AS\n{read};\n"


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return plain(value)
    return str(value) if isinstance(value, int) else quoted(str(value))


def _comment(text: str) -> str:
    return " ".join(text.split())

"""A backup of Moodle read back as Moodle restores it, into tables as the plugins of advanced grading have them.

Paths: `restore_gradingform_guide_plugin` and `restore_gradingform_rubric_plugin` (backup/moodle2 of each plugin);
tables: db/install.xml of `gradingform_guide`, `gradingform_rubric` and `grading_definitions` of lib/db; rules of a
usable form: guideeditor.php and rubriceditor.php.
"""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator

from lxml import etree

NULL = "$@NULL@$"
TABLES = """
CREATE TABLE grading_definitions (
    id INTEGER PRIMARY KEY, areaid INTEGER NOT NULL, method TEXT NOT NULL CHECK (length(method) <= 100),
    name TEXT NOT NULL CHECK (length(name) <= 255), description TEXT, descriptionformat INTEGER,
    status INTEGER NOT NULL, timecreated INTEGER NOT NULL, timemodified INTEGER NOT NULL, options TEXT
) STRICT;
CREATE TABLE gradingform_guide_criteria (
    id INTEGER PRIMARY KEY, definitionid INTEGER NOT NULL REFERENCES grading_definitions, sortorder INTEGER NOT NULL,
    shortname TEXT NOT NULL CHECK (length(shortname) BETWEEN 1 AND 255), description TEXT,
    descriptionformat INTEGER, descriptionmarkers TEXT, descriptionmarkersformat INTEGER,
    maxscore TEXT NOT NULL CHECK (maxscore GLOB '[0-9]*.[0-9][0-9][0-9][0-9][0-9]' AND length(maxscore) <= 11)
) STRICT;
CREATE TABLE gradingform_guide_comments (
    id INTEGER PRIMARY KEY, definitionid INTEGER NOT NULL REFERENCES grading_definitions, sortorder INTEGER NOT NULL,
    description TEXT, descriptionformat INTEGER
) STRICT;
CREATE TABLE gradingform_rubric_criteria (
    id INTEGER PRIMARY KEY, definitionid INTEGER NOT NULL REFERENCES grading_definitions, sortorder INTEGER NOT NULL,
    description TEXT NOT NULL CHECK (description <> ''), descriptionformat INTEGER
) STRICT;
CREATE TABLE gradingform_rubric_levels (
    id INTEGER PRIMARY KEY, criterionid INTEGER NOT NULL REFERENCES gradingform_rubric_criteria,
    score TEXT NOT NULL CHECK (score GLOB '[0-9]*.[0-9][0-9][0-9][0-9][0-9]' AND length(score) <= 11),
    definition TEXT NOT NULL CHECK (definition <> ''), definitionformat INTEGER
) STRICT;
"""
GUIDE, RUBRIC = "plugin_gradingform_guide_definition", "plugin_gradingform_rubric_definition"


class Restored:
    """An assignment as it is after the restore: its name, grade, method in use, and the tables of grading."""

    def __init__(self, payload: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(payload)) as packed:
            self.files = {name: etree.fromstring(packed.read(name)) for name in packed.namelist()}
        about = self.files["moodle_backup.xml"].find("information")
        assert about is not None
        self.about = about
        assert about.findtext("details/detail/type") == "activity"
        assert about.findtext("details/detail/format") == "moodle2"
        (activity,) = about.findall("contents/activities/activity")
        self.folder = activity.findtext("directory")
        assert f"assign_{activity.findtext('moduleid')}" == (self.folder or "").rpartition("/")[2]
        self.tables = sqlite3.connect(":memory:")
        self.tables.executescript("PRAGMA foreign_keys = ON;" + TABLES)
        for area in self._file("grading.xml").findall("/area".strip("/")):
            assert area.findtext("areaname") == "submissions"
            self.method = area.findtext("activemethod")
            for definition in area.findall("definitions/definition"):
                self._define(definition)

    @property
    def grade(self) -> int:
        """The most that the assignment gives; the gradebook has to say the same."""
        grade = int(self._file("assign.xml").findtext("assign/grade") or "")
        assert float(self._file("grades.xml").findtext("grade_items/grade_item/grademax") or "") == grade
        return grade

    @property
    def name(self) -> str:
        return self._file("assign.xml").findtext("assign/name") or ""

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return self.tables.execute(sql).fetchall()

    def text(self) -> str:
        """All words of the assignment and its forms."""
        parts = [*self._file("assign.xml").itertext(), *self._file("grading.xml").itertext()]
        return "\n".join(parts).replace("<br>", "\n")  # a description is HTML

    def _file(self, name: str) -> etree._Element:
        return self.files[f"{self.folder}/{name}"]

    def _define(self, definition: etree._Element) -> None:
        number = self._insert("grading_definitions", definition, areaid=1)
        method = definition.findtext("method")
        assert method in {"guide", "rubric"}
        assert isinstance(json.loads(definition.findtext("options") or ""), dict)
        for criterion in definition.findall(f"{GUIDE}/guidecriteria/guidecriterion"):
            self._insert("gradingform_guide_criteria", criterion, definitionid=number)
        for comment in definition.findall(f"{GUIDE}/guidecomments/guidecomment"):
            self._insert("gradingform_guide_comments", comment, definitionid=number)
        for criterion in definition.findall(f"{RUBRIC}/criteria/criterion"):
            own = self._insert("gradingform_rubric_criteria", criterion, definitionid=number)
            levels = criterion.findall("levels/level")
            assert len(levels) >= 2
            for level in levels:
                self._insert("gradingform_rubric_levels", level, criterionid=own)

    def _insert(self, table: str, node: etree._Element, **keys: int) -> int:
        """A row of the leaves of an element, with a new id and the id of what it belongs to."""
        row: dict[str, object] = dict(_leaves(node)) | keys
        known = {name for _, name, *_ in self.tables.execute(f"PRAGMA table_info({table})")}
        assert row.keys() <= known, f"{table} has no {row.keys() - known}"
        sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"
        return self.tables.execute(sql, list(row.values())).lastrowid or 0


def _leaves(node: etree._Element) -> Iterator[tuple[str, object]]:
    for child in node:
        if len(child) == 0 and child.tag not in {"instances", GUIDE, RUBRIC}:
            text = child.text or ""
            whole = child.tag.endswith(("format", "order", "created", "modified", "status"))
            yield child.tag, int(text) if whole else None if text == NULL else text

"""The systems that rubrics are handed to: a row for each.

The rows are read to know what there is; what writes a format is loaded when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from extractors.frozen import frozen

if TYPE_CHECKING:
    from pipeline.export.layout import Layout
    from pipeline.export.model import Writer


@frozen
class Target:
    """A format of another system.

    `name` is what `--to` takes, `title` what the system calls it, `suffix` how its files end. A file holds
    one rubric, all of a notice, or all notices of a dataset. `load` gives what writes it, in a layout where
    it has one.
    """

    name: str
    title: str
    suffix: str
    holds: Literal["rubric", "notice", "dataset"]
    load: Callable[[Layout], Writer]


def _case(_: Layout) -> Writer:
    from pipeline.export import case

    return case.writer("1.1")


def _case10(_: Layout) -> Writer:
    from pipeline.export import case

    return case.writer("1.0")


def _moodle(_: Layout) -> Writer:
    from pipeline.export.model import Writer
    from pipeline.export.moodle import forms

    return Writer(forms.write, forms.lost)


def _canvas(_: Layout) -> Writer:
    from pipeline.export import canvas
    from pipeline.export.model import Writer

    return Writer(canvas.write, canvas.lost)


def _rules(_: Layout) -> Writer:
    from pipeline.export import rules
    from pipeline.export.model import Writer

    return Writer(rules.write, rules.lost)


def _sql(_: Layout) -> Writer:
    from pipeline.export import sql

    return sql.writer()


def _sqlite(_: Layout) -> Writer:
    from pipeline.export import sqlite

    return sqlite.writer()


def _table(layout: Layout) -> Writer:
    from pipeline.export.table import flat

    return flat.writer(layout)


TARGETS: dict[str, Target] = {
    target.name: target
    for target in (
        Target("case", "CASE", ".json", holds="notice", load=_case),
        Target("case10", "CASE 1.0", ".json", holds="notice", load=_case10),
        Target("moodle", "Moodle", ".mbz", holds="rubric", load=_moodle),
        Target("canvas", "Canvas", ".csv", holds="notice", load=_canvas),
        Target("table", "指标表", ".xlsx", holds="rubric", load=_table),
        Target("rules", "Rules as data", ".rules.json", holds="rubric", load=_rules),
        Target("sql", "SQL", ".sql", holds="dataset", load=_sql),
        Target("sqlite", "SQLite", ".sqlite", holds="dataset", load=_sqlite),
    )
}

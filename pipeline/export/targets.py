"""The systems that rubrics are handed to: a row for each.

The rows are read to know what there is; what writes a format is loaded when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.export.layout import Layout
    from pipeline.export.model import Writer


@dataclass(frozen=True, slots=True)
class Target:
    """A format of another system.

    `name` is what `--to` takes, `title` what the system calls it, `suffix` how its files end. `whole`: a file
    holds all rubrics of a notice, else one. `load` gives what writes it, in a layout where it has one.
    """

    name: str
    title: str
    suffix: str
    whole: bool
    load: Callable[[Layout], Writer]


def _case(_: Layout) -> Writer:
    from pipeline.export import case
    from pipeline.export.model import Writer

    return Writer(case.write, case.lost)


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


def _table(layout: Layout) -> Writer:
    from pipeline.export import flat

    return flat.writer(layout)


TARGETS: dict[str, Target] = {
    target.name: target
    for target in (
        Target("case", "CASE", ".json", whole=True, load=_case),
        Target("moodle", "Moodle", ".mbz", whole=False, load=_moodle),
        Target("canvas", "Canvas", ".csv", whole=True, load=_canvas),
        Target("table", "指标表", ".xlsx", whole=False, load=_table),
        Target("rules", "Rules as data", ".rules.json", whole=False, load=_rules),
    )
}

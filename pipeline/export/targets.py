"""The systems that rubrics are handed to: a row for each.

The rows are read to know what there is; what writes a format is loaded when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pipeline.export.model import Lost, Sheet, Written
    from pipeline.messages.languages import Lang


class Writer(NamedTuple):
    """What writes a format, and what lists all that is not in it as data."""

    write: Callable[[Sequence[Sheet], Lang], Written]
    lost: Callable[[Sequence[Sheet], Lang], Iterator[Lost]]


@dataclass(frozen=True, slots=True)
class Target:
    """A format of another system.

    `name` is what `--to` takes, `title` what the system calls it, `suffix` how its files end. `whole`: a file
    holds all rubrics of a notice, else one.
    """

    name: str
    title: str
    suffix: str
    whole: bool
    load: Callable[[], Writer]


def _case() -> Writer:
    from pipeline.export import case

    return Writer(case.write, case.lost)


def _moodle() -> Writer:
    from pipeline.export.moodle import forms

    return Writer(forms.write, forms.lost)


def _canvas() -> Writer:
    from pipeline.export import canvas

    return Writer(canvas.write, canvas.lost)


def _rules() -> Writer:
    from pipeline.export import rules

    return Writer(rules.write, rules.lost)


def _table() -> Writer:
    from pipeline.export import flat

    return Writer(flat.write, flat.lost)


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

"""Frozen classes that cost a command little to define: `@frozen`, for what holds values and is never changed.

A command defines 150 of them before it reads anything. For each `dataclass(frozen=True)` writes, compiles and
runs seven methods, a tenth of all that `rubrics check` does for a page. Here `__init__` alone is written so.
That nothing is changed is held by types and not at run time, which would take two thirds of the time in which
an instance is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(made: type[T]) -> type[T]:
    """A dataclass with slots that is read only, equal to another of its kind with the same values."""
    own = vars(made)
    kind: Any = dataclass(slots=True, eq=False, repr=False)(made)
    values = _values([one.name for one in fields(kind) if one.compare])

    def equal(self: Any, other: Any) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: Any) -> int:
        return hash(values(self))

    kind.__eq__ = equal
    kind.__hash__ = own.get("__hash__") or hashed
    kind.__repr__ = _told
    found: type[T] = kind
    return found


def _values(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What an instance is compared by."""
    if len(names) > 1:
        several: Callable[[Any], tuple[Any, ...]] = attrgetter(*names)
        return several
    return lambda made: tuple(getattr(made, name) for name in names)


def _told(made: Any) -> str:
    """As a dataclass tells itself."""
    values = ", ".join(f"{one.name}={getattr(made, one.name)!r}" for one in fields(made) if one.repr)
    return f"{type(made).__qualname__}({values})"

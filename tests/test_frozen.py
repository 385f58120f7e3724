"""Frozen classes behave as dataclasses that are frozen, but for what types alone hold."""

from __future__ import annotations

import pickle
from copy import deepcopy
from dataclasses import asdict, dataclass, field, fields, replace
from decimal import Decimal

import pytest

from extractors.frozen import frozen


@frozen
class Pair:
    """Two values, and one that tells nothing apart."""

    name: str
    worth: Decimal = Decimal(0)
    seen: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


@frozen
class Longer(Pair):
    """The same with one more."""

    places: tuple[str, ...] = ()


@frozen
class Single:
    """One value."""

    worth: float


@frozen
class Named:
    """Two are often looked up by the name alone."""

    name: str
    note: str = ""

    def __hash__(self) -> int:
        """Of the name."""
        return hash(self.name)


@frozen
class Nothing:
    """No value at all."""


@dataclass(frozen=True, slots=True)
class Plain:
    """As the standard library makes one."""

    name: str
    worth: Decimal = Decimal(0)


def test_it_is_equal_by_its_values_and_kind() -> None:
    assert Pair("a", Decimal(2), {"x": 1}) == Pair("a", Decimal("2.0"))
    assert Pair("a") != Pair("b")
    assert Pair("a") != Longer("a")
    others: list[object] = [("a", Decimal(0)), Nothing(), None]
    assert Pair("a") not in others
    assert Nothing() in others
    # as in a tuple, what is the same object is equal
    odd = float("nan")
    assert Single(odd) == Single(odd)


def test_it_is_hashed_by_its_values() -> None:
    assert len({Pair("a", seen={"x": 1}), Pair("a"), Pair("b"), Longer("a")}) == 3
    assert hash(Pair("a")) == hash(Plain("a"))
    assert hash(Named("a", "x")) == hash("a")
    assert len({Nothing(), Nothing(), Single(1), Single(1.0)}) == 2
    with pytest.raises(TypeError, match="unhashable"):
        hash(Longer("a", places=["x"]))  # type: ignore[arg-type]


def test_it_tells_itself_as_a_dataclass_does() -> None:
    assert repr(Pair("a", Decimal(2))) == repr(Plain("a", Decimal(2))).replace("Plain", "Pair")
    assert repr(Nothing()) == "Nothing()"


def test_it_is_a_dataclass_with_slots() -> None:
    longer = Longer("a", Decimal(1), {}, ("x",))
    assert pickle.loads(pickle.dumps(longer)) == deepcopy(longer) == longer
    assert replace(longer, name="b") == Longer("b", Decimal(1), {}, ("x",))
    assert [one.name for one in fields(longer)] == list(asdict(longer)) == list(Longer.__match_args__)
    assert not hasattr(longer, "__dict__")

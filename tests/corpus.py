"""The corpus beside the checkout, where there is one, and the scores that it gives."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.needs import CORPUS

needs_corpus = pytest.mark.needs("corpus")


@cache
def evaluator() -> ModuleType:
    """The program that scores a dataset against gold records."""
    spec = importlib.util.spec_from_file_location("evaluate", CORPUS.parent / "evaluate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold(name: str) -> dict[str, Any]:
    """The records of `gold_<name>.json`."""
    return json.loads((CORPUS / "gold" / f"gold_{name}.json").read_text(encoding="utf-8"))


def differences(dataset: Path, name: str, kinds: list[str]) -> dict[str, list[str]]:
    """Facts of these kinds that only one side holds; nothing for a kind with F1 = 1."""
    module = evaluator()
    want, have = module.gold_facts(gold(name)), module.dataset_facts(module.Dataset(dataset, None))
    found: dict[str, list[str]] = {}
    for kind in kinds:
        expected, got = want.get(kind, Counter()), have.get(kind, Counter())
        assert expected, f"the gold holds no {kind}"
        lost = [f"missing {fact}" for fact in expected - got]
        extra = [f"extra {fact}" for fact in got - expected]
        if lost or extra:
            found[kind] = sorted(lost) + sorted(extra)
    return found

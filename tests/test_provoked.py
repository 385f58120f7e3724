"""Every finding that the tool can tell is told by a test, of a file read from its bytes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from extractors.finding import CATALOGUE
from tests.provoked import CASES, ELSEWHERE


def test_every_code_has_its_case() -> None:
    missing = [code for code in CATALOGUE if code not in CASES and code not in ELSEWHERE]
    assert not missing, f"tests/provoked.py has no input that provokes {missing}"
    assert not (CASES.keys() | ELSEWHERE.keys()) - CATALOGUE.keys()
    assert not CASES.keys() & ELSEWHERE.keys()


@pytest.mark.parametrize("code", CASES)
def test_a_file_provokes_its_finding(code: str, tmp_path: Path) -> None:
    assert code in CASES[code](tmp_path)


@pytest.mark.parametrize("code", ELSEWHERE)
def test_the_test_that_provokes_it_is_there_and_names_it(code: str) -> None:
    module, _, name = ELSEWHERE[code].partition(".")
    source = (Path(__file__).parent / f"{module}.py").read_text("utf-8")
    tests = (one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef) and one.name == name)
    test = next(tests, None)
    assert test is not None, f"{ELSEWHERE[code]} is not there"
    assert f'"{code}"' in (ast.get_source_segment(source, test) or ""), f"{name} does not name {code}"

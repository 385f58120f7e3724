"""The words of the field are data: no list of them stands in code, and no list of the data is idle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import regex

import normalizers
from normalizers.vocabulary import words

ROOT = Path(normalizers.__file__).parent
VOCABULARIES = sorted(path.stem for path in (ROOT / "vocabulary").glob("*.toml"))
MODULES = sorted(ROOT.rglob("*.py"))
# digits are no words; the connectives of a grammar (且, 至, 其余) are parts of its rules
APART = {"text/numerals.py", "thresholds", "clauses"}
HAN = regex.compile(r"\p{Han}")
# so many words are a list that somebody will want to add to
MANY = 3


def _lists(tree: ast.AST) -> Iterator[ast.Set | ast.List | ast.Tuple]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Set | ast.List | ast.Tuple):
            said = [one.value for one in node.elts if isinstance(one, ast.Constant)]
            if sum(isinstance(one, str) and bool(HAN.search(one)) for one in said) >= MANY:
                yield node


def _apart(module: Path) -> bool:
    inside = module.relative_to(ROOT)
    return bool(APART & {inside.as_posix(), inside.parts[0]})


@pytest.mark.parametrize(
    "module", [one for one in MODULES if not _apart(one)], ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_list_of_words_stands_in_code(module: Path) -> None:
    found = [node.lineno for node in _lists(ast.parse(module.read_text(encoding="utf-8")))]
    assert not found, f"words of the field belong to normalizers/vocabulary: {module.name}, lines {found}"


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_list_is_used_and_names_no_word_twice(name: str) -> None:
    readers = [*MODULES, *sorted((ROOT.parent / "pipeline").rglob("*.py"))]
    code = "\n".join(path.read_text(encoding="utf-8") for path in readers)
    for key, listed in words(name).items():
        assert regex.search(rf"\b{key}\b", code), f"{name}.toml: nobody reads {key}"
        if key != "families":
            assert len(listed) == len(set(map(str, listed))), f"{name}.toml: {key} has a word twice"

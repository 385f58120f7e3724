"""The house can be taken in at a glance: folders of a dozen modules, each with a first line; the map is true."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from pipeline.docs.architecture import architecture, first_line, modules

ROOT = Path(__file__).parents[1]
PACKAGES = ("extractors", "normalizers", "pipeline")
FOLDERS = sorted(
    path.parent.relative_to(ROOT).as_posix()
    for package in PACKAGES
    for path in (ROOT / package).rglob("__init__.py")
)
# so many modules, and a newcomer has to search
MOST = 15
# these two are larger; they may shrink and not grow
LARGER = {"normalizers/language": 17}


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_folder_grows_beyond_what_can_be_taken_in(folder: str) -> None:
    count, most = len(modules(ROOT / folder)), LARGER.get(folder, MOST)
    assert count <= most, f"{folder} has {count} modules, more than {most}: part it by what they are about"


def test_a_folder_that_shrank_is_no_exception_any_more() -> None:
    for folder, most in LARGER.items():
        assert MOST < len(modules(ROOT / folder)) == most, f"{folder}: its entry in LARGER is out of date"


def test_no_module_stands_outside_of_a_package() -> None:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            assert (path.parent / "__init__.py").exists(), path


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_module_says_in_one_line_what_it_is(folder: str) -> None:
    for path in (ROOT / folder / "__init__.py", *modules(ROOT / folder)):
        assert re.search(r"[.…]$", first_line(path)), f"{path.relative_to(ROOT)} has no first line that ends"


def test_what_the_map_names_is_there() -> None:
    names = re.findall(r"`((?:extractors|normalizers|pipeline)(?:\.\w+)+)`", architecture())
    assert len(names) > 5
    for name in names:
        try:
            import_module(name)
        except ModuleNotFoundError:
            module, _, attribute = name.rpartition(".")
            assert hasattr(import_module(module), attribute), name


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_brings_its_types(package: str) -> None:
    assert (ROOT / package / "py.typed").exists()
    assert re.search(rf"^{package} = \[.*\"py\.typed\"", (ROOT / "pyproject.toml").read_text("utf-8"), re.M)

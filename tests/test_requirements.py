"""What the project needs: its locks, its system packages, the licences of both, and the tests that do without."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from importlib.metadata import Distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from requirements import audit, licences, system
from tests.needs import NEEDS, ROOT, told

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GROUPS = PROJECT["dependency-groups"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
RUN = PROJECT["project"]["dependencies"]
# what each lock is made of
LOCKS = {
    "build": GROUPS["build"],
    "run": RUN,
    "ocr": [*RUN, *EXTRAS["ocr"]],
    "app": [*RUN, *EXTRAS["app"]],
    "cluster": [*RUN, *EXTRAS["cluster"]],
    "dev": [*RUN, *(need for extra in EXTRAS.values() for need in extra), *GROUPS["dev"]],
    "tools": GROUPS["tools"],
}


def text(lock: str) -> str:
    return (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")


def pins(lock: str) -> dict[str, str]:
    """The version of each package in a lock."""
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ;]+)", text(lock), re.M))


# ---- locks


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_what_the_project_asks_for(lock: str) -> None:
    pinned = pins(lock)
    wanted = [Requirement(line) for line in LOCKS[lock]]
    wrong = [
        str(one) for one in wanted if not one.specifier.contains(pinned.get(canonicalize_name(one.name), "0"))
    ]
    assert wrong == [], "pyproject.toml asks for something else: run 'make lock'"


@pytest.mark.parametrize("lock", LOCKS)
def test_each_package_of_a_lock_is_one_version_with_its_hashes(lock: str) -> None:
    entries = [entry for entry in re.split(r"\n(?=\S)", text(lock)) if not entry.startswith("#")]
    assert len(entries) == len(pins(lock)) > 0
    for entry in entries:
        assert re.fullmatch(
            r"[a-z0-9.-]+==\S+( ; [^\\]+)? \\(\s+--hash=sha256:[0-9a-f]{64}( \\)?)+\s*", entry
        ), entry


@pytest.mark.parametrize("lock", ["run", "ocr", "app", "cluster"])
def test_all_locks_of_the_project_agree(lock: str) -> None:
    assert pins(lock).items() <= pins("dev").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place_to_fetch_from(lock: str) -> None:
    assert "://" not in text(lock)


def test_what_builds_is_locked() -> None:
    assert PROJECT["build-system"]["requires"] == GROUPS["build"]


# ---- system packages


def test_each_need_of_a_test_that_can_be_met_has_packages() -> None:
    for name, need in NEEDS.items():
        assert bool(system.packages(name)) is need.installable, name


def test_each_system_package_says_what_it_is_for() -> None:
    lines = (ROOT / "requirements" / "system.txt").read_text("utf-8").splitlines()
    entries = [line for line in lines if not line.startswith("#")]
    assert len(entries) == len(system.packages())
    assert all(re.search(r"# \S", line) for line in entries)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Debian on which what is in `here` is installed; apt-get writes down its work, and fails where `offline` is."""
    scripts = {
        # its third word is the name of a package
        "dpkg-query": 'while read -r one; do [ "$one" != "$3" ] || printf installed; done <{0}/here',
        "apt-get": 'echo "$@" >>{0}/asked; test ! -e {0}/offline',
        "sudo": 'test ! -e {0}/password || exit 1; shift; exec "$@"',
    }
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    for name, script in scripts.items():
        (tmp_path / name).write_text("#!/bin/sh\n" + script.replace("{0}", str(tmp_path)) + "\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "here").write_text("".join(f"{names[0]}\n" for names in system.packages()))
    (tmp_path / "asked").touch()
    return tmp_path


def without(machine: Path, *names: str, also: tuple[str, ...] = ()) -> None:
    here = [name for name in (machine / "here").read_text().split() if name not in names]
    (machine / "here").write_text("".join(f"{name}\n" for name in (*here, *also)))


def installed(machine: Path) -> list[str]:
    """The packages that apt-get was told to install."""
    lines = (machine / "asked").read_text().splitlines()
    return [
        word
        for line in lines
        if line.startswith("install ")
        for word in line.split()
        if word in {names[0] for names in system.packages()}
    ]


def test_a_machine_that_has_all_is_left_alone(machine: Path) -> None:
    system.main()
    assert (machine / "asked").read_text() == ""


def test_what_is_missing_is_installed_and_nothing_else(machine: Path) -> None:
    without(machine, "chromium-driver", "fonts-wqy-zenhei")
    system.main()
    assert installed(machine) == ["chromium-driver", "fonts-wqy-zenhei"]


def test_a_libreoffice_with_windows_does_as_well(machine: Path) -> None:
    nogui = ("libreoffice-writer-nogui", "libreoffice-calc-nogui")
    without(machine, *nogui, also=("libreoffice-writer", "libreoffice-calc"))
    system.main()
    assert installed(machine) == []
    without(machine, "libreoffice-calc")
    system.main()
    assert installed(machine) == ["libreoffice-calc-nogui"]


@pytest.mark.parametrize(
    ("hindrance", "asked"), [("offline", True), ("password", False)], ids=["no network", "sudo asks"]
)
def test_where_nothing_can_be_installed_it_says_so_and_goes_on(
    hindrance: str, asked: bool, machine: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    without(machine, "chromium")
    (machine / hindrance).touch()
    system.main()
    assert bool(installed(machine)) is asked
    assert "not installed" in capfd.readouterr().err


def test_other_systems_are_left_alone(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without(machine, "chromium")
    monkeypatch.setenv("PATH", "")
    system.main()
    assert (machine / "asked").read_text() == ""


# ---- tests that need what is not here

TESTS = """
import pytest
from tests.needs import demand

@pytest.fixture
def office():
    demand("libreoffice")

@pytest.mark.needs("browser")
def test_page(): raise AssertionError("this needs a browser")

@pytest.mark.needs("browser", "corpus")
def test_real_page(): raise AssertionError("this needs both")

def test_old_file(office): raise AssertionError("this needs LibreOffice")

def test_plain(): pass
"""

CONFTEST = """
import dataclasses
from tests.conftest import *
from tests.needs import NEEDS

NEEDS["corpus"] = dataclasses.replace(NEEDS["corpus"], here=lambda: False)
"""


def ended(tmp_path: Path, *options: str, **environ: str) -> tuple[dict[str, int], str]:
    """What becomes of TESTS on a machine without programs and corpus; what was printed."""
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_some.py").write_text(TESTS)
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml")),
            *("--rootdir", str(tmp_path), *options, str(tmp_path)),
        ],
        cwd=ROOT,
        env={**os.environ, "PATH": "", **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    counts = {word: int(count) for count, word in re.findall(r"(\d+) (passed|errors|skipped)", run.stdout)}
    assert run.returncode == ("errors" in counts), run.stdout + run.stderr
    return counts, run.stdout


@pytest.mark.parametrize("options", [(), ("--numprocesses", "2")], ids=["one process", "several"])
def test_what_lacks_a_program_is_skipped_and_the_last_lines_say_how_to_get_it(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    counts, printed = ended(tmp_path, *options, RUBRICS_TESTS_COMPLETE="")
    assert counts == {"passed": 1, "skipped": 3}
    assert printed.splitlines()[-5:-1] == [
        "not run for lack of Chromium and its driver: 2",
        "not run for lack of LibreOffice with Writer and Calc: 1",
        "not run for lack of the corpus in ../shared, which is not public: 1",
        f"to run them too (Debian, Ubuntu): {system.command('browser', 'libreoffice')}",
    ]


def test_where_nothing_may_be_skipped_a_missing_program_is_a_failure(tmp_path: Path) -> None:
    counts, _ = ended(tmp_path, RUBRICS_TESTS_COMPLETE="1")
    assert counts == {"passed": 1, "errors": 3}


def test_what_cannot_be_had_is_no_failure_and_nothing_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(told(["Skipped: needs the corpus in ../shared, which is not public"])) == [
        "not run for lack of the corpus in ../shared, which is not public: 1"
    ]
    assert list(told(["Skipped: only Linux has such names"])) == []


# ---- licences


@pytest.mark.parametrize(
    ("expression", "good"),
    [
        ("MIT", True),
        ("MPL-2.0 AND MIT", True),
        ("GPL-3.0-only OR BSD-3-Clause", True),
        ("GPL-3.0-only AND BSD-3-Clause", False),
        ("Apache-2.0 OR GPL-2.0-only AND MIT", True),
        ("LGPL-2.1-or-later", False),
        ("AGPL-3.0-only", False),
        # a person has to read what is in brackets, in words, or not there
        ("(MIT OR Apache-2.0) AND GPL-2.0-only", False),
        ("Free for personal use", False),
        ("nothing", False),
    ],
)
def test_licences_that_are_permissive(expression: str, good: bool) -> None:
    assert licences.permissive(expression) is good


@pytest.mark.parametrize(
    ("metadata", "stated"),
    [
        (["License-Expression: Apache-2.0 OR MIT"], "Apache-2.0 OR MIT"),
        (["License: see LICENSE", "Classifier: License :: OSI Approved :: MIT License"], "MIT"),
        (["License: BSD-3-Clause"], "BSD-3-Clause"),
        (["Classifier: License :: OSI Approved", "License: MIT License"], "MIT"),
        (
            [
                "Classifier: License :: OSI Approved :: MIT License",
                "Classifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)",
            ],
            "MIT AND GNU General Public License v3 (GPLv3)",
        ),
        ([], "nothing"),
    ],
)
def test_metadata_say_their_licence_in_several_ways(metadata: list[str], stated: str, tmp_path: Path) -> None:
    folder = tmp_path / "some-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(
        "\n".join(["Metadata-Version: 2.4", "Name: some", "Version: 1.0", *metadata])
    )
    assert licences.stated("some", Distribution.at(folder)) == stated


def test_a_package_that_is_not_here_and_that_nobody_read_is_not_permissive() -> None:
    assert not licences.permissive(licences.stated("some", None))


def test_a_licence_that_people_may_not_get_ends_the_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    licences.main()
    monkeypatch.setitem(licences.READ, "hypothesis", "GPL-3.0-only")
    licences.main()
    monkeypatch.setitem(licences.READ, "rich", "GPL-3.0-only")
    with pytest.raises(SystemExit):
        licences.main()
    assert capsys.readouterr().err.splitlines()[1:] == ["  rich: GPL-3.0-only"]


def test_each_licence_that_a_person_read_is_of_a_package_that_is_needed() -> None:
    assert licences.READ.keys() <= pins("dev").keys()


# ---- known vulnerabilities


def answers(
    given: dict[tuple[str, str], list[dict[str, object]]], monkeypatch: pytest.MonkeyPatch
) -> Counter[str]:
    """Lets pip-audit answer so for a source and a lock, else break; how often each source was asked."""
    asked: Counter[str] = Counter()

    def run(line: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        source, lock = line[line.index("--vulnerability-service") + 1], Path(line[-1]).stem
        asked[source] += 1
        packages = given.get((source, lock))
        return subprocess.CompletedProcess(
            line, 1, json.dumps({"dependencies": packages}) if packages else ""
        )

    monkeypatch.setattr(subprocess, "run", run)
    return asked


SOUND: dict[str, object] = {"name": "sound", "version": "1.0", "vulns": []}
HOLED: dict[str, object] = {"name": "holed", "version": "0.9", "vulns": [{"id": "PYSEC-1"}]}
STRANGE: dict[str, object] = {"name": "strange", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("build", "dev", "code", "said"),
    [
        ([SOUND], [SOUND], 0, "nothing is known"),
        ([SOUND], [HOLED, SOUND], 1, "holed 0.9: PYSEC-1"),
        ([SOUND], [SOUND, STRANGE], 2, "strange"),
        ([SOUND], [], 2, "dev"),
        ([STRANGE], [STRANGE], 2, "nothing was checked"),
        ([], [], 2, "nothing was checked"),
    ],
)
def test_an_audit_never_takes_silence_for_a_good_sign(
    build: list[dict[str, object]],
    dev: list[dict[str, object]],
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answers({("osv", "build"): build, ("osv", "dev"): dev, ("osv", "tools"): [SOUND]}, monkeypatch)
    with pytest.raises(SystemExit) as end:
        audit.main()
    printed = capsys.readouterr()
    assert end.value.code == code
    assert said in printed.out + printed.err


def test_an_audit_does_not_go_on_asking_a_source_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = answers({}, monkeypatch)
    with pytest.raises(SystemExit):
        audit.main()
    assert set(asked.values()) == {1}

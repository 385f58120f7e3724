"""Settings of all tests, and what becomes of those that need what is not here."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from pipeline.workers.process import Reader
from tests.needs import demand, told
from tests.warm import COLD, warmed

# no test is timed: a busy machine is no fault of the code
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


# files of which one takes as long as dozens of others: last in line, one would keep a processor waiting for it
LONGEST = (
    "test_app_flow", "test_hostile", "test_scoring_workbook", "test_evidence_page", "test_app_browser", "test_kept",
    "test_ocr", "test_sql", "test_legacy", "test_cli", "test_cluster", "test_app_second_day", "test_formats",
    "test_corrections", "test_numbers", "test_interchange", "test_app_notice", "test_views_hold",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that all processes end together."""
    place = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(LONGEST)))


@pytest.fixture(scope="session", autouse=True)
def _warm() -> Iterator[None]:
    """Reading processes start at once."""
    with warmed():
        yield


_FSYNC = os.fsync


@pytest.fixture(scope="session", autouse=True)
def _no_power_cut() -> Iterator[None]:
    """Nothing waits until its bytes are on the disk; the system itself goes on in every test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture
def durable(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written goes to the disk, as it does for people, and takes its time."""
    monkeypatch.setattr(os, "fsync", _FSYNC)


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading processes start as they do for people: each a program with its own imports, and its own order of sets."""
    monkeypatch.setattr(Reader, "_program", COLD)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before its fixtures start what is missing."""
    demand(*(name for mark in item.iter_markers("needs") for name in mark.args))


def pytest_runtest_teardown() -> None:
    """A command that forks takes all that there is out of the search for lost cycles; this process goes on after it."""
    gc.unfreeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """In the last lines of the run, what was not tested for lack of what."""
    for line in told(str(report.longrepr) for report in terminalreporter.stats.get("skipped", ())):
        terminalreporter.write_line(line, yellow=True)

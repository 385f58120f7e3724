"""Damaged and hostile files: each gives a Result, in bounded time and memory, and brings nothing down."""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.hostile import files, made

_MEMORY = 3 * 2**30
_SECONDS = 15  # of work for one file
Outcome = tuple[str, str, list[str], float]


def _read_all(answers: Connection) -> None:
    """Reads every file; in a process of its own, which the memory limit or a crash of a library may end."""
    from pipeline.ingest.run import ingest

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    with TemporaryDirectory() as folder:
        for name, data in files():
            path = Path(folder, name)
            path.write_bytes(data)
            start = time.process_time()
            result = ingest(path, name=name, lang="en")
            reasons = [row.message for row in result.records.findings if row.code == "internal-fault"]
            answers.send((name, result.status, reasons, time.process_time() - start))
            path.unlink()
    answers.send(None)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_every_hostile_file_gives_a_result_in_bounded_time_and_memory() -> None:
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=_read_all, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    outcomes: list[Outcome] = []
    try:
        while ours.poll(60):
            outcome = ours.recv()
            if outcome is None:
                break
            outcomes.append(outcome)
        else:
            pytest.fail(f"no result after {outcomes[-1][0]}")
    except EOFError:
        pytest.fail(f"the reading process died after {outcomes[-1][0] if outcomes else 'nothing'}")
    finally:
        process.kill()
        process.join()
    assert len(outcomes) - sum(1 for _ in made()) >= 200
    assert {status for _, status, _, _ in outcomes} == {"clean", "review", "failed"}
    assert {name: reasons for name, _, reasons, _ in outcomes if reasons} == {}
    assert {name: seconds for name, _, _, seconds in outcomes if seconds > _SECONDS} == {}

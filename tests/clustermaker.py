"""A Dask cluster of processes on loopback, a server of S3 beside it, and small notices to read."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

ROOT = Path(__file__).parents[1]
# what a worker that is given `deadly` ends under
DEADLY = "致命.html"


def notice(number: int) -> str:
    """A notice of the town Qiaoxi, which is invented as all that it says."""
    rows = "".join(
        f"<tr><td>{n}</td><td>事项{n}</td><td>每漏报{n}次扣0.{n}分，最多扣{n + 2}分。</td><td>20</td></tr>"
        for n in range(1, 6)
    )
    head = "<tr><th>序号</th><th>考核指标</th><th>评分标准</th><th>分值</th></tr>"
    title = f"<p>桥溪{number}号〔2031〕{number}号</p><h1>桥溪镇第{number}片区2031年度考核评分表</h1>"
    return f"<html><body>{title}<table border=1>{head}{rows}</table></body></html>"


def write_notices(folder: Path, count: int) -> Path:
    """So many notices in two folders; the last one has the id of the first."""
    for number in range(count):
        below = folder / ("东" if number % 2 else "西")
        below.mkdir(parents=True, exist_ok=True)
        (below / f"{number:03}.html").write_text(notice(number % (count - 1)), "utf-8")
    return folder


@contextmanager
def program(*words: str, env: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A module of Python as a process, ended with all that it started."""
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def scheduler() -> Iterator[str]:
    """The address of a scheduler of its own."""
    port = free_port()
    with program(
        "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"
    ):
        await_port(port)
        yield f"tcp://127.0.0.1:{port}"


class Cluster:
    """A scheduler and its workers of one thread, which end under a notice named so (`DEADLY`)."""

    def __init__(self, address: str, stack: ExitStack) -> None:
        self.address, self._stack = address, stack
        self.workers: list[subprocess.Popen[bytes]] = []

    def at_least(self, count: int) -> None:
        """Starts those that are missing."""
        self.workers = [one for one in self.workers if one.poll() is None]
        words = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0"]
        for _ in range(count - len(self.workers)):
            started = program(
                "distributed.cli.dask_worker", self.address, *words, "--preload", "tests.deadly_worker"
            )
            self.workers.append(self._stack.enter_context(started))


@contextmanager
def cluster() -> Iterator[Cluster]:
    """One without workers."""
    with ExitStack() as stack:
        yield Cluster(stack.enter_context(scheduler()), stack)


@contextmanager
def s3() -> Iterator[dict[str, str]]:
    """What the environment says of a server of S3."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    try:
        yield {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
    finally:
        server.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_port(port: int) -> None:
    until = monotonic() + 60
    while monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.05)
    raise TimeoutError(port)

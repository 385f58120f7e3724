"""The workers of a Dask cluster (dask.distributed), as a crew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.cluster.run import Crew
from pipeline.cluster.tasks import OtherCode
from pipeline.ingest.manifest import code_version

# seconds to wait for the scheduler, and for its first worker
_PATIENCE = 30


class Unreached(OSError):
    """There is no cluster at an address, or it has no workers."""


@contextmanager
def crew_of(address: str) -> Iterator[Crew]:
    """The workers behind a scheduler (`tcp://host:8786`), of as many tasks at once as they have threads.

    Raises ImportError without the extra `cluster`, Unreached, and OtherCode where a worker is of another
    version.
    """
    from distributed import Client

    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise Unreached(str(error)) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise Unreached(str(error)) from error
        versions = client.run(_version, on_error="return")
        for worker, version in versions.items():
            if version != code_version():
                raise OtherCode(worker)
        threads = sum(client.nthreads().values())
        yield Crew(client.get_executor(pure=False), max(1, threads))


def _version() -> str:
    return code_version()

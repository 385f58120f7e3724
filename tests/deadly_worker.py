"""A Dask worker that ends under one notice, as one does whose machine is lost; for `--preload`."""

from __future__ import annotations

import os
from collections.abc import Callable

from pipeline.cluster import tasks
from tests.clustermaker import DEADLY

_read = tasks._read


def _deadly(one: tasks.Wanted, order: tasks.Order, make: Callable[..., bytes]) -> tasks.Head:
    if one.name.endswith(DEADLY):
        os._exit(9)
    return _read(one, order, make)


tasks._read = _deadly

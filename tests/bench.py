"""Speed as ratios in one run: our reading of data/raw's PDFs against pdfplumber's own tables.

Prints for each file the best of several alternating runs; no figure is compared over machines.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber

from extractors.join import join
from extractors.reader import read
from pipeline.run import ingest

RAW = Path(__file__).resolve().parents[1] / "data" / "raw"
ROUNDS = 5


def tables_of_pdfplumber(data: bytes) -> None:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.extract_tables()


def best(*sides: Callable[[], object]) -> list[float]:
    """The shortest time of each side in seconds; the sides take turns, so that noise meets all of them."""
    times = [float("inf")] * len(sides)
    for _ in range(ROUNDS):
        for index, side in enumerate(sides):
            start = time.perf_counter()
            side()
            times[index] = min(times[index], time.perf_counter() - start)
    return times


def main() -> None:
    print("ratios of time against pdfplumber's extract_tables (1 = as slow, 0.5 = half the time)")
    for path in sorted(RAW.glob("*.pdf")):
        data = path.read_bytes()
        peer, reading, whole = best(
            lambda data=data: tables_of_pdfplumber(data),
            lambda data=data: join(read(data, ".pdf")),
            lambda path=path: ingest(path),
        )
        print(f"  {path.name}: read and join {reading / peer:.2f}, whole ingest {whole / peer:.2f}")


if __name__ == "__main__":
    main()

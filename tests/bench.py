"""Speed as ratios in one run: our reading of PDFs against pdfplumber's own tables.

Prints for each file the best of several alternating runs; no figure is compared over machines. The grammar's share is that of
clauses and thresholds over all texts of the notice; a copy of each text is read, as the notice itself is read only once.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber

from extractors.join import join
from extractors.reader import read
from normalizers.clauses import read_clauses
from normalizers.rubric import Records
from normalizers.text import clean
from normalizers.thresholds.targets import thresholds
from pipeline.run import ingest
from tests.corpus import CORPUS

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


def texts_of(records: Records) -> list[str]:
    """All texts in which a clause or a threshold may stand."""
    of_criteria = [text for one in records.criteria for text in (one.text, one.rule_text) if text]
    return [*of_criteria, *(band.text for band in records.bands), *(note.text for note in records.notes)]


def grammars(texts: list[str]) -> None:
    for raw in texts:
        text = clean(raw)
        read_clauses(text)
        thresholds(text)


def main() -> None:
    print("ratios of time against pdfplumber's extract_tables (1 = as slow, 0.5 = half the time)")
    for path in [*sorted(RAW.glob("*.pdf")), *CORPUS.glob("documents/rubric_003.pdf")]:
        data = path.read_bytes()
        texts = texts_of(ingest(path).records)
        peer, reading, grammar, whole = best(
            lambda data=data: tables_of_pdfplumber(data),
            lambda data=data: join(read(data, ".pdf")),
            lambda texts=texts: grammars(texts),
            lambda path=path: ingest(path),
        )
        shares = (
            f"read and join {reading / peer:.2f}, grammars {grammar / peer:.2f}, whole {whole / peer:.2f}"
        )
        print(f"  {path.name}: {shares}")


if __name__ == "__main__":
    main()

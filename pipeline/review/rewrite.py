"""The dataset written anew from the desk: only what has changed is read again."""

from __future__ import annotations

from pipeline.contract.formats import FORMATS
from pipeline.corrections.folder import load
from pipeline.dataset.files import write
from pipeline.dataset.known import known_of
from pipeline.dataset.swap import complete
from pipeline.evidence.pages import PDFIUM
from pipeline.ingest.inputs import find_notices
from pipeline.ingest.manifest import Origin, load_manifest
from pipeline.ingest.run import ingest_changed
from pipeline.locking import locked, patience
from pipeline.review.desk import Desk

# who writes from the browser waits for another run no longer than this, in seconds
_PATIENCE = 20.0


def rewrite(desk: Desk) -> None:
    """What `rubrics ingest SOURCES --out DATASET` does, in the language of the dataset. Raises OSError."""
    with desk.lock, PDFIUM, patience(_PATIENCE), locked(desk.dataset):
        complete(desk.dataset)
        manifest = load_manifest(desk.dataset)
        lang = manifest.lang if manifest else desk.lang
        verify = manifest.verify if manifest else False
        formats = manifest.formats if manifest else FORMATS
        said = load(desk.corrections)
        known = known_of(desk.dataset, lang, verify=verify, corrections=said, formats=formats)
        found = find_notices([desk.sources])
        results = ingest_changed(
            found.notices, known, lang=lang, verify=verify, corrections=said, closed=found.closed
        )
        origin = Origin((desk.sources,), desk.corrections)
        write(results, desk.dataset, lang=lang, verify=verify, origin=origin, formats=formats)
        desk.reload()

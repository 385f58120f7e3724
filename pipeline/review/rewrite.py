"""The dataset written anew from the desk: only what has changed is read again."""

from __future__ import annotations

from pipeline.contract.formats import FORMATS
from pipeline.evidence.pages import PDFIUM
from pipeline.ingest.manifest import load_manifest
from pipeline.locking import patience
from pipeline.project.run import run
from pipeline.review.desk import Desk

# who writes from the browser waits for another run no longer than this, in seconds
_PATIENCE = 20.0


def rewrite(desk: Desk) -> None:
    """What `rubrics ingest` does, as the dataset was written. Raises ProjectFault, OSError."""
    with desk.lock, PDFIUM, patience(_PATIENCE):
        manifest = load_manifest(desk.project.dataset)
        run(
            desk.project,
            lang=manifest.lang if manifest else desk.lang,
            verify=manifest.verify if manifest else False,
            formats=manifest.formats if manifest else FORMATS,
        )
        desk.reload()

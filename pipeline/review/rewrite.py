"""The dataset written anew from the desk: only what has changed is read again."""

from __future__ import annotations

from pipeline.corrections.folder import load
from pipeline.dataset.files import write
from pipeline.evidence.pages import PDFIUM
from pipeline.ingest.inputs import find_notices
from pipeline.ingest.kept import Known
from pipeline.ingest.manifest import Origin, load_manifest
from pipeline.ingest.run import ingest_changed
from pipeline.review.desk import Desk


def rewrite(desk: Desk) -> None:
    """What `rubrics ingest SOURCES --out DATASET` does, in the language of the dataset. Raises OSError."""
    manifest = load_manifest(desk.dataset)
    lang = manifest.lang if manifest else desk.lang
    verify = manifest.verify if manifest else False
    with desk.lock, PDFIUM:
        said = load(desk.corrections)
        known = Known.of(desk.dataset, lang, verify=verify, corrections=said)
        notices = find_notices([desk.sources]).notices
        results = ingest_changed(notices, known, lang=lang, verify=verify, corrections=said)
        origin = Origin((desk.sources,), desk.corrections)
        write(results, desk.dataset, lang=lang, verify=verify, origin=origin)
        desk.reload()

"""Evidence pages as files: one for each notice, and for a long one a folder of page pictures beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import quote

from pipeline.evidence.page import data_address, page
from pipeline.evidence.pages import NotDrawn, Pages
from pipeline.evidence.source import Source
from pipeline.evidence.view import Sheet, view
from pipeline.ingest.run import Result
from pipeline.messages.languages import Lang
from pipeline.replacing import replacing

# a notice of more pages has its pictures beside it: about 2 MB, which a mail still takes
MOST_EMBEDDED = 20
_WIDTH = 1300


def write(result: Result, source: Source, out: Path, lang: Lang) -> Path | None:
    """Write the page of a notice to `out`; the folder of its pictures, if there is one. Raises OSError.

    The folder is `out` with the suffix .pages; an older one is replaced.
    """
    made = view(result, source, lang)
    folder = out.with_suffix(".pages")
    beside = sum(bool(sheet.page) for sheet in made.sheets) > MOST_EMBEDDED
    with replacing(out) as fresh:
        addresses: dict[int, str] = {}
        size = 0
        _clear(folder)
        try:
            for number, picture in _pictures(source, made.sheets):
                if not beside:
                    addresses[number] = data_address(picture)
                    continue
                folder.mkdir(exist_ok=True)
                (folder / f"p{number + 1:03d}.png").write_bytes(picture)
                addresses[number] = f"{quote(folder.name)}/p{number + 1:03d}.png"
                size += len(picture)
        except BaseException:  # a thousand pictures without their page are of no use
            _clear(folder)
            raise
        said = f"{size / 1_000_000:.1f} MB" if beside else ""
        fresh.write_text(page(made, lang, addresses.get, beside=said), "utf-8", newline="\n")
    return folder if beside else None


def _pictures(source: Source, sheets: tuple[Sheet, ...]) -> Iterator[tuple[int, bytes]]:
    """Number and picture of each sheet that can be drawn."""
    with ExitStack() as opened:
        files: dict[int, Pages] = {}
        for number, sheet in enumerate(sheets):
            if not sheet.page:
                continue
            with suppress(NotDrawn):
                if sheet.file not in files:
                    files[sheet.file] = opened.enter_context(Pages(source.files[sheet.file].data))
                yield number, files[sheet.file].image(sheet.page - source.files[sheet.file].first + 1, _WIDTH)


def _clear(folder: Path) -> None:
    """Take away the pictures of an older page, and the folder, unless someone keeps a file there."""
    for picture in folder.glob("p*.png"):
        picture.unlink()
    with suppress(OSError):
        folder.rmdir()

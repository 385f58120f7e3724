"""The evidence page: one HTML file that asks nothing of the network, with pictures beside it if need be."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import partial
from importlib.resources import files

from jinja2 import Environment

from pipeline.evidence.view import View, short_place
from pipeline.look import style
from pipeline.messages.languages import Lang
from pipeline.messages.phrases import MARKS
from pipeline.messages.words import say
from pipeline.workbook.cells import xml_text

# up to so many lines all are open at first; up to so many the criteria are listed, and beyond it the lines of
# a rubric are text until it is opened, so that a browser need not build all of them before it shows the first
_ALL_OPEN, _LISTED = 500, 4000


def page(made: View, lang: Lang, address: Callable[[int], str | None], *, beside: str = "") -> str:
    """The page in the language of the reader; text of the documents is escaped.

    `address` says where the picture of a sheet, by its number, is: a file beside the page, `data:`, or None
    without one. `beside` says how large the pictures beside the page are.
    """
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    own_style, script, template = (_part(name) for name in ("page.css", "page.js", "page.html"))
    script_hash = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    numbers = iter(range(made.lines))
    text = environment.from_string(template).render(
        made=made,
        notice=made.result.records.notice,
        lang=lang,
        say=partial(_say, lang),
        address=address,
        beside=beside,
        style=style("light") + own_style,
        script=script,
        script_hash=script_hash,
        count=lambda: next(numbers),
        place=lambda places: short_place(places, lang),
        marks=MARKS,
        opened=2 if made.lines <= _ALL_OPEN else 1 if made.lines <= _LISTED else 0,
        paged=sum(bool(sheet.page) for sheet in made.sheets),
        names="；".join(dict.fromkeys(sheet.name for sheet in made.sheets)) or made.result.name,
        several=len({sheet.file for sheet in made.sheets}) > 1,
    )
    return xml_text(text)


def data_address(picture: bytes) -> str:
    """A picture as an address that holds it."""
    return "data:image/png;base64," + base64.b64encode(picture).decode()


def _part(name: str) -> str:
    return files("pipeline.evidence").joinpath(name).read_text("utf-8")


def _say(lang: Lang, key: str, **values: object) -> str:
    return say(key, lang, **values)

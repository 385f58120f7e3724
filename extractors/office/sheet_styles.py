"""Styles of a spreadsheet: how the cells and runs of a style are written, and on what ground."""

from __future__ import annotations

import colorsys
from collections.abc import Iterator

from lxml import etree

from extractors.characters.colours import Colour, alike, hex_colour
from extractors.characters.symbols import as_signs, is_sign_font
from extractors.frozen import frozen
from extractors.numbering import superscript
from extractors.office.number_format import format_code
from extractors.office.opc import child, local, value

_TRUE = {"1", "true"}
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
# of the old palette only what text and grounds are hidden by; 64 and 65 are the colours of the window
_PALETTE = {0: _BLACK, 1: _WHITE, 8: _BLACK, 9: _WHITE, 64: _BLACK, 65: _WHITE}
# themes name dark before light, cells count light before dark
_THEME_ORDER = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
_TINY = 2.0  # points


@frozen
class Writing:
    """How a cell or a run is written; `colour` is None where it is not known."""

    struck: bool = False
    raised: bool = False
    signs: str = ""  # the font, where it is one of signs
    colour: Colour | None = _BLACK
    tiny: bool = False

    def as_shown(self, text: str) -> str:
        """The text with the signs of its font and its raised figures."""
        text = as_signs(text, self.signs) if self.signs else text
        return superscript(text) if self.raised else text

    def is_unseen_on(self, ground: Colour | None) -> bool:
        """Whether the text cannot be seen on this ground; no where one of the colours is not known."""
        return self.tiny or (ground is not None and self.colour is not None and alike(self.colour, ground))


@frozen
class Style:
    """A style of cells: its format, whether it has a border at its side, its writing and its ground."""

    code: str = "General"
    sided: bool = False
    writing: Writing = Writing()
    ground: Colour | None = _WHITE


class Styles:
    """The styles of a workbook, by their numbers."""

    def __init__(self, theme: etree._Element | None) -> None:
        """Those of a workbook without a part of styles; `theme` holds its colours."""
        scheme = child(theme, "themeElements", "clrScheme")
        named = {local(node): node for node in scheme} if scheme is not None else {}
        self._theme = [_of_theme(named.get(name)) for name in _THEME_ORDER]
        self._styles: list[Style] = []

    def __getitem__(self, number: int) -> Style:
        return self._styles[number] if number < len(self._styles) else Style()

    def add(self, root: etree._Element | None) -> None:
        """Reads the styles of a part."""
        custom = {
            number(value(node, "numFmtId")): value(node, "formatCode") or ""
            for node in members(root, "numFmts")
        }
        sided = [
            any(
                value(child(node, side), "style") not in {None, "none"}
                for side in ("left", "right", "start", "end")
            )
            for node in members(root, "borders")
        ]
        writings = [self.writing(node) for node in members(root, "fonts")]
        grounds = [self._ground(node) for node in members(root, "fills")]
        for node in members(root, "cellXfs"):
            border, font, fill = (number(value(node, name)) for name in ("borderId", "fontId", "fillId"))
            self._styles.append(
                Style(
                    format_code(number(value(node, "numFmtId")), custom),
                    sided[border] if border < len(sided) else False,
                    writings[font] if font < len(writings) else Writing(),
                    grounds[fill] if fill < len(grounds) else _WHITE,
                )
            )

    def writing(self, font: etree._Element | None) -> Writing:
        """How a font of the styles, or the properties of a run, write."""
        struck = child(font, "strike")
        name = value(child(font, "name")) or value(child(font, "rFont")) or ""
        return Writing(
            struck=struck is not None and value(struck) not in {"0", "false"},
            raised=value(child(font, "vertAlign")) == "superscript",
            signs=name if is_sign_font(name) else "",
            colour=self._colour(child(font, "color"), _BLACK),
            tiny=_is_tiny(value(child(font, "sz"))),
        )

    def _ground(self, fill: etree._Element) -> Colour | None:
        pattern = child(fill, "patternFill")
        kind = value(pattern, "patternType") or "none"
        if pattern is None or kind not in {"none", "solid"}:
            return None  # shades from one colour to another, or stripes
        return _WHITE if kind == "none" else self._colour(child(pattern, "fgColor"), _WHITE)

    def _colour(self, node: etree._Element | None, automatic: Colour) -> Colour | None:
        if node is None or value(node, "auto") in _TRUE:
            return automatic
        written, indexed, themed = (value(node, name) for name in ("rgb", "indexed", "theme"))
        if written is not None:
            colour = hex_colour(written)
        elif indexed is not None:
            colour = _PALETTE.get(number(indexed, -1))
        else:
            place = number(themed, -1)
            colour = self._theme[place] if 0 <= place < len(self._theme) else None
        return _tinted(colour, value(node, "tint")) if colour is not None else None


def members(root: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """The elements of a group, none where the group is absent."""
    group = child(root, name)
    return iter(group) if group is not None else iter(())


def number(text: str | None, missing: int = 0) -> int:
    """A count in an attribute; `missing` where there is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else missing


def _of_theme(node: etree._Element | None) -> Colour | None:
    inside = next(iter(node), None) if node is not None else None
    return hex_colour(value(inside, "lastClr") or value(inside, "val") or "")


def _tinted(colour: Colour, tint: str | None) -> Colour | None:
    """A colour made lighter (up to 1) or darker (down to -1)."""
    try:
        share = float(tint or 0)
    except ValueError:
        return None
    if not share or not -1 <= share <= 1:
        return colour if not share else None
    hue, light, full = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    light = light * (1 + share) if share < 0 else light * (1 - share) + share
    red, green, blue = (round(part * 255) for part in colorsys.hls_to_rgb(hue, light, full))
    return red, green, blue


def _is_tiny(size: str | None) -> bool:
    try:
        return 0 < float(size or 0) <= _TINY
    except ValueError:
        return False

"""Styles and automatic numbers (自动编号) of Word: which paragraphs are headings, what number each shows."""

from __future__ import annotations

import re

from lxml import etree

from extractors.frozen import frozen
from extractors.numbering import ordinal
from extractors.office.opc import child, local, value

_HEADING_NAME = re.compile(r"(?:heading\b|title$|subtitle$|标题|副标题)", re.I)
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_MOST_STEPS = 20  # of a chain of styles; a damaged file may go in a circle


@frozen
class _Level:
    start: int
    kind: str
    text: str
    gap: str
    restart: int | None
    legal: bool
    style: str


class Styles:
    """The styles of a document; each is based on another, up to the default."""

    def __init__(self, root: etree._Element | None) -> None:
        """`root`: the styles part, None where the file has none."""
        styles = [node for node in (root if root is not None else ()) if local(node) == "style"]
        self._by_id = {value(node, "styleId") or "": node for node in styles}
        self._defaults = child(root, "docDefaults", "rPrDefault", "rPr")
        given = [child(node, "rPr") for node in styles] + [self._defaults]
        self._names = {local(each) for properties in given if properties is not None for each in properties}
        self._known: dict[tuple[str, str], etree._Element | None] = {}
        self._default = next(
            (
                value(node, "styleId") or ""
                for node in styles
                if value(node, "type") == "paragraph" and value(node, "default") in {"1", "true", "on"}
            ),
            "",
        )

    def chain(self, paragraph: etree._Element) -> list[etree._Element]:
        """The style of a paragraph and those that it is based on, nearest first."""
        name = value(child(paragraph, "pPr", "pStyle")) or self._default
        return self._from(name)

    def numbers(self, style: str) -> etree._Element | None:
        """The numbering properties of a style by its id."""
        return child(self._by_id.get(style), "pPr", "numPr")

    def is_heading(self, paragraph: etree._Element) -> bool:
        """Whether a paragraph has an outline level, or a style of that kind."""
        own = value(child(paragraph, "pPr", "outlineLvl"))
        if own is not None:
            return own in {"0", "1", "2", "3", "4", "5", "6", "7", "8"}
        for style in self.chain(paragraph):
            level = value(child(style, "pPr", "outlineLvl"))
            if level is not None:
                return level != "9"
            if _HEADING_NAME.match(value(child(style, "name")) or ""):
                return True
        return False

    def gives(self, name: str) -> bool:
        """Whether any style, or the document, says something of a property of runs."""
        return name in self._names

    def of_run(self, style: str, name: str) -> etree._Element | None:
        """A property of runs that a style of characters gives."""
        return self._given(style, name) if style else None

    def of_paragraph(self, paragraph: etree._Element | None, name: str) -> etree._Element | None:
        """A property of runs that the style of their paragraph gives."""
        own = value(child(paragraph, "pPr", "pStyle")) if paragraph is not None else None
        return self._given(own or self._default, name)

    def default(self, name: str) -> etree._Element | None:
        """A property that all runs have where nothing else is said."""
        return child(self._defaults, name)

    def is_shaded(self, style: str) -> bool:
        """Whether a style of tables colours some of its cells."""
        fills = (value(shade, "fill") for node in self._from(style) for shade in node.iter("{*}shd"))
        return any(fill not in {None, "auto", "FFFFFF", "ffffff"} for fill in fills)

    def _given(self, style: str, name: str) -> etree._Element | None:
        key = style, name
        if key not in self._known:
            found = (child(node, "rPr", name) for node in self._from(style))
            self._known[key] = next((node for node in found if node is not None), None)
        return self._known[key]

    def _from(self, name: str) -> list[etree._Element]:
        chain: list[etree._Element] = []
        while name in self._by_id and len(chain) < _MOST_STEPS:
            chain.append(self._by_id[name])
            name = value(child(chain[-1], "basedOn")) or ""
        return chain


class Numbers:
    """The counters of a document; paragraphs must be asked in their order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        """`root`: the numbering part, None where the file has none."""
        self._styles = styles
        self._abstract: dict[str, etree._Element] = {}
        self._lists: dict[str, etree._Element] = {}
        for node in root if root is not None else ():
            if local(node) == "abstractNum":
                self._abstract[value(node, "abstractNumId") or ""] = node
            elif local(node) == "num":
                self._lists[value(node, "numId") or ""] = node
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, dict[int, int]] = {}  # by abstract list: lists of one kind count on together
        self._begun: set[tuple[str, int]] = set()

    def label(self, paragraph: etree._Element) -> str:
        """The number that Word shows before a paragraph, with the gap after it; empty where it shows none."""
        number, level = self._place(paragraph)
        levels = self._of(number)
        if level not in levels:
            return ""
        key = self._key(number)
        counts = self._counts.setdefault(key, {})
        override = self._override(number, level)
        if override is not None and (number, level) not in self._begun:
            counts[level] = override
        else:
            counts[level] = counts.get(level, levels[level].start - 1) + 1
        self._begun.add((number, level))
        for deeper in range(level + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and level < restart):
                counts.pop(deeper, None)
        return self._shown(levels, level, counts)

    def _shown(self, levels: dict[int, _Level], level: int, counts: dict[int, int]) -> str:
        this = levels[level]
        if this.kind == "bullet":
            return ""

        def written(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            if at not in levels or levels[at].kind in {"none", "bullet"}:
                return ""
            kind = "decimal" if this.legal and at < level else levels[at].kind
            return ordinal(counts.get(at, levels[at].start), kind)

        label = _PLACE.sub(written, this.text)
        return label + this.gap if label.strip() else ""

    def _place(self, paragraph: etree._Element) -> tuple[str, int]:
        """List and level of a paragraph, by its own properties or those of its style."""
        own = child(paragraph, "pPr", "numPr")
        number, level = value(child(own, "numId")), value(child(own, "ilvl"))
        for style in self._styles.chain(paragraph) if number is None else ():
            of_style = child(style, "pPr", "numPr")
            number = value(child(of_style, "numId"))
            if number is not None:
                name = value(style, "styleId") or ""
                linked = (str(at) for at, each in self._of(number).items() if each.style == name)
                level = level or next(linked, None) or value(child(of_style, "ilvl"))
                break
        return number or "0", int(level) if level and level.isdecimal() else 0

    def _key(self, number: str) -> str:
        """The abstract list behind a list, through a list style where it names one."""
        for _ in range(_MOST_STEPS):
            key = value(child(self._lists.get(number), "abstractNumId")) or ""
            link = value(child(self._abstract.get(key), "numStyleLink"))
            through = value(child(self._styles.numbers(link), "numId")) if link else None
            if through is None or through == number:
                return key
            number = through
        return key

    def _of(self, number: str) -> dict[int, _Level]:
        if number not in self._levels:
            found = {}
            own = self._lists.get(number)
            nodes = list(self._abstract.get(self._key(number), ())) if own is not None else []
            for override in own if own is not None else ():
                nodes.extend(override)
            for node in nodes:
                at = value(node, "ilvl")
                if local(node) == "lvl" and at and at.isdecimal():
                    found[int(at)] = _level(node)
            self._levels[number] = found
        return self._levels[number]

    def _override(self, number: str, level: int) -> int | None:
        for node in self._lists.get(number, ()):
            if local(node) == "lvlOverride" and value(node, "ilvl") == str(level):
                return _integer(value(child(node, "startOverride")))
        return None


def _level(node: etree._Element) -> _Level:
    text = value(child(node, "lvlText")) or ""
    no_gap = value(child(node, "suff")) == "nothing" or text.endswith(tuple("、）．】"))
    start = _integer(value(child(node, "start")))
    legal = child(node, "isLgl")
    return _Level(
        start=start or 0,
        kind=value(child(node, "numFmt")) or "decimal",
        text=text,
        gap="" if no_gap else " ",
        restart=_integer(value(child(node, "lvlRestart"))),
        legal=legal is not None and value(legal) not in {"0", "false", "off"},
        style=value(child(node, "pStyle")) or "",
    )


def _integer(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None

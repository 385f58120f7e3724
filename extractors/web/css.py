"""Style sheets (CSS) of a page, as far as they hide, strike out, colour or raise text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from lxml import etree

from extractors.faults import CorruptFile
from extractors.frozen import frozen
from extractors.web.selectors import Compound, Tried, fits, selector_of

Medium = Literal["screen", "print"]
MEDIA: tuple[Medium, ...] = ("screen", "print")

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_RELEVANT = frozenset({
    "display", "visibility", "opacity", "text-decoration", "text-decoration-line", "color", "background",
    "background-color", "background-image", "font", "font-size", "font-family", "vertical-align",
    "text-indent", "left", "top", "height", "max-height", "width", "max-width", "overflow", "content",
    "clip", "clip-path", "content-visibility", "filter", "transform", "right", "bottom", "margin",
    "margin-left", "margin-top", "zoom", "line-height",
})  # fmt: skip
_MOST_RULES = 20_000
_MOST_WORK = 2_000_000  # questions whether a rule is about an element: some seconds


@frozen
class _Rule:
    """Selectors and what they declare; `side` where it is of generated content."""

    compounds: tuple[Compound, ...]
    side: str
    rank: tuple[int, int, int, int]
    media: frozenset[Medium]
    declared: tuple[tuple[str, str, bool], ...]
    tried: Tried = field(default_factory=dict, compare=False)


@dataclass(slots=True)
class Styles:
    """The rules of a page that bear on what is seen; `unread` are selectors that are not understood."""

    unread: list[str] = field(default_factory=list)
    _by_key: dict[str, list[_Rule]] = field(default_factory=lambda: defaultdict(list))
    _by_name: dict[tuple[object, str, str], Sequence[_Rule]] = field(default_factory=dict)
    _count: int = 0
    _work: int = 0
    _differ: bool = False
    generates: bool = False  # some rule puts text before or behind elements

    @property
    def media(self) -> tuple[Medium, ...]:
        """The media to look at: both where a rule tells them apart."""
        return MEDIA if self._differ else MEDIA[-1:]

    def add(self, text: str, media: str = "") -> None:
        """Reads a style sheet, for the media that its element names."""
        self._block(_COMMENT.sub(" ", text), frozenset(MEDIA) & _media(media))

    def declared(self, node: etree._Element, medium: Medium, side: str = "") -> dict[str, str]:
        """What is declared of an element in a medium, the strongest declaration of each property.

        Raises CorruptFile where rules and elements are beyond reason.
        """
        rules = self._rules(node) if self._count else ()
        own = node.get("style") if not side else None
        if not rules and not own:
            return {}
        found: list[tuple[bool, tuple[int, int, int, int], str, str]] = []
        for rule in rules:
            self._work += 1
            if self._work > _MOST_WORK:
                raise CorruptFile(reason="too-many-styles")
            if medium in rule.media and rule.side == side and fits(rule.compounds, node, rule.tried):
                found += [(important, rule.rank, name, value) for name, value, important in rule.declared]
        if own:
            found += [(important, (9, 0, 0, 0), name, value) for name, value, important in _relevant(own)]
        if len(found) > 1:
            found.sort(key=lambda each: each[:2])
        return {name: value for _, _, name, value in found}

    def _rules(self, node: etree._Element) -> Sequence[_Rule]:
        """The rules that may be about an element, which are the same for all of one name, id and class."""
        named = node.tag, node.get("id", ""), node.get("class", "")
        known = self._by_name.get(named)
        if known is None:
            tag = node.tag.lower() if isinstance(node.tag, str) else ""
            keys = [f"#{named[1]}", *(f".{name}" for name in named[2].split()), tag, "*"]
            known = tuple(rule for key in dict.fromkeys(keys) for rule in self._by_key.get(key, ()))
            self._by_name[named] = known
        return known

    def _block(self, text: str, media: frozenset[Medium]) -> None:
        for prelude, body in _statements(text):
            if prelude.startswith("@"):
                name, _, condition = prelude[1:].partition(" ")
                if name == "media":
                    self._block(body, media & _media(condition))
                elif name in {"supports", "layer", "container", "scope"}:
                    self._block(body, media)
                continue
            declared = _relevant(body)
            if declared and media:
                for selector in _split(prelude, ","):
                    self._rule(selector.strip(), media, declared)

    def _rule(
        self, selector: str, media: frozenset[Medium], declared: tuple[tuple[str, str, bool], ...]
    ) -> None:
        read = selector_of(selector)
        if read is None:
            if any(hides(name, value) for name, value, _ in declared):
                self.unread.append(selector)
            return
        compounds, side = read
        if not compounds or self._count >= _MOST_RULES:
            return
        self._count += 1
        self._by_name.clear()
        self._differ = self._differ or len(media) < len(MEDIA)
        self.generates = self.generates or bool(side)
        parts = [part for compound in compounds for part in compound.parts]
        ids = sum(part[0] == "#" for part in parts)
        rank = (0, ids, len(parts) - ids, sum(compound.tag not in {"", "*"} for compound in compounds))
        last = compounds[-1]
        key = next((part for part in last.parts if part[0] in "#."), last.tag or "*")
        self._by_key[key].append(_Rule(compounds, side, rank, media, declared))


def declarations(text: str) -> Iterator[tuple[str, str, bool]]:
    """Name, value and importance of each declaration of a block or a style attribute."""
    for part in _split(text, ";"):
        name, colon, value = part.partition(":")
        if colon:
            value = value.strip().lower() if name.strip().lower() != "content" else value.strip()
            important = value.endswith("important") and "!" in value
            yield name.strip().lower(), value.rpartition("!")[0].strip() if important else value, important


@lru_cache(maxsize=4096)
def _relevant(text: str) -> tuple[tuple[str, str, bool], ...]:
    """The declarations that bear on what is seen; cells of a table repeat theirs a thousand times."""
    return tuple(each for each in declarations(text) if each[0] in _RELEVANT)


def hides(name: str, value: str) -> bool:
    """Whether a declaration by itself takes text away."""
    return (name, value) in {("display", "none"), ("visibility", "hidden")} or "line-through" in value


def _media(condition: str) -> frozenset[Medium]:
    """The media that a condition names: all of them where it names none (min-width: 600px)."""
    kinds: set[Medium] = set()
    for query in condition.lower().split(",") if condition.strip() else ["all"]:
        words = query.split()
        named = next((medium for medium in MEDIA if medium in words), None)
        if named is None:
            kinds |= set() if "speech" in words or "aural" in words else set(MEDIA)
        elif words[0] == "not":
            kinds |= set(MEDIA) - {named}
        else:
            kinds.add(named)
    return frozenset(kinds)


def _statements(text: str) -> Iterator[tuple[str, str]]:
    """Each prelude with the inside of its braces; statements without braces (@import) are passed over."""
    start = depth = 0
    prelude = ""
    for match in re.finditer(r"[{};]|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'", text):
        sign = match[0]
        if sign == "{":
            if not depth:
                prelude, start = text[start : match.start()].strip(), match.end()
            depth += 1
        elif sign == "}" and depth:
            depth -= 1
            if not depth:
                yield prelude, text[start : match.start()]
                start = match.end()
        elif sign == ";" and not depth:
            start = match.end()
    if depth:  # the end of a style sheet closes what is open
        yield prelude, text[start:]


def _split(text: str, sign: str) -> list[str]:
    """The parts of a text apart by a sign that stands neither in brackets nor in quotes."""
    parts, start, depth = [], 0, 0
    for match in re.finditer(rf"[()\[\]{re.escape(sign)}]|\"[^\"]*\"|'[^']*'", text):
        if match[0] in "([":
            depth += 1
        elif match[0] in ")]":
            depth = max(depth - 1, 0)
        elif match[0] == sign and not depth:
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]

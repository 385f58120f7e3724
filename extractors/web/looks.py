"""How the elements of a page look: struck out, hidden, in the colour of their ground, raised."""

from __future__ import annotations

import re
from colorsys import hls_to_rgb
from dataclasses import replace

import regex
from lxml import etree

from extractors.characters.colours import Colour, alike, hex_colour
from extractors.characters.symbols import is_sign_font
from extractors.frozen import frozen
from extractors.unshown import Reason
from extractors.web.css import Medium, Styles

_STRUCK_TAGS = frozenset({"del", "s", "strike"})
# what tells by itself how an element looks
_SPEAKING_TAGS = _STRUCK_TAGS | {"dialog"}
_SPEAKING = frozenset({"hidden", "bgcolor", "background", "color", "face", "text", "open"})
_WHITE = (255, 255, 255)
_NAMES = {
    "white": _WHITE, "black": (0, 0, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240),
    "yellow": (255, 255, 0), "red": (255, 0, 0), "blue": (0, 0, 255), "green": (0, 128, 0),
    "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192), "lime": (0, 255, 0),
    "whitesmoke": (245, 245, 245), "navy": (0, 0, 128), "lightyellow": (255, 255, 224),
}  # fmt: skip
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+%?))?\s*\)")
_HSL = re.compile(r"hsla?\(\s*(\d{1,3})(?:deg)?[\s,]+(\d{1,3})%[\s,]+(\d{1,3})%")
# text that lets its ground through
_CLEAR = re.compile(
    r"""\s* (?: transparent
    | (?:rgb|hsl)a? \( \s* [\d.]+ (?:%|deg)? (?: [\s,]+ [\d.]+ %? ){2}
      \s* [,/] \s* (?: 0 (?:\.0+)? | \.0+ ) %? \s* \)
    | \# [0-9a-f]{3} 0 | \# [0-9a-f]{6} 00
    ) \s* \Z""",
    re.VERBOSE,
)
_COLOUR_WORD = re.compile(r"#[0-9a-f]{3,8}\b|rgba?\([^)]*\)|[a-z]+")
_SIZE = re.compile(r"(-?[\d.]+)\s*(px|pt|em|rem|%|in|cm|mm|)\Z")
_FONT_SIZE = re.compile(r"(?:^|\s)(-?[\d.]+(?:px|pt|em|rem|%|))(?:/\S+)?(?:\s|$)")
_FAMILY = re.compile(r"[\"']?\s*(wingdings\s?[23]?|webdings|symbol)\s*[\"']?\s*(?:,|$)")
_SAYS = regex.compile("[\u4e00-\u9fff0-9A-Za-z≥≤<>＜＞±×%％]")
_FAR_AWAY = -500.0  # beyond the left or upper edge of any page
# what also sets a wide box in the middle (left:50%;margin-left:-600px) has to push it farther
_PUSHING, _FARTHER = ("right", "bottom", "margin-left", "margin-top"), -2000.0


@frozen
class Look:
    """How the text of an element looks in one medium."""

    hidden: bool = False  # with all that it holds
    blanked: bool = False  # keeps its room, as visibility says; an element in it may be seen again
    struck: bool = False
    vanished: bool = False  # with all that it holds: no opacity, no size, beyond the edge
    colour: Colour | None = (0, 0, 0)
    ground: Colour | None = _WHITE
    tiny: bool = False
    raised: bool = False
    signs: str = ""

    @property
    def reason(self) -> Reason | None:
        """Why the text is not seen; None where it is."""
        if self.hidden or self.blanked:
            return "hidden"
        if self.struck:
            return "struck"
        same = self.colour is not None and self.ground is not None and alike(self.colour, self.ground)
        return "unseen" if self.vanished or self.tiny or same else None


class Looks:
    """The looks of the elements of a page, each worked out once."""

    def __init__(self, styles: Styles, strange: bool = False) -> None:
        """`strange`: there are style sheets that are not at hand, so that no ground is sure."""
        self._styles = styles
        self.plain = Look(ground=None) if strange else Look()
        self._known: dict[tuple[etree._Element, Medium], Look] = {}
        self._made: dict[tuple[object, ...], Look] = {}

    def reason(self, node: etree._Element) -> Reason | None:
        """Why neither screen nor paper shows the text of an element; None where one of them does."""
        reasons = [self.of(node, medium).reason for medium in self._styles.media]
        return reasons[0] if all(reasons) else None

    def differs(self, node: etree._Element) -> bool:
        """Whether only one of screen and paper shows the text of an element."""
        media = self._styles.media
        return len(media) > 1 and len({self.of(node, medium).reason is None for medium in media}) > 1

    def of(self, node: etree._Element, medium: Medium) -> Look:
        """The look of an element."""
        key = node, medium
        known = self._known.get(key)
        if known is None:
            outer = node.getparent()
            known = self._below(self.plain if outer is None else self.of(outer, medium), node, medium)
            self._known[key] = known
        return known

    @property
    def sides(self) -> tuple[str, ...]:
        """Where styles put text: before and behind that of elements, or nowhere."""
        return ("before", "after") if self._styles.generates else ()

    def generated(self, node: etree._Element, side: str) -> str:
        """The text that a style puts before or behind that of an element."""
        content = self._styles.declared(node, "print", side).get("content", "")
        quoted = re.fullmatch(r"\"([^\"\\]*)\"|'([^'\\]*)'", content.strip())
        return (quoted[1] or quoted[2] or "") if quoted else ""

    def _below(self, above: Look, node: etree._Element, medium: Medium) -> Look:
        if not isinstance(node.tag, str):
            return above
        tag = node.tag.lower()
        told = self._styles.declared(node, medium)
        if not told and tag not in _SPEAKING_TAGS and _SPEAKING.isdisjoint(node.attrib):
            return replace(above, raised=False) if above.raised else above
        # cells of a table are styled alike
        key = id(above), tag, tuple(told.items()), tuple(map(node.get, _SPEAKING))
        if key not in self._made:
            look = _changed(above, told, node, tag)
            self._made[key] = above if look == above else look
        return self._made[key]


def _changed(above: Look, told: dict[str, str], node: etree._Element, tag: str) -> Look:
    """The look of an element of which something is told."""
    visibility = told.get("visibility", "")
    line = f"{told.get('text-decoration', '')} {told.get('text-decoration-line', '')}".strip()
    ground = _ground(told, node, above.ground)
    written = told.get("color") or _coloured(node, tag)
    return Look(
        hidden=above.hidden
        or (tag == "dialog" and node.get("open") is None)
        or told.get("display", "none" if node.get("hidden") is not None else "") == "none",
        blanked=visibility in {"hidden", "collapse"} if visibility in _VISIBILITIES else above.blanked,
        struck=above.struck or "line-through" in line or (tag in _STRUCK_TAGS and not line),
        vanished=above.vanished or _vanishes(told, tag),
        colour=(ground or _WHITE) if _CLEAR.match(written) else _colour(written, above.colour),
        ground=ground,
        tiny=_tiny(told, above.tiny) or 0 < (_number(told.get("zoom", "")) or 0.0) <= _NO_ZOOM,
        raised=told.get("vertical-align") == "super",
        signs=_signs(told, node, above.signs),
    )


_NO_ZOOM = 0.05
_VANISHING = frozenset({
    "opacity", "text-indent", "left", "right", "top", "bottom", "margin", "margin-left", "margin-top",
    "overflow", "clip", "clip-path", "content-visibility", "filter", "transform",
})  # fmt: skip
# nothing is left of what is cut or scaled so
_NOTHING = {
    "clip": re.compile(r"rect\(\s*(?:[01](?:px)?[\s,]*){4}\)"),
    "clip-path": re.compile(r"inset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%|(?:circle|ellipse)\(\s*0(?:px|%)?[\s)]"),
    "content-visibility": re.compile("hidden"),
    "filter": re.compile(r"opacity\(\s*(?:0(?:\.0+)?|\.0+)%?\s*\)"),
    "transform": re.compile(
        r"scale[xy]?\(\s*(?:0(?:\.0+)?|\.0+)\s*[,)]|translate[xy3d]*\([^)]*-\s*\d{4,}(?:\.\d+)?(?:px|pt)"
    ),
}
# a table gives its cells the room that their text takes
_TABLE_TAGS = frozenset({"table", "tr", "td", "th", "col", "colgroup", "tbody", "thead", "tfoot"})
_VISIBILITIES = frozenset({"hidden", "collapse", "visible"})


def _coloured(node: etree._Element, tag: str) -> str:
    """The colour that an attribute gives: of <font>, or of the text of <body>."""
    return str(node.get({"font": "color", "body": "text"}.get(tag, "none"), ""))


def _vanishes(told: dict[str, str], tag: str) -> bool:
    if _VANISHING.isdisjoint(told):
        return False
    if any(nothing.search(told.get(name, "")) for name, nothing in _NOTHING.items()):
        return True
    opacity = _number(told.get("opacity", ""))
    if opacity is not None and opacity <= 0.02:
        return True
    if any((_number(told.get(name, "")) or 0.0) < _FAR_AWAY for name in ("text-indent", "left", "top")):
        return True
    pushed = (*map(told.get, _PUSHING), *told.get("margin", "").split())
    if any((_number(side or "") or 0.0) < _FARTHER for side in pushed):
        return True
    cut = any(word in told.get("overflow", "") for word in ("hidden", "clip"))
    sides = ("height", "max-height") if tag in _TABLE_TAGS else ("height", "max-height", "width", "max-width")
    if cut and tag not in _TABLE_TAGS and _number(told.get("line-height", "")) == 0:
        return True
    return cut and any(_is_nothing(told.get(name, "")) for name in sides)


def _is_nothing(size: str) -> bool:
    """Whether a side is so short that it shows nothing."""
    match = _SIZE.match(size.strip())
    number = _number(size)
    return match is not None and number is not None and number <= (1 if match[2] in {"px", "pt", ""} else 0)


def _tiny(told: dict[str, str], above: bool) -> bool:
    written = told.get("font-size", "")
    if not written and (size := _FONT_SIZE.search(told.get("font", ""))):
        written = size[1]
    match = _SIZE.match(written)
    if match is None:
        return above if not written else False
    size_ = float(match[1] or 0) if match[1].strip(".-") else 1.0
    return size_ <= (2.0 if match[2] in {"px", "pt", ""} else 0.01)


def _number(text: str) -> float | None:
    match = _SIZE.match(text.strip())
    try:
        return float(match[1]) if match else None
    except ValueError:
        return None


def _colour(text: str, above: Colour | None) -> Colour | None:
    """The colour that a word names; that of what is around where it says so, None where it is not known."""
    text = text.strip().lower()
    if not text or text in {"inherit", "currentcolor", "unset"}:
        return above
    if text in _NAMES:
        return _NAMES[text]
    if match := _HSL.match(text):
        red, green, blue = hls_to_rgb(float(match[1]) / 360 % 1, float(match[3]) / 100, float(match[2]) / 100)
        return round(255 * red), round(255 * green), round(255 * blue)
    if match := _RGB.match(text):
        return min(int(match[1]), 255), min(int(match[2]), 255), min(int(match[3]), 255)
    if re.fullmatch(r"#[0-9a-f]{3,4}", text):
        return hex_colour("".join(sign * 2 for sign in text[1:4]))
    return hex_colour(text[:7]) if text.startswith("#") else None


def _ground(told: dict[str, str], node: etree._Element, above: Colour | None) -> Colour | None:
    """The colour behind the text of an element; None where a picture, or what is not known, lies there."""
    image = told.get("background-image", "")
    whole = told.get("background", "")
    if "url(" in whole or "gradient(" in whole or (image and image != "none") or node.get("background"):
        return None
    written = told.get("background-color", "")
    if not written and whole:
        words = _COLOUR_WORD.findall(whole)
        written = next((word for word in words if _colour(word, None) is not None), "")
        if not written:
            return above if set(words) & {"none", "transparent", "inherit"} else None
    written = written or node.get("bgcolor", "")
    if written.startswith("rgba") and (match := _RGB.match(written)) and match[4] and match[4][0] == "0":
        return above if (_number(match[4]) or 0.0) == 0 else None
    return above if written in {"", "transparent", "inherit"} else _colour(written, above)


def _signs(told: dict[str, str], node: etree._Element, above: str) -> str:
    """The font of signs in which an element is written."""
    family = told.get("font-family") or told.get("font", "") or node.get("face", "").lower()
    if not family:
        return above
    named = _FAMILY.search(family) if "font-family" not in told else _FAMILY.match(family)
    return named[1] if named and is_sign_font(named[1]) else ""


# attributes that no page has: what `mark` says of an element
HIDDEN, REASON, SIGNS, RAISED = "look-hidden", "look-reason", "look-signs", "look-raised"


def mark(root: etree._Element, looks: Looks) -> list[str]:
    """Writes to each element how its own text looks, and generated text into it.

    Gives the texts of tables that only one of screen and paper shows; they are read.
    """
    differing: list[str] = []
    for node in list(root.iter(etree.Element)):
        for side in looks.sides:
            _generate(node, side, looks.generated(node, side))
        look = looks.of(node, "print")
        if look is looks.plain and not looks.differs(node):
            continue
        reason = looks.reason(node)
        if reason == "hidden" and look.hidden:
            node.set(HIDDEN, "1")
        if reason:
            node.set(REASON, reason)
        elif looks.differs(node) and next(node.iterancestors("table"), None) is not None:
            differing.append((node.text or "").strip())
        if look.signs:
            node.set(SIGNS, look.signs)
        if look.raised:
            node.set(RAISED, "1")
    return list(filter(None, differing))


def _generate(node: etree._Element, side: str, text: str) -> None:
    """Puts generated text into an element; ornaments (•, ») are none."""
    if not _SAYS.search(text):
        return
    if side == "before":
        node.text = text + (node.text or "")
    elif len(node):
        node[-1].tail = (node[-1].tail or "") + text
    else:
        node.text = (node.text or "") + text

"""Running text of HTML: tags and white space to lines, as a browser shows them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from lxml import etree

from extractors.characters.symbols import as_signs
from extractors.document import Role
from extractors.faults import CorruptFile
from extractors.frozen import frozen
from extractors.numbering import ordinal, superscript
from extractors.web.controls import control_text
from extractors.web.css import Styles
from extractors.web.formulas import FORMULAS, formula
from extractors.web.looks import HIDDEN, RAISED, REASON, SIGNS, Looks, mark

_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_BLOCKS = _HEADINGS | {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "legend", "li",
    "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
}  # fmt: skip
_UNSEEN = frozenset(
    {
        "datalist",
        "head",
        "iframe",
        "noframes",
        "noscript",
        "object",
        "rp",
        "rt",
        "script",
        "style",
        "svg",
        "template",
        "title",
    }
)
# `<不合格` is text to a browser and to libxml2, but `得分<A类` would begin a tag and be lost
_NOT_A_TAG = re.compile(r"<(?=[A-Za-z][\w.-]*[^\x00-\x7f])")
# a browser breaks the line at </br>, libxml2 drops it
_CLOSED_BREAK = re.compile(r"</br\s*/?>", re.I)
# &#150; is a dash to a browser, as Windows had it, and a control character to libxml2
_WINDOWS = re.compile(r"&#(?:(1[2-5]\d)|x([89][0-9a-f]));?", re.I)
# a page without any of these looks as its text stands there
_LOOKS = re.compile(r"<style|style\s*=|<(?:del|s|strike|font|dialog|details)\b|hidden|color|background", re.I)
_SPACES = re.compile(r"[ \t\n\r\f]+")
# what a button says is no text of the page: 点击收起评分表, 展开全部
_BUTTON = re.compile("点击|展开|收起|折叠")

_TYPED_NUMBER = re.compile(
    r"\s*(?:[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）、.．]|[\u2460-\u249b])(?!\d)"
)
_ITEM_END = re.compile(r"(?<=[。；？！])[ \t\r\n\xa0\u3000]+(?=\S)")
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.I)
_STYLES = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCountingThousand",
    "simp-chinese-informal": "chineseCountingThousand",
    "none": "",
}


@frozen
class Parsed:
    """The root of a page or a fragment, None when it holds nothing, marked with how its elements look.

    `differing`: texts of tables that only one of screen and paper shows. `unread`: selectors of rules that
    hide or strike out something, and are not understood.
    """

    root: etree._Element | None
    differing: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def parse(text: str, sheets: Mapping[str, str] | None = None) -> Parsed:
    """A page or a fragment; raises CorruptFile when it is nested too deeply.

    `sheets`: style sheets that are at hand by the address that a page gives for them.
    """
    root = _parse(text)
    if root is None or not (sheets or _LOOKS.search(text)):
        return Parsed(root)
    for details in list(root.iter("details")):
        if details.get("open") is None:
            _fold(details)
    styles = Styles()
    strange = False
    for node in root.iter("style", "link"):
        if tag_of(node) == "style":
            styles.add(node.text or "", node.get("media", ""))
        elif "stylesheet" in node.get("rel", "").lower():
            sheet = (sheets or {}).get(node.get("href", ""))
            strange = strange or sheet is None
            styles.add(sheet or "", node.get("media", ""))
    return Parsed(root, tuple(mark(root, Looks(styles, strange))), tuple(styles.unread))


def _fold(details: etree._Element) -> None:
    """Of an element that is folded up a browser shows the summary, on screen and on paper."""
    inner = etree.Element("div", {"hidden": ""})
    inner.text, details.text = details.text, None
    summary = details.find("summary")
    for child in list(details):
        if child is not summary:
            inner.append(child)
    if summary is not None and summary.tail:
        inner.text = f"{inner.text or ''}{summary.tail}"
        summary.tail = None
    details.append(inner)


def _parse(text: str) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    text = _NOT_A_TAG.sub("&lt;", _CLOSED_BREAK.sub("<br>", text.replace("\0", "")))
    text = _WINDOWS.sub(_of_windows, text)
    try:
        root: etree._Element | None = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    # libxml2 leaves out in silence what stands beyond its limit
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise CorruptFile(reason="tags-too-deep")
    return root


def _of_windows(reference: re.Match[str]) -> str:
    code = int(reference[1]) if reference[1] else int(reference[2], 16)
    return bytes([code]).decode("cp1252", "replace") if 0x80 <= code <= 0x9F else reference[0]


def tag_of(node: etree._Element) -> str:
    """The name of an element; empty for what is no element."""
    return node.tag.lower() if isinstance(node.tag, str) else ""


def unseen(node: etree._Element) -> bool:
    """Whether a browser does not show the element."""
    return tag_of(node) in _UNSEEN or node.get(HIDDEN) is not None


def hidden_text(node: etree._Element) -> str:
    """The text of an element that a style hides as a whole; empty for another."""
    if node.get(HIDDEN) is None or tag_of(node) in _UNSEEN:
        return ""
    pieces = (each.text or "" for each in node.iter(etree.Element) if tag_of(each) not in _UNSEEN)
    tails = (each.tail or "" for each in node.iterdescendants())
    return collapse(" ".join(filter(str.strip, (*pieces, *tails))))


class Flow:
    """Gathers lines and hands over each paragraph when it ends, and each table met on the way.

    `paragraph` takes the text (lines joined by newline) and its role, `table` the element.
    `restored` tells whether a list had lost its items and was numbered again, `dropped` holds text that is
    not shown, each with the reason.
    """

    def __init__(
        self, paragraph: Callable[[str, Role], None], table: Callable[[etree._Element], None]
    ) -> None:
        """Nothing read yet."""
        self.restored = False
        self.dropped: list[tuple[str, str]] = []
        self._look: tuple[str, str, bool] = ("", "", False)
        self._paragraph, self._table = paragraph, table
        self._role: Role = "body"
        self._lines: list[str] = []
        self._pieces: list[str] = []
        self._label = ""

    def read(self, node: etree._Element) -> None:
        """The element with all that it holds, without the text that follows it."""
        tag = tag_of(node)
        if not tag or unseen(node):
            if tag and (text := hidden_text(node)):
                self.dropped.append(("hidden", text))
            return
        outer_look = self._look
        raised = outer_look[2] or tag == "sup" or node.get(RAISED) is not None
        self._look = node.get(REASON, ""), node.get(SIGNS, ""), raised
        self._read(node, tag)
        self._look = outer_look

    def _read(self, node: etree._Element, tag: str) -> None:
        if tag == "br":
            self._end_line()
        elif (control := control_text(node)) is not None:
            self.text(control.text)
            if control.blank:
                self.dropped.append(("placeholder", control.prompt))
        elif tag in FORMULAS:
            self.text(formula(node, lambda inner: self._seen(inner, self.read)))
        elif tag == "table":
            self.end()
            self._table(node)
        elif tag == "ol" and not any(tag_of(child) in _BLOCKS | {"br"} for child in node.iterdescendants()):
            self._bare_list(node)
        elif tag in _BLOCKS:
            self.end()
            outer, self._role = self._role, _role(node, self._role)
            self._children(node)
            self.end()
            self._role = outer
        else:
            self._children(node)

    def text(self, text: str | None) -> None:
        """Text as it stands in the source."""
        reason, signs, raised = self._look
        if not text:
            return
        text = as_signs(text, signs) if signs else text
        text = superscript(text) if raised else text
        if reason:
            if text.strip():
                self.dropped.append((reason, collapse(text)))
        else:
            self._pieces.append(text)

    def end(self) -> None:
        """The paragraph ends here."""
        self._end_line()
        if self._lines:
            self._paragraph("\n".join(self._lines), self._role)
        self._lines = []

    def _children(self, node: etree._Element) -> None:
        preformatted = tag_of(node) in {"pre", "textarea"}
        labels = _labels(node) if tag_of(node) == "ol" else {}
        take = self._preformatted if preformatted else self.text
        take(node.text)
        for child in node:
            if child in labels:
                self.end()
                self._label = labels[child]
            self.read(child)
            if child in labels:
                self.end()
                self._label = ""
            take(child.tail)

    def _preformatted(self, text: str | None) -> None:
        for number, line in enumerate((text or "").split("\n")):
            if number:
                self._end_line()
            self.text(line.replace(" ", "\xa0"))

    def _bare_list(self, node: etree._Element) -> None:
        """An <ol> whose <li> were lost: the space after a full stop tells its items, unless numbers do."""
        self.end()
        text = self._seen(node, self._children).strip()
        items = [text] if _TYPED_NUMBER.match(text) else _ITEM_END.split(text)
        self.restored = self.restored or len(items) > 1
        for number, item in enumerate(items, 1):
            self.text(f"{number}. {item}" if len(items) > 1 else item)
            self.end()

    def _seen(self, node: etree._Element, read: Callable[[etree._Element], None]) -> str:
        """The text of an element without blocks that `read` takes in, as far as it is shown."""
        outer, self._pieces = self._pieces, []
        read(node)
        text, self._pieces = "".join(self._pieces), outer
        return text

    def _end_line(self) -> None:
        line = collapse("".join(self._pieces))
        self._pieces = []
        if line:
            self._lines.append(self._label + line)
            self._label = ""


def _role(node: etree._Element, outer: Role) -> Role:
    """Word processors save the margins of their pages as <div title="header"> and <div title="footer">."""
    title = node.get("title")
    if title == "header" or title == "footer":
        return "header" if title == "header" else "footer"
    if tag_of(node) == "summary" and _BUTTON.search("".join(str(piece) for piece in node.itertext())):
        return "furniture"
    return "heading" if tag_of(node) in _HEADINGS and outer == "body" else outer


def collapse(text: str) -> str:
    """White space as a browser shows it; a line of the source that ends between Han leaves no space."""

    def shown(spaces: re.Match[str]) -> str:
        before, after = text[spaces.start() - 1 : spaces.start()], text[spaces.end() : spaces.end() + 1]
        widths = {unicodedata.east_asian_width(char) for char in before + after}
        # “ and … are of ambiguous width, but they are Han punctuation beside a Han character
        han = bool(widths & {"W", "F"}) and widths <= {"W", "F", "A"}
        return "" if "\n" in spaces[0] and han else " "

    return _SPACES.sub(shown, text).replace("\xa0", " ").strip(" ")


def _labels(ordered: etree._Element) -> dict[etree._Element, str]:
    """The number before each <li> of an <ol>; none where the style or numbers typed in the text say so."""
    style = _LIST_STYLE.search(ordered.get("style", ""))
    kind = _STYLES.get(style[1].lower() if style else ordered.get("type", "1"), "decimal")
    items = [child for child in ordered if tag_of(child) == "li" and not unseen(child)]
    texts = ["".join(str(piece) for piece in item.itertext()) for item in items]
    if not kind or all(_TYPED_NUMBER.match(text) for text in texts):
        return {}
    labels = {}
    number = _integer(ordered.get("start"), 1)
    for item in items:
        number = _integer(item.get("value"), number)
        labels[item] = ordinal(number, kind) + ("、" if kind == "chineseCountingThousand" else ". ")
        number += 1
    return labels


def _integer(text: str | None, default: int) -> int:
    match = re.match(r"\s*(-?\d{1,9})", text or "")
    return int(match[1]) if match else default

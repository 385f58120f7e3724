"""Running text of Word: runs, fields, changes and formulas of a paragraph to characters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from extractors.numbering import superscript
from extractors.office.opc import child, local, value

_MARKS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
}
_LEFT_OUT = frozenset(
    {
        # struck by a tracked change
        *("del", "moveFrom", "delText", "delInstrText"),
        # the code of a field; the text that it shows is kept
        *("instrText", "fldData"),
        # properties, and the reading aid above Han characters
        *("pPr", "rPr", "sdtPr", "sdtEndPr", "rt"),
    }
)
_APART = frozenset({"txbxContent", "drawing", "pict", "object"})
_WINGDINGS = {0x52: "☑", 0xFE: "☑", 0xA3: "□", 0xA8: "□", 0x6F: "□", 0xFC: "✓", 0xFB: "✗"}


@dataclass(slots=True)
class Hidden:
    """The character styles that hide text, and the hidden text that was met."""

    styles: frozenset[str] = frozenset()
    met: list[str] = field(default_factory=list)

    def hides(self, run: etree._Element) -> bool:
        """Whether a run is not printed, by its own properties or else those of its style."""
        vanish = child(run, "rPr", "vanish")
        if vanish is not None:
            return value(vanish) not in {"0", "false", "off"}
        return value(child(run, "rPr", "rStyle")) in self.styles


def paragraph_text(paragraph: etree._Element, hidden: Hidden) -> str:
    """The characters of a paragraph as printed, without those of text boxes in it."""
    return "".join(_pieces(paragraph, hidden))


def accept_deleted_marks(root: etree._Element) -> None:
    """Puts a paragraph whose end was struck by a tracked change before the text of the next one."""
    for paragraph in list(root.iter("{*}p")):
        following, holder = paragraph.getnext(), paragraph.getparent()
        if child(paragraph, "pPr", "rPr", "del") is None or holder is None:
            continue
        if following is None or local(following) != "p":
            continue
        start = 1 if child(following, "pPr") is not None else 0
        following[start:start] = [inner for inner in paragraph if local(inner) != "pPr"]
        holder.remove(paragraph)


def children(node: etree._Element) -> Iterator[etree._Element]:
    """The elements that are printed: of two forms of one thing (AlternateContent) only the newer."""
    for inner in node:
        name = local(inner)
        if name == "AlternateContent":
            chosen = child(inner, "Choice")
            chosen = child(inner, "Fallback") if chosen is None else chosen
            yield from children(chosen) if chosen is not None else ()
        elif name not in _LEFT_OUT:
            yield inner


def descendants(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """The outermost elements of a name below a node, in order."""
    for inner in children(node):
        if local(inner) == name:
            yield inner
        else:
            yield from descendants(inner, name)


def _pieces(node: etree._Element, hidden: Hidden) -> Iterator[str]:
    for inner in children(node):
        name = local(inner)
        if name in _APART:
            continue
        if name == "t":
            yield _written(inner)
        elif name in _MARKS:
            yield _MARKS[name]
        elif name == "sym":
            yield _symbol(inner)
        elif name == "r" and hidden.hides(inner):
            hidden.met.append("".join(_pieces(inner, Hidden())))
        elif name == "r" and value(child(inner, "rPr", "vertAlign")) == "superscript":
            yield superscript("".join(_pieces(inner, hidden)))
        elif name in _FORMULA:
            yield _FORMULA[name](inner, hidden)
        else:
            yield from _pieces(inner, hidden)


def _written(node: etree._Element) -> str:
    """Text as Word shows it: lines of the XML are spaces, those at the ends count only if marked."""
    text = (node.text or "").translate({ord(char): " " for char in "\t\r\n"})
    return text if value(node, "space") == "preserve" else text.strip(" ")


def _symbol(node: etree._Element) -> str:
    """A character of a symbol font: tick boxes as such, others by the code that the file gives."""
    try:
        code = int(value(node, "char") or "", 16)
    except ValueError:
        return ""
    if (value(node, "font") or "").startswith("Wingdings") and code & 0xFF in _WINGDINGS:
        return _WINGDINGS[code & 0xFF]
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0x110000 else ""


def _part(node: etree._Element, name: str, hidden: Hidden) -> str:
    found = child(node, name)
    return "".join(_pieces(found, hidden)) if found is not None else ""


def _grouped(text: str) -> str:
    """Brackets where a part of a formula is a sum or the like: (甲+乙)/丙."""
    return f"({text})" if any(sign in text for sign in "+-×÷*/＋－") else text


# 得分=完成数/任务数 must not become 得分=完成数任务数
_FORMULA: dict[str, Callable[[etree._Element, Hidden], str]] = {
    "f": lambda node, hid: f"{_grouped(_part(node, 'num', hid))}/{_grouped(_part(node, 'den', hid))}",
    "sSup": lambda node, hid: f"{_part(node, 'e', hid)}^{_grouped(_part(node, 'sup', hid))}",
    "rad": lambda node, hid: f"√{_grouped(_part(node, 'e', hid))}",
    "d": lambda node, hid: f"({_part(node, 'e', hid)})",
}

"""Running text of Word: runs, fields, changes and formulas of a paragraph to characters."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from extractors.characters.symbols import as_signs
from extractors.numbering import grouped, superscript
from extractors.office.docx_fields import Mark, Met, Token, shown_text
from extractors.office.docx_shown import Run, Shown
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
        # properties, and the reading aid above Han characters
        *("pPr", "rPr", "sdtPr", "sdtEndPr", "fldData", "rt"),
    }
)
_APART = frozenset({"txbxContent", "drawing", "pict", "object"})


def paragraph_text(paragraph: etree._Element, shown: Shown) -> str:
    """The characters of a paragraph as printed, without those of text boxes in it."""
    return _text(_tokens(paragraph, paragraph, shown), shown)


def _text(tokens: Iterator[Token], shown: Shown) -> str:
    met = Met()
    text = shown_text(tokens, met)
    shown.met.extend(("placeholder", prompt) for prompt in met.prompts)
    shown.unread.extend(met.unread)
    return text


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


def _tokens(node: etree._Element, paragraph: etree._Element, shown: Shown) -> Iterator[Token]:
    for inner in children(node):
        name = local(inner)
        if name in _APART:
            continue
        if name == "r":
            yield from _of_run(inner, paragraph, shown)
        elif name == "t":
            yield _written(inner)
        elif name in _MARKS:
            yield _MARKS[name]
        elif name == "sym":
            yield _symbol(inner)
        elif name == "instrText":
            yield Mark("code", inner.text or "")
        elif name == "fldChar":
            yield Mark(value(inner, "fldCharType") or "", form=child(inner, "ffData"))
        elif name == "fldSimple":
            yield Mark("begin", form=child(inner, "ffData"))
            yield Mark("code", value(inner, "instr") or "")
            result = list(_tokens(inner, paragraph, shown))
            if result:
                yield Mark("separate")
                yield from result
            yield Mark("end")
        elif name in _FORMULA:
            yield _FORMULA[name](inner, paragraph, shown)
        else:
            yield from _tokens(inner, paragraph, shown)


def _of_run(run: etree._Element, paragraph: etree._Element, shown: Shown) -> Iterator[Token]:
    """The text of a run as its font draws it; the marks of fields alone where print does not show it."""
    told = Run(run, paragraph)
    reason = shown.reason_against(told)
    raised = value(told.own.get("vertAlign")) == "superscript"
    ascii_font, other_font = shown.sign_fonts(told)
    left_out = []
    for token in _tokens(run, paragraph, shown):
        if isinstance(token, Mark):
            # an index entry is hidden by its nature; what is struck is no equation any more
            gone = token.kind == "code" and reason in {"struck", "unseen"}
            if gone:
                left_out.append(token.code)
            else:
                yield token
            continue
        if ascii_font or other_font:
            token = "".join(as_signs(char, ascii_font if char.isascii() else other_font) for char in token)
        if raised:
            token = superscript(token)
        if reason:
            left_out.append(token)
        else:
            yield token
    if reason and "".join(left_out).strip():
        shown.met.append((reason, "".join(left_out)))


def _written(node: etree._Element) -> str:
    """Text as Word shows it: lines of the XML are spaces, those at the ends count only if marked."""
    text = (node.text or "").translate({ord(char): " " for char in "\t\r\n"})
    return text if value(node, "space") == "preserve" else text.strip(" ")


def _symbol(node: etree._Element) -> str:
    """A character of a font of signs as its sign."""
    try:
        code = int(value(node, "char") or "", 16)
    except ValueError:
        return ""
    if not (0x20 <= code < 0xD800 or 0xE000 <= code < 0x110000):
        return ""
    return as_signs(chr(code), value(node, "font") or "")


def _part(node: etree._Element, name: str, paragraph: etree._Element, shown: Shown) -> str:
    found = child(node, name)
    return _text(_tokens(found, paragraph, shown), shown) if found is not None else ""


# 得分=完成数/任务数 must not become 得分=完成数任务数
_FORMULA: dict[str, Callable[[etree._Element, etree._Element, Shown], str]] = {
    "f": lambda node, *at: f"{grouped(_part(node, 'num', *at))}/{grouped(_part(node, 'den', *at))}",
    "sSup": lambda node, *at: f"{_part(node, 'e', *at)}^{grouped(_part(node, 'sup', *at))}",
    "rad": lambda node, *at: f"√{grouped(_part(node, 'e', *at))}",
    "d": lambda node, *at: f"({_part(node, 'e', *at)})",
}

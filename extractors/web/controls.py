"""Controls of a form in a page: what a browser shows in them."""

from __future__ import annotations

import re

from lxml import etree

from extractors.frozen import frozen

_NO_TEXT = frozenset({"hidden", "submit", "button", "image", "reset", "file", "password", "range", "color"})
_PROMPT = re.compile(r"\s*(?:[-—─=\s]*(?:请?选择|未选|please|select|choose).*|[-—─=\s]*)\Z", re.I | re.S)


@frozen
class Control:
    """The text that a control holds; of a `blank` one, which nobody filled in, the prompt."""

    text: str = ""
    blank: bool = False
    prompt: str = ""


def control_text(node: etree._Element) -> Control | None:
    """What a control shows: its value, its tick, the chosen entry; None for what is no control."""
    match node.tag.lower() if isinstance(node.tag, str) else "":
        case "input":
            return _of_input(node)
        case "select":
            return _of_select(node)
    return None


def _of_input(node: etree._Element) -> Control:
    kind = node.get("type", "text").lower()
    if kind in {"checkbox", "radio"}:
        return Control("☑" if node.get("checked") is not None else "□")
    if kind in _NO_TEXT:
        return Control()
    text = node.get("value", "").strip()
    return Control(text) if text else Control(blank=True, prompt=node.get("placeholder", "").strip())


def _of_select(node: etree._Element) -> Control:
    """The entries that are chosen; a list that shows one entry shows its first where none was chosen."""
    options = list(node.iterdescendants("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    one = node.get("multiple") is None and node.get("size", "1") in {"", "0", "1"}
    if one:
        chosen = chosen[-1:] or options[:1]
    texts = [" ".join("".join(map(str, option.itertext())).split()) for option in chosen]
    text = "、".join(filter(None, texts))
    prompting = one and bool(chosen) and (chosen[0].get("value") == "" or bool(_PROMPT.match(text)))
    return Control(blank=True, prompt=text) if prompting else Control(text)

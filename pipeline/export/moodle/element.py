"""Elements of a Moodle backup, without characters that XML forbids and words that Moodle would decode."""

from __future__ import annotations

import re

from lxml import etree

Element = etree._Element
# no control characters in XML 1.0 but these three
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NULL = "$@NULL@$"


def element(
    tag: str, attributes: dict[str, str] | None = None, *inside: Element, text: object = None
) -> Element:
    """An element with its attributes, and either text or elements inside."""
    made = etree.Element(tag, attributes or {})
    made.extend(inside)
    if text is not None:
        made.text = str(text) if text is NULL else _safe(str(text))
    return made


def document(root: Element) -> bytes:
    """The bytes of an XML file."""
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def _safe(text: str) -> str:
    """Moodle decodes `$@…@$` when it restores: a word of a notice is none of its commands."""
    return _FORBIDDEN.sub("", text).replace("$@", "$\u200b@")

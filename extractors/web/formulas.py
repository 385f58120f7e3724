"""Formulas of a page (MathML): fractions, powers and roots in one line."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from extractors.numbering import grouped, superscript

FORMULAS = frozenset({"mfrac", "msup", "msqrt", "mroot", "annotation", "annotation-xml"})


def formula(node: etree._Element, text_of: Callable[[etree._Element], str]) -> str:
    """What a part of a formula shows; 完成数/任务数 must not become 完成数任务数."""
    parts = [text_of(inner).strip() for inner in node if isinstance(inner.tag, str)]
    match node.tag, parts:
        case "mfrac", [above, below]:
            return f"{grouped(above)}/{grouped(below)}"
        case "msup", [base, power]:
            return base + (superscript(power) if power.isdecimal() else f"^{grouped(power)}")
        case "msqrt", _:
            return f"√{grouped(''.join(parts) or (node.text or '').strip())}"
        case "mroot", [inside, "2" | ""]:
            return f"√{grouped(inside)}"
        case "annotation" | "annotation-xml", _:
            return ""  # the formula once more, for another program
    return " ".join(parts)

"""Selectors of style sheets: which elements of a page a rule is about."""

from __future__ import annotations

import re

import regex
from lxml import etree

from extractors.frozen import frozen

_COMPOUND = regex.compile(
    r"""(?P<tag>\*|[A-Za-z][\w-]*)?(?P<rest>(?:
        [.#][\w\u0080-\uffff-]+
      | \[[^\]]*\]
      | ::?[A-Za-z-]+(?:\([^()]*\))?
    )*)""",
    regex.X,
)
_PART = regex.compile(r"[.#][\w\u0080-\uffff-]+|\[[^\]]*\]|::?[A-Za-z-]+(?:\([^()]*\))?")
_ATTRIBUTE = re.compile(r"\[\s*([\w-]+)\s*(?:([~|^$*]?=)\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\]]*))\s*i?\s*)?\]")
_NTH = re.compile(r"([+-]?\d*)n\s*(?:([+-])\s*(\d+))?\Z|([+-]?\d+)\Z")
_GENERATED = {":before": "before", "::before": "before", ":after": "after", "::after": "after"}
# of links and things that a person is pointing at: on paper no element is one
_NEVER = frozenset({
    ":hover", ":active", ":focus", ":focus-within", ":focus-visible", ":target", ":visited", "::selection",
    "::placeholder", "::marker", "::first-line", "::first-letter", "::-webkit-scrollbar",
})  # fmt: skip


@frozen
class Compound:
    """What one element has to be (td.old[data-x]), and how it stands to the one before it."""

    combinator: str
    tag: str
    parts: tuple[str, ...]


def selector_of(text: str) -> tuple[tuple[Compound, ...], str] | None:
    """The compounds of a selector and its generated side; no compounds where no element on paper fits."""
    compounds: list[Compound] = []
    side, at, combinator = "", 0, " "
    while at < len(text):
        gap = re.compile(r"\s*([>+~])?\s*").match(text, at)
        if gap and gap.end() > at:
            combinator, at = gap[1] or " ", gap.end()
        match = _COMPOUND.match(text, at)
        if match is None or match.end() == at:
            return None
        parts = []
        for part in _PART.findall(match["rest"]):
            if part in _GENERATED:
                side = _GENERATED[part]
            elif part in _NEVER or part.startswith("::-"):
                return (), ""
            elif part[0] == ":" and not _is_known_state(part):
                return None
            else:
                parts.append(part)
        compounds.append(Compound(combinator, (match["tag"] or "").lower(), tuple(parts)))
        at, combinator = match.end(), " "
    return tuple(compounds), side


def _is_known_state(part: str) -> bool:
    name, _, inside = part[1:].rstrip(")").partition("(")
    if name in {
        "first-child",
        "last-child",
        "only-child",
        "first-of-type",
        "last-of-type",
        "empty",
        "root",
        "link",
    }:
        return True
    if name in {"nth-child", "nth-of-type", "nth-last-child"}:
        return _nth(inside) is not None
    return name == "not" and _COMPOUND.fullmatch(inside.strip()) is not None


Tried = dict[tuple[int, etree._Element], bool]


def fits(compounds: tuple[Compound, ...], node: etree._Element, tried: Tried) -> bool:
    """Whether an element is what a selector names, from the last compound backwards.

    What was `tried` of the selector is not tried again: div div div div takes no longer than a page is deep.
    """
    return _is(compounds[-1], node) and (len(compounds) == 1 or _is_below(compounds, node, tried))


def _is_below(compounds: tuple[Compound, ...], node: etree._Element, tried: Tried) -> bool:
    """Whether what stands around an element is as the compounds before the last one say."""
    before = compounds[:-1]

    def is_so(other: etree._Element) -> bool:
        key = len(before), other
        if key not in tried:
            found = _is(before[-1], other)
            tried[key] = found and (len(before) == 1 or _is_below(before, other, tried))
        return tried[key]

    match compounds[-1].combinator:
        case ">":
            parent = node.getparent()
            return parent is not None and is_so(parent)
        case "+":
            return (sibling := _previous(node)) is not None and is_so(sibling)
        case "~":
            return any(is_so(sibling) for sibling in node.itersiblings(preceding=True) if _named(sibling))
    return any(is_so(outer) for outer in node.iterancestors())


def _is(compound: Compound, node: etree._Element) -> bool:
    if not _named(node) or compound.tag not in {"", "*", node.tag.lower()}:
        return False
    return all(_has(part, node) for part in compound.parts)


def _has(part: str, node: etree._Element) -> bool:
    if part[0] == "#":
        return node.get("id") == part[1:]
    if part[0] == ".":
        return part[1:] in node.get("class", "").split()
    if part[0] == "[":
        return _has_attribute(part, node)
    name, _, inside = part[1:].rstrip(")").partition("(")
    match name:
        case "first-child":
            return _previous(node) is None
        case "last-child":
            return not any(_named(sibling) for sibling in node.itersiblings())
        case "only-child":
            return _has(":first-child", node) and _has(":last-child", node)
        case "first-of-type":
            return not any(sibling.tag == node.tag for sibling in node.itersiblings(preceding=True))
        case "last-of-type":
            return not any(sibling.tag == node.tag for sibling in node.itersiblings())
        case "nth-child":
            return _counts(inside, 1 + sum(map(_named, node.itersiblings(preceding=True))))
        case "nth-last-child":
            return _counts(inside, 1 + sum(map(_named, node.itersiblings())))
        case "nth-of-type":
            return _counts(
                inside, 1 + sum(each.tag == node.tag for each in node.itersiblings(preceding=True))
            )
        case "empty":
            return not len(node) and not (node.text or "")
        case "root":
            return node.getparent() is None
        case "link":
            return node.get("href") is not None
    inner = _COMPOUND.fullmatch(inside.strip())
    if name != "not" or inner is None:
        return False
    return not _is(Compound(" ", (inner["tag"] or "").lower(), tuple(_PART.findall(inner["rest"]))), node)


def _has_attribute(part: str, node: etree._Element) -> bool:
    match = _ATTRIBUTE.match(part)
    found = node.get(match[1].lower()) if match else None
    if match is None or found is None:
        return False
    wanted = next((group for group in match.groups()[2:] if group is not None), "")
    match match[2]:
        case None:
            return True
        case "=":
            return found == wanted
        case "~=":
            return wanted in found.split()
        case "|=":
            return found == wanted or found.startswith(wanted + "-")
        case "^=":
            return bool(wanted) and found.startswith(wanted)
        case "$=":
            return bool(wanted) and found.endswith(wanted)
    return bool(wanted) and wanted in found


def _nth(inside: str) -> tuple[int, int] | None:
    """Step and offset of 2n+1, odd, 3."""
    text = {"odd": "2n+1", "even": "2n"}.get(inside.strip().lower(), inside.strip().lower())
    match = _NTH.match(text)
    if match is None:
        return None
    if match[4]:
        return 0, int(match[4])
    step = int(match[1] + "1") if match[1] in {"", "+", "-"} else int(match[1])
    return step, int((match[2] or "") + (match[3] or "0"))


def _counts(inside: str, number: int) -> bool:
    read = _nth(inside)
    if read is None:
        return False
    step, offset = read
    return number == offset if not step else (number - offset) % step == 0 and (number - offset) // step >= 0


def _previous(node: etree._Element) -> etree._Element | None:
    return next((sibling for sibling in node.itersiblings(preceding=True) if _named(sibling)), None)


def _named(node: etree._Element) -> bool:
    return isinstance(node.tag, str)

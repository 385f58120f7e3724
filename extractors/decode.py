"""Bytes of a text or a web page to characters."""

from __future__ import annotations

import codecs
from functools import cache

import regex

from extractors.finding import Finding, finding

_BOMS = (
    # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOST = "\ufffd"
_WESTERN = frozenset({"iso8859-1", "cp1252", "ascii", "latin-1"})
# first bytes of the common characters
_COMMON_GB, _COMMON_BIG5 = range(0xB0, 0xD8), range(0xA4, 0xC7)
# `re` looks at each character of a wide range when it compiles one: 3 ms that every process would wait
_WIDE = regex.compile("[\u0800-\ufffc]")
_HAN = regex.compile("[\u3400-\u9fff\ue000-\uf8ff]")
_LOOK_AT = 8000  # characters are enough to tell rubbish
_FEW = 4  # fewer Han characters tell nothing
# shares of common ones: Chinese in simplified characters has more than nine tenths, in traditional ones half
_NEARLY_ALL, _MOSTLY, _HARDLY = 0.9, 0.7, 0.3


def decode(data: bytes, declared: str = "") -> tuple[str, tuple[Finding, ...]]:
    """The text of `data` and, where bytes could not be decoded, the finding `text-undecodable`.

    A byte order mark decides, then UTF-8 if the bytes are UTF-8, then the encoding that the source
    `declared`, then GB18030, or Big5 where only that gives words (`encoding-guessed`). Lost bytes are U+FFFD
    in the text. Never raises for any bytes.
    """
    text, encoding = _decode(data, declared)
    lost = text.count(_LOST)
    findings = [finding("text-undecodable", count=lost, encoding=encoding.upper())] if lost else []
    share = _common_share(text, "gb2312", _COMMON_GB) if encoding == "gb18030" else 1.0
    if share < _MOSTLY:
        other = data.decode("big5hkscs", "replace")
        if other.count(_LOST) <= lost and _common_share(other, "big5", _COMMON_BIG5) > _NEARLY_ALL:
            return other, (finding("encoding-guessed", encoding="Big5"),)
        if share < _HARDLY:
            findings.append(finding("encoding-doubtful", encoding="GB18030"))
    return text, tuple(findings)


def _decode(data: bytes, declared: str) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding
    encoding = wide_without_mark(data)
    if encoding:
        return data.decode(encoding, "replace"), encoding
    text = data.decode("utf-8", "replace")
    if text.isascii() or _is_utf8(text):
        return text, "utf-8"
    known = _known(declared)
    if (
        known in _WESTERN
        and _common_share(data.decode("gb18030", "replace"), "gb2312", _COMMON_GB, 0.0) > _MOSTLY
    ):
        known = ""  # editors write iso-8859-1 above any text
    for encoding in (known, "gb18030"):
        if encoding:
            try:
                return data.decode(encoding), encoding
            except UnicodeError:  # also of the codec "undefined", which a page may declare
                continue
    # neither is free of errors: the reading that loses less
    readings = [(data.decode(name, "replace"), name) for name in ("gb18030", "utf-8")]
    return min(readings, key=lambda reading: reading[0].count(_LOST))


def _common_share(text: str, encoding: str, common: range, unknown: float = 1.0) -> float:
    """The share of Han characters that are common ones, which an encoding has first; `unknown` for a few."""
    han = _HAN.findall(text[:_LOOK_AT])
    known = _characters(encoding, common)
    return sum(map(known.__contains__, han)) / len(han) if len(han) >= _FEW else unknown


@cache
def _characters(encoding: str, leads: range) -> frozenset[str]:
    """The characters of two bytes that begin with these."""
    pairs = (bytes((lead, trail)).decode(encoding, "ignore") for lead in leads for trail in range(0x40, 0xFF))
    return frozenset(filter(None, pairs))


def _is_utf8(text: str) -> bool:
    """Whether bytes read as UTF-8 with replacements were UTF-8, perhaps cut or damaged in places.

    A page may say gb2312 and hold UTF-8, because it was saved anew; and a few words in GBK may be valid
    UTF-8 of two-byte characters. Characters of three bytes hardly ever come about by chance.
    """
    return len(_WIDE.findall(text)) > text.count(_LOST)


def wide_without_mark(data: bytes) -> str:
    """UTF-16 without a byte order mark: the half of line feeds, spaces and figures that is zero tells."""
    sample = data[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    # notices are mostly Han, so only a few characters of ASCII show the zero bytes
    if even + odd < 2 or min(even, odd) * 4 > max(even, odd):
        return ""
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = data[: len(data) & ~1].decode(encoding, "replace")
    return encoding if text.count(_LOST) * 100 <= len(text) and "\0" not in text else ""


def _known(name: str) -> str:
    """A codec of Python for a declared encoding; GB2312 and GBK are read as GB18030, which holds both."""
    name = name.strip().strip("\"'").lower()
    if name in {"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "ms936", "hz-gb-2312", "euc-cn"}:
        return "gb18030"
    try:
        info = codecs.lookup(name) if name else None
    except (LookupError, ValueError):
        return ""
    # rot13, zip and the like are codecs of Python too, but not encodings
    return info.name if info and info._is_text_encoding else ""

"""What the bytes of a PDF tell about damage, before any library mends it silently."""

from __future__ import annotations

import math
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from extractors.faults import OverLimit

_STREAM = re.compile(rb"stream\r?\n")
# Fonts and pictures are large, and no text is lost with them.
_NO_TEXT = re.compile(
    rb"/Length[123]\b|/Subtype\s{0,9}/(?:Image|CIDFontType0C|Type1C|OpenType|XML)\b|/ObjStm\b|/XRef\b"
)
_LONGEST_DICTIONARY = 2000
_PICTURE = re.compile(rb"/(?:DCTDecode|JPXDecode|CCITTFaxDecode|JBIG2Decode)\b")
# how a path becomes a clip
_CLIP = re.compile(rb"W\*?\s{1,9}n")
# a page that clips what it draws to itself, as LibreOffice begins each
_NUMBER = rb"(\d{1,9}(?:\.\d{1,9})?)\s{1,9}"
_WHOLE_PAGE = re.compile(
    rb"\s{0,9}(?:[\d.]{1,9}\s{1,9}w\s{1,9})?q\s{1,9}0\s{1,9}0(?:\.0\d{0,9})?\s{1,9}"
    + 2 * _NUMBER
    + rb"re\s{1,9}W\*?\s{1,9}n"
)
_PAGE_BOX = re.compile(rb"/MediaBox\s{0,9}\[\s{0,9}0\s{1,9}0\s{1,9}([\d.]{1,9})\s{1,9}([\d.]{1,9})\s{0,9}\]")
# More drawing commands in one piece are an attack: a map of a whole province has 20 MB of them.
_MOST_UNPACKED = 64 * 2**20
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)\b")
# Two forms that draw each other twice are drawn a billion times.
_MOST_NESTED, _MOST_PLACED = 1, 1000
_PACKED_TOGETHER = re.compile(rb"/ObjStm\b|/XRef\b")
_EDGE = 2.0  # points by which such a clip may be smaller than the page
_LAYOUT = re.compile(rb"[\s\x00]")


def cut_off(data: bytes) -> bool:
    """Whether objects stand after the last end mark: a whole PDF ends with its trailer."""
    end = data.rfind(b"%%EOF")
    return end < 0 or re.search(rb"\d{1,10}\s{1,9}\d{1,10}\s{1,9}obj\b", data[end:]) is not None


class Signs(NamedTuple):
    """What the drawing commands of a file may hold: clip paths, text without ink, layers.

    `whole` says that all packed streams that may hold text unpack to their end. False is no proof of
    damage: the streams of an encrypted file do not unpack either. `nested` says that forms may draw each
    other so often that it has to be counted before the file is drawn.
    """

    whole: bool
    clips: bool
    modes: bool
    layers: bool
    nested: bool = False


def signs_of(data: bytes) -> Signs:
    """Look through all streams that may hold text; what cannot be looked at may hold everything.

    Raises OverLimit for one that unpacks to more than is read.
    """
    found = _Found({_sides(box) for box in _PAGE_BOX.finditer(data)})
    for stream in _STREAM.finditer(data):
        head = data[max(0, stream.start() - _LONGEST_DICTIONARY) : stream.start()]
        if head.endswith(b"end"):
            continue
        head = head[head.rfind(b"obj") + 3 :]
        together = _PACKED_TOGETHER.search(head) is not None
        if _NO_TEXT.search(head) and not together:
            continue
        form = b"/Form" in head
        end = data.find(b"endstream", stream.end())
        packed = data[stream.end() : end if end >= 0 else len(data)]
        if b"/FlateDecode" not in head and b"/Fl " not in head:
            if not _PICTURE.search(head):
                found.clips = found.modes = True
                found.place(packed, form)
                # by another way of packing (LZW) it may hold anything
                found.strange = found.strange or b"/Filter" in head
            continue
        if b"/ASCII85Decode" in head:
            try:
                packed = _from_ascii85(packed)
            except struct.error:
                return Signs(False, True, True, True, nested=True)
        times = len(_FLATE.findall(head))
        if not _unpacks(packed, _Found(set()) if together else found, form=form, times=times):
            return Signs(False, True, True, True, nested=True)
    # objects that are packed together do not show what they are
    layers = b"/OCProperties" in data or b"/ObjStm" in data
    return Signs(True, found.clips, found.modes, layers, found.nested)


@dataclass(slots=True)
class _Found:
    """The signs that were met so far; `pages` are the sizes that pages of the file have."""

    pages: set[tuple[float, float]]
    clips: bool = False
    modes: bool = False
    strange: bool = False
    placed: int = 0
    within: int = 0

    @property
    def nested(self) -> bool:
        """Whether forms may be drawn more often than is harmless."""
        return self.strange or self.within > _MOST_NESTED or self.placed > _MOST_PLACED

    def place(self, commands: bytes, form: bool) -> None:
        """Count the forms and pictures that some commands draw."""
        count = commands.count(b"Do")
        self.placed += count
        self.within += count if form else 0

    def look(self, commands: bytes, page: bool = False) -> None:
        """Take the signs of some commands; with `page` they are the first of what may be a page."""
        whole = _WHOLE_PAGE.match(commands) if page else None
        first = whole.end() if whole and self._is_page(*_sides(whole)) else 0
        self.clips = self.clips or _CLIP.search(commands, first) is not None
        self.modes = self.modes or b" Tr" in commands

    def _is_page(self, width: float, height: float) -> bool:
        return any(width >= across - _EDGE and height >= down - _EDGE for across, down in self.pages)


def _sides(size: re.Match[bytes]) -> tuple[float, float]:
    try:
        return float(size[1]), float(size[2])
    except ValueError:
        return math.inf, math.inf


def _unpacks(packed: bytes, found: _Found, form: bool, times: int) -> bool:
    """Whether a stream, packed so many times, unpacks to its end. Raises OverLimit."""
    tail, page = b"", not form
    try:
        for _ in range(times - 1):
            packed = b"".join(_unpacked(packed))
        for piece in _unpacked(packed):
            found.look(tail + piece if tail else piece, page)
            found.place(piece, form)
            page = False
            tail = piece[-16:]
    except (zlib.error, EOFError):
        return False
    return True


def _unpacked(packed: bytes) -> Iterator[bytes]:
    """What a stream holds, in pieces. Raises zlib.error, EOFError, OverLimit."""
    unpacking = zlib.decompressobj()
    size = 0
    while packed and not unpacking.eof:
        piece = unpacking.decompress(packed, 1 << 20)
        size += len(piece)
        if size > _MOST_UNPACKED:  # a bomb gives a gigabyte for a megabyte
            raise OverLimit(reason="too-large")
        yield piece
        packed = unpacking.unconsumed_tail
    if not unpacking.eof:
        raise EOFError


def _from_ascii85(text: bytes) -> bytes:
    """The bytes that ASCII85 text stands for. Raises struct.error where it is none."""
    text = _LAYOUT.sub(b"", text.partition(b"~>")[0]).replace(b"z", b"!!!!!")
    missing = -len(text) % 5
    text += b"u" * missing
    first = 33 * (85**4 + 85**3 + 85**2 + 85 + 1)
    words = [
        (((a * 85 + b) * 85 + c) * 85 + d) * 85 + e - first
        for a, b, c, d, e in zip(text[0::5], text[1::5], text[2::5], text[3::5], text[4::5], strict=True)
    ]
    return struct.pack(f">{len(words)}I", *words)[: 4 * len(words) - missing]

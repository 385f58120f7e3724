"""What the bytes of a PDF tell about damage, before any library mends it silently."""

from __future__ import annotations

import math
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from extractors.faults import OverLimit

# Fonts and pictures are large, and no text is lost with them.
_NO_TEXT = re.compile(
    rb"/Length[123]\b|/Subtype\s{0,9}/(?:Image|CIDFontType0C|Type1C|OpenType|XML)\b|/ObjStm\b|/XRef\b"
)
_LONGEST_DICTIONARY = 2000
_PICTURE = re.compile(rb"/(?:DCTDecode|JPXDecode|CCITTFaxDecode|JBIG2Decode)\b")
# how a path becomes a clip
_CLIP = re.compile(rb"W\*?\s{1,9}n")
# how text is drawn without ink
_INKLESS = (b"3 Tr", b"7 Tr", b".0 Tr", b"  Tr")
# a page that clips what it draws to itself, as LibreOffice begins each
_NUMBER = rb"(\d{1,9}(?:\.\d{1,9})?)\s{1,9}"
_WHOLE_PAGE = re.compile(
    rb"\s{0,9}(?:[\d.]{1,9}\s{1,9}w\s{1,9})?q\s{1,9}0\s{1,9}0(?:\.0\d{0,9})?\s{1,9}"
    + 2 * _NUMBER
    + rb"re\s{1,9}W\*?\s{1,9}n"
)
_PAGE_BOX = re.compile(
    rb"/MediaBox\s{0,9}\[\s{0,9}0\s{1,9}0\s{1,9}([\d.]{1,20})\s{1,9}([\d.]{1,20})\s{0,9}\]"
)
# More drawing commands in one piece are an attack: a map of a whole province has 20 MB of them.
_MOST_UNPACKED = 64 * 2**20
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)\b")
# Two forms that draw each other twice are drawn a billion times.
_MOST_NESTED, _MOST_PLACED = 1, 1000
_PACKED_TOGETHER = re.compile(rb"/ObjStm\b|/XRef\b")
# what tells of something is no longer
_LONGEST_SIGN = 64
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
    found = _Found()
    found.take_objects(data, first=True)
    streams = list(_streams(data))
    # what is packed together tells the size of pages
    streams.sort(key=lambda stream: _PACKED_TOGETHER.search(stream[0]) is None)
    for head, packed in streams:
        form = b"/Form" in head
        together = _PACKED_TOGETHER.search(head) is not None
        if b"/FlateDecode" not in head and b"/Fl " not in head:
            if together:
                found.layers = True
            elif not _PICTURE.search(head):
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
        look = found.take_objects if together else found.look_within if form else found.look
        if not _unpacks(packed, look, times=len(_FLATE.findall(head))):
            return Signs(False, True, True, True, nested=True)
        # a predictor leaves differences in place of the bytes
        found.layers = found.layers or (b"/ObjStm" in head and b"/DecodeParms" in head)
    return Signs(True, found.clips, found.modes, found.layers, found.nested)


def _streams(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The dictionary and the bytes of each stream of commands, or of what is packed together."""
    for at in _places(b"stream", data):
        start = at + 6 + data.startswith(b"\r", at + 6) + 1
        if not data.startswith(b"\n", start - 1) or data.startswith(b"end", at - 3):
            continue
        head = data[max(0, at - _LONGEST_DICTIONARY) : at]
        head = head[head.rfind(b"obj") + 3 :]
        if not _NO_TEXT.search(head) or _PACKED_TOGETHER.search(head):
            end = data.find(b"endstream", start)
            yield head, data[start : end if end >= 0 else len(data)]


def _places(word: bytes, data: bytes) -> Iterator[int]:
    """Where a word stands; this is faster than a search by a pattern."""
    at = data.find(word)
    while at >= 0:
        yield at
        at = data.find(word, at + len(word))


@dataclass(slots=True)
class _Found:
    """The signs that were met so far; `pages` are the sizes that pages of the file have."""

    pages: set[tuple[float, float]] = field(default_factory=set)
    clips: bool = False
    modes: bool = False
    layers: bool = False
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

    def take_objects(self, objects: bytes, first: bool) -> None:
        """Take what the objects of a file say: sizes of pages, layers."""
        boxes = (_PAGE_BOX.match(objects, at) for at in _places(b"/MediaBox", objects))
        self.pages.update(_sides(box) for box in boxes if box)
        self.layers = self.layers or b"/OCProperties" in objects

    def look(self, commands: bytes, first: bool) -> None:
        """Take the signs of some commands, which are the `first` of what may be a page."""
        whole = _WHOLE_PAGE.match(commands) if first else None
        self._look(commands, whole.end() if whole and self._is_page(*_sides(whole)) else 0)
        self.place(commands, form=False)

    def look_within(self, commands: bytes, first: bool) -> None:
        """Take the signs of some commands of what has a space of its own."""
        self._look(commands, 0)
        self.place(commands, form=True)

    def _look(self, commands: bytes, start: int) -> None:
        self.clips = self.clips or _CLIP.search(commands, start) is not None
        self.modes = self.modes or (b" Tr" in commands and any(mode in commands for mode in _INKLESS))

    def _is_page(self, width: float, height: float) -> bool:
        return any(width >= across - _EDGE and height >= down - _EDGE for across, down in self.pages)


def _sides(size: re.Match[bytes]) -> tuple[float, float]:
    try:
        return float(size[1]), float(size[2])
    except ValueError:
        return math.inf, math.inf


def _unpacks(packed: bytes, look: Callable[[bytes, bool], None], times: int) -> bool:
    """Whether a stream, packed so many times, unpacks to its end; `look` gets it piece by piece, and is
    told of the first. Raises OverLimit.
    """
    tail, first = b"", True
    try:
        for _ in range(times - 1):
            packed = b"".join(_unpacked(packed))
        for piece in _unpacked(packed):
            look(tail + piece if tail else piece, first)
            first = False
            tail = piece[-_LONGEST_SIGN:]
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

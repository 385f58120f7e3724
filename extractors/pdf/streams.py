"""What the bytes of a PDF tell about damage, before any library mends it silently."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from typing import NamedTuple

_STREAM = re.compile(rb"stream\r?\n")
# Fonts and pictures are large, and no text is lost with them.
_NO_TEXT = re.compile(
    rb"/Length[123]\b|/Subtype\s{0,9}/(?:Image|CIDFontType0C|Type1C|OpenType|XML)\b|/ObjStm\b|/XRef\b"
)
_LONGEST_DICTIONARY = 2000
_PICTURE = re.compile(rb"/(?:DCTDecode|JPXDecode|CCITTFaxDecode|JBIG2Decode)\b")
# how a path becomes a clip
_CLIP = re.compile(rb"W\*?\s{1,9}n")
_LAYOUT = re.compile(rb"[\s\x00]")


def cut_off(data: bytes) -> bool:
    """Whether objects stand after the last end mark: a whole PDF ends with its trailer."""
    end = data.rfind(b"%%EOF")
    return end < 0 or re.search(rb"\d{1,10}\s{1,9}\d{1,10}\s{1,9}obj\b", data[end:]) is not None


class Signs(NamedTuple):
    """What the drawing commands of a file may hold: clip paths, text without ink, layers.

    `whole` says that all packed streams that may hold text unpack to their end. False is no proof of
    damage: the streams of an encrypted file do not unpack either.
    """

    whole: bool
    clips: bool
    modes: bool
    layers: bool


def signs_of(data: bytes) -> Signs:
    """Look through all streams that may hold text; what cannot be looked at may hold everything."""
    found = _Found()
    for stream in _STREAM.finditer(data):
        head = data[max(0, stream.start() - _LONGEST_DICTIONARY) : stream.start()]
        if head.endswith(b"end"):
            continue
        head = head[head.rfind(b"obj") + 3 :]
        if _NO_TEXT.search(head):
            continue
        if b"/FlateDecode" not in head and b"/Fl " not in head:
            if not _PICTURE.search(head):
                found.clips = found.modes = True
            continue
        end = data.find(b"endstream", stream.end())
        packed = data[stream.end() : end if end >= 0 else len(data)]
        if b"/ASCII85Decode" in head:
            try:
                packed = _from_ascii85(packed)
            except struct.error:
                return Signs(False, True, True, True)
        if not _unpacks(packed, found):
            return Signs(False, True, True, True)
    # objects that are packed together do not show what they are
    layers = b"/OCProperties" in data or b"/ObjStm" in data
    return Signs(True, found.clips, found.modes, layers)


@dataclass(slots=True)
class _Found:
    """The signs that were met so far."""

    clips: bool = False
    modes: bool = False

    def look(self, commands: bytes) -> None:
        self.clips = self.clips or _CLIP.search(commands) is not None
        self.modes = self.modes or b" Tr" in commands


def _unpacks(packed: bytes, found: _Found) -> bool:
    unpacking = zlib.decompressobj()
    tail = b""
    try:
        while packed and not unpacking.eof:
            # a bomb gives a gigabyte for a megabyte: nothing is kept of it
            piece = unpacking.decompress(packed, 1 << 20)
            found.look(tail + piece if tail else piece)
            tail = piece[-16:]
            packed = unpacking.unconsumed_tail
    except zlib.error:
        return False
    return unpacking.eof


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

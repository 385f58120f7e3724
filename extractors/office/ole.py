"""OLE files (DOC, XLS): whether they are whole and open, told without reading what they hold."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_HEADER = 512
_SECTORS = {512, 4096}
_TABLES_IN_HEADER = 109
_NO_SECTOR, _FREE = 0xFFFFFFFA, 0xFFFFFFFF
_WORD = b"\xec\xa5"  # begins the stream WordDocument; its flags stand ten bytes further
_BOOK, _LOCK = b"\x09\x08\x10\x00", b"\x2f\x00"  # the first record of a workbook, and the one that locks it


def ole_cut_off(data: bytes) -> bool:
    """Whether the file ends before what its own table of sectors counts, or its header is none."""
    size = 1 << min(int.from_bytes(data[30:32], "little"), 16)
    if len(data) < _HEADER or size not in _SECTORS:
        return True
    directory = int.from_bytes(data[48:52], "little")
    tables = [at for at in struct.unpack_from(f"<{_TABLES_IN_HEADER}I", data, 76) if at < _NO_SECTOR]
    if any(_HEADER + (at + 1) * size > len(data) for at in (*tables, directory)):
        return True
    used = 0
    for number, at in enumerate(tables):
        entries = struct.unpack_from(f"<{size // 4}I", data, _HEADER + at * size)
        last = max((place + 1 for place, entry in enumerate(entries) if entry != _FREE), default=0)
        used = max(used, number * len(entries) + last)
    return _HEADER + used * size > len(data)


def ole_locked(data: bytes) -> bool:
    """Whether a DOC or XLS file asks for a password."""
    return any(data[at + 11] & 1 for at in _streams(data, _WORD)) or any(
        data[at + 20 : at + 22] == _LOCK for at in _streams(data, _BOOK)
    )


def _streams(data: bytes, magic: bytes) -> Iterator[int]:
    """Where sectors begin with `magic`."""
    return (at for at in range(_HEADER, len(data) - 32, _HEADER) if data.startswith(magic, at))

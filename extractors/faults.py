"""Faults of use and I/O. All that concerns content is a Finding instead."""

from __future__ import annotations


class Fault(Exception):
    """A file that cannot be read at all; the message says what is wrong and what to do.

    `code` names a finding of the catalogue, `values` fill its message.
    """

    code = "file-unreadable"

    def __init__(self, **values: str) -> None:
        """`values`: what the message of `code` names, all as text."""
        super().__init__(self.code)
        self.values = values


class UnsupportedFormat(Fault):
    """The bytes are of no format that has a reader."""

    code = "file-unsupported"


class CorruptFile(Fault):
    """The bytes begin like a known format but cannot be read to the end."""

    code = "file-corrupt"


class OverLimit(CorruptFile):
    """The file takes more than what is read of one file: time, memory, cells, bytes."""

    code = "file-over-limit"


class EmptyFile(Fault):
    """The file has no bytes, or nothing but white space."""

    code = "file-empty"


class NeedsPassword(Fault):
    """The file is encrypted."""

    code = "file-encrypted"


class NeedsProgram(Fault):
    """The file is of a format that another program has to convert, and that program is not installed."""

    code = "file-needs-program"

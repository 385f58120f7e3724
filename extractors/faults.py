"""Faults of use and I/O. All that concerns content is a Finding instead."""

from __future__ import annotations

from collections.abc import Callable


class Fault(Exception):
    """A file that cannot be read at all; the message says what is wrong and what to do.

    `code` names a finding of the catalogue, `values` fill its message.
    """

    code = "file-unreadable"

    def __init__(self, **values: str) -> None:
        """`values`: what the message of `code` names, all as text."""
        super().__init__(self.code)
        self.values = values

    def __reduce__(self) -> tuple[Callable[..., Fault], tuple[type[Fault], dict[str, str]]]:
        """As one process hands it to another."""
        return _made, (type(self), self.values)


class UnsupportedFormat(Fault):
    """The bytes are of no format that has a reader."""

    code = "file-unsupported"


class CorruptFile(Fault):
    """The bytes begin like a known format but cannot be read to the end."""

    code = "file-corrupt"


class OverLimit(CorruptFile):
    """The file takes more than what is read of one file: time, memory, cells, bytes."""

    code = "file-over-limit"


class EndsReader(Fault):
    """The process that read the file ended under it: a fault of a library, or the system took its memory."""

    code = "file-ends-reader"


class EmptyFile(Fault):
    """The file has no bytes, or nothing but white space."""

    code = "file-empty"


class NeedsPassword(Fault):
    """The file is encrypted."""

    code = "file-encrypted"


class NeedsProgram(Fault):
    """The file is of a format that another program has to convert, and that program is not installed."""

    code = "file-needs-program"


def _made(kind: type[Fault], values: dict[str, str]) -> Fault:
    return kind(**values)

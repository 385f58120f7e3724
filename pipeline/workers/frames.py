"""Messages between a reader and who asks it: pickled, each behind its length."""

from __future__ import annotations

import pickle
from typing import IO, Any

_LENGTH = 8


def put(pipe: IO[bytes], message: object) -> None:
    """Send a message. Raises OSError where nobody takes it, or what pickle raises."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    pipe.write(len(data).to_bytes(_LENGTH) + data)
    pipe.flush()


def take(pipe: IO[bytes]) -> Any:
    """The next message. Raises EOFError where none comes any more."""
    head = pipe.read(_LENGTH)
    data = pipe.read(int.from_bytes(head)) if len(head) == _LENGTH else b""
    if not data or len(data) < int.from_bytes(head):
        raise EOFError
    return pickle.loads(data)

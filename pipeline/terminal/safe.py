"""What the terminal may show of a text: no control characters, and a name on one line."""

from __future__ import annotations

import re

# an escape sequence of a document must not reach the terminal
# the marks of direction among them, by which a name shows other letters than it has
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def safe(text: str) -> str:
    """`text` as the terminal may show it, without control characters."""
    return _CONTROL.sub("", text)


def safe_name(name: str) -> str:
    """The same for the name of a file, which on Linux may hold line breaks."""
    return " ".join(safe(name).split())

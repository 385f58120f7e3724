"""What the terminal may show of a text: no control characters."""

from __future__ import annotations

import re

# an escape sequence of a document must not reach the terminal
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def safe(text: str) -> str:
    """`text` as the terminal may show it, without control characters."""
    return _CONTROL.sub("", text)

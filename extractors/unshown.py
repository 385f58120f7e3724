"""What print does not show of a text: why, and by which finding it is told."""

from __future__ import annotations

from typing import Literal

Reason = Literal["hidden", "struck", "unseen", "placeholder"]
DROPPED: dict[Reason, str] = {
    "hidden": "hidden-dropped",
    "struck": "struck-dropped",
    "unseen": "unseen-dropped",
    "placeholder": "placeholder-dropped",
}

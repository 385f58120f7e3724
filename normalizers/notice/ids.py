"""A text as a part of an id, which names a file too."""

from __future__ import annotations

import re

_UNSAFE = re.compile(r"""[\s<>:"/\\|?*\x00-\x1f#%&{}'`$!@+=\[\]〔〕（）()【】]+""")


def safe_id(text: str) -> str:
    """Text as a part of an id and file name: 云水人〔2024〕37号 → 云水人-2024-37号."""
    return _UNSAFE.sub("-", text).strip("-. ") or "notice"

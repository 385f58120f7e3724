"""Patterns that are compiled once (正则缓存): what `regex` made of a source is kept for the next process.

Compiling ours takes half a second, ten times what the rows of a page take, and every command and every
process that reads would do it again. A file in the user's folder of caches keeps them, one for each version
of Python and `regex`; each pattern is unpacked when it is asked for. It is read only where it belongs to the
user, as it is no less than code; where it cannot be read or written all works without.
"""

from __future__ import annotations

import atexit
import os
import pickle
import sys
import tempfile
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

import regex

_Key = tuple[str, int]
# what changed vocabularies left behind is dropped
_MOST = 4000
_USED: dict[_Key, regex.Pattern[str]] = {}
_NEW: set[_Key] = set()
# raised where the form of the file changes
_FORM = 2


def made(source: str, flags: int = 0) -> regex.Pattern[str]:
    """What `regex.compile` gives, for a source that the program or its vocabulary holds."""
    key = source, int(flags)
    found = _USED.get(key)
    if found is None:
        found = _unpacked(key)
        if found is None:
            found = regex.compile(source, flags)
            _NEW.add(key)
        _USED[key] = found
    return found


def keep() -> None:
    """Keep what was compiled; at the end of a process, or of a task of one that may be ended at any time."""
    if not _NEW:
        return
    kept = _kept() | {key: pickle.dumps(_USED[key]) for key in _NEW}
    if len(kept) > _MOST:
        kept = {key: pickle.dumps(one) for key, one in _USED.items()}
    _NEW.clear()
    content = pickle.dumps(kept)
    with suppress(OSError, RuntimeError):
        file = _file()
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(number, "wb") as out:
            out.write(sha256(content).digest() + content)
        Path(name).replace(file)


def _unpacked(key: _Key) -> regex.Pattern[str] | None:
    try:
        found: regex.Pattern[str] = pickle.loads(_kept()[key])
    except Exception:  # not there, or of another build of the library: compiled anew
        return None
    return found


@cache
def _kept() -> dict[_Key, bytes]:
    try:
        file = _file()
        content = file.read_bytes()
        owned = not hasattr(os, "getuid") or file.stat().st_uid == os.getuid()
        if not owned or sha256(content[32:]).digest() != content[:32]:
            return {}
        found: dict[_Key, bytes] = pickle.loads(content[32:])
    except Exception:  # cut off, or not to be read
        return {}
    return found


def _file() -> Path:
    """Where they are kept. Raises RuntimeError for a user without a home."""
    folders = {"win32": "AppData/Local", "darwin": "Library/Caches"}
    given = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    folder = Path(given) if Path(given).is_absolute() else Path.home() / folders.get(sys.platform, ".cache")
    build = f"{_FORM}-{sys.implementation.cache_tag}-{regex.__version__}"
    return folder / "rubrics" / f"patterns-{build}.pickle"


atexit.register(keep)

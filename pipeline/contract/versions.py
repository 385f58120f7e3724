"""The version of the contract and the digest of its structure: neither changes without the other.

What a person reads (titles, descriptions) is left out: better words are no new version.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from typing import Any

from normalizers.records import SCHEMA_VERSION
from pipeline.contract.notice import notice_schema
from pipeline.contract.schema import data_package
from pipeline.messages.languages import TRANSLATED

_WORDS = {
    *("title", "description", "$id", "schema_version"),
    *(f"{name}_{lang}" for name in ("title", "description") for lang in TRANSLATED),
}
_HEAD = "# each version of the contract with the digest of its structure; `make docs` adds a line\n"


class Unversioned(Exception):
    """The structure of the contract changed, and its version did not."""


def digest() -> str:
    """SHA-256 of the structure of the nested JSON and of the tables."""
    both = _bare([notice_schema(), data_package()])
    return hashlib.sha256(json.dumps(both, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def noted(versions: str) -> str:
    """The text of docs/schema-versions.toml with this version.

    Raises Unversioned when it has this version with another digest.
    """
    known = tomllib.loads(versions)
    if known.setdefault(SCHEMA_VERSION, digest()) != digest():
        raise Unversioned(
            f"the schema changed but is still version {SCHEMA_VERSION}: "
            "raise SCHEMA_VERSION in normalizers/records.py (docs/contract.md says which part), "
            "then run `make docs`"
        )
    return _HEAD + "".join(f'"{version}" = "{made}"\n' for version, made in known.items())


def _bare(node: Any) -> Any:
    """Without the words for people; a column may be called `title`, so only texts are words."""
    if isinstance(node, dict):
        if node.get("name") == "code":
            node = {**node, "constraints": None}  # findings may be new within a version
        return {key: _bare(value) for key, value in node.items() if not _is_words(key, value)}
    if isinstance(node, list):
        return [_bare(value) for value in node]
    return node


def _is_words(key: str, value: Any) -> bool:
    return key in _WORDS and isinstance(value, str)

"""The files of docs/ that are made from the records, and from what the modules say of themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.contract.notice import notice_schema
from pipeline.contract.versions import noted
from pipeline.docs.architecture import architecture
from pipeline.docs.dictionary import dictionary, page_name
from pipeline.docs.rules import rules
from pipeline.messages.languages import LANGS
from pipeline.report.data import schema as diff_schema

VERSIONS = "schema-versions.toml"


def published(folder: Path) -> dict[str, str]:
    """Name and text of each file; the versions that `folder` tells of are kept.

    Raises Unversioned when the schema changed and its version did not.
    """
    versions = folder / VERSIONS
    return {
        VERSIONS: noted(versions.read_text("utf-8") if versions.exists() else ""),
        "notice.schema.json": _json(notice_schema()),
        "diff.schema.json": _json(diff_schema()),
        "architecture.md": architecture(),
        "rules.md": rules(),
        **{page_name(lang): dictionary(lang) for lang in LANGS},
    }


def _json(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"

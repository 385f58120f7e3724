"""The languages of the tool; one more is an entry here and a TOML file of its own beside this one."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Literal, get_args

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)
# what is described in the code itself (columns) is described in this one; and it is for who speaks none
SOURCE: Lang = "en"
TRANSLATED = tuple(lang for lang in LANGS if lang != SOURCE)


def named(text: str) -> Lang | None:
    """The language that a person may mean: `zh`, `ZH`, `zh-CN`, `zh_CN.UTF-8`."""
    short = re.split("[-_.]", text.lower())[0]
    return next((lang for lang in LANGS if lang == short), None)


def locale_lang(environ: Mapping[str, str] = os.environ) -> Lang:
    """The language of the user by the locale: zh where that begins with zh."""
    settings = (environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next(filter(None, settings), "").lower()
    return next((lang for lang in LANGS if locale.startswith(lang)), SOURCE)

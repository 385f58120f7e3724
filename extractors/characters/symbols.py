"""Characters of a font of signs (Symbol, Wingdings) as the signs that the font draws: 0xB3 of Symbol is ≥."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

# programs keep a code of such a font in the private use of Unicode, from here on
_PRIVATE = 0xF000
_OTHER_NAMES = {"wingdings2": "wingdings 2", "wingdings3": "wingdings 3", "symbol mt": "symbol"}


def is_sign_font(font: str) -> bool:
    """Whether a font draws signs for the codes of letters."""
    return _known(font) in _fonts()


def as_signs(text: str, font: str) -> str:
    """The text as `font` draws it; a font of letters leaves it as it is.

    A code whose sign is not known is in private use in what is given, so that it is told as one.
    """
    signs = _fonts().get(_known(font))
    return "".join(_sign(char, signs) for char in text) if signs else text


def _sign(char: str, signs: dict[int, str]) -> str:
    code = ord(char)
    if _PRIVATE < code < _PRIVATE + 0x100:
        code -= _PRIVATE
    if not 0x20 < code < 0x100:
        return char  # Han characters and white space come from another font
    return signs.get(code, chr(_PRIVATE + code))


def _known(font: str) -> str:
    name = font.strip().strip("'\"").lower()
    return _OTHER_NAMES.get(name, name)


@cache
def _fonts() -> dict[str, dict[int, str]]:
    tables = tomllib.loads((files(__package__) / "symbols.toml").read_text(encoding="utf-8"))
    return {font: {int(pair[:2], 16): pair[2] for pair in pairs.split()} for font, pairs in tables.items()}

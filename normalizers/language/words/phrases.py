"""Words and phrases of the vocabulary as patterns, the slots of phrases filled in."""

from __future__ import annotations

from normalizers.vocabulary import alternatives, words


def any_word(key: str) -> str:
    """Any word of a list of `clauses.toml`."""
    return f"(?:{alternatives('clauses', key)})"


def phrase(source: str) -> str:
    """A phrase of the vocabulary with its slots filled in."""
    for name, pattern in words("language")["slots"].items():
        source = source.replace("{" + name + "}", f"(?:{pattern})" if name != "figure" else pattern)
    return source


def phrases(*keys: str) -> str:
    """Any phrase of these lists of `language.toml`."""
    return "|".join(phrase(source) for key in keys for source in words("language")["phrases"][key])

"""The rules by which scoring texts are read, as a page: each production, each kind of word, each field."""

from __future__ import annotations

from collections.abc import Iterator

from normalizers.language.account import TAKES
from normalizers.language.productions import PRODUCTIONS
from normalizers.language.words.cutting import tokens
from normalizers.language.words.kinds import KINDS
from normalizers.text.views import clean


def rules() -> str:
    """The page in Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# How a scoring text is read"
    yield ""
    yield "Written from the grammar by `make docs`. A text is cut once into typed words, one character a"
    yield "kind; a production is a shape of such words, and says which column each word goes into."
    yield "`rubrics explain` names the productions of a clause. What scores and is held by no field is the"
    yield "finding `clause-part-unread`."
    yield ""
    yield "## Productions"
    yield ""
    yield "| production | example | its words | columns | beats |"
    yield "|---|---|---|---|---|"
    for one in PRODUCTIONS:
        text = clean(one.example)
        words = " ".join(text.value[word.start : word.end] for word in tokens(text))
        columns = "; ".join(f"{group} → {column}" for group, column in one.fields)
        yield f"| {one.name} | {one.example} | {words} | {columns} | {', '.join(one.beats)} |"
    yield ""
    yield "## Kinds of words"
    yield ""
    yield "| kind | what it is | fields that may hold it |"
    yield "|---|---|---|"
    for kind, what in KINDS.items():
        fields = ", ".join(sorted(TAKES[kind])) if kind in TAKES else "any text"
        yield f"| `{kind}` | {what} | {fields} |"

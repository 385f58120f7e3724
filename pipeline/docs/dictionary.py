"""The data dictionary (数据字典) as a page: every table, column and value, in one language."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.finding import CATALOGUE
from normalizers.columns import REFERENCES, Column, columns, key_of
from normalizers.records import SCHEMA_VERSION, TABLES
from pipeline.contract.schema import said
from pipeline.contract.values import meanings
from pipeline.messages.findings import bare_message
from pipeline.messages.languages import LANGS, SOURCE, Lang
from pipeline.messages.words import say

_PARAGRAPHS = (
    "dictionary.made",
    "dictionary.same",
    "dictionary.always_is",
    "dictionary.listed",
    "dictionary.every",
)


def dictionary(lang: Lang) -> str:
    """The page as Markdown."""
    return "\n".join(_page(lang)) + "\n"


def page_name(lang: Lang) -> str:
    """The file of the page: dictionary.md, dictionary.zh.md."""
    return "dictionary.md" if lang == SOURCE else f"dictionary.{lang}.md"


def _page(lang: Lang) -> Iterator[str]:
    yield f"# {say('dictionary.title', lang)}"
    yield ""
    yield " · ".join(_link(other) for other in LANGS if other != lang)
    yield ""
    for paragraph in _PARAGRAPHS:
        yield say(paragraph, lang, version=SCHEMA_VERSION)
        yield ""
    for table in TABLES:
        yield from _table(table, lang)
    yield f"## {say('dictionary.codes', lang)}"
    yield ""
    yield say("dictionary.codes_are", lang)
    yield ""
    yield from _grid([say(f"dictionary.head.{head}", lang) for head in ("code", "severity", "meaning")])
    for code, entry in CATALOGUE.items():
        yield _row([f"`{code}`", entry.severity.value, bare_message(code, lang)])
    yield ""


def _link(lang: Lang) -> str:
    """To the page in another language, in that language: `English: [dictionary.md](dictionary.md)`."""
    name = page_name(lang)
    return f"{say('language.name', lang)}{say('mark.colon', lang)}[{name}]({name})"


def _table(table: str, lang: Lang) -> Iterator[str]:
    yield f"## {say('dictionary.table', lang, table=table, title=say(f'table.{table}', lang))}"
    yield ""
    key = say("mark.list", lang).join(f"`{name}`" for name in key_of(table))
    yield say("mark.labelled", lang, label=say("dictionary.key", lang)) + (
        key or say("dictionary.no_key", lang)
    )
    yield ""
    yield from _grid(
        [say(f"dictionary.head.{head}", lang) for head in ("column", "type", "always", "meaning")]
    )
    for column in columns(table):
        yield _row(
            [
                f"`{column.name}`",
                say(f"dictionary.type.{column.type}", lang),
                say("word.yes", lang) if column.required else "",
                _meaning(column, lang),
            ]
        )
    yield ""


def _meaning(column: Column, lang: Lang) -> str:
    meaning = said(column, lang)
    owner, key = REFERENCES.get((column.table, column.name), ("", ""))
    if owner:
        meaning += f" → `{owner}.{key}`"
    for value, words in meanings(column.choices, lang).items():
        meaning += f"<br>{say('mark.labelled', lang, label=f'`{value}`')}{words}"
    return meaning


def _grid(heads: list[str]) -> Iterator[str]:
    yield _row(heads)
    yield _row(["---"] * len(heads))


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"

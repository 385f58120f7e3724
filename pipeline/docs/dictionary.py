"""The data dictionary (数据字典) as a page: every table, column and value, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from extractors.finding import CATALOGUE
from normalizers.records import SCHEMA_VERSION, TABLES
from pipeline.contract.schema import KEYS, REFERENCES, TITLES, Column, columns
from pipeline.contract.values import MEANINGS
from pipeline.messages.findings import bare_message
from pipeline.messages.languages import Lang

_SAID: dict[str, tuple[str, str]] = {
    "title": ("Data dictionary", "数据字典"),
    "other": ("中文：[dictionary.zh.md](dictionary.zh.md)", "English: [dictionary.md](dictionary.md)"),
    "made": (
        "Version {version} of the [contract](contract.md), written from the records by `make docs`.",
        "[数据格式](contract.md)版本 {version}，由 `make docs` 根据程序中的记录生成。",
    ),
    "same": (
        "[notice.schema.json](notice.schema.json) and each `datapackage.json` say the same to programs.",
        "供程序使用的同一说明：[notice.schema.json](notice.schema.json) 及各数据集的 `datapackage.json`。",
    ),
    "always_is": (
        "*Always* marks a column that is never empty; elsewhere empty is empty, never 0.",
        "“必有”的列从不为空；其余各列，空就是空，不以 0 代替。",
    ),
    "listed": (
        "Points and bounds are decimals. Several ids in one cell are joined by `；`.",
        "分值与界限为十进制数。一格中的多个编号以 `；` 连接。",
    ),
    "key": ("Key", "主键"),
    "no_key": ("none, two rows may be alike", "无，可有相同的行"),
    "column": ("column", "列"),
    "type": ("type", "类型"),
    "always": ("always", "必有"),
    "meaning": ("meaning", "含义"),
    "values": ("values", "取值"),
    "yes": ("yes", "是"),
    "codes": ("Codes of findings", "疑点代码"),
    "codes_are": (
        "New codes may come without a new version of the contract.",
        "新增代码不改变数据格式版本。",
    ),
    "code": ("code", "代码"),
    "severity": ("severity", "级别"),
    "comma": (", ", "、"),
    "colon": (": ", "："),
    "dash": (" – ", "　"),
}
_TYPES = {
    "string": ("text", "文本"),
    "integer": ("whole number", "整数"),
    "decimal": ("decimal", "十进制数"),
    "number": ("number", "数"),
    "boolean": ("true/false", "是否"),
    "date": ("date", "日期"),
}


def dictionary(lang: Lang) -> str:
    """The page as Markdown."""
    return "\n".join(_page(lang)) + "\n"


def _page(lang: Lang) -> Iterator[str]:
    said = {key: words[lang == "zh"] for key, words in _SAID.items()}
    yield f"# {said['title']}"
    yield ""
    for paragraph in ("other", "made", "same", "always_is", "listed"):
        yield said[paragraph].format(version=SCHEMA_VERSION)
        yield ""
    for table in TABLES:
        yield from _table(table, said, lang)
    yield f"## {said['codes']}"
    yield ""
    yield said["codes_are"]
    yield ""
    yield from _grid([said["code"], said["severity"], said["meaning"]])
    for code, entry in CATALOGUE.items():
        yield _row([f"`{code}`", entry.severity.value, bare_message(code, lang)])
    yield ""


def _table(table: str, said: dict[str, str], lang: Lang) -> Iterator[str]:
    yield f"## `{table}`{said['dash']}{TITLES[table][lang == 'zh']}"
    yield ""
    key = said["comma"].join(f"`{name}`" for name in KEYS.get(table, ()))
    yield f"{said['key']}{said['colon']}{key or said['no_key']}"
    yield ""
    yield from _grid([said[name] for name in ("column", "type", "always", "meaning")])
    for column in columns(table):
        yield _row(
            [
                f"`{column.name}`",
                _TYPES[column.type][lang == "zh"],
                said["yes"] if column.required else "",
                _meaning(table, column, said, lang),
            ]
        )
    yield ""


def _meaning(table: str, column: Column, said: dict[str, str], lang: Lang) -> str:
    meaning = column.description_zh if lang == "zh" else column.description
    owner, key = REFERENCES.get(column.name, ("", ""))
    if owner and KEYS.get(table) != (column.name,):
        meaning += f" → `{owner}.{key}`"
    listed = next((values for declared, values in MEANINGS if get_args(declared) == column.choices), {})
    for value, words in listed.items():
        meaning += f"<br>`{value}`{said['colon']}{words[lang == 'zh']}"
    return meaning


def _grid(heads: list[str]) -> Iterator[str]:
    yield _row(heads)
    yield _row(["---"] * len(heads))


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"

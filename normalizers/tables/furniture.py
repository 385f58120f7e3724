"""Cells without data: signs for nothing (--, /), signs of a template, lines to be filled in (评价人：)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from extractors.document import Cell
from normalizers.tables.roles import role_of
from normalizers.text import patterns
from normalizers.text.views import squeeze
from normalizers.vocabulary import alternatives, words

# 评价人： 考核日期： 年 月 日  组长（签字）： are filled in by hand
_FORM = patterns.made(
    rf"[^:]{{0,10}}(?:{alternatives('headers', 'form_fields')})(?:\([^()]*\))?:[年月日_]*|年月日"
)
# 被考核单位：　　考核月份：
_FIELDS = patterns.made(r"(?:\p{Han}{2,10}(?:\([^()]*\))?:[年月日_]*){2,}")
# ${score} is filled in by a program
_TEMPLATE = patterns.made(r"\$\{[^{}]{0,80}\}")
_TEMPLATE_LABEL = patterns.made(r"[^:]{1,20}:(?:\p{Han}{1,2})?")


def is_filler(text: str) -> bool:
    """Whether a cell holds only a sign for nothing (--, ——, /)."""
    return squeeze(text) in _fillers()


@cache
def _fillers() -> frozenset[str]:
    return frozenset(squeeze(word) for word in words("headers")["filler"])


def is_template(text: str) -> bool:
    """Whether a cell holds only the sign of a template (${score})."""
    return bool(_TEMPLATE.fullmatch(squeeze(text)))


def is_form(text: str) -> bool:
    """Whether a cell is a line to be filled in: 评价人：, or 评价人：${name}."""
    bare = squeeze(text)
    left = _TEMPLATE.sub("", bare)
    filled = left != bare and (not left or bool(_TEMPLATE_LABEL.fullmatch(left)))
    return filled or bool(_FORM.fullmatch(left) or _FIELDS.fullmatch(left))


def is_form_row(filled: Sequence[Cell]) -> bool:
    """Whether a row is to be filled in: 专家签字： beside ${image}."""
    signs = any(_TEMPLATE.search(squeeze(cell.text)) for cell in filled)
    return all(
        is_form(cell.text) or (signs and _TEMPLATE_LABEL.fullmatch(squeeze(cell.text))) for cell in filled
    )


def is_furniture(text: str) -> bool:
    """Whether a cell beside a sum is to be filled in by hand: a template's sign, or 得分."""
    return is_template(text) or role_of(squeeze(text))[0] == "blank"

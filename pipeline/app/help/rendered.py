"""A guide as HTML: its links stay in the app, its headings are places, nothing is fetched from elsewhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import quote, unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from extractors.frozen import frozen
from pipeline.app.help.shelf import AT, page_of, shelf

# where a link and an image say what they lead to
_LEADS = {"link_open": "href", "image": "src"}


@frozen
class Page:
    """A guide in one language: `sections` are its second headings with their places."""

    title: str
    body: Markup
    sections: Sequence[tuple[str, str]]


@cache
def heading(name: str) -> str:
    """The title of a file's page."""
    with shelf()[name].open(encoding="utf-8") as file:
        return file.readline().removeprefix("# ").strip()


@cache
def rendered(name: str) -> Page:
    """The page of a file, `docs/scoring.zh.md`."""
    tokens = _parser().parse(shelf()[name].read_text("utf-8"))
    tokens = _without_other_language(tokens, name)
    sections = []
    seen: dict[str, int] = {}
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            words = _words(tokens[at + 1])
            place = slug(words)
            count = seen[place] = seen.get(place, -1) + 1
            token.attrSet("id", f"{place}-{count}" if count else place)
            if token.tag == "h2":
                sections.append((words, str(token.attrGet("id"))))
        elif token.type in {"th_open", "td_open"} and (style := token.attrs.pop("style", "")):
            # the policy of the app forbids styles in attributes
            token.attrSet("class", str(style).rpartition(":")[2])
        _lead(token.children or (), name)
    return Page(
        heading(name), Markup(_parser().renderer.render(tokens, _parser().options, {})), tuple(sections)
    )


def slug(heading: str) -> str:
    """The place of a heading, as GitHub makes it of its words.

    >>> slug("Two years: `rubrics diff OLD NEW`")
    'two-years-rubrics-diff-old-new'
    """
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@cache
def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": True}).enable("table")
    made.add_render_rule("table_open", _table_open)
    made.add_render_rule("table_close", _table_close)
    made.add_render_rule("html_inline", _markup)
    made.add_render_rule("html_block", _markup)
    made.add_render_rule("softbreak", _line_end)
    return made


def _table_open(renderer: RendererHTML, tokens: Sequence[Token], at: int, *_: Any) -> str:
    # what is too wide for the screen is moved by keys as well
    return '<div class="scrolled" tabindex="0"><table class="list">'


def _table_close(renderer: RendererHTML, tokens: Sequence[Token], at: int, *_: Any) -> str:
    return "</table></div>"


def _markup(renderer: RendererHTML, tokens: Sequence[Token], at: int, *_: Any) -> str:
    # lists in the cells of a table have no other way to break their lines; all else is shown as it is written
    content = tokens[at].content
    return content if content == "<br>" else escape(content)


def _line_end(renderer: RendererHTML, tokens: Sequence[Token], at: int, *_: Any) -> str:
    # between Chinese characters the end of a line in the file is no space
    ends = (tokens[at - 1].content[-1:], tokens[at + 1].content[:1])
    return "" if all(one > "\u2e7f" for one in ends) else "\n"


def _words(inline: Token) -> str:
    return "".join(one.content for one in inline.children or () if one.type in {"text", "code_inline"})


def _without_other_language(tokens: Sequence[Token], name: str) -> list[Token]:
    """Without the line below the title that leads to the page in the other language: the app has a button."""
    kept: list[Token] = []
    for token in tokens:
        kept.append(token)
        if token.type == "paragraph_close" and token.level == 0:
            links = [one.attrGet("href") for one in kept[-2].children or () if one.type == "link_open"]
            targets = [_target(str(link), name)[0] for link in links]
            if len(targets) == 1 and targets[0] != name and page_of(targets[0]) == page_of(name):
                del kept[-3:]
    return kept


def _lead(parts: Sequence[Token], name: str) -> None:
    """Leads links and images to where the app has them; a link to what was not packed is plain text."""
    plain = False
    for token in parts:
        if token.type == "link_close" and plain:
            _empty(token)
        if token.type not in _LEADS or "://" in str(token.attrGet(_LEADS[token.type])):
            continue
        target, mark, place = _target(str(token.attrGet(_LEADS[token.type])), name)
        if token.type == "link_open":
            plain = target not in shelf()
        if target in shelf():
            address = f"{AT}/{quote(page_of(target))}" if target != name or not mark else ""
            token.attrSet(_LEADS[token.type], f"{address}{mark}{place}")
        elif token.type == "link_open":
            _empty(token)


def _empty(token: Token) -> None:
    token.type, token.tag, token.content, token.nesting = "text", "", "", 0


def _target(where: str, name: str) -> tuple[str, str, str]:
    """What a link of a file leads to, by its name in the project, and the place in it."""
    path, mark, place = where.partition("#")
    own = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path))) if path else name
    return own, mark, place

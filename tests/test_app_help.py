"""The guides in the app: all of them, in the reader's language, with links and pictures that stay in the app."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest

from pipeline.app.desk import Desk
from pipeline.app.help.rendered import heading, rendered, slug
from pipeline.app.help.shelf import GUIDES, in_lang, page_of, shelf
from pipeline.messages.languages import LANGS
from pipeline.project.new import new_project
from tests.serving import Served

ROOT = Path(__file__).parents[1]
PAGES = sorted({page_of(name) for name in shelf() if name.endswith(".md")})


@pytest.fixture(scope="module", params=LANGS)
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Served:
    place = new_project(tmp_path_factory.mktemp("office") / "项目", request.param)
    return Served(Desk(place, request.param))


def article(text: str) -> str:
    return text[text.index("<article") : text.index("</article>")]


def places(text: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r' id="([^"]*)"', article(text))]


def led(text: str, at: str) -> Iterator[tuple[str, str]]:
    """What a page links to or shows, as the browser asks for it, and the place there."""
    for where in re.findall(r'(?:href|src)="([^"]*)"', article(text)):
        if "://" not in where:
            target, _, place = urljoin(at, html.unescape(where)).partition("#")
            yield target, unquote(place)


@pytest.mark.parametrize("name", PAGES)
def test_links_and_pictures_of_a_page_are_there(office: Served, name: str) -> None:
    text = office.get(f"/help/{name}")
    assert len(places(text)) == len(set(places(text)))
    for target, place in led(text, f"/help/{name}"):
        answer = office.client.get(target)
        assert answer.status_code == 200, target
        # a page in English only may lead to a place of a page that the reader has in another language
        if place and '<article lang="en"' not in text:
            assert place in places(answer.text), f"{target}#{place}"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_nothing_from_elsewhere_and_has_no_style_of_its_own(office: Served, name: str) -> None:
    text = article(office.get(f"/help/{name}"))
    assert not re.search(r'src="(?!/help/)', text)
    assert not re.search(r"\s(?:style|on\w+)=|<script|<style", text)


def test_every_guide_with_two_languages_is_offered_and_shown_in_that_of_the_reader(office: Served) -> None:
    both = {page_of(name) for name in shelf() if page_of(name) != name}
    assert both == set(GUIDES)
    lang = office.app.lang
    for name in GUIDES:
        text = office.get(f"/help/{name}")
        assert "<article>" in text
        own = in_lang(name, lang)
        assert own is not None
        assert "<h1 id=" in article(text)
        title = (ROOT / own).read_text("utf-8").partition("\n")[0].removeprefix("# ")
        assert re.sub("<[^>]*>", "", re.findall("<h1.*?</h1>", text)[0]) == html.escape(title)
        # the frame has the other language
        first = re.findall(r"<p>(.*?)</p>", article(text), re.DOTALL)[0]
        assert "English" not in first
        assert "中文" not in first
        # each guide leads to all others
        assert all(f'href="/help/{one}"' in text for one in GUIDES)


def test_a_page_in_english_only_says_so(office: Served) -> None:
    text = office.get("/help/docs/speed.md")
    assert (office.app.say("app.help.only_english") in text) == (office.app.lang == "zh")


def test_each_room_leads_to_its_section(office: Served) -> None:
    guide = places(office.get(f"/help/{GUIDES[0]}"))
    for door in office.app.doors:
        if door.name == "help":
            continue
        (link,) = re.findall(r'href="(/help\?[^"]*)"', office.get(door.path))
        where = office.client.get(html.unescape(link)).headers["location"]
        page, _, place = where.partition("#")
        assert page == f"/help/{GUIDES[0]}"
        assert unquote(place) in guide, door.name
    assert office.client.get("/help", params={"of": "<none>"}).headers["location"] == f"/help/{GUIDES[0]}"


@pytest.mark.parametrize("path", ["pyproject.toml", "docs", "docs/none.md", "../pyproject.toml", "docs/../LICENSE", "%2e%2e/LICENSE", "/etc/passwd"])  # fmt: skip
def test_nothing_else_of_the_folder_is_served(office: Served, path: str) -> None:
    assert office.client.get(f"/help/{path}").status_code == 404


def test_files_beside_the_pages_are_no_pages_of_the_app(office: Served) -> None:
    assert office.client.get("/help/docs/app.png").headers["content-type"] == "image/png"
    answer = office.client.get("/help/docs/service_client.py")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_what_is_written_as_html_is_text_and_other_files_are_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One\n\n中文：[page.zh.md](page.zh.md)\n\n<b>bold</b> [code](../pipeline/api.py) 一行，\n两行 [more](#two-x-2)\n\n"
        "## Two: `x` (2)\n\n<script>x</script>\n\n## Two: `x` (2)\n\n| a | b |\n|---|---:|\n| 1<br>x | 2 |\n",
        "utf-8",
    )
    files = {"docs/page.md": page}
    monkeypatch.setattr("pipeline.app.help.rendered.shelf", lambda: files)
    for kept in (rendered, heading):
        kept.cache_clear()
    made = rendered("docs/page.md")
    assert "&lt;b&gt;bold" in made.body
    assert "<script" not in made.body
    assert "code 一行，两行" in made.body
    assert "page.zh.md" not in made.body
    assert 'href="#two-x-2"' in made.body
    assert [place for _, place in made.sections] == ["two-x-2", "two-x-2-1"]
    assert "<td>1<br>x</td>" in made.body
    assert '<td class="right">2</td>' in made.body


def test_places_are_those_of_github() -> None:
    assert slug("Two years: `rubrics diff OLD NEW`") == "two-years-rubrics-diff-old-new"
    assert slug("两个年度：`rubrics diff OLD NEW`") == "两个年度rubrics-diff-old-new"
    assert slug("What one file may take") == "what-one-file-may-take"

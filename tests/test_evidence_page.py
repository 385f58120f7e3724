"""The evidence page in a real browser: what a person does with it, and what a hostile notice cannot do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from lxml import html
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.corrections import CorrectionFile
from pipeline.corrections.file import save, version
from pipeline.evidence.write import MOST_EMBEDDED
from tests import bench, forest
from tests.browser import browser, requested, said

RAW = Path(__file__).parents[1] / "data" / "raw"
# pages enough for pictures beside the page, and for lines that are built when they are needed
LONG = MOST_EMBEDDED + 20
HOSTILE = """<html><head><meta charset="utf-8"></head><body>
<h1>关于印发2031年度考核办法的通知</h1><p>各镇水利站：</p><p>&lt;img src=x onerror=window.hacked=1&gt;</p>
<p>镇水利站考核评分表&lt;/script&gt;&lt;script&gt;window.hacked=2&lt;/script&gt;</p>
<table><tr><th>序号</th><th>考核指标</th><th>评价标准</th><th>分值</th></tr>
<tr><td>1</td><td>&lt;script&gt;window.hacked=3&lt;/script&gt;渠道巡查</td>
<td>--&gt;&lt;svg onload=window.hacked=4&gt; 未巡查的，每次扣1分，"扣完为止'。</td><td>20</td></tr>
<tr><td>2</td><td>闸门养护&lt;/ul&gt;&lt;iframe srcdoc="&lt;script&gt;parent.hacked=5&lt;/script&gt;"&gt;</td>
<td>{{ 7*7 }}${alert(1)} 未养护的，每次扣1分。</td><td>30</td></tr>
<tr><td colspan="3">合计</td><td>60</td></tr></table></body></html>"""


def write(given: Path, out: Path, lang: str = "zh") -> str:
    """The page of a notice; its address."""
    ended = CliRunner().invoke(app, ["evidence", str(given), "-o", str(out), "--lang", lang])
    assert ended.exit_code == 0, ended.output
    return out.as_uri()


def raw(words: str) -> Path:
    return next(RAW.glob(words))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chrome]:
    with browser() as driver:
        yield driver


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Address of the page of each kind of notice: with pages, with tables only, as text, as a sheet."""
    out = tmp_path_factory.mktemp("pages")
    given = {
        "pdf": raw("*水利厅2024*.pdf"),
        "docx": raw("*水利厅2025*.docx"),
        "text": raw("*物业*.txt"),
        "xlsx": raw("*.xlsx"),
    }
    return {kind: write(path, out / f"{kind}.html") for kind, path in given.items()}


def opened(driver: Chrome, address: str) -> None:
    driver.get("about:blank")
    said(driver)
    requested(driver)
    driver.get(address)
    WebDriverWait(driver, 30).until(lambda it: it.find_elements(By.CSS_SELECTOR, ".scripted [role=tree]"))


def one(driver: Chrome, query: str) -> WebElement:
    return WebDriverWait(driver, 30).until(lambda it: it.find_element(By.CSS_SELECTOR, query))


def row(driver: Chrome, words: str, kind: str = "") -> WebElement:
    """The line of the outline that says these words."""
    lines = driver.find_elements(By.CSS_SELECTOR, f"[role=treeitem]{kind} > .row")
    return next(line for line in lines if words in (line.get_attribute("textContent") or ""))


def click(driver: Chrome, element: WebElement) -> None:
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    element.click()


def overlaps(driver: Chrome, element: WebElement, frame: str) -> bool:
    """Whether an element is in sight inside of a part of the page that scrolls."""
    return bool(
        driver.execute_script(
            "const a = arguments[0].getBoundingClientRect(), b = document.querySelector(arguments[1])"
            ".getBoundingClientRect(); return a.bottom > b.top && a.top < b.bottom && a.right > b.left",
            element,
            frame,
        )
    )


def chosen(driver: Chrome) -> str:
    return one(driver, "[role=treeitem][aria-selected=true] > .row").get_attribute("textContent") or ""


# ---- click a value: its place is shown


def test_a_value_shows_its_cell_and_its_words_on_the_page(chromium: Chrome, pages: dict[str, str]) -> None:
    opened(chromium, pages["pdf"])
    click(chromium, row(chromium, "完成其中3项", ".bands"))
    (cell,) = chromium.find_elements(By.CSS_SELECTOR, ".spot.on")
    assert overlaps(chromium, cell, ".sheets")
    inside = cell.rect
    words = chromium.find_elements(By.CSS_SELECTOR, ".word")
    assert words
    for word in words:
        assert inside["x"] <= word.rect["x"] + 1
        assert word.rect["x"] + word.rect["width"] <= inside["x"] + inside["width"] + 1
        assert inside["y"] <= word.rect["y"] + 1
        assert word.rect["height"] < inside["height"] / 2
    strip = one(chromium, ".strip")
    assert "第2页" in strip.text
    assert "完成其中3项" in "".join(mark.text for mark in strip.find_elements(By.TAG_NAME, "mark"))


@pytest.mark.parametrize(
    ("kind", "words"), [("docx", "完成其中3项"), ("text", "一处不符合要求扣0.1分"), ("xlsx", "漏签、代签的")]
)
def test_without_pages_the_cell_of_the_table_is_marked(
    chromium: Chrome, pages: dict[str, str], kind: str, words: str
) -> None:
    opened(chromium, pages[kind])
    click(chromium, row(chromium, words, ".bands" if kind == "docx" else ".clauses"))
    (cell,) = chromium.find_elements(By.CSS_SELECTOR, "td.on")
    assert overlaps(chromium, cell, ".sheets")
    before = cell.text
    assert words in "".join(mark.text for mark in cell.find_elements(By.TAG_NAME, "mark"))
    one(chromium, "body").send_keys(Keys.ESCAPE)
    assert not chromium.find_elements(By.CSS_SELECTOR, "td.on, td mark")
    assert cell.text == before


def test_a_text_that_a_page_end_cuts_is_shown_on_both_pages(chromium: Chrome, pages: dict[str, str]) -> None:
    opened(chromium, pages["pdf"])
    cut = chromium.execute_script(
        "const d = JSON.parse(document.querySelector('#places').textContent);"
        "return d.places.findIndex((entry) => new Set(entry.map(([n]) => d.spots[n][1])).size > 1)"
    )
    click(chromium, one(chromium, f"#n{cut} > .row"))
    figures = {
        spot.find_element(By.XPATH, "..").get_attribute("data-sheet")
        for spot in chromium.find_elements(By.CSS_SELECTOR, ".spot.on")
    }
    assert len(figures) == 2


# ---- click a cell: its records are shown


def test_a_cell_of_a_page_leads_to_its_records_one_after_another(
    chromium: Chrome, pages: dict[str, str]
) -> None:
    opened(chromium, pages["pdf"])
    click(chromium, row(chromium, "完成其中3项", ".bands"))
    (cell,) = chromium.find_elements(By.CSS_SELECTOR, ".spot.on")
    one(chromium, "body").send_keys(Keys.ESCAPE)
    seen = []
    for _ in range(3):
        chromium.execute_script("arguments[0].click()", cell)
        seen.append(chosen(chromium))
        assert overlaps(chromium, one(chromium, "[aria-selected=true] > .row"), ".tree")
    assert len(set(seen)) == 3
    assert chromium.switch_to.active_element.get_attribute("role") == "treeitem"
    assert chromium.find_elements(By.CSS_SELECTOR, ".here")


def test_a_cell_without_a_record_says_so(chromium: Chrome, pages: dict[str, str]) -> None:
    opened(chromium, pages["docx"])
    header = next(cell for cell in chromium.find_elements(By.TAG_NAME, "td") if cell.text == "评价标准")
    click(chromium, header)
    assert "没有读作记录" in one(chromium, ".strip").text
    assert "on" in (header.get_attribute("class") or "")


# ---- findings


def test_findings_are_listed_worst_first_and_lead_to_their_place(
    chromium: Chrome, pages: dict[str, str]
) -> None:
    opened(chromium, pages["pdf"])
    listed = chromium.find_elements(By.CSS_SELECTOR, ".findings li")
    levels = [each.get_attribute("data-level") for each in listed]
    assert levels == sorted(levels, key=["error", "warning", "info"].index)
    total = next(each for each in listed if "98" in each.text)
    total.find_element(By.TAG_NAME, "button").click()
    cells = chromium.find_elements(By.CSS_SELECTOR, ".spot.said")
    assert cells
    assert overlaps(chromium, cells[0], ".sheets")
    assert "合计" in chosen(chromium)


def test_a_level_of_findings_can_be_put_away(chromium: Chrome, pages: dict[str, str]) -> None:
    opened(chromium, pages["pdf"])
    one(chromium, ".levels .info").click()
    assert all(
        each.is_displayed() == (each.get_attribute("data-level") != "info")
        for each in chromium.find_elements(By.CSS_SELECTOR, ".findings li")
    )
    assert one(chromium, ".levels .info").get_attribute("aria-pressed") == "false"


# ---- search


def test_search_finds_records_and_goes_round(chromium: Chrome, pages: dict[str, str]) -> None:
    opened(chromium, pages["docx"])
    body = one(chromium, "body")
    body.send_keys("/")
    field = chromium.switch_to.active_element
    assert field.get_attribute("id") == "query"
    field.send_keys("水旱灾害")
    count = WebDriverWait(chromium, 10).until(
        lambda it: re.fullmatch(r"1 / (\d+)", one(it, ".search output").text)
    )
    total = int(count[1])
    assert total > 1
    first = chosen(chromium)
    assert "水旱灾害" in first
    for _ in range(total):
        field.send_keys(Keys.ENTER)
    assert chosen(chromium) == first
    field.send_keys(Keys.SHIFT, Keys.ENTER)
    assert one(chromium, ".search output").text == f"{total} / {total}"


def test_search_finds_what_stands_in_no_record(chromium: Chrome, pages: dict[str, str]) -> None:
    opened(chromium, pages["docx"])
    one(chromium, "#query").send_keys("评价标准")
    WebDriverWait(chromium, 10).until(lambda it: "/" in one(it, ".search output").text)
    assert chromium.find_elements(By.CSS_SELECTOR, "td.found")


def test_what_is_not_there_is_not_found(chromium: Chrome, pages: dict[str, str]) -> None:
    opened(chromium, pages["docx"])
    one(chromium, "#query").send_keys("月球基地")
    WebDriverWait(chromium, 10).until(lambda it: one(it, ".search output").text == "没有找到")


# ---- keyboard and screen readers


def test_the_outline_is_walked_by_keys_and_shows_places_on_the_way(
    chromium: Chrome, pages: dict[str, str]
) -> None:
    opened(chromium, pages["pdf"])
    one(chromium, "[role=tree] > [role=treeitem]").send_keys(Keys.ARROW_DOWN)
    assert chromium.find_elements(By.CSS_SELECTOR, ".spot.on")
    here = chromium.switch_to.active_element
    assert here.get_attribute("aria-selected") == "true"
    here.send_keys(Keys.END)
    last = chromium.switch_to.active_element
    assert last.get_attribute("id") != here.get_attribute("id")
    last.send_keys(Keys.HOME)
    top = chromium.switch_to.active_element
    top.send_keys(Keys.ARROW_LEFT)
    assert top.get_attribute("aria-expanded") == "false"
    top.send_keys(Keys.ARROW_RIGHT)
    assert top.get_attribute("aria-expanded") == "true"
    # one stop of the tab key for all of them
    stops = chromium.find_elements(By.CSS_SELECTOR, "[role=treeitem][tabindex='0']")
    assert len(stops) == 1


def test_cells_are_walked_by_keys(chromium: Chrome, pages: dict[str, str]) -> None:
    opened(chromium, pages["pdf"])
    source = one(chromium, ".sheets")
    source.send_keys(Keys.ARROW_RIGHT)
    first = one(chromium, ".spot.on").get_attribute("data-spot")
    source.send_keys(Keys.ARROW_RIGHT)
    assert one(chromium, ".spot.on").get_attribute("data-spot") != first
    source.send_keys(Keys.ENTER)
    assert chromium.switch_to.active_element.get_attribute("role") == "treeitem"


def test_findings_and_pages_have_keys(chromium: Chrome, pages: dict[str, str]) -> None:
    opened(chromium, pages["pdf"])
    body = one(chromium, "body")
    body.send_keys("f")
    assert "on" in (one(chromium, "[data-finding='0']").get_attribute("class") or "")
    chromium.switch_to.active_element.send_keys("f")
    assert "on" in (one(chromium, "[data-finding='1']").get_attribute("class") or "")
    chromium.switch_to.active_element.send_keys(Keys.ESCAPE)
    body.send_keys("]", "]", "]")
    WebDriverWait(chromium, 10).until(lambda it: int(one(it, "#at-page").text) >= 4)
    body.send_keys("?")
    assert one(chromium, "dialog").is_displayed()


def test_each_part_has_a_name_and_each_picture_an_alternative(pages: dict[str, str]) -> None:
    for address in pages.values():
        tree = html.parse(address.removeprefix("file://")).getroot()
        assert tree.get("lang") == "zh-CN"
        for named in tree.xpath("//section | //input | //*[@role='toolbar' or @role='group' and @tabindex]"):
            assert named.get("aria-label"), html.tostring(named)[:80]
        for button in tree.xpath("//button"):
            assert button.get("aria-label") or button.text_content().strip()
        assert all(picture.get("alt") for picture in tree.xpath("//img"))
        (outline,) = tree.xpath("//*[@role='tree']")
        for item in outline.xpath(".//li"):
            assert item.get("role") == "treeitem"
        assert tree.xpath("//*[@aria-live]")


def test_without_scripts_all_can_be_read(pages: dict[str, str]) -> None:
    with browser(scripts=False) as plain:
        plain.get(pages["docx"])
        assert "脚本" in one(plain, ".strip").text
        lines = plain.find_elements(By.CSS_SELECTOR, "[role=treeitem] > .row")
        assert lines
        assert all(line.is_displayed() for line in lines)


def test_a_link_to_a_record_opens_it(chromium: Chrome, pages: dict[str, str]) -> None:
    opened(chromium, pages["pdf"])
    own = one(chromium, "li.bands").get_attribute("data-id") or ""
    opened(chromium, f"{pages['pdf']}#{quote(own, safe='')}")
    WebDriverWait(chromium, 10).until(lambda it: it.find_elements(By.CSS_SELECTOR, "[aria-selected=true]"))
    assert one(chromium, "[aria-selected=true]").get_attribute("data-id") == own


# ---- corrections of people


def test_what_a_person_corrected_is_told_as_such_in_its_place(chromium: Chrome, tmp_path: Path) -> None:
    notice = forest.written(tmp_path)
    own = (
        forest.said("1/2", "points", None, "30"),
        forest.said("1/3", "rule_text", forest.ROWS[2][3], "成活率每低2个百分点扣1分。"),
    )
    kept, sha256 = tmp_path / "corrections", forest.sha256(notice)
    save(kept, CorrectionFile(sha256, corrections=own), version(kept, sha256))
    out, given = tmp_path / "out.html", ["evidence", str(notice), "-o", str(tmp_path / "out.html")]
    ended = CliRunner().invoke(app, [*given, "--lang", "zh", "--corrections", str(kept)])
    assert ended.exit_code == 0, ended.output
    opened(chromium, out.as_uri())
    tagged = [
        each.find_element(By.XPATH, "../..") for each in chromium.find_elements(By.CSS_SELECTOR, ".how")
    ]
    assert tagged
    words = [each.get_attribute("textContent") or "" for each in tagged]
    assert any("30" in each and "人工更正" in each for each in words)
    rule = next(each for each in tagged if "每低2个百分点扣1分" in (each.get_attribute("textContent") or ""))
    click(chromium, rule)
    # the cell is outlined; its words are not marked, as they say something else
    assert one(chromium, "td.on").text == forest.ROWS[2][3]
    assert not chromium.find_elements(By.CSS_SELECTOR, "td mark")


# ---- nothing leaves, nothing runs


@pytest.mark.parametrize("kind", ["pdf", "docx", "text", "xlsx"])
def test_a_page_needs_nothing_else_and_has_no_complaint(
    chromium: Chrome, pages: dict[str, str], kind: str
) -> None:
    opened(chromium, pages[kind])
    click(chromium, one(chromium, "li.criteria > .row"))
    assert said(chromium) == []
    assert requested(chromium) == [pages[kind]]


def test_what_a_hostile_notice_holds_is_shown_and_not_run(chromium: Chrome, tmp_path: Path) -> None:
    given = tmp_path / "<b>恶意<b onclick=window.hacked=6>.html"
    given.write_text(HOSTILE, "utf-8")
    opened(chromium, write(given, tmp_path / "out.html"))
    assert "window.hacked=3" in one(chromium, "li.criteria > .row").get_attribute("textContent")
    for line in chromium.find_elements(By.CSS_SELECTOR, "[role=treeitem] > .row"):
        click(chromium, line)
    for button in chromium.find_elements(By.CSS_SELECTOR, "[data-finding]"):
        button.click()
    for cell in chromium.find_elements(By.CSS_SELECTOR, "td[data-spot]"):
        click(chromium, cell)
    one(chromium, "#query").send_keys("<script>")
    WebDriverWait(chromium, 10).until(lambda it: "/" in one(it, ".search output").text)
    assert chromium.execute_script("return window.hacked") is None
    assert (
        chromium.execute_script(
            "return document.querySelectorAll('iframe, svg, main script, main img').length"
        )
        == 0
    )
    assert said(chromium) == []
    assert len(requested(chromium)) == 1
    assert "{{ 7*7 }}" in one(chromium, ".flow").text


# ---- a long notice


@pytest.fixture(scope="module")
def long_notice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("long")
    (folder / "长.pdf").write_bytes(bench.notice(LONG, embedded=False))
    write(folder / "长.pdf", folder / "长.html", "en")
    return folder / "长.html"


def test_a_long_notice_has_its_pictures_beside_it_and_loads_those_that_are_near(
    chromium: Chrome, long_notice: Path
) -> None:
    opened(chromium, long_notice.as_uri())
    folder = long_notice.with_suffix(".pages")
    assert len(list(folder.iterdir())) == LONG
    assert f"{LONG} pages" in one(chromium, ".about p").text
    assert "MB" in one(chromium, ".about p").text
    loaded = [url for url in requested(chromium) if url.endswith(".png")]
    assert 0 < len(loaded) < 20
    assert chromium.find_elements(By.CSS_SELECTOR, "img[alt]")[0].get_property("naturalWidth")
    assert said(chromium) == []


def test_each_record_of_a_long_notice_can_be_shown(chromium: Chrome, long_notice: Path) -> None:
    opened(chromium, long_notice.as_uri())
    last = chromium.execute_script("return JSON.parse(document.querySelector('#places').textContent).lines")
    assert chromium.find_elements(By.CSS_SELECTOR, "[data-from] > script")
    rubric = chromium.find_elements(By.CSS_SELECTOR, "li.rubrics")[-1]
    click(chromium, rubric.find_element(By.CSS_SELECTOR, ".row"))
    assert rubric.get_attribute("aria-expanded") == "true"
    criterion = rubric.find_elements(By.CSS_SELECTOR, "li.criteria > .row")[-1]
    click(chromium, criterion)
    assert one(chromium, ".spot.on").find_element(By.XPATH, "..").get_attribute("data-sheet") == str(LONG - 1)
    one(chromium, "#query").send_keys(criterion.find_element(By.CSS_SELECTOR, ".value").text)
    WebDriverWait(chromium, 30).until(lambda it: re.search(r"/ \d+", one(it, ".search output").text))
    assert len(chromium.find_elements(By.CSS_SELECTOR, "[role=treeitem]")) == last


def test_a_page_written_again_leaves_no_picture_behind(tmp_path: Path) -> None:
    (tmp_path / "通知.pdf").write_bytes(bench.notice(MOST_EMBEDDED + 1, embedded=False))
    write(tmp_path / "通知.pdf", tmp_path / "通知.html")
    assert (tmp_path / "通知.pages").is_dir()
    (tmp_path / "通知.pdf").write_bytes(bench.notice(1, embedded=False))
    write(tmp_path / "通知.pdf", tmp_path / "通知.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["通知.html", "通知.pdf"]


# ---- the command


def test_a_folder_of_notices_gives_a_page_for_each(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    for number in (1, 2):
        (given / f"{number}.html").write_text(HOSTILE, "utf-8")
    ended = CliRunner().invoke(app, ["evidence", str(given), "-o", str(tmp_path / "out"), "--lang", "en"])
    assert ended.exit_code == 0, ended.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["1.html", "2.html"]


def test_two_notices_do_not_go_into_one_page(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.html").write_text(HOSTILE, "utf-8")
    files = [str(tmp_path / f"{number}.html") for number in (1, 2)]
    ended = CliRunner().invoke(app, ["evidence", *files, "-o", str(tmp_path / "out.html"), "--lang", "en"])
    assert ended.exit_code == 2
    assert "folder" in ended.output
    assert not (tmp_path / "out.html").exists()


def test_a_notice_that_failed_still_has_a_page_that_says_why(tmp_path: Path) -> None:
    (tmp_path / "坏.pdf").write_bytes(b"%PDF-1.7\nnothing")
    out = tmp_path / "坏.html"
    ended = CliRunner().invoke(app, ["evidence", str(tmp_path / "坏.pdf"), "-o", str(out), "--lang", "en"])
    assert ended.exit_code == 1
    tree = html.parse(str(out)).getroot()
    assert tree.xpath("//*[@class='findings']//li[@data-level='error']")


def test_the_same_notice_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.html", "b.html"):
        write(raw("*县区目标*.pdf"), tmp_path / name)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_a_page_does_not_know_the_machine(tmp_path: Path) -> None:
    given = tmp_path / "通知.html"
    given.write_text(HOSTILE, "utf-8")
    write(given, tmp_path / "out.html")
    assert str(tmp_path) not in (tmp_path / "out.html").read_text("utf-8")


def test_a_page_speaks_english(tmp_path: Path) -> None:
    write(raw("*物业*.txt"), tmp_path / "out.html", "en")
    tree = html.parse(str(tmp_path / "out.html")).getroot()
    assert tree.get("lang") == "en"
    assert [each.text_content() for each in tree.xpath("//h2")] == ["Source", "Findings", "Records", "Keys"]

"""A day in the browser, from an empty folder to the Excel file, and what every page owes its reader."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from pipeline.app.desk import Desk
from pipeline.corrections.folder import load
from pipeline.project.new import new_project
from pipeline.project.place import Place
from tests.browser import browser as opened
from tests.browser import said
from tests.forest import N, page, written
from tests.serving import served
from tests.test_app_groups import SLIP

RAW = Path(__file__).parents[1] / "data" / "raw"
AXE = """
const done = arguments[0];
axe.run().then((told) => done(told.violations.map((one) => [one.id, one.impact, one.nodes.map((n) => n.html)])));
"""
DROP = """
const [name, text] = arguments, data = new DataTransfer();
data.items.add(new File([text], name, { type: "text/html" }));
for (const kind of ["dragenter", "dragover", "drop"])
  document.body.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    with opened(1280, 900) as one:
        yield one


def waiting(browser: Chrome, seconds: int) -> WebDriverWait[Chrome]:
    """A wait that bears that the page is loaded anew meanwhile, as one does when something was read."""
    passing = (NoSuchElementException, StaleElementReferenceException)
    return WebDriverWait(browser, seconds, ignored_exceptions=passing)


def told(browser: Chrome, css: str) -> str:
    return waiting(browser, 60).until(lambda one: one.find_element(By.CSS_SELECTOR, css).text)


def find(browser: Chrome, css: str) -> WebElement:
    return waiting(browser, 60).until(lambda one: one.find_element(By.CSS_SELECTOR, css))


def until_read(browser: Chrome, place: Place, count: int) -> None:
    """Waits until so many notices are in the dataset and nothing is read any more."""
    waiting(browser, 120).until(lambda _: len(Desk(place, "zh").notices) == count)
    waiting(browser, 60).until(lambda one: one.find_elements(By.CSS_SELECTOR, ".job.done"))


def send(browser: Chrome, *paths: Path, folder: bool = False) -> None:
    field = find(browser, "[type=file]")
    # the person clicks a button, which opens a window of the system; the field behind it is the same
    browser.execute_script("arguments[0].webkitdirectory = arguments[1]", field, folder)
    browser.execute_script("arguments[0].style.display = 'block'", field)
    field.send_keys("\n".join(map(str, paths)))


def press(browser: Chrome, key: str) -> None:
    find(browser, "body").send_keys(key)


def clicked(browser: Chrome, css: str) -> None:
    """Clicks, and waits until another page is there."""
    old = find(browser, "html")
    find(browser, css).click()
    waiting(browser, 60).until(lambda _: gone(old))


def gone(old: WebElement) -> bool:
    try:
        old.is_enabled()
    except Exception:
        return True
    return False


@pytest.mark.usefixtures("cold")
def test_a_day_from_an_empty_folder_to_the_excel_file(browser: Chrome, tmp_path: Path) -> None:
    place = new_project(tmp_path / "项目", "zh")
    downloads = tmp_path / "下载"
    browser.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(downloads)}
    )
    (pdf,) = RAW.glob("澜江港口集团2024*.pdf")
    (docx,) = RAW.glob("桐川市文旅局*.docx")
    folder = tmp_path / "送来的"
    folder.mkdir()
    for year in (2030, 2031):
        written(folder, page(SLIP, year), f"{year}.html")
    with served(Desk(place, "zh")) as address:
        base = address.partition("/?")[0]
        browser.get(address)
        assert "把通知文件或文件夹拖到这里" in told(browser, "h1")
        # a PDF and a DOCX, then a folder, then one that is dropped, which is there already
        send(browser, pdf, docx)
        until_read(browser, place, 2)
        send(browser, folder, folder=True)
        until_read(browser, place, 4)
        browser.execute_script(DROP, "又一份.html", page(SLIP, 2031))
        waiting(browser, 60).until(lambda one: "完全相同" in one.find_element(By.CSS_SELECTOR, "main").text)
        assert "送来的/2031.html" in told(browser, ".added")
        # a doubt is found by searching for its notice, and mended
        browser.get(f"{base}/?q=设备完好")
        assert "1 份通知" in told(browser, "[data-picked] [role=status]")
        clicked(browser, "td.figure a")
        clicked(browser, ".queue a")
        press(browser, "e")
        field = browser.switch_to.active_element
        before = field.get_attribute("value") or ""
        field.clear()
        field.send_keys(before + "5" if before.isdecimal() else "5")
        browser.switch_to.active_element.send_keys(Keys.CONTROL, Keys.ENTER)
        find(browser, "ins")
        assert load(place.corrections).files == ()
        press(browser, Keys.CONTROL + Keys.ENTER)
        waiting(browser, 60).until(lambda _: len(load(place.corrections).files) == 1)
        # a group is settled by one decision
        browser.get(f"{base}/doubts")
        assert "4 条 · 2 份通知" in told(browser, "main")
        browser.get(f"{base}/doubts/kind/points-missing")
        assert len(browser.find_elements(By.CSS_SELECTOR, ".touched li")) == 4
        clicked(browser, "[data-key='c']")
        assert "已处理 4 条" in told(browser, "main")
        # the dataset is written
        clicked(browser, "form[action='/write'] button")
        waiting(browser, 120).until(lambda one: one.find_elements(By.CSS_SELECTOR, ".job.done"))
        assert not browser.find_elements(By.CSS_SELECTOR, "form[action='/write']")
        codes = [row.code for row in Desk(place, "zh").stored.findings[N]]
        assert codes.count("points-missing") == 2
        # the Excel file is taken along
        browser.get(f"{base}/?year=2031")
        find(browser, "a[href$='/excel']").click()
        book = waiting(browser, 60).until(lambda _: next(iter(downloads.glob("*.xlsx")), None))
        time.sleep(0.3)
        assert "巡山护林" in str(
            [cell.value for sheet in openpyxl.load_workbook(book) for row in sheet for cell in row]
        )
        assert [line for line in said(browser) if "favicon" not in line] == []


@pytest.fixture(scope="module", params=["zh", "en"])
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, list[str]]]:
    """The notices of the repository, served; the first address, and the pages that are looked at."""
    place = new_project(tmp_path_factory.mktemp("office") / "项目", "zh")
    shutil.copytree(Path(__file__).parents[1] / "data" / "structured", place.dataset)
    for path in RAW.glob("*.[pdhtx]*"):
        shutil.copy(path, place.sources[0])
    desk = Desk(place, request.param)
    item = desk.queue()[0]
    paths = ["/", "/?q=考核", "/doubts", "/doubts?notes=1", "/doubts/list?notes=1"]
    paths += [f"/doubts/kind/{item.finding.code}", f"/n/{item.notice_id}?f={item.key}", "/none"]
    paths += [
        "/changes",
        "/scores",
        "/exports",
        "/history",
        "/help/docs/comparing.md",
        f"/n/{item.notice_id}",
    ]
    with served(desk) as address:
        yield address, paths


@pytest.mark.parametrize("width", [360, 1280, 2560, 3840])
def test_no_page_is_wider_than_its_window(browser: Chrome, office: tuple[str, list[str]], width: int) -> None:
    address, paths = office
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False},
    )
    browser.get(address)
    find(browser, "main")
    for path in paths:
        browser.get(address.partition("/?")[0] + path)
        find(browser, "main")
        wide = browser.execute_script("return document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, (path, wide)
        if width > 1000 and browser.find_elements(By.CSS_SELECTOR, "body.desk"):
            # its two sides are scrolled, each by itself
            assert (
                browser.execute_script("return document.documentElement.scrollHeight - innerHeight") <= 0
            ), path


def test_axe_has_nothing_serious_to_say(browser: Chrome, office: tuple[str, list[str]]) -> None:
    """Names of fields, contrasts, headings, regions: the rules of axe-core, one language light, the other dark."""
    rules = files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")
    address, paths = office
    browser.get(address)
    find(browser, "main")
    scheme = "dark" if find(browser, "html").get_attribute("lang") == "en" else "light"
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    for path in paths:
        browser.get(address.partition("/?")[0] + path)
        browser.execute_script(rules)
        found = browser.execute_async_script(AXE)
        assert [one for one in found if one[1] in {"serious", "critical"}] == [], path


def test_keys_are_listed_and_lead_through_the_rooms(browser: Chrome, tmp_path: Path) -> None:
    place = new_project(tmp_path / "项目", "zh")
    with served(Desk(place, "zh")) as address:
        browser.get(address)
        # keys that are pressed before the page without the key of the address is there are lost
        waiting(browser, 20).until(lambda one: "key=" not in one.current_url)
        find(browser, ".empty")
        press(browser, "?")
        assert "快捷键" in told(browser, "dialog[open]")
        press(browser, Keys.ESCAPE)
        old = find(browser, "html")
        press(browser, "gd")
        waiting(browser, 20).until(lambda _: gone(old))
        assert browser.current_url.endswith("/doubts")


def test_a_list_is_gone_through_by_keys(browser: Chrome, office: tuple[str, list[str]]) -> None:
    address, _ = office
    browser.get(address)
    waiting(browser, 20).until(lambda one: "key=" not in one.current_url)
    press(browser, "jjk")
    assert browser.switch_to.active_element == browser.find_element(By.CSS_SELECTOR, "td.title a")
    browser.switch_to.active_element.send_keys("x")
    assert browser.find_element(By.CSS_SELECTOR, "[name^='pick:']").is_selected()
    old = find(browser, "html")
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    waiting(browser, 20).until(lambda _: gone(old))
    assert "/n/" in browser.current_url


def test_the_pages_work_without_scripts(tmp_path: Path) -> None:
    place = new_project(tmp_path / "项目", "zh")
    notice = written(tmp_path, name="通知.html")
    with opened(900, 900, scripts=False) as plain, served(Desk(place, "zh")) as address:
        plain.get(address)
        find(plain, "[type=file]").send_keys(str(notice))
        clicked(plain, ".adding button")
        waiting(plain, 120).until(lambda _: Desk(place, "zh").notices == [N])
        plain.get(address.partition("?")[0])
        assert "青禾县林业局" in told(plain, "table")
        clicked(plain, "form[action='/language'] button")
        assert "Notices" in told(plain, ".rooms")

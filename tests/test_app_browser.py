"""The review in a real browser: what a reviewer does all day, and what a hostile notice does not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from normalizers.overlay import Correction
from pipeline.app.desk import Desk
from pipeline.corrections import CorrectionFile
from pipeline.corrections.file import save
from pipeline.corrections.folder import load
from tests.forest import ROWS, N, page, place, said, sha256, written
from tests.needs import demand
from tests.serving import served
from tests.test_cli import rubrics

RAW = Path(__file__).parents[1] / "data" / "raw"
HOSTILE = '&lt;script&gt;document.title="ran"&lt;/script&gt;&lt;img src=x onerror="document.title=1"&gt;'


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    demand("browser")
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    # root may not sandbox; the tests' own pages are all that is opened
    for one in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1500,1000",
    ):
        options.add_argument(one)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with Chrome(options, Service(shutil.which("chromedriver"))) as one:
        yield one


class Office:
    """A dataset, its sources and corrections, served on a port of this machine."""

    def __init__(self, folder: Path) -> None:
        self.sources, self.out, self.corrections = folder / "in", folder / "out", folder / "corrections"
        self.sources.mkdir()
        self.corrections.mkdir()
        self.url = ""

    def ingest(self) -> None:
        rubrics("ingest", self.sources, "--out", self.out, "--corrections", self.corrections, "--lang", "en")

    def codes(self, notice_id: str = N) -> list[str]:
        return [
            row.code
            for row in Desk(place(self.out, self.sources, self.corrections), "en").stored.findings.get(
                notice_id, []
            )
        ]


@pytest.fixture
def office(tmp_path: Path, browser: Chrome) -> Iterator[Office]:
    """Served when the test has put its notices there and calls `open`."""
    made = Office(tmp_path)
    with ExitStack() as stack:

        def opened() -> None:
            made.ingest()
            desk = Desk(place(made.out, made.sources, made.corrections), "en")
            first = stack.enter_context(served(desk))
            made.url = first.partition("?")[0]
            browser.get(first)
            WebDriverWait(browser, 20).until(lambda one: "key=" not in one.current_url)

        made.open = opened  # type: ignore[attr-defined]
        yield made


def find(browser: Chrome, css: str) -> WebElement:
    return WebDriverWait(browser, 20).until(lambda one: one.find_element(By.CSS_SELECTOR, css))


def text_of(browser: Chrome) -> str:
    return find(browser, "main").text


def gone(browser: Chrome, old: WebElement) -> None:
    """Waits until the page has changed."""

    def stale(_: Chrome) -> bool:
        try:
            old.is_enabled()
        except Exception:
            return True
        return False

    WebDriverWait(browser, 20).until(stale)


def press(browser: Chrome, *keys: str) -> None:
    old = find(browser, "main")
    find(browser, "body").send_keys(*keys)
    gone(browser, old)


def retype(field: WebElement, text: str) -> None:
    field.clear()
    field.send_keys(text)


def quiet(browser: Chrome) -> None:
    """No script failed, nothing was refused by the policy, nothing was missing."""
    assert [line for line in browser.get_log("browser") if line["level"] in {"SEVERE", "WARNING"}] == []


def test_a_reviewer_mends_a_value_and_it_stays(office: Office, browser: Chrome) -> None:
    path = written(office.sources)
    office.open()  # type: ignore[attr-defined]
    assert "points-unread" in office.codes()
    browser.get(f"{office.url}doubts/list")
    assert "0 done, 0 errors and 4 warnings left" in find(browser, ".progress").text
    press(browser, "j")
    assert "points 3O cannot be read" in find(browser, "h1").text
    # the place is marked and in sight
    cell = find(browser, "td.meant")
    assert cell.text == "3O"
    sheet = find(browser, ".sheet").rect
    assert sheet["y"] <= cell.rect["y"] <= sheet["y"] + sheet["height"]
    find(browser, "body").send_keys("e")
    field = browser.switch_to.active_element
    assert field.get_attribute("name") == "v:1/2:points"
    retype(field, "30")
    assert "changed" in (field.get_attribute("class") or "")
    retype(find(browser, ".foot .who"), "陈核")
    retype(find(browser, ".foot [name=why]"), "the original says 30")
    press(browser, Keys.CONTROL, Keys.ENTER)
    # the difference is seen before anything is saved
    assert "What this would change" in find(browser, "h1").text
    assert find(browser, "ins").text == "30"
    assert "declared total 100, the items add up to 70" in find(browser, ".gone").text
    assert load(office.corrections).files == ()
    press(browser, Keys.CONTROL, Keys.ENTER)
    # the next finding that is left
    assert "gap between bands" in find(browser, "h1").text
    assert "Saved." in find(browser, ".said").text
    (made,) = load(office.corrections).files
    (one,) = made.corrections
    assert (made.sha256, one.record, one.field, one.was, one.now) == (
        sha256(path),
        "1/2",
        "points",
        None,
        "30",
    )
    assert (one.who, one.why) == ("陈核", "the original says 30")
    # ingest again: it stayed
    office.ingest()
    assert "points-unread" not in office.codes()
    assert "correction-applied" in office.codes()
    # next year's file does not inherit it
    written(office.sources, page(year=2032), "2032.html")
    office.ingest()
    later = office.codes("青禾县林业局-青禾林发-2032-5号")
    assert "points-unread" in later
    assert "correction-needs-review" in later
    quiet(browser)


def test_a_reviewer_settles_findings_by_keys_and_undoes(office: Office, browser: Chrome) -> None:
    written(office.sources)
    office.open()  # type: ignore[attr-defined]
    browser.get(f"{office.url}doubts/list?code=band-gap")
    press(browser, "j")
    find(browser, "body").send_keys("d")
    reason = browser.switch_to.active_element
    assert reason.get_attribute("name") == "why"
    old = find(browser, "main")
    reason.send_keys("the bureau knows", Keys.ENTER)
    gone(browser, old)
    ((one,),) = [made.corrections for made in load(office.corrections).files]
    assert (one.field, one.now, one.why) == ("finding:band-gap", "dismissed", "the bureau knows")
    assert "Nothing is left to look at" in text_of(browser)
    browser.get(f"{office.url}n/{N}")
    press(browser, "u")
    assert load(office.corrections).files == ()
    browser.get(f"{office.url}doubts/list?code=band-gap")
    press(browser, "j")
    press(browser, "c")
    ((one,),) = [made.corrections for made in load(office.corrections).files]
    assert one.now == "confirmed"
    quiet(browser)


def test_a_text_goes_to_another_column_and_a_key_point_is_split(office: Office, browser: Chrome) -> None:
    written(office.sources)
    office.open()  # type: ignore[attr-defined]
    browser.get(f"{office.url}n/{N}?r=1/1")
    retype(find(browser, "[name='v:1/1:key_points']"), "1.每周巡山不少于三次。\n2.做好记录。\n3.及时上报。")
    press(browser, Keys.CONTROL, Keys.ENTER)
    assert "key point" in text_of(browser).lower()
    press(browser, Keys.CONTROL, Keys.ENTER)
    browser.get(f"{office.url}n/{N}?r=1/2")
    Select(find(browser, "[name='move:from']")).select_by_value("rule_text")
    Select(find(browser, "[name='move:to']")).select_by_value("method")
    press(browser, Keys.CONTROL, Keys.ENTER)
    press(browser, Keys.CONTROL, Keys.ENTER)
    browser.get(f"{office.url}n/{N}?r=1/2")
    assert find(browser, "[name='v:1/2:rule_text']").get_attribute("value") == ""
    assert "脱岗一次扣2分" in (find(browser, "[name='v:1/2:method']").get_attribute("value") or "")
    quiet(browser)


def test_a_stale_correction_is_shown(office: Office, browser: Chrome) -> None:
    path = written(office.sources)
    stale: Correction = said("1/3", "points", "49", "48")
    save(office.corrections, CorrectionFile(sha256(path), N, corrections=(stale,)), "")
    office.open()  # type: ignore[attr-defined]
    browser.get(f"{office.url}doubts/list?code=correction-stale")
    press(browser, "j")
    assert "does not fit and was not applied: 50 is read now" in find(browser, "h1").text
    assert find(browser, ".made .state").text == "stale"
    assert find(browser, "[name='v:1/3:points']").get_attribute("value") == "50"
    quiet(browser)


def test_a_line_and_its_place_show_each_other_and_it_is_mended_below(office: Office, browser: Chrome) -> None:
    path = written(office.sources)
    office.open()  # type: ignore[attr-defined]
    browser.get(f"{office.url}n/{N}")
    row, other = (find(browser, f"tr[id='r-1/{number}']") for number in (2, 3))
    other.find_element(By.CSS_SELECTOR, ".words p").click()
    assert "苗圃管理" in {one.text for one in browser.find_elements(By.CSS_SELECTOR, ".flow .on")}
    cell = next(one for one in browser.find_elements(By.CSS_SELECTOR, ".flow td") if one.text == "防火值守")
    cell.click()
    assert "on" in row.get_attribute("class").split()
    assert "on" not in other.get_attribute("class").split()
    row.send_keys("e")
    field = find(browser, ".mending [name='v:1/2:points']")
    retype(field, "30")
    old = find(browser, "main")
    field.send_keys(Keys.CONTROL, Keys.ENTER)
    gone(browser, old)
    assert "30" in text_of(browser)
    press(browser, Keys.CONTROL + Keys.ENTER)
    assert browser.current_url.endswith("#r-1/2")
    assert find(browser, "tr[id='r-1/2'] td.figure").text == "30"
    made = load(office.corrections).of(sha256(path))
    assert made
    assert [(one.record, one.now) for one in made.corrections] == [("1/2", "30")]
    quiet(browser)


def test_boxes_on_the_pages_of_a_pdf_lead_to_their_lines(office: Office, browser: Chrome) -> None:
    (source,) = RAW.glob("青岭市2025*.pdf")
    shutil.copy(source, office.sources)
    office.open()  # type: ignore[attr-defined]
    (notice_id,) = Desk(place(office.out, office.sources, office.corrections), "en").notices
    browser.get(f"{office.url}n/{notice_id}")
    row = next(
        one for one in browser.find_elements(By.CSS_SELECTOR, "tr.criteria") if "高标准农田建设" in one.text
    )
    row.find_element(By.CSS_SELECTOR, "td.name").click()
    box = find(browser, "rect.on")
    sheet = find(browser, ".sheet").rect
    # it scrolls there smoothly
    WebDriverWait(browser, 20).until(lambda _: sheet["y"] <= box.rect["y"] <= sheet["y"] + sheet["height"])
    find(browser, "body").send_keys(Keys.ARROW_DOWN)
    assert "on" not in row.get_attribute("class").split()
    find(browser, f"rect[data-of='{row.get_attribute('data-line')}']").click()
    assert "on" in row.get_attribute("class").split()
    quiet(browser)


def test_a_page_of_a_pdf_is_shown_with_its_cell(office: Office, browser: Chrome) -> None:
    (source,) = RAW.glob("澜江港口集团2024*.pdf")
    shutil.copy(source, office.sources)
    office.open()  # type: ignore[attr-defined]
    browser.get(f"{office.url}doubts/list?code=band-gap")
    press(browser, "j")
    picture, mark = find(browser, ".paper img"), find(browser, "rect.meant")
    WebDriverWait(browser, 20).until(
        lambda one: one.execute_script("return arguments[0].naturalWidth", picture) > 1000
    )
    frame, box = picture.rect, mark.rect
    assert frame["x"] <= box["x"] < box["x"] + box["width"] <= frame["x"] + frame["width"]
    assert "page 3 of 5" in find(browser, ".sourcehead").text
    find(browser, ".sourcehead a[aria-label='+1']").click()
    assert "page 4 of 5" in find(browser, ".sourcehead").text
    quiet(browser)


def test_hostile_text_in_a_notice_does_not_run(office: Office, browser: Chrome) -> None:
    rows = (
        (
            "1",
            f"巡山{HOSTILE}",
            f"1.{HOSTILE}。2.记录。",
            f"好（14-20分）：{HOSTILE}。差（0-7分）：无。",
            "3O",
            HOSTILE,
        ),
        *ROWS[1:],
    )
    written(office.sources, page(rows, remark=HOSTILE))
    office.open()  # type: ignore[attr-defined]
    for path in (
        "",
        "doubts?notes=1",
        "doubts/list?notes=1",
        f"n/{N}",
        f"n/{N}?r=1",
        f"n/{N}?r=1/1",
        f"n/{N}?f=%22%3E%3Cscript%3Edocument.title=1%3C/script%3E",
    ):
        browser.get(office.url + path)
        assert browser.title.endswith("Rubrics")
        assert not browser.find_elements(By.CSS_SELECTOR, "main script, main img[src=x]")
    browser.get(f"{office.url}n/{N}?r=1/1")
    assert '<script>document.title="ran"</script>' in (
        find(browser, "[name='v:1/1:name']").get_attribute("value") or ""
    )
    retype(find(browser, "[name='v:1/1:name']"), '"><script>document.title=1</script>')
    press(browser, Keys.CONTROL, Keys.ENTER)
    assert browser.title == "Rubrics"
    press(browser, Keys.CONTROL, Keys.ENTER)
    assert browser.title.endswith("Rubrics")
    quiet(browser)


def test_a_forged_request_from_another_page_is_refused(
    office: Office, browser: Chrome, tmp_path: Path
) -> None:
    written(office.sources)
    office.open()  # type: ignore[attr-defined]
    forged = tmp_path / "forged.html"
    forged.write_text(
        f'<form method="post" action="{office.url}n/{N}/save"><input name="packed" value="[]"></form>'
        "<script>document.forms[0].submit()</script>",
        "utf-8",
    )
    browser.get(forged.as_uri())
    WebDriverWait(browser, 20).until(lambda one: one.current_url.startswith(office.url))
    # a page elsewhere has no cookie sent along
    assert find(browser, "body").text.startswith("no key")
    assert load(office.corrections).files == ()
    browser.get_log("browser")

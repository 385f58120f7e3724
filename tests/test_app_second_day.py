"""Years, units and formats in the browser: what a second day brings, without a terminal after the start."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from pipeline.app.desk import Desk
from pipeline.app.scores.kept import load
from pipeline.export.targets import TARGETS
from pipeline.project.new import new_project
from pipeline.project.place import Place
from pipeline.report.given import read_links
from pipeline.scoring.form.columns import ID, INPUT
from pipeline.scoring.sheet import score
from pipeline.scoring.terminal import span
from tests.browser import browser as opened
from tests.serving import served
from tests.test_app_flow import clicked, find
from tests.test_cli import rubrics

RAW = Path(__file__).parents[1] / "data" / "raw"
NEW = "云岭省水利厅-云水人-2025-29号"


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    with opened(1280, 900) as one:
        yield one


def came(folder: Path, *ends: str) -> Path:
    """The file that the browser downloaded."""

    def whole(_: object) -> Path | None:
        return next((one for one in folder.glob("*") if one.name.endswith(ends)), None)

    return WebDriverWait(None, 60).until(whole)  # type: ignore[arg-type, return-value]


def test_years_are_compared_units_scored_and_rubrics_handed_over(browser: Chrome, tmp_path: Path) -> None:
    place = new_project(tmp_path / "项目", "zh")
    for file in RAW.glob("云岭省水利厅202[45]*"):
        shutil.copy(file, place.sources[0])
    rubrics("ingest", place.root)
    desk = Desk(place, "zh")
    downloads = tmp_path / "下载"
    downloads.mkdir()
    browser.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(downloads)}
    )
    with served(desk) as address:
        base = address.partition("/?")[0]
        browser.get(address)
        find(browser, "nav.rooms")

        # two years, one change of them beside both sources, a match that a person decides
        browser.get(f"{base}/changes")
        Select(find(browser, "[name=old]")).select_by_value("year:2024")
        Select(find(browser, "[name=new]")).select_by_value("year:2025")
        clicked(browser, "main form button.main")
        assert "2024 → 2025" in find(browser, "h1").text
        count = len(browser.find_elements(By.CSS_SELECTOR, "article"))
        assert count > 3
        clicked(browser, "article .ways a")
        assert len(browser.find_elements(By.CSS_SELECTOR, ".two .source")) == 2
        browser.back()
        lone = next(
            one
            for one in browser.find_elements(By.CSS_SELECTOR, "article")
            if one.find_elements(By.TAG_NAME, "select")
        )
        Select(lone.find_element(By.TAG_NAME, "select")).select_by_index(1)
        old = find(browser, "html")
        lone.find_element(By.CSS_SELECTOR, "form button").click()
        WebDriverWait(browser, 60).until(lambda one: one.find_element(By.TAG_NAME, "html") != old)
        assert find(browser, ".held")
        links = Place.open(place.root).links
        assert links
        assert [link.same for link in read_links(links, "zh")] == [True]
        browser.find_element(By.PARTIAL_LINK_TEXT, "Excel").click()
        assert openpyxl.load_workbook(came(downloads, "2024-2025.xlsx")).sheetnames

        # one unit by hand, the total while it is typed; another by a form that comes back filled
        rubric = desk.records(NEW).rubrics[0]
        browser.get(f"{base}/scores/of?rubric={rubric.rubric_id}")
        find(browser, "[name=names]").send_keys("一公司\n二公司")
        clicked(browser, "form.names button")
        clicked(browser, "table.ranks a")
        total = find(browser, "[data-total]")
        before = total.text
        first = find(browser, "input[name^='value:']")
        first.send_keys("不适用")
        WebDriverWait(browser, 60).until(lambda _: total.text != before)
        shown = total.text
        clicked(browser, "[data-submit]")
        (mark,) = load(desk, rubric.rubric_id).of("一公司")
        (sheet,) = score(desk.records(NEW), [mark], rubric.rubric_id)
        assert span(sheet.points, "zh") == shown == find(browser, "[data-total]").text
        browser.get(f"{base}/scores/of?rubric={rubric.rubric_id}")
        find(browser, ".toolbar a").click()
        form = came(downloads, "评分用表.xlsx")
        book = openpyxl.load_workbook(form)
        page = book["二公司"]
        row = next(
            row for row in range(1, page.max_row + 1) if str(page[f"{ID}{row}"].value).endswith(mark.id)
        )
        page[f"{INPUT}{row}"] = "不适用"
        book.save(form)
        find(browser, "[type=file]").send_keys(str(form))
        clicked(browser, "form[enctype] button")
        rows = browser.find_elements(By.CSS_SELECTOR, "table.ranks tr")[1:]
        assert [one.find_elements(By.TAG_NAME, "td")[2].text for one in rows] == [shown, shown]

        # each format
        for name, target in TARGETS.items():
            browser.get(
                f"{base}/exports?notice={NEW}&to={name}" + ("&rubric=1" if target.holds == "rubric" else "")
            )
            find(browser, "a.main").click()
            came(downloads, f"{target.suffix}.zip", target.suffix)
        assert [one for one in browser.get_log("browser") if one["level"] == "SEVERE"] == []

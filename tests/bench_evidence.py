"""How long a notice of 220 pages takes to be on the screen: its evidence page in Chromium, without a window.

Prints when the first view is painted, when the page answers clicks, and how long a click takes; the best of
several openings, in milliseconds. The times are those of this machine, with all else that it does.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from selenium.webdriver import Chrome

from pipeline.evidence.source import read_source
from pipeline.evidence.write import write
from pipeline.ingest.run import ingest
from tests.bench import notice
from tests.browser import browser

PAGES = 220
ROUNDS = 3
# when the first words are painted, when the script has run, and how long it takes to show the place of a value
TIMES = """
const painted = performance.getEntriesByName("first-contentful-paint")[0].startTime;
const ready = performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd;
const rubric = [...document.querySelectorAll("li.rubrics")].at(-1);
const start = performance.now();
rubric.querySelector(".row").click();
rubric.querySelector("li.criteria > .row").click();
document.body.offsetHeight;
return [painted, ready, performance.now() - start, document.querySelectorAll(".spot.on").length];
"""


def times(driver: Chrome, page: Path) -> list[float]:
    """First view, ready, click; and how many cells the click outlined."""
    driver.get("about:blank")
    driver.get(page.as_uri())
    return list(driver.execute_script(TIMES))


def main() -> None:
    with TemporaryDirectory() as name:
        given, page = Path(name) / "long.pdf", Path(name) / "long.html"
        given.write_bytes(notice(PAGES))
        folder = write(ingest(given), read_source(given), page, "en")
        assert folder
        pictures = sum(picture.stat().st_size for picture in folder.iterdir())
        print(f"{PAGES} pages: page {page.stat().st_size / 1e6:.1f} MB, pictures {pictures / 1e6:.1f} MB")
        with browser(watched=False) as driver:
            rounds = [times(driver, page) for _ in range(ROUNDS)]
        assert all(outlined for *_, outlined in rounds)
        painted, ready, click = (min(each) for each in list(zip(*rounds, strict=True))[:3])
        print(f"  first view {painted:.0f} ms, answers after {ready:.0f} ms, a click {click:.0f} ms")


if __name__ == "__main__":
    main()

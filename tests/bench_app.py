"""How long the pages of the app take to be on the screen, in Chromium: the list, a long notice, a finding.

Served on the loopback of this machine by `rubrics app`. Prints when the first view of each is painted, in
milliseconds: at the first opening, and the best of several later ones.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from pipeline.project.new import new_project
from pipeline.project.place import Place
from tests.bench import notice
from tests.browser import browser
from tests.forest import page

PAGES = 220
NOTICES = (12, 1000)
ROUNDS = 3
# seconds in which a person looks at the list, and what it needs next is read
LOOK = 2
COMMAND = [sys.executable, "-c", "from pipeline.cli import main; main()"]
# the entry comes with the frame that is painted, which may be after the page has loaded
PAINTED = """
const done = arguments[0];
const look = () => {
  const [entry] = performance.getEntriesByName("first-contentful-paint");
  entry ? done(entry.startTime) : setTimeout(look, 10);
};
look();
"""


@contextmanager
def app(project: Place) -> Iterator[tuple[str, str]]:
    """The app of a project: its first address, and what stands before all others."""
    command = [*COMMAND, "app", str(project.root), "--no-open"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")
    try:
        assert server.stdout is not None
        told = server.stdout.readline()
        address = next(word for word in told.replace("（", " ").split() if word.startswith("http"))
        yield address, address.partition("/?")[0]
    finally:
        server.terminate()
        server.wait()


def made(folder: Path, files: dict[str, bytes]) -> Place:
    """A project of these notices, read."""
    project = new_project(folder, "zh")
    for name, data in files.items():
        (project.sources[0] / name).write_bytes(data)
    ingest = [*COMMAND, "ingest", str(folder), "--write", "csv,json", "--jobs", "2"]
    subprocess.run(ingest, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return project


def painted(driver: Chrome, url: str) -> float:
    """When the first view of a page is painted."""
    driver.get("about:blank")
    driver.get(url)
    return float(driver.execute_async_script(PAINTED))


def best(driver: Chrome, url: str) -> float:
    return min(painted(driver, url) for _ in range(ROUNDS))


def let_in(driver: Chrome, address: str) -> None:
    driver.get(address)
    time.sleep(0.5)


def the_list(folder: Path, count: int) -> None:
    texts = {
        f"{number}.html": page(year=2016 + number % 10).replace("青禾县", f"青禾第{number // 10}县").encode()
        for number in range(count)
    }
    with app(made(folder, texts)) as (address, at), browser(watched=False) as driver:
        let_in(driver, address)
        first, then = painted(driver, f"{at}/"), best(driver, f"{at}/")
        time.sleep(LOOK)
        found, groups = best(driver, f"{at}/?q=苗圃"), best(driver, f"{at}/doubts")
    print(f"{count} notices in the app: the list {first:.0f} ms, then {then:.0f} ms;")
    print(f"  a search {found:.0f} ms, doubts by kind {groups:.0f} ms")


def long_notice(folder: Path) -> None:
    with app(made(folder, {"long.pdf": notice(PAGES)})) as (address, at), browser(watched=False) as driver:
        let_in(driver, address)
        # nothing in it needs a person: the queue shows the notes
        first = painted(driver, f"{at}/doubts/list?notes=1")
        finding = driver.find_element(By.CSS_SELECTOR, ".queue a").get_attribute("href") or ""
        driver.get(f"{at}/")
        whole = driver.find_element(By.CSS_SELECTOR, "td.title a").get_attribute("href") or ""
        time.sleep(LOOK)
        beside, opened = painted(driver, finding), painted(driver, whole)
        then = [best(driver, url) for url in (f"{at}/doubts/list?notes=1", finding, whole)]
    print(f"{PAGES} pages in the app: doubts {first:.0f} ms, then {then[0]:.0f} ms;")
    print(f"  a finding beside its page {beside:.0f} ms, then {then[1]:.0f} ms;")
    print(f"  the notice {opened:.0f} ms, then {then[2]:.0f} ms")


def main() -> None:
    """Prints all figures."""
    with TemporaryDirectory() as name:
        for count in NOTICES:
            the_list(Path(name) / str(count), count)
        long_notice(Path(name) / "long")


if __name__ == "__main__":
    main()

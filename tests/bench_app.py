"""How long a notice of 220 pages takes to be on the screen in the app: queue and first finding, in Chromium.

The pages are served on the loopback of this machine by `rubrics app`. Prints when the first view of each is
painted, in milliseconds: at the first opening (the finding two seconds after the queue), and the best of several
later ones.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.bench import notice
from tests.browser import browser

PAGES = 220
ROUNDS = 3
# seconds in which a person looks at the queue, and the records are read
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


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait(url: str) -> None:
    """Until the server answers; a minute at most."""
    for _ in range(600):
        try:
            urlopen(url).close()
        except HTTPError:
            return
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)


def painted(driver: Chrome, url: str) -> float:
    """When the first view of a page is painted."""
    driver.get("about:blank")
    driver.get(url)
    return float(driver.execute_async_script(PAINTED))


def main() -> None:
    with TemporaryDirectory() as name:
        given, out = Path(name) / "in", Path(name) / "out"
        given.mkdir()
        (given / "long.pdf").write_bytes(notice(PAGES))
        subprocess.run([*COMMAND, "ingest", given, "--out", out], check=False, stdout=subprocess.DEVNULL)
        url = f"http://127.0.0.1:{free_port()}/"
        port = url.rsplit(":", 1)[1].strip("/")
        server = subprocess.Popen(
            [*COMMAND, "review", out, "--sources", given, "--port", port], stdout=subprocess.DEVNULL
        )
        try:
            # what is not there is answered at once, and makes nothing ready
            wait(url + "none")
            with browser(watched=False) as driver:
                # nothing in it needs a person: the queue shows the notes
                queue_at = url + "?notes=1"
                first = painted(driver, queue_at)
                finding = driver.find_element(By.CSS_SELECTOR, "li a").get_attribute("href") or ""
                time.sleep(LOOK)
                beside = painted(driver, finding)
                again = [(painted(driver, queue_at), painted(driver, finding)) for _ in range(ROUNDS)]
        finally:
            server.terminate()
            server.wait()
        queue, place = (min(each) for each in zip(*again, strict=True))
        print(f"{PAGES} pages in review: queue {first:.0f} ms, then {queue:.0f} ms;")
        print(f"  a finding beside its page {beside:.0f} ms, then {place:.0f} ms")


if __name__ == "__main__":
    main()

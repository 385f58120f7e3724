"""A browser without a window, for tests of pages: Debian's Chromium, driven as a person uses it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions, ChromeService

from tests.needs import demand


@contextmanager
def browser(
    width: int = 1440, height: int = 900, *, scripts: bool = True, watched: bool = True
) -> Iterator[Chrome]:
    """Chromium with a page of this size; skips the test where it is not installed.

    Unless it is `watched`, it keeps no record of requests, which would make it slower.
    """
    demand("browser")
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    # root, as on the machine of a check, has no sandbox; a small /dev/shm stops large pages
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(argument)
    if not scripts:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    kept = {"browser": "ALL", "performance": "ALL"} if watched else {}
    options.set_capability("goog:loggingPrefs", kept)
    driver = Chrome(options=options, service=ChromeService(shutil.which("chromedriver")))
    try:
        driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )
        yield driver
    finally:
        driver.quit()


def said(driver: Chrome) -> list[str]:
    """What the browser wrote to its console since it was last asked: errors, refused requests."""
    return [entry["message"] for entry in driver.get_log("browser")]


def requested(driver: Chrome) -> list[str]:
    """The addresses that the browser asked for since it was last asked, without those that hold their data."""
    import json

    sent: list[dict[str, Any]] = [
        json.loads(entry["message"])["message"] for entry in driver.get_log("performance")
    ]
    urls = (one["params"]["request"]["url"] for one in sent if one["method"] == "Network.requestWillBeSent")
    return [url for url in urls if not url.startswith("data:")]

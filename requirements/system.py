"""The packages of system.txt: which are missing here, and installing them where that may be done.

`make test` and .ci/run start this with any Python, before anything else is there. It always ends well, also
where it may not install (no Debian or Ubuntu, neither root nor a sudo without password), or has no network.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

LINE = re.compile(r"(?P<need>\w+): +(?P<packages>[^#]+)")
INSTALL = ("apt-get", "install", "--yes", "--no-install-recommends")
# without a network, or while another apt-get is at work, it would wait for a long time
PATIENCE = ("-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20", "-o", "DPkg::Lock::Timeout=120")


def packages(*needs: str) -> list[tuple[str, ...]]:
    """The packages of these needs, without any of all; each followed by those that do as well."""
    lines = Path(__file__).with_name("system.txt").read_text("utf-8").splitlines()
    return [
        tuple(name.strip() for name in found["packages"].split("|"))
        for found in map(LINE.match, lines)
        if found and (not needs or found["need"] in needs)
    ]


def command(*needs: str) -> str:
    """What a person types to install what these needs ask for."""
    return " ".join(("sudo", *INSTALL, *(names[0] for names in packages(*needs))))


def missing() -> list[str]:
    """The packages that are not here, and none in their place."""
    return [names[0] for names in packages() if not any(map(_installed, names))]


def install(names: list[str]) -> str:
    """Installs packages; gives the reason where it did not, else nothing."""
    if os.geteuid() == 0:
        as_root = ["env"]
    elif shutil.which("sudo") and _done("sudo", "-n", "true"):
        as_root = ["sudo", "-n", "env"]
    else:
        return "this user may not install packages"
    as_root.append("DEBIAN_FRONTEND=noninteractive")
    # an old list may do where a new one cannot be fetched
    _done(*as_root, "apt-get", "update", *PATIENCE)
    return "" if _done(*as_root, *INSTALL, *PATIENCE, *names) else "they cannot be fetched"


def main() -> None:
    """Installs what is missing, and says what is missing still."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-query")):
        return
    names = missing()
    if not names:
        return
    print("installing:", *names, flush=True)
    if reason := install(names):
        print(f"not installed: {reason}; tests that need them are skipped", file=sys.stderr)


def _installed(name: str) -> bool:
    asked = ("dpkg-query", "--show", "--showformat=${db:Status-Status}", name)
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout == "installed"


def _done(*line: str) -> bool:
    ended = subprocess.run(line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    return ended.returncode == 0


if __name__ == "__main__":
    main()

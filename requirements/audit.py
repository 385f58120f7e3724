"""Asks for known vulnerabilities of all that is pinned, by pip-audit; run by `make audit`.

pip-audit passes over packages that its source does not know and calls the rest sound; a mirror of a registry
that has files but no advisories knows none, and is no source. Ends with 0 when nothing is known against any
package, with 1 when something is, and with 2 when no source answered, or not for all.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOURCES = ("pypi", "osv")
# dev holds what run, ocr and app do
LOCKS = ("build", "dev", "tools")


def asked(source: str, lock: str) -> list[dict[str, Any]]:
    """What a source says of the packages of a lock; nothing where it does not answer or knows none."""
    how = ("--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json")
    line = [sys.executable, "-m", "pip_audit", "--vulnerability-service", source, *how]
    told = subprocess.run(
        [*line, "--requirement", str(HERE / f"{lock}.txt")], capture_output=True, text=True, check=False
    ).stdout
    found: list[dict[str, Any]] = json.loads(told)["dependencies"] if told.startswith("{") else []
    return found if any("skip_reason" not in one for one in found) else []


def main() -> None:
    """Takes the first source that answers for the shortest lock."""
    source = next((one for one in SOURCES if asked(one, LOCKS[0])), None)
    if source is None:
        print(
            "no source of known vulnerabilities can be reached from here: nothing was checked",
            file=sys.stderr,
        )
        sys.exit(2)
    found = [(lock, asked(source, lock)) for lock in LOCKS]
    unknown = [lock for lock, packages in found if not packages]
    unknown += [one["name"] for _, packages in found for one in packages if "skip_reason" in one]
    known = sorted(
        {
            f"{one['name']} {one['version']}: {vulnerability['id']}"
            for _, packages in found
            for one in packages
            for vulnerability in one.get("vulns", ())
        }
    )
    print(*known or ["nothing is known against what was checked"], sep="\n")
    if unknown:
        print(f"not checked, {source} does not answer for them:", *unknown, file=sys.stderr)
    sys.exit(1 if known else 2 if unknown else 0)


if __name__ == "__main__":
    main()

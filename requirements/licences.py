"""Under which licence each package that the project needs stands, as its own metadata say.

What is needed to run, with all extras, must be permissive or under the MPL-2.0; else, and where the metadata
are not understood, the exit status is 1. What only tests and linters need is listed: people do not get it.
Libraries of others that a wheel carries as files of their own (FFmpeg in that of OpenCV) are told and decide
nothing: people get the wheel from its own makers, and such a file can be exchanged, as the LGPL asks.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ALLOWED = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "CNRI-Python",
        "ISC",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "MPL-2.0",
        "PSF-2.0",
        "Zlib",
    }
)

# what people write in place of the identifiers of SPDX: the classifiers of the registry, names and sentences
MEANT = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}

# read by a person, because the metadata do not say it
READ = {
    # only on Windows
    "colorama": "BSD-3-Clause",
    # "BSD-3-Clause, Apache-2.0, dependency licenses": those of pdfium's parts are BSD, MIT, Zlib and the like
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    # only on Windows
    "tzdata": "Apache-2.0",
}

# libraries of others under a licence of the GNU family that wheels carry, by how their files are named
CARRIED = {
    "libavcodec": "FFmpeg (LGPL-2.1-or-later)",
    "libgeos": "GEOS (LGPL-2.1-or-later)",
    "libgfortran": "GCC's run-time libraries (GPL-3.0-or-later with their exception)",
}

HERE = Path(__file__).parent


def pinned(lock: str) -> set[str]:
    """The names in a lock, for whatever platform they are."""
    return set(re.findall(r"^([a-z0-9][a-z0-9.-]*)==", (HERE / f"{lock}.txt").read_text("utf-8"), re.M))


def stated(name: str, package: Distribution | None) -> str:
    """The licence as an expression of SPDX, or the words of the metadata where they are no such thing."""
    if name in READ or package is None:
        return READ.get(name, "not installed here, and not read by a person")
    about = package.metadata
    if expressions := about.get_all("License-Expression", []):
        return str(expressions[0])
    kinds = [
        kind.rpartition(" :: ")[2]
        for kind in about.get_all("Classifier", [])
        if kind.startswith("License :: ") and not kind.endswith(" :: OSI Approved")
    ]
    # with several it is not said whether all bind or one may be chosen: all bind
    words = kinds or "".join(about.get_all("License", ["nothing"])).strip().splitlines()[:1]
    return " AND ".join(MEANT.get(word, word) for word in words)


def permissive(expression: str) -> bool:
    """Whether it allows what the project does; AND binds closer than OR; brackets are left to a person."""
    return any(ALLOWED.issuperset(choice.split(" AND ")) for choice in expression.split(" OR "))


def carried(package: Distribution | None) -> set[str]:
    """Those libraries of others that a wheel carries as files of their own."""
    names = [Path(file).name for file in (package and package.files) or ()]
    return {whose for start, whose in CARRIED.items() if any(name.startswith(start) for name in names)}


def installed(name: str) -> Distribution | None:
    """The package, where it is installed."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def lines(names: set[str]) -> Iterator[tuple[bool, str]]:
    """Whether each is permissive, and what to print of it."""
    for name in sorted(names):
        package = installed(name)
        licence = stated(name, package)
        also = "".join(f"; carries {whose}" for whose in sorted(carried(package)))
        yield permissive(licence), f"  {name}: {licence}{also}"


def main() -> None:
    """Lists all; ends with 1 where one that people get is not permissive."""
    needed = pinned("run") | pinned("ocr") | pinned("app")
    found = list(lines(needed))
    print("needed to run, with all extras:", *(line for _, line in found), sep="\n")
    print("needed for tests and linters:", *(line for _, line in lines(pinned("dev") - needed)), sep="\n")
    if wrong := [line for good, line in found if not good]:
        print("not permissive, or not understood:", *wrong, sep="\n", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()

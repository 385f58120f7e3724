"""Older office files (DOC, WPS, RTF, ODT, XLS, ET): LibreOffice puts them into DOCX or XLSX first."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
import zlib
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from extractors.document import Document
from extractors.faults import CorruptFile, NeedsPassword, NeedsProgram
from extractors.finding import finding
from extractors.formats import Conversion, Row
from extractors.limits import grant
from extractors.office.docx import read_docx
from extractors.office.ole import ole_cut_off, ole_locked
from extractors.office.opc import check_sizes
from extractors.office.spreadsheet import read_xlsx
from extractors.signs import Look

_SECONDS = 120  # a notice of 120 pages takes 16
_MEMORY = 4 * 2**20  # kilobytes of address space, of which LibreOffice takes one gigabyte by itself
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
)


# `EQ \o\ac(○,1)` in a field of RTF, and in the text of DOC with one or two bytes for a character
_EQUATION = re.compile(
    rb"\\fldinst[^}]{0,120}?\bEQ\s{1,3}(?:\\\*|\\\\)|\x13\s{0,3}EQ\s{1,3}\\"
    rb"|\x13\0(?:\s\0){0,3}E\0Q\0(?:\s\0){1,3}\\\0",
    re.I,
)
# the least that Writer and Calc can open
_PROBES = {
    "docx": (rb"{\rtf1 1}", Conversion(".rtf", "Rich Text Format")),
    "xlsx": (b"1\n", Conversion(".csv", "Text - txt - csv (StarCalc)", "xlsx")),
}
# no macro, no script, no link to another file or page, whatever a document asks for
_SETTINGS = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def read_legacy(data: bytes, row: Row) -> Document:
    """A file of an older format (its `row`) as a Document, read from what LibreOffice makes of it.

    Raises NeedsProgram without LibreOffice, CorruptFile when it cannot open the file, or NeedsPassword.
    """
    look = Look(data)
    # LibreOffice without a window cannot ask for a password, it only fails
    if (look.is_zip and _odf_locked(data)) or (look.is_ole and ole_locked(data)):
        raise NeedsPassword()
    program, way = _program(), row.conversion
    if program is None or way is None:
        raise NeedsProgram(format=row.name)
    converted = _converted(program, data, way)
    if converted is None:
        if not _able(program, way.target):
            raise NeedsProgram(format=row.name)
        raise CorruptFile(reason="not-converted", form=row.name)
    document = read_xlsx(converted) if way.target == "xlsx" else read_docx(converted)
    # a file that is cut off is read as far as it goes, and nothing is said
    cut = (finding("file-cut-off"),) if look.is_ole and ole_cut_off(data) else ()
    # LibreOffice drops equations that are fields (带圈字符) without a word
    lost = (finding("field-unread", field="EQ"),) if _EQUATION.search(data) else ()
    return replace(document, findings=(*cut, *lost, *document.findings))


@cache
def _able(program: str, target: str) -> bool:
    """Whether this LibreOffice makes any DOCX or XLSX at all: Writer and Calc are installed apart."""
    data, way = _PROBES[target]
    return _converted(program, data, way) is not None


def _program() -> str | None:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def office_version() -> str:
    """What tells one installed LibreOffice from another: place, size and date; empty without one."""
    program = _program()
    if program is None:
        return ""
    about = Path(program).resolve().stat()
    return f"{Path(program).resolve()} {about.st_size} {about.st_mtime_ns}"


def _converted(program: str, data: bytes, way: Conversion) -> bytes | None:
    """The DOCX or XLSX of a file, None where LibreOffice makes none; each run has a profile of its own."""
    with TemporaryDirectory(prefix="rubrics-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, profile, out = folder / f"notice{way.suffix}", folder / "profile", folder / "out"
        source.write_bytes(data)
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_registry(), encoding="utf-8")
        _run(
            [
                program,
                f"-env:UserInstallation={profile.as_uri()}",
                *("--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault"),
                f"--infilter={way.filter}",
                *("--convert-to", way.target, "--outdir", str(out), str(source)),
            ],
            folder,
        )
        target = out / f"notice.{way.target}"
        return target.read_bytes() if target.is_file() else None


def _run(command: list[str], folder: Path) -> None:
    """Runs LibreOffice to its end or its limit; raises CorruptFile when the limit is reached."""
    if sys.platform != "win32":
        # limits for all that it starts: memory, size of a file (in blocks of 512 bytes), no memory dump
        limits = f"ulimit -v {_MEMORY} 2>/dev/null; ulimit -f {2**20}; ulimit -c 0; "
        command = ["/bin/sh", "-c", limits + 'exec "$0" "$@"', *command]
    grant(_SECONDS)
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | {"HOME": str(folder), "SAL_USE_VCLPLUGIN": "svp"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        raise CorruptFile(reason="converted-too-slowly", seconds=str(_SECONDS)) from None
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends LibreOffice with all that it started, also when the run itself is stopped."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _registry() -> str:
    space = "http://openoffice.org/2001/registry"
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{setting}</value></prop></item>"
        for path, name, setting in _SETTINGS
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="{space}">{items}</oor:items>'


def _odf_locked(data: bytes) -> bool:
    check_sizes(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return b"encryption-data" in package.read("META-INF/manifest.xml")
    except (zipfile.BadZipFile, zlib.error, LookupError, ValueError, EOFError, OSError, RuntimeError):
        return False

"""What a run reads: the files and folders that were given, as notices with stable names."""

from __future__ import annotations

import errno
import os
import posixpath
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from stat import S_ISREG

from extractors.formats import Format
from extractors.frozen import frozen
from extractors.limits import limits
from extractors.scans.paper import is_page
from normalizers.text.numerals import han_number
from pipeline.storage.address import Address, Where, walk, way

# pages that were scanned or photographed; beside a document also its logos and seals
_IMAGES = frozenset(Format.IMAGE.value.suffixes)
# formats that no reader takes yet are among them: a notice that is passed over would be a silent loss
_DOCUMENTS = frozenset(suffix for form in Format for suffix in form.value.suffixes) - _IMAGES
# where browsers put the images of a page that was saved
_OF_A_PAGE = ("_files", ".files")
# what lies about in folders of notices and is none
_FURNITURE = frozenset({".py", ".pyc", ".ini", ".db", ".lnk", ".tmp"})
# Markdown is what OCR programs write, and what a folder says of itself
_ABOUT = frozenset({"readme.md", "changelog.md", "license.md", "licence.md", "contributing.md"})

# 扫描_003, page-12, 7
_PAGE = re.compile(r"(.*?)([0-9]{1,6})(\D*)", re.S)
# 附件1, 附表二, （附件3-1）办法, 02附件2
_ANNEX = re.compile(
    r"[\W\d_]{0,4}附(?:件|表|录)\s{0,3}(?:([0-9０-９]{1,3})|([一二三四五六七八九十]{1,3}))?(?:[-－.]([0-9]{1,2})(?![0-9]))?"
)


@frozen
class Found:
    """`notices`: path and name of each file, or folder, that is a notice; `skipped`: what was passed over.

    `closed` are path and name of those of them that cannot be opened: folders, links to nothing, pipes.
    """

    notices: tuple[tuple[Where, str], ...]
    skipped: tuple[str, ...]
    closed: tuple[tuple[Where, str], ...] = ()


@frozen
class Inputs:
    """The same on this machine."""

    notices: tuple[tuple[Path, str], ...]
    skipped: tuple[str, ...]
    closed: tuple[tuple[Path, str], ...] = ()


def find_notices(inputs: Sequence[Path]) -> Inputs:
    """The notices of paths, as `notices_in` finds them. Raises FileNotFoundError for what is not there."""
    found = notices_in(inputs)
    return Inputs(_paths(found.notices), found.skipped, _paths(found.closed))


def _paths(files: Sequence[tuple[Where, str]]) -> tuple[tuple[Path, str], ...]:
    return tuple((path, name) for path, name in files if isinstance(path, Path))


def notices_in(inputs: Sequence[Where]) -> Found:
    """The notices of `inputs`: files as they are given, folders with all that is below them.

    A file of a folder is named by its path below that folder (below the folder that all given ones share,
    where there are several), so that a dataset does not depend on the machine. Hidden files, lock files
    (`~$…`), scripts and the like are left out; a suffix that no document has, or a folder that is itself a
    dataset, is left out and listed in `skipped`. So is an image beside documents that is no page (a seal, a
    photograph of a place); one that is may hold what no document does. A folder that is one notice
    (`notice_files`) is one of the notices.
    Raises FileNotFoundError for what is not there.
    """
    for given in inputs:
        if not given.exists():
            raise FileNotFoundError(str(given))
    folders = [given for given in inputs if given.is_dir()]
    root = _shared(folders)
    found: dict[Where, tuple[Where, str]] = {}
    skipped: set[str] = set()
    closed: list[tuple[Where, str]] = []
    for given in inputs:
        if not given.is_dir():
            found.setdefault(given.resolve(), (given, given.as_posix()))
    for folder in folders:
        for path, document in _walk(folder):
            name = way(path, root or folder)
            name = path.resolve().name if name == "." else name
            if document is None:
                closed.append((path, name))
            if document:
                found.setdefault(path.resolve(), (path, name))
            else:
                skipped.add(name)
    return Found(
        tuple(sorted(found.values(), key=lambda file: file[1])), tuple(sorted(skipped)), tuple(closed)
    )


def may_be_notice(name: str) -> bool | None:
    """Whether a file can be a notice by its name; None for what merely lies about: a lock file, a script."""
    if not _is_meant(name):
        return None
    return _is_document(name) or _is_image(name)


def is_annex(name: str) -> bool:
    """Whether a file is called an annex: 附件2.xlsx. The same one may belong to several notices."""
    return _annex_number(Path(name).stem) is not None


def notice_files(folder: Where) -> tuple[Where, ...]:
    """The files of a folder that is one notice: its body, then 附件1, 附件2 …, or the images of its pages
    (扫描1.png, 扫描2.png …) in their order; nothing for another folder.

    It is one where all documents but one are annexes by their names, each with a number of its own. Several
    bodies are several notices, and an annex in two formats would be read twice.
    """
    below: list[Where] = sorted(folder.iterdir(), key=lambda path: path.name)
    documents = [
        path for path in below if path.is_file() and _is_meant(path.name) and _is_document(path.name)
    ]
    numbers = {path: number for path in documents if (number := _annex_number(path.stem)) is not None}
    bodies = [path for path in documents if path not in numbers]
    folders = any(path.is_dir() and not path.name.startswith((".", "__")) for path in below)
    pages = _pages(folder, below)
    if pages:
        return pages
    if folders or len(bodies) != 1 or not numbers or len(set(numbers.values())) < len(numbers):
        return ()
    return (*bodies, *sorted(numbers, key=numbers.__getitem__))


def notice_bytes(path: Where) -> tuple[tuple[str, bytes], ...]:
    """Name and bytes of each file of a notice, a file or a folder of its files.

    Raises OSError; TooLarge for a file that is larger than the limits say.
    """
    return tuple((file.name, file_bytes(file)) for file in files_of(path))


class TooLarge(OSError):
    """A file that is not read because of its size."""


def file_bytes(file: Where) -> bytes:
    """What a file holds; a pipe and a device may have no end. Raises OSError."""
    about = file.stat()
    if not S_ISREG(about.st_mode):
        raise OSError(errno.EINVAL, "no-file", str(file))
    if about.st_size > limits().file_megabytes * 2**20:
        raise TooLarge(errno.EFBIG, os.strerror(errno.EFBIG), str(file))
    return file.read_bytes()


def files_of(path: Where) -> tuple[Where, ...]:
    """The files of a notice: the path itself, or those of the folder that it is. Raises OSError."""
    return (notice_files(path) if path.is_dir() else ()) or (path,)


def are_pages(names: Sequence[str]) -> bool:
    """Whether files are the images of the pages of one notice: their names are the same but for a number."""
    named = [_PAGE.fullmatch(Path(name).stem) for name in names]
    numbers = {int(name[2]) for name in named if name}
    alike = {(name[1], name[3]) for name in named if name}
    return 1 < len(names) == len(numbers) and len(alike) == 1 and all(map(_is_image, names))


def _pages(folder: Where, below: Sequence[Where]) -> tuple[Where, ...]:
    """The images of a folder in the order of their numbers, where it holds the pages of one notice alone."""
    meant = [path for path in below if _is_meant(path.name)]
    if _of_a_page(folder) or not are_pages([path.name for path in meant]):
        return ()
    return tuple(sorted(meant, key=lambda path: _page_number(path.stem)))


def _page_number(stem: str) -> int:
    name = _PAGE.fullmatch(stem)
    return int(name[2]) if name else 0


def _annex_number(stem: str) -> tuple[int, int] | None:
    """附件2 → (2, 0), 附件二 → (2, 0), 附件3-1 → (3, 1), 附件 → (0, 0); None for what is no annex."""
    match = _ANNEX.match(stem)
    if match is None:
        return None
    number = int(match[1]) if match[1] else han_number(match[2]) if match[2] else 0
    return (number, int(match[3] or 0)) if number is not None else None


def _is_meant(name: str) -> bool:
    """Whether a file does not merely lie about."""
    about = Path(name).suffix.lower() in _FURNITURE or name.lower() in _ABOUT
    return not name.startswith((".", "~$")) and not about


def _is_document(name: str) -> bool:
    annex = _is_image(name) and _annex_number(Path(name).stem) is not None
    return annex or Path(name).suffix.lower() in _DOCUMENTS


def _is_image(name: str) -> bool:
    return Path(name).suffix.lower() in _IMAGES


def _shows_page(path: Where) -> bool:
    """Whether an image beside documents is a page and no picture; not where it cannot be read."""
    if _of_a_page(path.parent):
        return False
    try:
        return is_page(file_bytes(path))
    except OSError:
        return False


def _of_a_page(folder: Where) -> bool:
    return folder.name.endswith(_OF_A_PAGE)


def _shared(folders: Sequence[Where]) -> Where | None:
    """The folder that all of them are in; none where there is none, or they are of several storages."""
    paths = [folder for folder in folders if isinstance(folder, Path)]
    if paths and len(paths) == len(folders):
        return Path(os.path.commonpath([os.path.normpath(folder.absolute()) for folder in paths]))
    first = next((folder for folder in folders if isinstance(folder, Address)), None)
    if first is None or paths or len({folder.as_posix().partition("://")[0] for folder in folders}) > 1:
        return None
    return Address(posixpath.commonprefix([f"{folder}/" for folder in folders]).rpartition("/")[0])


def _walk(folder: Where) -> Iterator[tuple[Where, bool | None]]:
    """Each file below `folder` that may be meant, and whether it can be a notice; None where it is closed."""
    closed: list[OSError] = []
    for here, below, names in walk(folder, closed.append):
        if "datapackage.json" in names:
            below.clear()
            yield here / "datapackage.json", False
            continue
        below[:] = [name for name in below if not name.startswith((".", "__"))]
        # os.walk follows no link to a folder, which might lead back to one above
        linked = [here / name for name in below if (here / name).is_symlink()]
        # a pipe or a device, a link to nothing or to itself
        odd = [path for name in names if not (path := here / name).is_file() and _is_meant(name)]
        yield from ((path, False) for path in linked)
        yield from ((path, None) for path in odd)
        names = [name for name in names if here / name not in odd]
        together = notice_files(here)
        if together:
            yield here, True
        # images alone are scans, one notice each where their names do not count the pages of one
        scans = not any(map(_is_document, names)) and not _of_a_page(here)
        for name in names:
            if _is_meant(name) and here / name not in together:
                page = _is_image(name) and (scans or _shows_page(here / name))
                yield here / name, _is_document(name) or page
    for error in closed:
        yield Path(error.filename), None

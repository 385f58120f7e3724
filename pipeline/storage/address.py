"""A file or folder at an address that fsspec knows (`s3://bucket/notices`), asked as a path is asked.

Storages have no folders of their own, no links, and no renames: a file is there when it is whole.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import time
from collections.abc import Callable, Iterator
from dataclasses import field
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from stat import S_IFDIR, S_IFREG
from typing import IO, Any, TypeAlias

from extractors.frozen import frozen

_SIGN = "://"
# what storages call a mark that changes with the bytes, and the time of the last change
_MARKS = ("ETag", "etag", "md5Hash", "content_md5", "checksum")
_TIMES = ("mtime", "LastModified", "last_modified", "updated", "created")


@frozen
class About:
    """What is known of a file without reading it, under the names that the system has for it.

    `st_mtime_ns` is the time of the last change, or a number made of the storage's mark of the bytes: smaller
    than any time of today.
    """

    st_size: int
    st_mtime_ns: int
    st_mode: int = S_IFREG
    st_ino: int = 0


@frozen
class Address:
    """One place of a storage; `listing` is all that lay below a folder when that was asked at once."""

    url: str
    listing: Listing | None = field(default=None, compare=False, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        # a worker asks for what is there when it reads
        return Address, (self.url,)

    def __str__(self) -> str:
        return self.url

    def __truediv__(self, below: str) -> Address:
        return Address(f"{self.url.rstrip('/')}/{below}", self.listing)

    @property
    def name(self) -> str:
        """The last part."""
        return PurePosixPath(self.key).name

    @property
    def stem(self) -> str:
        """The last part without its suffix."""
        return PurePosixPath(self.key).stem

    @property
    def suffix(self) -> str:
        """`.pdf`."""
        return PurePosixPath(self.key).suffix

    @property
    def parent(self) -> Address:
        """The folder that it is in."""
        return Address(self.url.rpartition("/")[0], self.listing)

    @property
    def key(self) -> str:
        """The place as its storage has it: `bucket/notices/a.pdf`."""
        return str(_storage(self.url)[1]).rstrip("/")

    def as_posix(self) -> str:
        """The address."""
        return self.url

    def resolve(self) -> Address:
        """The same: there are no links."""
        return self

    def absolute(self) -> Address:
        """The same."""
        return self

    def listed(self) -> Address:
        """The same folder with all that lies below it, asked for at once."""
        return Address(self.url, Listing.of(self))

    def stat(self) -> About:
        """Raises OSError."""
        known = self.listing.about(self.key) if self.listing else None
        if known is None:
            fs, key = _storage(self.url)
            known = _about(fs.info(key))
        return known

    def exists(self) -> bool:
        """Whether there is a file, or a folder with something in it."""
        return self.is_file() or self.is_dir()

    def is_file(self) -> bool:
        """Whether there is a file. Raises OSError where the storage does not answer."""
        try:
            return self.stat().st_mode == S_IFREG
        except FileNotFoundError:
            return False

    def is_dir(self) -> bool:
        """Whether something lies below it. Raises OSError where the storage does not answer."""
        if self.listing is not None:
            return self.key in self.listing.folders
        try:
            return self.stat().st_mode == S_IFDIR
        except FileNotFoundError:
            return False

    def is_symlink(self) -> bool:
        """No storage has links."""
        return False

    def iterdir(self) -> Iterator[Address]:
        """What lies in a folder. Raises OSError."""
        listing = self.listing or Listing.of(self)
        yield from (Address(f"{self.url}/{name}", listing) for name in listing.folders.get(self.key, ()))

    def below(self) -> dict[str, About]:
        """All files below a folder, by their path from it; nothing where there is none. Raises OSError."""
        fs, key = _storage(self.url)
        key = str(key).rstrip("/")
        try:
            found = fs.find(key, detail=True)
        except FileNotFoundError:
            return {}
        return {
            str(path).lstrip("/").removeprefix(key.lstrip("/")).lstrip("/"): _about(info)
            for path, info in found.items()
            if info["type"] == "file" and not str(path).endswith("/")
        }

    def read_bytes(self) -> bytes:
        """Raises OSError."""
        fs, key = _storage(self.url)
        return bytes(fs.cat_file(key))

    def read_text(self, encoding: str = "utf-8") -> str:
        """Raises OSError, ValueError."""
        return self.read_bytes().decode(encoding)

    def open(self, mode: str = "rb") -> IO[bytes]:
        """The bytes to be read. Raises OSError."""
        assert mode == "rb"
        return BytesIO(self.read_bytes())

    def write_bytes(self, data: bytes, *, only_new: bool = False) -> int:
        """Write a file, which is there when it is whole. Raises OSError.

        With `only_new`, FileExistsError where there is one already.
        """
        fs, key = _storage(self.url)
        how = {"mode": "create"} if only_new else {}
        _in_folder(fs, key, lambda: fs.pipe_file(key, data, **how))
        return len(data)

    def write_text(self, text: str, encoding: str = "utf-8", newline: str | None = None) -> int:
        """The same of a text, its line ends as they are."""
        return self.write_bytes(text.encode(encoding))

    def copy_to(self, to: Address) -> None:
        """Within a storage. Raises OSError."""
        fs, key = _storage(self.url)
        _in_folder(fs, to.key, lambda: fs.cp_file(key, to.key))

    def unlink(self, missing_ok: bool = False) -> None:
        """Take a file away. Raises OSError."""
        fs, key = _storage(self.url)
        try:
            fs.rm_file(key)
        except FileNotFoundError:
            if not missing_ok:
                raise

    def mkdir(self, parents: bool = False, exist_ok: bool = False) -> None:
        """Nothing: a folder is there with its first file."""


@frozen
class Listing:
    """What lies below a folder: by folder the names, each with what is known of it; None for a folder."""

    folders: dict[str, dict[str, About | None]]

    @classmethod
    def of(cls, top: Address) -> Listing:
        """All that is there now. Raises OSError."""
        folders: dict[str, dict[str, About | None]] = {}
        for path, about in top.below().items():
            *above, name = f"{top.key}/{path}".split("/")
            folder = "/".join(above)
            folders.setdefault(folder, {})[name] = about
            while len(folder) > len(top.key):
                folder, _, inner = folder.rpartition("/")
                if inner in folders.setdefault(folder, {}):
                    break
                folders[folder][inner] = None
        return cls(folders)

    def about(self, key: str) -> About | None:
        """What is known of a file."""
        folder, _, name = key.rpartition("/")
        return self.folders.get(folder, {}).get(name)


Where: TypeAlias = Path | Address


def where(text: str | Path) -> Where:
    """A path, or the address that a text with a protocol is. `file://` is a path too."""
    given = str(text)
    if given.startswith(f"file{_SIGN}"):
        return Path(given.removeprefix(f"file{_SIGN}"))
    return Address(given.rstrip("/")) if is_address(given) else Path(given)


def is_address(text: str) -> bool:
    """Whether a text names a storage: `s3://…`; Windows has drives of one letter, without the strokes."""
    return _SIGN in text


def walk(folder: Where, closed: Callable[[OSError], None]) -> Iterator[tuple[Where, list[str], list[str]]]:
    """As os.walk: each folder with the names of those in it, which may be taken out, and of its files."""
    if isinstance(folder, Path):
        for here, below, names in os.walk(folder, onerror=closed):
            yield Path(here), below, names
        return
    top = folder if folder.listing else folder.listed()
    assert top.listing is not None
    waiting = [top]
    while waiting:
        at = waiting.pop()
        inside = top.listing.folders.get(at.key, {})
        below = [name for name, about in inside.items() if about is None]
        yield at, below, [name for name, about in inside.items() if about is not None]
        waiting += [at / name for name in reversed(below)]


def way(path: Where, start: Where) -> str:
    """The path that leads from one place to another of the same storage; empty where none does."""
    if isinstance(path, Path) and isinstance(start, Path):
        try:
            return Path(os.path.relpath(path, start)).as_posix()
        except ValueError:  # on Windows, another drive
            return ""
    if isinstance(path, Address) and isinstance(start, Address) and _same(path, start):
        return posixpath.relpath(f"/{path.key}", f"/{start.key}")
    return ""


def _same(one: Address, other: Address) -> bool:
    return bool(_storage(one.url)[0] == _storage(other.url)[0])


def _storage(url: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs

    # others write there too: what was listed once says nothing of now
    fs, key = url_to_fs(url, use_listings_cache=False)
    return fs, key


def _in_folder(fs: Any, key: str, write: Callable[[], object]) -> None:
    """Write a file; servers of files, unlike those of objects, want its folder before it."""
    try:
        write()
    except FileNotFoundError:
        fs.makedirs(posixpath.dirname(key), exist_ok=True)
        write()


def _about(info: dict[str, Any]) -> About:
    if info["type"] == "directory":
        return About(0, 0, S_IFDIR)
    marks = [str(info[name]) for name in _MARKS if info.get(name)]
    if marks:
        # below any time of today, in nanoseconds
        changed = int.from_bytes(hashlib.sha256(marks[0].encode()).digest()[:7])
    else:
        times = [info[name] for name in _TIMES if info.get(name)]
        # what tells neither is another one each time
        changed = _nanoseconds(times[0]) if times else time.time_ns()
    return About(int(info["size"] or 0), changed)


def _nanoseconds(when: object) -> int:
    seconds = when.timestamp() if isinstance(when, datetime) else float(str(when))
    return int(seconds * 1_000_000_000)

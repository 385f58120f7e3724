"""The parts of an Office file (OPC): in a zip, or in one XML file (Flat OPC)."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib

from lxml import etree

from extractors.faults import CorruptFile, NeedsPassword

_MOST_BYTES = 200 * 2**20
_MOST_RATIO, _RATIO_FROM = 200, 10 * 2**20
_UTF16_DOCTYPE = ("<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


def local(node: etree._Element) -> str:
    """The name of an element without its namespace: strict and transitional files differ only in that."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def value(node: etree._Element | None, name: str = "val") -> str | None:
    """An attribute by its name without namespace, None where it or the element is absent."""
    if node is None:
        return None
    return next((str(text) for key, text in node.attrib.items() if str(key).rpartition("}")[2] == name), None)


def child(node: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element down a path of names without namespace."""
    for name in path:
        if node is None:
            return None
        node = next((inner for inner in node if local(inner) == name), None)
    return node


class Package:
    """An open Office file; parts are read when they are asked for."""

    def __init__(self, data: bytes) -> None:
        """Raises CorruptFile when the bytes are neither a zip nor Flat OPC."""
        self._read = 0
        self._zip: zipfile.ZipFile | None = None
        self._parts: dict[str, etree._Element] = {}
        if data.startswith(b"PK"):
            try:
                self._zip = zipfile.ZipFile(io.BytesIO(data))
            except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
                raise CorruptFile(reason="压缩结构不完整") from None
            # some programs write word\\document.xml
            self._names = {info.filename.replace("\\", "/"): info for info in self._zip.infolist()}
        else:
            for part in _parse(data, "Flat OPC", huge=True):
                content = child(part, "xmlData")
                if content is not None and len(content):
                    self._parts[(value(part, "name") or "").lstrip("/")] = content[0]

    def part(self, name: str) -> etree._Element | None:
        """The root element of an XML part, None where there is no such part; raises CorruptFile."""
        if name not in self._parts and self._zip is not None and name in self._names:
            self._parts[name] = _parse(self._bytes(name), name)
        return self._parts.get(name)

    def related(self, source: str, kind: str) -> list[tuple[str, str]]:
        """Id and name of the parts of a `kind` (header, styles, …) that `source` names; "" is the package."""
        folder, file = posixpath.split(source)
        root = self.part(posixpath.join(folder, "_rels", f"{file}.rels"))
        found = []
        for relation in root if root is not None else ():
            target, external = value(relation, "Target"), value(relation, "TargetMode") == "External"
            if target and not external and (value(relation, "Type") or "").rpartition("/")[2] == kind:
                name = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
                found.append((value(relation, "Id") or "", name))
        return found

    def _bytes(self, name: str) -> bytes:
        assert self._zip is not None
        info = self._names[name]
        bomb = info.file_size > _RATIO_FROM and info.file_size > _MOST_RATIO * max(info.compress_size, 1)
        if bomb or self._read + info.file_size > _MOST_BYTES:
            raise CorruptFile(reason=f"{name} 解压后过大")
        self._read += info.file_size
        if info.flag_bits & 1:
            raise NeedsPassword()
        try:
            # zipfile never gives more than the size that it has announced
            return self._zip.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
            raise CorruptFile(reason=f"{name} 无法解压") from None


def _parse(data: bytes, name: str, huge: bool = False) -> etree._Element:
    # no part of an Office file has a DTD: it could only carry entities
    if re.search(rb"<!DOCTYPE", data[:4096]) or any(mark in data[:4096] for mark in _UTF16_DOCTYPE):
        raise CorruptFile(reason=f"{name} 含有 DTD")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=huge, remove_comments=True, remove_pis=True
    )
    try:
        root: etree._Element = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise CorruptFile(reason=f"{name} 不是完整的 XML") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise CorruptFile(reason=f"{name} 含有 DTD")
    return root

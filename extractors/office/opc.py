"""The parts of an Office file (OPC): in a zip, or in one XML file (Flat OPC)."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache

from docx.opc.exceptions import PackageNotFoundError
from docx.opc.package import OpcPackage
from lxml import etree

from extractors.faults import CorruptFile, NeedsPassword, OverLimit

_MOST_BYTES = 200 * 2**20
_MOST_RATIO, _RATIO_FROM = 200, 10 * 2**20
# a hundred times the text of the longest notices; a tree of it takes ten times as much
_MOST_TEXT = 50 * 2**20
_ORNAMENT = 360_000  # EMU: a centimetre
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
# what zipfile, lxml and python-docx raise on a package that is cut, altered or lacks a part
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    PackageNotFoundError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)
_UTF16_DOCTYPE = ("<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


def local(node: etree._Element) -> str:
    """The name of an element without its namespace: strict and transitional files differ only in that."""
    return _local(node.tag)


@lru_cache(maxsize=1024)
def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(node: etree._Element | None, name: str = "val") -> str | None:
    """An attribute by its name without namespace, None where it or the element is absent."""
    if node is None:
        return None
    return next((str(text) for key, text in node.attrib.items() if str(key).rpartition("}")[2] == name), None)


def is_ornament(node: etree._Element, extent: str) -> bool:
    """Whether a picture is less than a centimetre high or wide by its `extent`, so that it holds no text."""
    sizes = (value(each, side) or "" for each in node.iter("{*}" + extent) for side in ("cx", "cy"))
    return any(size.isdecimal() and len(size) < 12 and int(size) < _ORNAMENT for size in sizes)


def child(node: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element down a path of names without namespace."""
    for name in path:
        if node is None:
            return None
        node = next(node.iterchildren("{*}" + name), None)
    return node


class Package:
    """An open Office file: python-docx walks its relations, Flat OPC is put into a zip first."""

    def __init__(self, data: bytes) -> None:
        """Raises CorruptFile when the bytes are no whole package, NeedsPassword when a part is encrypted."""
        data = data if data.startswith(b"PK") else _zipped(data)
        check_sizes(data)
        data = _closed(data)
        try:
            self._package = OpcPackage.open(io.BytesIO(data))
            self._parts = {str(part.partname).lstrip("/"): part for part in self._package.iter_parts()}
        except _DAMAGE as error:
            raise CorruptFile(reason="package-damaged", error=type(error).__name__) from None
        self._roots: dict[str, etree._Element] = {}

    def part(self, name: str) -> etree._Element | None:
        """The root element of an XML part, None where there is no such part; raises CorruptFile."""
        if name not in self._roots and name in self._parts:
            self._roots[name] = _parse(self._parts[name].blob, name)
        return self._roots.get(name)

    def content(self, name: str) -> bytes:
        """The bytes of a part, none where there is no such part."""
        return bytes(self._parts[name].blob) if name in self._parts else b""

    def each(self, name: str, *tags: str) -> Iterator[etree._Element]:
        """The elements of an XML part with these names, one at a time, so that a large part needs no memory.

        An element is emptied when the next one is asked for. Raises CorruptFile.
        """
        part = self._parts.get(name)
        if part is None:
            return
        _refuse_dtd(part.blob, name)
        try:
            for _, node in etree.iterparse(
                io.BytesIO(part.blob),
                tag=[f"{{*}}{tag}" for tag in tags],
                resolve_entities=False,
                no_network=True,
                remove_comments=True,
                remove_pis=True,
            ):
                yield node
                node.clear()
                while node.getprevious() is not None:
                    del node.getparent()[0]
        except etree.XMLSyntaxError:
            raise CorruptFile(reason="xml-damaged", part=name) from None

    def related(self, source: str, kind: str) -> list[tuple[str, str]]:
        """Id and name of the parts of a `kind` (header, styles, …) that `source` names; "" is the package."""
        holder = self._parts.get(source) if source else self._package
        relations = holder.rels.items() if holder is not None else ()
        return [
            (str(key), str(relation.target_part.partname).lstrip("/"))
            for key, relation in relations
            # a damaged relation may have no type
            if not relation.is_external and (relation.reltype or "").rpartition("/")[2] == kind
        ]


def check_sizes(data: bytes) -> None:
    """Refuses a package that would unpack to more than memory should hold, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
    except _DAMAGE:
        raise CorruptFile(reason="zip-damaged") from None
    for info in infos:
        if info.flag_bits & 1:
            raise NeedsPassword()
        if info.file_size > _RATIO_FROM and info.file_size > _MOST_RATIO * max(info.compress_size, 1):
            raise OverLimit(reason="part-too-large", part=info.filename)
        if info.file_size > _MOST_TEXT and info.filename.endswith(".xml") and "word/" in info.filename:
            raise OverLimit(reason="part-too-large", part=info.filename)
    if sum(info.file_size for info in infos) > _MOST_BYTES:
        raise OverLimit(reason="too-large")


def _closed(data: bytes) -> bytes:
    """The package without relations to parts that it lacks (a picture, say): python-docx asks for all."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            parts = {name: package.read(name) for name in package.namelist()}
    except _DAMAGE:
        raise CorruptFile(reason="zip-damaged") from None
    changed = False
    for name in sorted(names):
        if name.endswith(".rels"):
            root = _parse(parts[name], name)
            lost = [one for one in root if (part := _target(name, one)) and part not in names]
            for relation in lost:
                root.remove(relation)
            if lost:
                parts[name], changed = etree.tostring(root), True
    return _zip(parts) if changed else data


def _target(name: str, relation: etree._Element) -> str:
    """The part that a relation in the file `name` leads to; empty when it leads outside."""
    target = value(relation, "Target")
    if not target or value(relation, "TargetMode") == "External":
        return ""
    folder = posixpath.dirname(posixpath.dirname(name))
    return posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")


def _zip(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


def _zipped(data: bytes) -> bytes:
    """The parts of a Flat OPC file as the zip that they stand for."""
    types = [f'<Default Extension="{suffix}" ContentType="text/xml"/>' for suffix in ("xml", "rels")]
    parts = {"[Content_Types].xml": f'<Types xmlns="{_TYPES}">{"".join(types)}</Types>'.encode()}
    for part in _parse(data, "Flat OPC", huge=True):
        content, name = child(part, "xmlData"), (value(part, "name") or "").lstrip("/")
        if name and content is not None and len(content):
            parts[name] = etree.tostring(content[0])
    return _zip(parts)


def _parse(data: bytes, name: str, huge: bool = False) -> etree._Element:
    _refuse_dtd(data, name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=huge, remove_comments=True, remove_pis=True
    )
    try:
        root: etree._Element = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise CorruptFile(reason="xml-damaged", part=name) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise CorruptFile(reason="has-dtd", part=name)
    return root


def _refuse_dtd(data: bytes, name: str) -> None:
    # no part of an Office file has a DTD: it could only carry entities
    if re.search(rb"<!DOCTYPE", data[:4096]) or any(mark in data[:4096] for mark in _UTF16_DOCTYPE):
        raise CorruptFile(reason="has-dtd", part=name)

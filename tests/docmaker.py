"""Makes Word files, Flat OPC files and web pages for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from extractors.document import Document, Paragraph, Table

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def word_parts(body: str, **others: str) -> dict[str, str]:
    """The parts of a Word file by name; `others` as styles="<w:style …/>" hold the inside of a part."""
    # python-docx asks for no types of its own, LibreOffice opens nothing without them
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="application/'
        f'vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>'
        for name, kind in {"document": "document.main", **{k: k.rstrip("0123456789") for k in others}}.items()
    )
    types = "".join(
        f'<Default Extension="{suffix}" ContentType="application/{kind}xml"/>'
        for suffix, kind in (("xml", ""), ("rels", "vnd.openxmlformats-package.relationships+"))
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}">{types}{overrides}</Types>',
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": _relations({kind: f"{kind}.xml" for kind in others}),
        "word/document.xml": f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>",
    }
    for kind, inside in others.items():
        parts[f"word/{kind}.xml"] = f"<w:{kind} {_NAMES}>{inside}</w:{kind}>"
    return parts


def word(body: str, **others: str) -> bytes:
    """A Word file around the XML of its body."""
    return zipped(word_parts(body, **others))


def flat_opc(body: str, **others: str) -> bytes:
    """The same as one XML file."""
    parts = "".join(
        f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{xml}</pkg:xmlData></pkg:part>'
        for name, xml in word_parts(body, **others).items()
        if not name.startswith("[")
    )
    space = "http://schemas.microsoft.com/office/2006/xmlPackage"
    declaration = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>'
    )
    return f'{declaration}<pkg:package xmlns:pkg="{space}">{parts}</pkg:package>'.encode()


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of the parts, the same bytes each time."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _relations(targets: Mapping[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="r{number}" Type="{R}/{kind.rstrip("0123456789")}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{inside}</Relationships>'


def p(text: str = "", properties: str = "") -> str:
    """A paragraph of Word."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text) if text else ''}</w:p>"


def run(text: str, properties: str = "") -> str:
    """A run of Word."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def tc(content: str = "", properties: str = "") -> str:
    """A cell of Word: text, or the XML of its blocks."""
    inside = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row of Word: cells as XML or as text."""
    inside = "".join(cell if cell.startswith("<w:tc>") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def tbl(*rows: str, widths: Iterable[int] = ()) -> str:
    """A table of Word."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def page(body: str, charset: str = "utf-8") -> bytes:
    """A web page in an encoding that it declares."""
    head = f'<head><meta charset="{charset}"><title>窗口标题</title></head>'
    return f"<!DOCTYPE html><html>{head}<body>{body}</body></html>".encode(charset)


def shape(table: Table) -> list[list[str]]:
    """The texts of a table as a grid: ^ below and < beside a merged cell, · where no cell is."""
    rows = []
    for number, row in enumerate(table.grid()):
        texts = []
        for col, cell in enumerate(row):
            if cell is None:
                texts.append("·")
            elif cell.row != number:
                texts.append("^")
            else:
                texts.append(cell.text if cell.col == col else "<")
        rows.append(texts)
    return rows


def only_table(document: Document) -> list[list[str]]:
    """The grid of the one table of a document."""
    (table,) = document.tables
    return shape(table)


def texts(document: Document) -> list[str]:
    """The paragraphs of a document."""
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def codes(document: Document) -> list[str]:
    """The codes of its findings."""
    return [each.code for each in document.findings]


def rows_as_page(rows: Sequence[Sequence[str]]) -> str:
    """A plain HTML table."""
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"

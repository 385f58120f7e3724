"""Any file to a Document: the bytes choose the reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from extractors.characters import plain_characters
from extractors.document import Block, Document, Paragraph, Table
from extractors.faults import CorruptFile, EmptyFile, NeedsPassword, UnsupportedFormat
from extractors.finding import Finding, Severity, finding
from extractors.office.ole import ole_cut_off
from extractors.sniff import Format, sniff, suffix_fits

_MOST_PLACES = 2_000_000  # rows by columns: more is an attack or a fault, and a grid of it fills the memory


def read(data: bytes, suffix: str = "") -> Document:
    """The Document that the bytes of a file hold; `suffix` (with its dot) is only checked against them.

    Raises a Fault of its own kind (UnsupportedFormat, CorruptFile, …), and nothing else for bad input.
    """
    form = sniff(data)
    if form is Format.OLE and ole_cut_off(data):
        # the names of its streams are gone, so that it cannot be told what it was
        raise CorruptFile(reason="文件末尾缺失")
    try:
        document = _reader(form, suffix)(data)
    except RecursionError:
        raise CorruptFile(reason="嵌套过深") from None
    blocks, findings = _bounded(document)
    if not suffix_fits(form, suffix):
        findings.insert(0, finding("file-misnamed", suffix=suffix, format=form))
    findings.extend(document.findings)
    blocks, of_characters = plain_characters(blocks)
    findings.extend(of_characters)
    if not _has_text(blocks) and not any(each.severity is Severity.ERROR for each in findings):
        findings.append(finding("no-content"))
    return replace(document, blocks=blocks, findings=tuple(findings))


def _reader(form: Format, suffix: str) -> Callable[[bytes], Document]:
    """The reader of a format; imported here, so that a text needs no library for PDF."""
    match form:
        case Format.PDF:
            from extractors.pdf.reader import read_pdf

            return read_pdf
        case Format.DOCX | Format.FLAT_OPC:
            from extractors.office.docx import read_docx

            return read_docx
        case Format.XLSX:
            from extractors.office.spreadsheet import read_xlsx

            return read_xlsx
        case (
            Format.DOC | Format.RTF | Format.WORD_XML | Format.ODT | Format.FLAT_ODT | Format.XLS | Format.ODS
        ):
            from extractors.office.legacy import read_legacy

            return partial(read_legacy, form=form)
        case Format.IMAGE:
            from extractors.pdf.images import read_image

            return read_image
        case Format.HTML:
            from extractors.web.html import read_html

            return read_html
        case Format.MHTML:
            from extractors.web.mhtml import read_mhtml

            return read_mhtml
        case Format.TEXT:
            from extractors.plain.text import read_text

            return read_text
        case Format.EMPTY:
            raise EmptyFile()
        case Format.ENCRYPTED:
            raise NeedsPassword()
        case _:
            name = f"{form} ({suffix})" if suffix and suffix.lstrip(".").upper() not in form else str(form)
            raise UnsupportedFormat(format=name)


def _bounded(document: Document) -> tuple[tuple[Block, ...], list[Finding]]:
    """The blocks, with a table beyond all measure as lines of text and a finding."""
    blocks: list[Block] = []
    findings = []
    for block in document.blocks:
        if isinstance(block, Table) and block.rows * block.cols > _MOST_PLACES:
            findings.append(finding("table-oversized", anchor=block.anchor, rows=block.rows, cols=block.cols))
            blocks.extend(Paragraph(cell.text, cell.fragments) for cell in block.cells if not cell.blank)
        else:
            blocks.append(block)
    return tuple(blocks), findings


def _has_text(blocks: tuple[Block, ...]) -> bool:
    return any(
        any(not cell.blank for cell in block.cells) if isinstance(block, Table) else block.text.strip()
        for block in blocks
    )

"""Any file to a Document: the bytes choose the reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from extractors.characters.marks import plain_characters
from extractors.document import Block, Document, Paragraph, Table
from extractors.faults import CorruptFile, EmptyFile, NeedsPassword
from extractors.finding import Finding, Severity, finding
from extractors.formats import Format, reader_of, suffix_fits, unsupported
from extractors.office.ole import ole_cut_off
from extractors.sniff import sniff
from extractors.units import units

# Rows by columns: more is an attack or a fault, and a grid of it fills the memory. So many columns have no
# headings, and what looks at each beside those before it takes minutes.
_MOST_PLACES, _MOST_COLUMNS = 2_000_000, 1_000


def read(data: bytes, suffix: str = "") -> Document:
    """The Document that the bytes of a file hold; `suffix` (with its dot) is only checked against them.

    Raises a Fault of its own kind (UnsupportedFormat, CorruptFile, …), and nothing else for bad input.
    """
    form = sniff(data)
    if form is Format.OLE and ole_cut_off(data):
        # the names of its streams are gone, so that it cannot be told what it was
        raise CorruptFile(reason="cut-off")
    try:
        document = _reader(form, suffix)(data)
    except RecursionError:
        raise CorruptFile(reason="too-deep") from None
    blocks, findings = _bounded(document)
    if not suffix_fits(form, suffix):
        findings.insert(0, finding("file-misnamed", suffix=suffix, format=form))
    findings.extend(document.findings)
    blocks, of_characters = plain_characters(blocks)
    findings.extend(of_characters)
    has_text = any(unit.text.strip() for unit in units(blocks))
    if not has_text and not any(each.severity is Severity.ERROR for each in findings):
        findings.append(finding("no-content"))
    media_type = form.value.media_type or document.media_type
    return replace(document, media_type=media_type, blocks=blocks, findings=tuple(findings))


def _reader(form: Format, suffix: str) -> Callable[[bytes], Document]:
    """What reads a file of a format and a name; raises the fault of one that nothing reads."""
    row = form.value
    if form is Format.EMPTY:
        raise EmptyFile()
    if form is Format.ENCRYPTED:
        raise NeedsPassword()
    if not row.reader:
        name = str(form)
        if suffix and suffix.lstrip(".").upper() not in name:
            raise unsupported("named-otherwise", form=name, suffix=suffix)
        raise unsupported(name)
    reader = reader_of(form)
    return partial(reader, row=row) if row.conversion else reader


def _bounded(document: Document) -> tuple[tuple[Block, ...], list[Finding]]:
    """The blocks, with a table beyond all measure as lines of text and a finding."""
    blocks: list[Block] = []
    findings = []
    for block in document.blocks:
        if isinstance(block, Table) and (
            block.rows * block.cols > _MOST_PLACES or block.cols > _MOST_COLUMNS
        ):
            findings.append(finding("table-oversized", anchor=block.anchor, rows=block.rows, cols=block.cols))
            blocks.extend(Paragraph(cell.text, cell.fragments) for cell in block.cells if not cell.blank)
        else:
            blocks.append(block)
    return tuple(blocks), findings

"""The formats of files: what each is called, how it is told, what it may be named, what reads it and needs.

A new format is a row here and its reader; `extractors.sniff` takes the first row whose sign is there, so that
the certain stand before the vague.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from extractors.faults import UnsupportedFormat
from extractors.frozen import frozen
from extractors.signs import (
    Sign,
    any_of,
    begins,
    is_empty,
    is_mail_of_a_page,
    is_page,
    is_pdf,
    is_webp,
    part,
    root,
    stream,
)

if TYPE_CHECKING:
    from extractors.document import Document

# what has to be installed beside the tool: a program, or its extra for text recognition
Need = Literal["", "LibreOffice", "ocr"]


@frozen
class Conversion:
    """How LibreOffice opens a format; without the filter, it takes a damaged DOC for plain text."""

    suffix: str
    filter: str
    target: Literal["docx", "xlsx"] = "docx"


@frozen
class Row:
    """A format.

    `suffixes` are those of documents, which a folder is looked through for even where nothing reads them yet:
    a notice that is passed over would be a silent loss. `other_suffixes` (templates) fit as well, but such a
    file in a folder is no notice. `reader` is module:function, imported when needed, so that a text needs no
    library for PDF; without one, a file of the format is reported. `listed` are the names for people in lists
    of what is read. An empty `media_type` is told by the reader, as images are of many.
    """

    name: str
    told: Sign
    suffixes: tuple[str, ...] = ()
    other_suffixes: tuple[str, ...] = ()
    media_type: str = ""
    reader: str = ""
    needs: Need = ""
    listed: tuple[str, ...] = ()
    conversion: Conversion | None = None


_LEGACY = "extractors.office.legacy:read_legacy"


class Format(Enum):
    """Every format that can be told, those of one kind of container from the certain to the vague."""

    EMPTY = Row("empty", is_empty)
    PDF = Row(
        "PDF",
        is_pdf,
        suffixes=(".pdf",),
        media_type="application/pdf",
        reader="extractors.pdf.reader:read_pdf",
        listed=("PDF",),
    )
    DOCX = Row(
        "DOCX",
        part("word/"),
        suffixes=(".docx", ".docm"),
        other_suffixes=(".dotx", ".dotm"),
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        reader="extractors.office.docx:read_docx",
        listed=("DOCX",),
    )
    XLSX = Row(
        "XLSX",
        part("xl/"),
        suffixes=(".xlsx", ".xlsm"),
        other_suffixes=(".xltx", ".xltm"),
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        reader="extractors.office.spreadsheet:read_xlsx",
        listed=("XLSX",),
    )
    PPTX = Row("PPTX", part("ppt/"), other_suffixes=(".pptx",))
    OFD = Row("OFD", part("OFD.xml"), suffixes=(".ofd",))
    ODT = Row(
        "ODT",
        lambda look: look.open_document == "text",
        suffixes=(".odt",),
        other_suffixes=(".ott",),
        media_type="application/vnd.oasis.opendocument.text",
        reader=_LEGACY,
        needs="LibreOffice",
        listed=("ODT",),
        conversion=Conversion(".odt", "writer8"),
    )
    ODS = Row(
        "ODS",
        lambda look: look.open_document == "spreadsheet",
        suffixes=(".ods",),
        other_suffixes=(".ots",),
        media_type="application/vnd.oasis.opendocument.spreadsheet",
        reader=_LEGACY,
        needs="LibreOffice",
        listed=("ODS",),
        conversion=Conversion(".ods", "calc8", "xlsx"),
    )
    # an encrypted DOCX or XLSX is an OLE file around the encrypted package
    ENCRYPTED = Row("encrypted", stream("EncryptedPackage"))
    # .wps and .et are OLE files like .doc and .xls, but WPS also writes them with other contents
    DOC = Row(
        "DOC",
        stream("WordDocument"),
        suffixes=(".doc", ".wps"),
        other_suffixes=(".dot", ".wpt"),
        media_type="application/msword",
        reader=_LEGACY,
        needs="LibreOffice",
        listed=("DOC", "WPS"),
        conversion=Conversion(".doc", "MS Word 97"),
    )
    XLS = Row(
        "XLS",
        stream("Workbook"),
        suffixes=(".xls", ".et"),
        other_suffixes=(".xlt", ".ett"),
        media_type="application/vnd.ms-excel",
        reader=_LEGACY,
        needs="LibreOffice",
        listed=("XLS", "ET"),
        conversion=Conversion(".xls", "MS Excel 97", "xlsx"),
    )
    PPT = Row("PPT", stream("PowerPoint Document"), other_suffixes=(".ppt",))
    RTF = Row(
        "RTF",
        begins(b"{\\rtf"),
        suffixes=(".rtf",),
        media_type="application/rtf",
        reader=_LEGACY,
        needs="LibreOffice",
        listed=("RTF",),
        conversion=Conversion(".rtf", "Rich Text Format"),
    )
    # GIF pictures are buttons and logos
    IMAGE = Row(
        "image",
        any_of(begins(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*"), is_webp),
        suffixes=(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"),
        other_suffixes=(".gif",),
        reader="extractors.pdf.images:read_image",
        needs="ocr",
        listed=("PNG", "JPG", "TIFF", "BMP", "WEBP"),
    )
    ARCHIVE = Row("archive", begins(b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"), other_suffixes=(".rar", ".7z"))
    FLAT_OPC = Row(
        "Word XML (Flat OPC)",
        root(r"<pkg:package\b|<package\b[^>]*xmlPackage"),
        suffixes=(".xml",),
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        reader="extractors.office.docx:read_docx",
    )
    WORD_XML = Row(
        "Word 2003 XML",
        root(r"<w:wordDocument\b"),
        suffixes=(".xml",),
        media_type="application/xml",
        reader=_LEGACY,
        needs="LibreOffice",
        conversion=Conversion(".xml", "MS Word 2003 XML"),
    )
    FLAT_ODT = Row(
        "ODT (XML)",
        root(r"<office:document\b[^>]{0,9999}mimetype=\"[a-z/.]{0,40}opendocument\.text\""),
        suffixes=(".fodt", ".xml"),
        media_type="application/vnd.oasis.opendocument.text-flat-xml",
        reader=_LEGACY,
        needs="LibreOffice",
        conversion=Conversion(".fodt", "OpenDocument Text Flat XML"),
    )
    ODF = Row("ODF", any_of(part("META-INF/manifest.xml"), root(r"<office:document\b")))
    MHTML = Row(
        "MHTML",
        is_mail_of_a_page,
        suffixes=(".mht", ".mhtml"),
        media_type="multipart/related",
        reader="extractors.web.mhtml:read_mhtml",
        listed=("MHTML",),
    )
    HTML = Row(
        "HTML",
        any_of(root(r"<html\b", re.I), is_page),
        suffixes=(".html", ".htm", ".xhtml", ".xht"),
        media_type="text/html",
        reader="extractors.web.html:read_html",
        listed=("HTML",),
    )
    XML = Row("XML", lambda look: look.is_xml, suffixes=(".xml",))
    TEXT = Row(
        "TXT",
        lambda look: look.is_readable,
        suffixes=(".txt", ".text", ".md", ".csv", ".tsv"),
        media_type="text/plain",
        reader="extractors.plain.text:read_text",
        listed=("TXT",),
    )
    ZIP = Row("ZIP", lambda look: look.is_zip, other_suffixes=(".zip",))
    OLE = Row("OLE", lambda look: look.is_ole)
    UNKNOWN = Row("unknown", lambda look: True)

    def __str__(self) -> str:
        """The name that people know it by."""
        return self.value.name


# names of what is told as something else, or as nothing: a file of such a name is misnamed
_OTHER_SUFFIXES = frozenset({".xlsb", ".json"})
_SUFFIXES = _OTHER_SUFFIXES.union(*((*form.value.suffixes, *form.value.other_suffixes) for form in Format))


def reader_of(form: Format) -> Callable[..., Document]:
    """What reads a format; imported here, so that a text needs no library for PDF."""
    module, _, function = form.value.reader.partition(":")
    reader: Callable[..., Document] = getattr(import_module(module), function)
    return reader


def suffix_fits(form: Format, suffix: str) -> bool:
    """Whether a suffix (with its dot) may name a file of this format; one that names no format always may."""
    suffix = suffix.lower()
    own = (*form.value.suffixes, *form.value.other_suffixes)
    return not own or suffix not in _SUFFIXES or suffix in own


def read_with(needs: Need) -> tuple[str, ...]:
    """The names of the formats that are read where this is installed, for lists."""
    rows = (form.value for form in Format)
    return tuple(name for row in rows if row.reader and row.needs == needs for name in row.listed)


def unsupported(name: str, **more: str) -> UnsupportedFormat:
    """The fault for a file of a format that nothing reads; it says what is read instead.

    `name` is that of a row, or a word of the messages that `more` fills.
    """
    alone, converted, scanned = ("/".join(read_with(needs)) for needs in ("", "LibreOffice", "ocr"))
    return UnsupportedFormat(format=name, **more, alone=alone, converted=converted, scanned=scanned)

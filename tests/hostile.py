"""Makes damaged and hostile files out of good ones, the same ones each time."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence

from tests.docmaker import p, page, tbl, tc, tr, word, word_parts, zipped
from tests.noticemaker import NOTICE, RAW, text, web
from tests.noticemaker import word as notice_word
from tests.sheetmaker import sheet
from tests.textmaker import drawn_text, recognised

Dice = random.Random
Damage = Callable[[bytes, Dice], bytes]
File = tuple[str, bytes]

DOCTYPE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


# ---- any bytes -------------------------------------------------------------------------------------------


def _cut(data: bytes, dice: Dice) -> bytes:
    return data[: dice.randrange(1, len(data))]


def _headless(data: bytes, dice: Dice) -> bytes:
    return data[dice.randrange(1, len(data)) :]


def _flipped(bits: int) -> Damage:
    def flip(data: bytes, dice: Dice) -> bytes:
        file = bytearray(data)
        for _ in range(bits):
            file[dice.randrange(len(file))] ^= 1 << dice.randrange(8)
        return bytes(file)

    return flip


def _zeroed(data: bytes, dice: Dice) -> bytes:
    start = dice.randrange(len(data))
    return data[:start] + bytes(len(data[start : start + 600])) + data[start + 600 :]


def _doubled(data: bytes, dice: Dice) -> bytes:
    start = dice.randrange(len(data))
    end = dice.randrange(start, len(data))
    return data[:end] + data[start:]


def _stuffed(data: bytes, dice: Dice) -> bytes:
    start = dice.randrange(len(data))
    return data[:start] + dice.randbytes(200) + data[start:]


BYTES: dict[str, Damage] = {
    "cut": _cut,
    "headless": _headless,
    "flipped-1": _flipped(1),
    "flipped-30": _flipped(30),
    "zeroed": _zeroed,
    "doubled": _doubled,
    "stuffed": _stuffed,
}


# ---- parts of a package ----------------------------------------------------------------------------------


def _within(damage: Callable[[bytes, Dice], bytes], main: str) -> Damage:
    """The same damage to one part, in a package that is whole."""

    def change(data: bytes, dice: Dice) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
        name = dice.choice([name for name in parts if name.startswith(main) and name.endswith(".xml")])
        content = parts[name]
        assert isinstance(content, bytes)
        parts[name] = damage(content, dice)
        return zipped(parts)

    return change


def _numbers(data: bytes, dice: Dice) -> bytes:
    """Figures in attributes become other ones: negative, huge, none."""
    pieces = data.split(b'val="')
    for _ in range(20):
        at = dice.randrange(1, len(pieces)) if len(pieces) > 1 else 0
        value, quote, rest = pieces[at].partition(b'"')
        if quote and value.isdigit():
            pieces[at] = dice.choice([b"-1", b"0", b"99999999999", b"1e9", b"x", b""]) + quote + rest
    return b'val="'.join(pieces)


def _tags(data: bytes, dice: Dice) -> bytes:
    """Tags swap their places."""
    pieces = data.split(b"<")
    for _ in range(10):
        one, other = dice.randrange(len(pieces)), dice.randrange(len(pieces))
        pieces[one], pieces[other] = pieces[other], pieces[one]
    return b"<".join(pieces)


def _entities(data: bytes, _: Dice) -> bytes:
    return DOCTYPE + data.replace(b"</w:t>", b"&b;</w:t>")


PARTS = {
    "cut": _cut,
    "flipped": _flipped(5),
    "numbers": _numbers,
    "tags": _tags,
    "entities": _entities,
    "empty": lambda *_: b"",
}


# ---- made to hurt ----------------------------------------------------------------------------------------


def _deep(inside: str, begin: str, end: str, depth: int) -> str:
    return begin * depth + inside + end * depth


def _bomb(name: str, size: int) -> bytes:
    return zipped({**word_parts(p("甲")), name: b" " * size})


def _encrypted(data: bytes) -> bytes:
    """The flag of encryption on every part."""
    file = bytearray(data)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            file[at + flags] |= 1
            at = data.find(mark, at + 4)
    return bytes(file)


def _outside() -> bytes:
    parts: dict[str, str | bytes] = dict(word_parts(p("甲")))
    relation = '<Relationship Id="r9" TargetMode="{}" Type="http://x/officeDocument" Target="{}"/>'
    rels = str(parts["_rels/.rels"])
    for mode, target in (("External", "http://127.0.0.1:9/x"), ("Internal", "../../../etc/hostname")):
        rels = rels.replace("</Relationships>", relation.format(mode, target) + "</Relationships>")
    return zipped(parts | {"_rels/.rels": rels, "../../x.xml": "<x/>", "/etc/x.xml": "<x/>"})


def _pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of which is its catalogue."""
    body, places = b"%PDF-1.5\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    return body + head + table + end


def _stream(about: bytes, data: bytes, packed: int = 0) -> bytes:
    """A stream, packed so many times."""
    for _ in range(packed):
        data = zlib.compress(data, 9)
    filters = b"/Filter[%s]" % (b"/FlateDecode" * packed) if packed else b""
    return b"<<%s%s/Length %d>>stream\n%s\nendstream" % (about, filters, len(data), data)


def _page_pdf(contents: bytes, resources: bytes = b"", *others: bytes) -> bytes:
    """A PDF of one page that has these contents; the other objects are numbered from 5."""
    about = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>>>" % resources
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return _pdf(b"<</Type/Catalog/Pages 2 0 R>>", tree, about, contents, *others)


def _form(names: Sequence[int], times: int, packed: int = 0) -> bytes:
    """A form that draws these objects, each so many times."""
    drawn = b"".join(b"/X%d Do " % name * times for name in names) or b"0 0 1 1 re f "
    found = b"".join(b"/X%d %d 0 R" % (name, name) for name in names)
    about = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<<%s>>>>" % found
    return _stream(about, drawn, packed)


def _forms(*forms: bytes) -> bytes:
    """A page that draws the first of some forms."""
    return _page_pdf(_stream(b"", b"/X5 Do "), b"/XObject<</X5 5 0 R>>", *forms)


def claims_pages(count: int) -> bytes:
    """A PDF of one page that says that it has so many."""
    tree = b"<</Type/Pages/Kids[3 0 R]/Count %d>>" % count
    return _pdf(b"<</Type/Catalog/Pages 2 0 R>>", tree, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")


def _worth(points: str) -> str:
    """A rubric of which one item is worth so much."""
    return f"指标\t评分标准\t分值\n巡检\t漏检一次扣1分\t{points}\n保洁\t有积水的，每处扣1分\t50\n"


def made() -> Iterator[File]:
    """Files that are made to hurt a reader."""
    cell = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    yield "nested-tables.docx", word(_deep(p("甲"), *cell, 3000))
    yield (
        "nested-controls.docx",
        word(_deep(p("甲"), "<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 200)),
    )
    yield "nested-runs.docx", word(f"<w:p>{_deep('', '<w:r>', '</w:r>', 240)}</w:p>")
    yield "wide.docx", word(tbl(tr(*(tc("甲", '<w:gridSpan w:val="999"/>') for _ in range(400)))))
    yield "many-cells.docx", word(tbl(*(tr(*["1"] * 50) for _ in range(300))))
    yield (
        "million-cells.docx",
        word("<w:tbl>" + ("<w:tr>" + "<w:tc/>" * 100 + "</w:tr>") * 10_000 + "</w:tbl>"),
    )
    yield "bomb.docx", _bomb("word/x.xml", 300 * 2**20)
    yield (
        "bomb-of-parts.docx",
        zipped(word_parts(p("甲")) | {f"word/{i}.xml": " " * 2**20 for i in range(250)}),
    )
    yield "zip-in-zip.docx", zipped({"word/document.xml": zipped({"word/document.xml": "<x/>"})})
    yield "text-bomb.docx", zipped(word_parts(p("甲") + (f"{random.Random(1).random()}甲" * 3_000_000)))
    yield "outside.docx", _outside()
    yield (
        "circle.docx",
        word(
            p("甲", '<w:pStyle w:val="a"/>'),
            styles='<w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>',
        ),
    )
    yield "locked.docx", _encrypted(word(p("甲")))
    yield "locked.xlsx", _encrypted(sheet([["甲", "乙"]]))
    yield (
        "million-cells.xlsx",
        sheet([["1"] * 100], lambda _, ws: [ws.write(1_048_575, col, "乙") for col in range(0, 16_384, 50)]),
    )
    yield (
        "million-merges.xlsx",
        sheet([["甲"]], lambda _, ws: [ws.merge_range(row, 0, row, 16_383, "乙") for row in range(2, 90)]),
    )
    yield "columns.xlsx", sheet([["甲"] * 16_384, ["乙"] * 16_384])
    yield (
        "rows.xlsx",
        sheet([["指标", "评分标准", "分值"], *([f"指标{n}", "每次扣1分", 5] for n in range(40_000))]),
    )
    yield "nested-forms.pdf", _forms(*(_form([6 + at], 10) for at in range(8)), _form([], 1))
    yield "nested-packed.pdf", _forms(*(_form([6 + at], 2, 1) for at in range(25)), _form([], 1))
    yield "mutual-forms.pdf", _forms(_form([6], 4), _form([5], 4))
    yield "mutual-dozen.pdf", _forms(*(_form([n for n in range(5, 17) if n != at], 1) for at in range(5, 17)))
    yield "claims-pages.pdf", claims_pages(100_000)
    yield "commands-bomb.pdf", _page_pdf(_stream(b"", b"0 0 1 1 re f\n" * (1 << 23), 1))
    yield "packed-twice.pdf", _page_pdf(_stream(b"", b" " * (1 << 27), 2))
    yield "comments.html", b"<!---->" * 40 + b"x"
    yield "columns.html", page("<table><tr>" + "<td>甲" * 20_000 + "</table>")
    yield "cells.html", page("<table>" + "<tr><td>甲<td>每次扣1分<td>5" * 63_000)
    yield "nested.html", page("<div>" * 100_000 + "甲")
    yield "nested-tables.html", page("<table><tr><td>" * 400 + "甲")
    yield "spans.html", page("<table>" + "<tr><td rowspan=65534 colspan=1000>甲" * 3000)
    yield "million-cells.html", page("<table>" + ("<tr>" + "<td>1" * 100) * 10_000)
    yield "entities.html", page("&lt;" * 200_000 + "&#x110000;&#xD800;&bogus;")
    yield "nul.html", page("<table><tr><td>甲\0乙<td>\0" * 1000)
    yield "line.txt", "甲".encode() * 500_000
    yield "tabs.txt", b"\t" * 1_000_000
    yield "lines.txt", b"\n" * 200_000 + b"1"
    yield "columns.txt", ("甲\t" * 8_000 + "\n").encode() * 3
    yield "cells.txt", ("\t甲\n\t乙\n\t丙\n\n" * 5_000).encode()
    yield "bars.md", ("|" + "甲|" * 2000 + "\n|" + "---|" * 2000 + "\n").encode()
    yield "box.txt", ("┌" + "─┬" * 30_000 + "┐\n│" + "甲│" * 30_000 + "\n").encode()
    yield "boxes.txt", ("┌──┬──┐\n" + "│甲│乙│\n├──┼──┤\n" * 4_000 + "└──┴──┘\n").encode()
    yield "dashes.md", b"|" + b"-" * 300_000 + b"\n|" + b":" * 300_000
    yield "stars.md", b"# x\n" + b"**" * 200_000 + b"\n" + b"$\\a" * 100_000 + b"\n" + b"![" * 100_000
    yield "quotes.txt", b'1\t"' * 20_000
    yield "tables.md", b"# x\n" + b"<table>" * 20_000
    yield "brackets.txt", ("（" * 100_000 + "每次扣1分" + "）" * 100_000).encode()
    yield "figures.txt", ("指标\t分值\n甲\t" + "9" * 100_000 + "\n乙\t" + "1." * 50_000 + "\n").encode()
    yield (
        "headings.txt",
        "\n".join(["\t".join(f"{row}列{n}" for n in range(9_000)) for row in "甲乙"]).encode(),
    )
    yield "digits.txt", _worth("9" * 400).encode()
    yield "digits.html", page(f"<table><tr><td>指标<td>分值<tr><td>巡检<td>1.{'3' * 5000}</table>")
    yield "deductions.txt", ("指标\t评分标准\t分值\n甲\t" + "每次扣1分，" * 3_000 + "\t5\n").encode()


def files() -> Iterator[File]:
    """All hostile files with their names, of which the suffix is what they claim to be."""
    good: dict[str, bytes] = {
        "notice.docx": notice_word(NOTICE),
        "notice.html": web(NOTICE),
        "notice.txt": text(NOTICE),
        "drawn.txt": drawn_text(NOTICE, "box"),
        "recognised.md": recognised(NOTICE),
        "sheet.xlsx": next(RAW.glob("*.xlsx")).read_bytes(),
        "notice.pdf": min(RAW.glob("*.pdf"), key=lambda path: path.stat().st_size).read_bytes(),
    }
    for name, data in good.items():
        for kind, damage in BYTES.items():
            for seed in range(2 if name.endswith(".pdf") else 4):
                yield f"{kind}-{seed}-{name}", damage(data, Dice(f"{name} {kind} {seed}"))
        for other in (".pdf", ".doc", ".xlsx"):
            yield f"wrong-{name}{other}", data
    for name, main in (("notice.docx", "word/"), ("sheet.xlsx", "xl/")):
        for kind, damage in PARTS.items():
            for seed in range(4):
                dice = Dice(f"{name} {kind} {seed}")
                yield f"part-{kind}-{seed}-{name}", _within(damage, main)(good[name], dice)
    yield from made()

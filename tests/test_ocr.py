"""A scan gives the records of the file that was printed; what recognition is not sure of is told."""

from __future__ import annotations

import io
import socket
import unicodedata
import zlib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader

from extractors.document import Document
from extractors.faults import CorruptFile
from extractors.pdf import images
from extractors.pdf import reader as pdf
from extractors.pdf.images import read_image
from extractors.pdf.reader import read_pdf
from extractors.reader import read
from extractors.scans.drawn import drawn_on
from extractors.scans.ink import ink_of, levelled, on_white
from extractors.scans.lines import pieces_in
from extractors.scans.page import ScannedPage, read_picture
from extractors.scans.rules import strokes_of
from extractors.scans.text import Read, lacks_point, widened
from pipeline.dataset.files import write
from pipeline.ingest.inputs import find_notices
from pipeline.ingest.run import Result, ingest
from pipeline.messages.findings import hint
from tests import pdfmaker, scanmaker
from tests.corpus import CORPUS, evaluator, gold, needs_corpus
from tests.scanmaker import COUNTY, DPI, askew, bound, drawn, grainy, packed, scan, sealed, shadowed
from tests.test_formats import records

SCALE = DPI / 72


def codes(document: Document) -> list[str]:
    return [found.code for found in document.findings]


def folded(value: Any) -> Any:
    """The same with narrow figures and signs: a scan does not tell ＝ from =."""
    if isinstance(value, str):
        return unicodedata.normalize("NFKC", value)
    if isinstance(value, dict):
        return {key: folded(one) for key, one in value.items()}
    return [folded(one) for one in value] if isinstance(value, list) else value


# --- the whole way --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A letter and a table, scanned askew and badly; read without a network."""
    path = tmp_path_factory.mktemp("scan") / COUNTY.name
    path.write_bytes(scan([grainy(askew(page, 0.7)) for page in drawn(COUNTY, 1, 2)]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", None)
        return ingest(path)


def test_a_scan_gives_the_records_of_the_file_that_was_printed(scanned: Result, tmp_path: Path) -> None:
    typed = tmp_path / COUNTY.name
    typed.write_bytes(bound((COUNTY.read_bytes(), [1, 2])))
    ours, theirs = records(scanned), records(ingest(typed))
    findings = {"ocr-read", "ocr-doubtful", "ocr-gap"}
    ours["findings"] = [found for found in ours["findings"] if found[0] not in findings]
    hashes = {"content_hash", "structure_hash"}
    for table, rows in ours.items():
        for row in (*rows, *theirs[table]) if table == "rubrics" else ():
            for name in hashes:
                row.pop(name)
        assert folded(rows) == folded(theirs[table]), table


def test_all_that_was_recognised_says_so(scanned: Result) -> None:
    assert {row.quality for row in scanned.records.evidence} == {"ocr"}
    assert {row.quality for row in scanned.records.criteria} == {"ocr"}
    assert scanned.status == "review"
    [told] = [found for found in scanned.findings if found.code == "ocr-read"]
    assert dict(told.values)["pages"] == "1-2"
    assert int(dict(told.values)["sure"].rstrip("%")) > 95


def test_only_the_pages_without_text_are_recognised() -> None:
    typed = COUNTY.read_bytes()
    mixed = bound((typed, [1]), (scan(drawn(COUNTY, 3)), [1]))
    document = read_pdf(mixed)
    [told] = [found for found in document.findings if found.code == "ocr-read"]
    assert dict(told.values)["pages"] == "2"
    qualities = {(block.anchor.page, block.quality) for block in document.blocks if hasattr(block, "text")}
    assert {quality for page, quality in qualities if page == 1} == {"exact"}
    assert {cell.quality for table in document.tables for cell in table.cells} == {"ocr"}
    first = [
        block.text for block in read_pdf(typed).blocks if block.anchor.page == 1 and hasattr(block, "text")
    ]
    assert [block.text for block in document.blocks if block.anchor.page == 1] == first


LAYER = [["序号", "考核指标", "分值"], ["1", "泵站值守", "60"], ["2", "管网清淤", "40"]]


def _searchable(turned: float = 0.0) -> bytes:
    """A picture of a page with a ruled table, askew by so many degrees, and its text over it without ink."""
    edges = [60.0, 160.0, 360.0, 460.0], [100.0, 130.0, 160.0, 190.0]
    ruled = pdfmaker.pdf(lambda page: pdfmaker.table(page, *edges, pdfmaker.rows(LAYER)))
    picture = pypdfium2.PdfDocument(ruled)[0].render(scale=SCALE).to_pil().convert("RGB")

    def draw(page: Any) -> None:
        page.translate(297.5, 421)
        page.rotate(turned)
        page.translate(-297.5, -421)
        page.drawImage(ImageReader(picture), 0, 0, 595, 842)
        for row, line in enumerate(LAYER):
            for col, text in enumerate(line):
                pen = page.beginText(edges[0][col] + 3, 842 - edges[1][row] - 12)
                pen.setFont(pdfmaker.FONT, 10)
                pen.setTextRenderMode(3)
                pen.textOut(text)
                page.drawText(pen)

    return pdfmaker.pdf(draw)


@pytest.mark.parametrize("turned", [0.0, 0.7, -1.2])
def test_a_scan_with_a_layer_of_text_has_its_text_and_the_rules_of_its_picture(turned: float) -> None:
    document = read_pdf(_searchable(turned))
    assert [pdfmaker.texts(one) for one in document.tables] == [LAYER]
    assert {cell.quality for table in document.tables for cell in table.cells} == {"ocr"}
    assert codes(document) == ["layer-read"]


def test_without_the_extra_a_scan_with_a_layer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "can_recognise", lambda: False)
    document = read_pdf(_searchable())
    assert codes(document) == ["needs-ocr"]
    assert "泵站值守" in "".join(block.text for block in document.blocks if hasattr(block, "text"))


def test_without_the_extra_a_scan_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "can_recognise", lambda: False)
    monkeypatch.setattr(images, "can_recognise", lambda: False)
    page = drawn(COUNTY, 1, dpi=40)
    for document in (read_pdf(scan(page)), read_image(packed(page[0]))):
        assert codes(document) == ["needs-ocr"]
        assert document.pages == 1
        for lang in ("zh", "en"):
            assert "-r requirements/ocr.txt" in hint(document.findings[0], lang)  # type: ignore[arg-type]


@needs_corpus
def test_a_scanned_page_of_the_corpus_holds_bands_of_the_gold(tmp_path: Path) -> None:
    path = tmp_path / "notice.pdf"
    path.write_bytes(scan(drawn(CORPUS / "documents" / "notice_typed.pdf", 2)))
    result = ingest(path)
    module, out = evaluator(), tmp_path / "out"
    write([result], out)
    found, want = module.dataset_facts(module.Dataset(out, None)), module.gold_facts(gold("000"))
    # the last row of the page goes on on the next one
    whole = sum((found["band"] & want["band"]).values())
    assert whole >= 9
    assert sum((found["band"] - want["band"]).values()) <= 1
    assert sum((found["band.text"] & want["band.text"]).values()) >= whole - 2


# --- images ---------------------------------------------------------------------------------------


@cache
def letter() -> Image.Image:
    """A part of the first page: a title in larger letters and running text."""
    (page,) = drawn(COUNTY, 1)
    return page.crop((0, page.height // 6, page.width, page.height * 2 // 5))


@cache
def upright() -> ScannedPage:
    return read_picture(1, np.asarray(letter()), SCALE)


def lines(page: ScannedPage) -> list[str]:
    return [folded(line.text) for line in page.sheet.layout.lines]


def test_the_letter_is_read_as_it_is_printed() -> None:
    printed = "".join(
        b.text for b in read_pdf(COUNTY.read_bytes()).blocks if b.anchor.page == 1 and hasattr(b, "text")
    )
    assert "".join(lines(upright())).replace(" ", "") in folded(printed).replace(" ", "")
    assert len(lines(upright())) == 6


CHANGES = [
    ("askew", lambda page: askew(page, -3.0)),
    ("in a shadow", shadowed),
    ("on its side", lambda page: page.rotate(90, expand=True)),
    ("upside down", lambda page: page.rotate(180)),
    ("badly packed", lambda page: Image.open(io.BytesIO(packed(page, 25)))),
]


@pytest.mark.parametrize("change", [change for _, change in CHANGES], ids=[name for name, _ in CHANGES])
def test_a_page_reads_the_same_however_it_was_scanned(change: scanmaker.Change) -> None:
    assert lines(read_picture(1, np.asarray(change(letter())), SCALE)) == lines(upright())


def test_a_seal_hides_no_text_and_is_told() -> None:
    (page,) = drawn(COUNTY, 1)
    signature = page.crop((0, page.height * 2 // 5, page.width, page.height * 3 // 5))
    plain = read_picture(1, np.asarray(signature), SCALE)
    date = plain.sheet.layout.lines[1].box
    stamped = sealed(signature, (date.x0 + date.x1) / 2, (date.top + date.bottom) / 2)
    page_read = read_picture(1, np.asarray(stamped), SCALE)
    assert lines(page_read) == lines(plain)
    assert len(lines(plain)) == 3
    [seal] = page_read.seals
    assert seal.x0 < date.x0 < date.x1 < seal.x1
    assert not plain.seals


def test_a_dark_seal_on_grey_paper_leaves_no_ink_and_figures_under_it_are_doubted() -> None:
    (page,) = drawn(COUNTY, 1)
    signature = page.crop((0, page.height * 2 // 5, page.width, page.height * 3 // 5))
    plain = read_picture(1, np.asarray(signature), SCALE)
    date = plain.sheet.layout.lines[1].box
    stamped = sealed(signature, (date.x0 + date.x1) / 2, (date.top + date.bottom) / 2, (165, 25, 30))
    page_read = read_picture(1, (np.asarray(stamped) * 0.85).astype(np.uint8), SCALE)
    assert lines(page_read) == lines(plain)
    doubts = [word for line in page_read.lines for word in line.doubts]
    assert doubts
    assert all(word in plain.sheet.layout.lines[1].text for word in doubts)


def test_rules_go_on_below_a_seal_that_pales_them() -> None:
    page = Image.new("RGB", (700, 500), (215, 215, 215))
    pen = ImageDraw.Draw(page)
    for y in (100, 140, 220, 300):
        pen.line((60, y, 640, y), (60, 60, 60), 2)
    for x in (60, 350, 640):
        pen.line((x, 100, x, 300), (60, 60, 60), 2)
    ink = Image.new("L", page.size, 0)
    ImageDraw.Draw(ink).ellipse((350 - 130, 128, 350 + 130, 388), outline=190, width=12)
    page.paste((225, 90, 95), mask=ink)
    drawn_page = drawn_on(np.asarray(page), SCALE)
    assert len(drawn_page.seals) == 1
    (middle,) = [rule for rule in drawn_page.rules if rule.x0 == rule.x1 and 300 < rule.x0 * SCALE < 400]
    assert (round(middle.top * SCALE), round(middle.bottom * SCALE)) == (100, 302)


@pytest.mark.parametrize(
    ("text", "lacks"), [("05分", True), ("08%", True), ("05月", False), ("0.5分", False), ("10分", False)]
)
def test_a_figure_that_nobody_writes_has_lost_its_point(text: str, lacks: bool) -> None:
    assert lacks_point(text, 0) == lacks


def test_the_strokes_of_characters_as_high_as_their_row_are_no_columns() -> None:
    page = blank()
    for y in (50, 90, 250):
        page[y : y + 3, 50:650] = 0
    for x in (50, 350, 650):
        page[50:253, x : x + 3] = 0
    page[50:90, 420:423] = 0
    page[60:63, 405:440] = page[75:78, 405:440] = 0  # 丰, as high as its row
    strokes = strokes_of(ink_of(page, SCALE), SCALE)
    assert sorted(stroke.x0 for stroke in strokes.down) == [50, 350, 650]


def test_an_image_of_several_pages_is_one_notice() -> None:
    out = io.BytesIO()
    page = letter()
    halves = [page.crop((0, top, page.width, top + page.height // 2)) for top in (0, page.height // 2)]
    halves[0].save(out, "TIFF", save_all=True, append_images=halves[1:])
    document = read_image(out.getvalue())
    assert document.pages == 2
    assert document.media_type == "image/tiff"
    assert {block.anchor.page for block in document.blocks} == {1, 2}


def test_the_pages_of_a_notice_may_be_images_in_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "县区考评"
    folder.mkdir()
    for number, page in zip((9, 10), drawn(COUNTY, 2, 3, dpi=150), strict=True):
        page.save(folder / f"扫描 {number}.png", dpi=(150, 150))
    [(path, name)] = find_notices([tmp_path]).notices
    result = ingest(path, name=name)
    assert result.records.notice.source_file == "县区考评/扫描 9.png…扫描 10.png"
    assert result.records.notice.pages == 2
    # the table of the second page goes on with that of the first
    assert len(result.records.rubrics) == len(ingest(COUNTY).records.rubrics)


FOLDERS = [
    (["p1.png", "p2.png", "p10.png"], ["."]),
    (["001.jpg", "002.tif"], ["."]),
    (["甲.png", "乙.png"], ["乙.png", "甲.png"]),
    (["1.png"], ["1.png"]),
    (["1.png", "01.png"], ["01.png", "1.png"]),
    (["通知.docx", "1.png", "2.png"], ["通知.docx"]),
    (["通知.docx", "附件1.png"], ["."]),
    (["网页.html", "网页_files/1.png", "网页_files/2.png"], ["网页.html"]),
]


@pytest.mark.parametrize(("names", "notices"), FOLDERS)
def test_which_images_are_notices(names: list[str], notices: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "n"
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).touch()
    found = find_notices([tmp_path])
    assert [Path(name).relative_to("n").as_posix() for _, name in found.notices] == notices


def test_an_image_that_is_cut_off_or_beyond_measure_is_refused() -> None:
    whole = packed(letter())
    with pytest.raises(CorruptFile):
        read_image(whole[: len(whole) // 3])
    with pytest.raises(CorruptFile):
        read_image(b"\x89PNG\r\n\x1a\n" + bytes(40))
    assert codes(read_image(png_of_size(15_000, 9_000))) == ["page-unreadable"]


def png_of_size(width: int, height: int) -> bytes:
    """A few bytes that say they are a large picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes((8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


# --- what recognition does not know ---------------------------------------------------------------


def test_what_is_no_text_is_told_with_its_place() -> None:
    scribbled = letter()
    scribbled = scribbled.copy()
    x, y = 1200, 20
    ImageDraw.Draw(scribbled).line(
        [(x + 14 * step, y + (step * 37) % 90) for step in range(12)], fill="black", width=4
    )
    document = read_pdf(scan([scribbled]))
    told = [found for found in document.findings if found.code in {"ocr-doubtful", "ocr-gap", "ocr-blot"}]
    boxes = [found.anchor.box for found in told if found.anchor and found.anchor.box]
    assert any(box.x0 * SCALE < x + 160 and box.x1 * SCALE > x and box.top * SCALE < y + 90 for box in boxes)


def test_each_doubt_about_a_scan_is_told() -> None:
    page = Image.new("RGB", (1000, 560), "white")
    page.paste(letter().crop((60, 255, 760, 420)), (60, 20))
    pen, dice = ImageDraw.Draw(page), Random(3)
    for _ in range(60):
        x, y = dice.randrange(540, 700), dice.randrange(110, 180)
        pen.line([(x, y), (x + dice.randrange(-20, 20), y + dice.randrange(-20, 20))], fill="black", width=2)
    found = set(codes(read(packed(sealed(page, 300 / SCALE, 380 / SCALE)), ".jpg")))
    assert found >= {"ocr-read", "ocr-doubtful", "ocr-gap", "ocr-blot", "ocr-seal"}


READS = [
    ("好（5分）", (1, 1, 1, 1, 1), ()),
    ("好（5分）", (1, 1, 0.5, 1, 1), ("5",)),
    ("10 分", (0.7, 0.6, 0.1, 1), ("10",)),
    ("1o分l", (1, 0.7, 1, 0.4), ("o", "l")),
    ("", (), ()),
]


@pytest.mark.parametrize(("text", "sure", "doubts"), READS)
def test_characters_that_are_not_sure_are_doubts(
    text: str, sure: tuple[float, ...], doubts: tuple[str, ...]
) -> None:
    assert Read(text, sure, sure).doubts == doubts


WIDTHS = [
    ("好(5分）:3项", "好（5分）：3项"),
    ("(1)每月上报。(2）", "（1）每月上报。（2）"),
    ("(1)", "(1)"),
    ("比例1:2,000", "比例1:2,000"),
    ("A(1):B", "A(1):B"),
]


@pytest.mark.parametrize(("recognised", "kept"), WIDTHS)
def test_brackets_and_stops_are_as_wide_as_what_stands_beside_them(recognised: str, kept: str) -> None:
    assert widened(recognised) == kept


# --- what is drawn --------------------------------------------------------------------------------


def blank(width: int = 700, height: int = 500) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.full((height, width), 255, np.uint8)


def coloured(grey: np.ndarray[Any, np.dtype[np.uint8]]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.repeat(grey[:, :, None], 3, axis=2)


def test_rules_are_long_strokes_and_short_ones_between_two_others() -> None:
    page = blank()
    for y in (50, 250, 450):
        page[y : y + 3, 50:650] = 0
    for x in (50, 350, 650):
        page[50:453, x : x + 3] = 0
    page[90:93, 350:650] = 0  # a rule beside a merged cell
    page[50:90, 500:503] = 0  # a low row divided: short, but it ends at two rules
    page[300:303, 100:160] = 0  # 一 in large print
    page[300:380, 420:424] = 0  # a stroke that ends nowhere
    strokes = strokes_of(ink_of(page, SCALE), SCALE)
    assert sorted(stroke.top for stroke in strokes.across) == [50, 90, 250, 450]
    assert sorted((stroke.x0, stroke.top) for stroke in strokes.down) == [
        (50, 50),
        (350, 50),
        (500, 50),
        (650, 50),
    ]


def test_a_character_of_a_headline_is_no_table() -> None:
    page = blank()
    page[100:260, 100:104] = page[100:260, 256:260] = 0  # 日, 160 pixels high
    for y in (100, 178, 256):
        page[y : y + 4, 100:260] = 0
    assert strokes_of(ink_of(page, SCALE), SCALE).across == []


def test_shadows_beside_a_rule_are_no_text() -> None:
    page = blank()
    page[50:53, 50:650] = page[450:453, 50:650] = 0
    page[50:453, 50:53] = page[50:453, 647:650] = 0
    page[56:57, 200:230] = 0
    page[200:203, 200:230] = 0
    [piece] = drawn_on(coloured(page), SCALE).pieces
    assert (piece.top, piece.bottom) == (200, 203)


DASHES = [
    ([(100, 10), (114, 10), (128, 10)], "---"),
    ([(100, 58)], "——"),
    ([(100, 28)], None),  # 一 or a dash: the model may tell
]


@pytest.mark.parametrize(("strokes", "text"), DASHES)
def test_dashes_are_told_by_their_shape(strokes: list[tuple[int, int]], text: str | None) -> None:
    page = blank()
    for x, width in strokes:
        page[300:303, x : x + width] = 0
    for at in range(9):  # text of the usual size
        page[100:127, 100 + 30 * at : 127 + 30 * at] = 0
    drawn_page = drawn_on(coloured(page), SCALE)
    read = drawn_page.dashes(drawn_page.pieces[-1])
    assert (read and read.text) == text


BANDS = [
    ("two lines", [(10, 37), (50, 77)], [(10, 37), (50, 77)]),
    ("二: strokes of one character", [(10, 13), (30, 33)], [(10, 33)]),
    ("三 below a line", [(10, 37), (50, 53), (61, 64), (72, 75)], [(10, 37), (50, 75)]),
    ("lines that touch", [(10, 64)], [(10, 37), (37, 64)]),
]


@pytest.mark.parametrize(("inked", "expected"), [case[1:] for case in BANDS], ids=[case[0] for case in BANDS])
def test_lines_are_bands_of_ink(inked: list[tuple[int, int]], expected: list[tuple[int, int]]) -> None:
    ink = np.zeros((100, 200), np.uint8)
    for top, bottom in inked:
        for x in (20, 50, 80):
            ink[top:bottom, x : x + 27] = 1
    if expected == [(10, 37), (37, 64)]:
        ink[36:38] = 0
        ink[36:38, 22:26] = 1
    found = [(piece.top, piece.bottom) for piece in pieces_in(ink, 30.0)]
    assert [(pytest.approx(top, abs=2), pytest.approx(bottom, abs=2)) for top, bottom in expected] == found


@pytest.mark.parametrize("degrees", [-4.0, -0.7, 0.0, 0.34, 2.0])
def test_a_page_is_made_level(degrees: float) -> None:
    page = Image.fromarray(coloured(blank(1200, 900)))
    pen = ImageDraw.Draw(page)
    for y in range(100, 800, 50):
        pen.line((150, y, 1050, y), fill="black", width=3)
    level, _ = levelled(np.asarray(askew(page, degrees)))
    rows = (level[:, :, 0] < 128).sum(axis=1)
    # each line fills some rows nearly to its whole length
    assert (rows > 800).sum() >= 14


def test_paper_becomes_white_and_ink_stays() -> None:
    grey = blank()
    grey[:] = np.linspace(120, 230, 700).astype(np.uint8)[None, :]
    grey[200:230, 100:600:40] = 40
    white = on_white(grey, SCALE)
    assert white[10:150].min() > 240
    assert ink_of(white, SCALE)[200:230, 100:600:40].all()

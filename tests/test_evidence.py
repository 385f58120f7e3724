"""Evidence: the place of a value in its source, and that it fits on the picture of its page."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Cell, Document, Table
from extractors.place import Anchor, Box, Fragment
from extractors.reader import read
from normalizers.records import FindingRow
from pipeline.evidence.flow import FlowTable, FlowText, flow
from pipeline.evidence.marks import Marks
from pipeline.evidence.pages import NotDrawn, Pages, page_sizes
from pipeline.evidence.places import Place, Places
from pipeline.evidence.source import Source, SourceFile, read_source, source_of
from pipeline.evidence.spots import Spot, Spots
from pipeline.ingest.reading import read_once
from pipeline.ingest.run import ingest
from tests import pdfmaker
from tests.corpus import CORPUS, needs_corpus
from tests.pdfmaker import A4, pdf, rows, table, write

RAW = Path(__file__).parents[1] / "data" / "raw"
NOTICES = sorted(path for path in RAW.iterdir() if path.suffix != ".py" and path.is_file())
REAL = sorted(CORPUS.glob("documents/*")) + sorted(CORPUS.glob("real/*"))


def page_image(data: bytes, number: int, width: int) -> bytes:
    with Pages(data) as pages:
        return pages.image(number, width)


def ink(picture: bytes, spot: Spot, size: tuple[float, float], inset: float = 2.5) -> int:
    """Dark pixels inside of the box of a spot, its borders left out."""
    image = Image.open(io.BytesIO(picture)).convert("L")
    scale = image.width / size[0]
    assert spot.box
    box = spot.box
    edges = (box.x0 + inset, box.top + inset, box.x1 - inset, box.bottom - inset)
    return sum(image.crop(tuple(round(edge * scale) for edge in edges)).histogram()[:100])


# ---- every place is found


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: path.name)
def test_each_row_of_the_evidence_is_a_spot_of_the_source(path: Path) -> None:
    records = ingest(path).records
    places = Places(records, Spots(read_source(path)))
    assert records.evidence
    assert places.lost == 0


@needs_corpus
@pytest.mark.parametrize(
    "path", [path for path in REAL if path.suffix != ".doc"], ids=lambda path: path.name[:20]
)
def test_no_place_of_a_real_notice_is_lost(path: Path) -> None:
    result = ingest(path)
    spots = Spots(read_source(path))
    places = Places(result.records, spots)
    assert places.lost == 0
    assert len({spot.id for spot in spots.all}) == len(spots.all)
    for found, row in zip(result.findings, result.records.findings, strict=True):
        if found.anchor is not None and (found.anchor.box or found.anchor.path):
            assert places.of_finding(row, found.anchor), row.code


def test_a_place_holds_the_words_of_its_record() -> None:
    path = next(RAW.glob("*县区目标*.pdf"))
    records = ingest(path).records
    places = Places(records, Spots(read_source(path)))
    for criterion in records.criteria:
        if criterion.name:
            printed = "".join(
                place.spot.text[place.start : place.end]
                for place in places.of_field(criterion.criterion_id, "name")
            )
            assert "".join(criterion.name.split()) in "".join(printed.split())


def test_a_record_without_a_place_of_its_own_has_that_of_the_record_above() -> None:
    path = next(RAW.glob("*工作要点.txt"))
    records = ingest(path).records
    places = Places(records, Spots(read_source(path)))
    bare = [row for row in records.thresholds if not places.of_field(row.threshold_id, "text")]
    assert bare
    for row in bare:
        assert {place.owner_id for place in places.of_record(row.threshold_id)} == {row.owner_id}


def test_a_cell_names_the_records_that_it_prints() -> None:
    path = next(RAW.glob("*县区目标*.pdf"))
    records = ingest(path).records
    spots = Spots(read_source(path))
    places = Places(records, spots)
    standing = [place.owner_id for spot in spots.all for place in places.at(spot.id)]
    assert sorted(standing) == sorted(row.owner_id for row in records.evidence)


def test_a_cell_that_a_page_end_cuts_has_a_spot_on_each_page() -> None:
    path = next(RAW.glob("*水利厅2024*.pdf"))
    result = ingest(path)
    spots = Spots(read_source(path))
    joined = next(found for found in result.findings if found.code == "row-joined")
    row = next(row for row in result.records.findings if row.code == "row-joined")
    (second,) = spots.of_finding(row, joined.anchor)
    first = spots.get(second.id.removesuffix("-2"))
    assert first is not None
    assert (first.page, first.text) == ((second.page or 0) - 1, second.text)
    assert first.end <= second.start


def test_without_its_box_a_finding_points_at_its_row() -> None:
    """The dataset keeps page and row of a finding; what `ingest` found keeps its box."""
    path = next(RAW.glob("*县区目标*.pdf"))
    result = ingest(path)
    places = Places(result.records, Spots(read_source(path)))
    for found, row in zip(result.findings, result.records.findings, strict=True):
        exact, known = places.of_finding(row, found.anchor), places.of_finding(row)
        if row.row is not None:
            assert exact[0] in known
            assert {(spot.page, spot.row) for spot in known} == {(row.page, row.row)}


def test_a_finding_without_any_place_has_none() -> None:
    path = NOTICES[0]
    row = FindingRow(notice_id="x", code="file-misnamed", severity="info", message="")
    assert Places(ingest(path).records, Spots(read_source(path))).of_finding(row) == ()


def test_the_files_of_a_folder_are_one_source(tmp_path: Path) -> None:
    web = "<html><body><p>{}</p><table><tr><td>{}</td></tr></table></body></html>"
    (tmp_path / "通知.html").write_text(web.format("关于考核的通知", "正文"), "utf-8")
    (tmp_path / "附件1.html").write_text(web.format("考核评分表", "附件"), "utf-8")
    source = read_source(tmp_path)
    assert [file.name for file in source.files] == ["通知.html", "附件1.html"]
    spots = Spots(source)
    assert [(spot.id, spot.file) for spot in spots.all] == [
        ("p1", 0),
        ("t1r1c1", 0),
        ("p2", 1),
        ("t2r1c1", 1),
    ]
    records = ingest(tmp_path).records
    assert Places(records, spots).lost == 0


def test_a_file_that_cannot_be_read_has_no_spot() -> None:
    source = source_of([("坏.pdf", b"%PDF-1.7\nnothing"), ("空.txt", b"")])
    assert Spots(source).all == ()
    assert [file.paged for file in source.files] == [False, False]


# ---- pictures of pages


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("cropped", [False, True])
def test_the_box_of_a_cell_lies_on_its_picture(
    rotate: int, cropped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Letters lie where a cell has a text, and none where it is empty: however the page is turned or cropped."""

    width, height = A4

    def page(canvas: Canvas) -> None:
        # what stands on a page that is turned to the right must be written turned to the left
        canvas.rotate(rotate)
        canvas.translate(*{0: (0, 0), 90: (0, -height), 180: (-width, -height), 270: (-width, 0)}[rotate])
        lines = [["criterion", "", "points"], ["patrols", "each takes 1", ""], ["", "kept well", "5"]]
        table(canvas, [60, 160, 300, 400], [100, 140, 200, 260], rows(lines))

    monkeypatch.setattr(pdfmaker, "FONT", pdfmaker.OWN_FONT)
    data = pdf(page, rotate=rotate)
    if cropped:
        file = pypdfium2.PdfDocument(data)
        left, bottom, right, top = file[0].get_mediabox()
        file[0].set_cropbox(left + 30, bottom + 25, right - 35, top - 42)
        out = io.BytesIO()
        file.save(out)
        data = out.getvalue()
    source = source_of([("表.pdf", data)])
    (size,) = page_sizes(data)
    picture = page_image(data, 1, 900)
    assert Image.open(io.BytesIO(picture)).width == 900
    cells = [spot for spot in Spots(source).all if spot.table]
    assert len(cells) == 9
    for spot in cells:
        assert (ink(picture, spot, size) > 5) == bool(spot.text.strip()), spot


def test_each_spot_of_our_notices_lies_on_its_page() -> None:
    for path in RAW.glob("*.pdf"):
        source = read_source(path)
        sizes = page_sizes(source.files[0].data)
        drawn = [spot for spot in Spots(source).all if spot.box]
        for number, (width, height) in enumerate(sizes, 1):
            for spot in (one for one in drawn if one.page == number):
                assert spot.box
                assert 0 <= spot.box.x0 < spot.box.x1 <= width
                assert 0 <= spot.box.top < spot.box.bottom <= height


def test_a_page_in_black_takes_few_greys_and_a_coloured_one_keeps_its_colours() -> None:
    def plain(canvas: Canvas) -> None:
        write(canvas, 60, 60, "考核评分表", 14)

    def coloured(canvas: Canvas) -> None:
        plain(canvas)
        canvas.setFillColorRGB(0.9, 0.1, 0.1)
        canvas.circle(300, 400, 60, fill=1)

    data = pdf(plain, coloured)
    first, second = (Image.open(io.BytesIO(page_image(data, number, 600))) for number in (1, 2))
    assert len(first.convert("RGB").getcolors() or []) <= 16
    red, green, blue = second.convert("RGB").getpixel((300, 442))
    assert red > 200 > 60 > max(green, blue)
    assert page_image(data, 2, 600) == page_image(data, 2, 600)


@pytest.mark.parametrize("number", [0, 2, -1])
def test_there_is_no_picture_of_a_page_that_is_not_there(number: int) -> None:
    with pytest.raises(NotDrawn):
        page_image(pdf(lambda canvas: write(canvas, 60, 60, "通知")), number, 400)


def test_what_is_no_pdf_has_no_pages() -> None:
    with pytest.raises(NotDrawn):
        Pages(b"%PDF-1.7\nnothing")


def test_a_page_as_high_as_a_tower_is_drawn_small() -> None:
    data = pdf(lambda canvas: write(canvas, 60, 60, "通知"), size=(600, 14_000))
    image = Image.open(io.BytesIO(page_image(data, 1, 4000)))
    assert image.width * image.height <= 24_100_000
    assert image.width < 4000


def scan(size: tuple[int, int], dpi: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def test_a_page_that_is_an_image_is_as_large_as_the_reader_takes_it_for() -> None:
    data = scan((1240, 1754), 150)
    (size,) = page_sizes(data)
    assert size == pytest.approx((595.2, 841.9), abs=0.5)
    picture = Image.open(io.BytesIO(page_image(data, 1, 900)))
    assert picture.width == 900
    assert picture.height == pytest.approx(900 * 1754 / 1240, abs=1)


def test_each_page_of_a_scan_may_be_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table goes on from one into the next: its places name the pages of all files together."""
    monkeypatch.setattr("extractors.pdf.images.can_recognise", lambda: False)
    files = [(f"扫描{number}.png", scan((620, 877), 75)) for number in (1, 2, 3)]
    source = source_of(files, together=True)
    assert [(file.name, file.first, file.paged) for file in source.files] == [
        ("扫描1.png", 1, True),
        ("扫描2.png", 2, True),
        ("扫描3.png", 3, True),
    ]
    box = Box(50, 50, 200, 90)
    text = "每次扣1分，扣完为止"
    cell = Cell(0, 0, text, (Fragment(0, 6, Anchor(1, box)), Fragment(6, 10, Anchor(3, box))))
    filled = replace(source.files[0], blocks=(Table((cell,), 1, 1, Anchor(1, box)),))
    spots = Spots(Source((filled, *source.files[1:])))
    assert [(spot.id, spot.file, spot.page) for spot in spots.all] == [("t1r1c1", 0, 1), ("t1r1c1-2", 2, 3)]


def test_records_and_source_can_be_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a scan takes minutes."""
    path = next(RAW.glob("*.xlsx"))
    calls = []
    monkeypatch.setattr("extractors.reader.read", lambda *given: calls.append(given) or read(*given))
    with read_once():
        result, source = ingest(path), read_source(path)
    assert len(calls) == 1
    assert Places(result.records, Spots(source)).lost == 0
    ingest(path)
    assert len(calls) == 2


# ---- marks of words


@pytest.mark.parametrize("path", sorted(RAW.glob("*.pdf")), ids=lambda path: path.name)
def test_a_mark_lies_on_the_words_of_its_place(path: Path) -> None:
    """What another way of reading finds inside of the marks is what the evidence says."""
    source = read_source(path)
    spots = Spots(source)
    marks = Marks(source, spots)
    places = Places(ingest(path).records, spots)
    file = pypdfium2.PdfDocument(path)
    texts = [page.get_textpage() for page in file]
    marked = 0
    for spot in spots.all:
        for place in places.at(spot.id):
            assert spot.page
            height = file[spot.page - 1].get_height()
            printed = ""
            for box in marks.of(place):
                edges = (box.x0 + 0.5, height - box.bottom, box.x1 - 0.5, height - box.top)
                printed += texts[spot.page - 1].get_text_bounded(*edges)
            words = spot.text[max(place.start, spot.start) : min(place.end, spot.end)]
            assert plain(printed) == plain(words)
            marked += 1
    assert marked > 50
    for text in texts:
        text.close()


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_what_is_drawn_in_two_columns_of_one_cell_has_no_marks_but_its_outline() -> None:
    """The glyphs, read line by line, are then not the text of the cell: 左上右上 for 左上左下."""
    box = Box(0, 0, 100, 100)
    text = "左上左下右上右下"
    cell = Cell(0, 0, text, (Fragment(0, len(text), Anchor(1, box)),))

    def page(canvas: Canvas) -> None:
        write(canvas, 10, 10, "左上\n左下")
        write(canvas, 60, 10, "右上\n右下")

    blocks = (Table((cell,), 1, 1, Anchor(1, box)),)
    source = Source((SourceFile("表.pdf", pdf(page), blocks, True),))
    spots = Spots(source)
    place = Place(spots.all[0], "x", "text", 0, 4, "exact")
    assert Marks(source, spots).of(place) == ()


# ---- sources without pages


def test_a_table_is_shown_with_its_spans_and_its_holes() -> None:
    def cell(row: int, col: int, text: str, row_span: int = 1, col_span: int = 1) -> Cell:
        place = Anchor(path=f"table 1/row {row + 1}/cell {col + 1}")
        return Cell(row, col, text, (Fragment(0, len(text), place),), row_span, col_span)

    cells = (cell(0, 0, "巡查", 2), cell(0, 1, "标准", 1, 2), cell(1, 2, "5"), cell(2, 0, "合计", 1, 3))
    block = Table(cells, 3, 3, Anchor(path="table 1"), repeated=(cell(0, 0, "指标"),))
    source = Source((SourceFile("表.docx", b"", Document("", (block,)).blocks, False),))
    (shown,) = flow(source, 0)
    assert isinstance(shown, FlowTable)
    assert [[(one.id, one.row_span, one.col_span) for one in row] for row in shown.rows] == [
        [("t1r1c1", 2, 1), ("t1r1c2", 1, 2)],
        [("", 1, 1), ("t1r2c3", 1, 1)],
        [("t1r3c1", 1, 3)],
    ]
    assert [one.id for one in shown.repeated] == ["t1h1"]
    ids = {one.id for row in shown.rows for one in row if one.id} | {"t1h1"}
    assert ids == {spot.id for spot in Spots(source).all}


@pytest.mark.parametrize("path", [p for p in NOTICES if p.suffix != ".pdf"], ids=lambda path: path.name)
def test_the_flow_of_a_source_holds_each_spot_once(path: Path) -> None:
    source = read_source(path)
    shown: list[str] = []
    for block in flow(source, 0):
        if isinstance(block, FlowText):
            shown.append(block.id)
        else:
            shown += [cell.id for row in block.rows for cell in row if cell.id]
            shown += [cell.id for cell in block.repeated]
    assert sorted(shown) == sorted(spot.id for spot in Spots(source).all)


def test_a_page_that_is_drawn_on_its_side_is_shown_as_it_is_read() -> None:
    def draw(page: Canvas) -> None:
        page.rotate(90)
        page.translate(0, -842)
        write(page, 60, 100, "每次巡查都要填写记录，没有记录的每次扣一分，扣完为止。")

    data = pdf(draw)
    assert [found.code for found in read(data).findings] == ["page-turned"]
    assert page_sizes(data) == ((842, 595),)
    with Pages(data) as pages:
        sides = [Image.open(io.BytesIO(pages.image(1, 400))).size for _ in range(2)]
        # who knows which pages are turned need not look at the others
        assert pages.sizes({1}) == ((842, 595),)
    assert sides[0] == sides[1]
    assert sides[0][0] == 400 > sides[0][1]
    assert page_sizes(pdf(lambda page: write(page, 60, 100, "正文"))) == ((595, 842),)

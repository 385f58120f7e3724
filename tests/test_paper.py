"""A picture beside a document: a page is a notice of its own, a seal or a view of a place is not."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractors.scans.paper import is_page
from pipeline.ingest.inputs import find_notices
from pipeline.ingest.run import ingest
from tests.docmaker import page, rows_as_page
from tests.scanmaker import COUNTY, Change, askew, drawn, grainy, packed, sealed, shadowed

RUBRIC = page(rows_as_page([["指标", "分值", "评分标准"], ["台账管理", "100", "缺一项扣2分。"]]))


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def yellowed(image: Image.Image) -> Image.Image:
    return Image.fromarray((np.asarray(image) * np.array([0.95, 0.9, 0.75])).astype(np.uint8))


def turned(image: Image.Image) -> Image.Image:
    return image.rotate(90, expand=True)


PAGES: dict[str, Change] = {
    "as it is": lambda image: image,
    "grainy and askew": lambda image: grainy(askew(image, 1.2)),
    "shadowed": shadowed,
    "sealed": lambda image: sealed(image, 300, 300),
    "turned": turned,
    "old paper": yellowed,
    "black and white": lambda image: image.convert("1"),
    "small": lambda image: image.resize((600, 848)),
}


@pytest.mark.parametrize("change", PAGES)
def test_a_scan_is_a_page(change: str) -> None:
    (image,) = drawn(COUNTY, 2, dpi=120)
    assert is_page(png(PAGES[change](image)))


def test_two_pages_in_one_file_are_pages() -> None:
    out = io.BytesIO()
    first, second = drawn(COUNTY, 1, 2, dpi=30)
    first.save(out, "TIFF", save_all=True, append_images=[second])
    assert is_page(out.getvalue())


def view(width: int = 1600, height: int = 1200) -> Image.Image:
    """Sky over fields and a house, as a camera sees them."""
    noise = np.random.default_rng(3).normal(0, 22, (height, width, 3))
    light = np.linspace(235, 120, height)[:, None, None] * np.array([0.8, 0.9, 1.0])
    image = Image.fromarray(np.clip(light + noise, 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, height * 6 // 10, width, height), fill=(70, 110, 50))
    pen.rectangle((width // 3, height // 3, width // 2, height * 7 // 10), fill=(150, 90, 70))
    return image


def seal() -> Image.Image:
    return sealed(Image.new("RGB", (900, 900), "white"), 150, 150)


PICTURES: dict[str, Callable[[], bytes]] = {
    "a view": lambda: packed(view()),
    "a small view": lambda: packed(view(160, 100)),
    "a seal": lambda: png(seal().resize((400, 400))),
    "a large seal": lambda: png(seal()),
    "a blank sheet": lambda: png(Image.new("RGB", (1240, 1754), "white")),
    "a banner": lambda: png(drawn(COUNTY, 1, dpi=120)[0].crop((0, 0, 990, 200))),
    "a black sheet": lambda: png(Image.new("RGB", (1240, 1754), "black")),
    "no image": lambda: b"\x89PNG",
    "nothing": lambda: b"",
}


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_is_no_page(kind: str) -> None:
    assert not is_page(PICTURES[kind]())


def test_a_page_beside_a_document_is_a_notice_and_leaves_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "通知.html").write_bytes(RUBRIC)
    (tmp_path / "fubiao.png").write_bytes(png(drawn(COUNTY, 2, dpi=100)[0]))
    (tmp_path / "yinzhang.png").write_bytes(PICTURES["a seal"]())
    found = find_notices([tmp_path])
    assert [name for _, name in found.notices] == ["fubiao.png", "通知.html"]
    assert found.skipped == ("yinzhang.png",)
    monkeypatch.setattr("extractors.pdf.images.can_recognise", lambda: False)
    result = ingest(tmp_path / "fubiao.png", name="fubiao.png")
    assert result.status == "failed"
    assert [row.code for row in result.records.findings][:1] == ["needs-ocr"]


def test_pictures_of_a_saved_page_are_none(tmp_path: Path) -> None:
    (tmp_path / "通知_files").mkdir()
    (tmp_path / "通知.html").write_bytes(RUBRIC)
    (tmp_path / "通知_files" / "a.png").write_bytes(png(drawn(COUNTY, 2, dpi=100)[0]))
    assert [name for _, name in find_notices([tmp_path]).notices] == ["通知.html"]

"""Scans made of PDFs: pages as images, askew, grainy, shadowed, sealed, turned; and PDFs made of images."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageChops, ImageDraw

RAW = Path(__file__).parents[1] / "data" / "raw"
# three pages: a letter, a table on three levels over two pages, merged cells, clauses
COUNTY = RAW / "青岭市2025年县区目标考评细则.pdf"
DPI = 200

Change = Callable[[Image.Image], Image.Image]


def drawn(path: Path, *numbers: int, dpi: int = DPI) -> list[Image.Image]:
    """Pages of a PDF (from 1) as images; without numbers, all."""
    document = pypdfium2.PdfDocument(path)
    try:
        pages = numbers or range(1, len(document) + 1)
        return [document[page - 1].render(scale=dpi / 72).to_pil().convert("RGB") for page in pages]
    finally:
        document.close()


def askew(image: Image.Image, degrees: float) -> Image.Image:
    """The page as it lies in a scanner that nobody watches."""
    return image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor="white")


def grainy(image: Image.Image, grain: float = 8) -> Image.Image:
    """With the noise of a cheap sensor."""
    noise = np.random.default_rng(7).normal(0, grain, (image.height, image.width, 1))
    return Image.fromarray(np.clip(np.asarray(image) * 0.93 + noise, 0, 255).astype(np.uint8))


def shadowed(image: Image.Image) -> Image.Image:
    """Darker towards one side, as a photograph of an open file is."""
    light = np.linspace(0.55, 1.0, image.width)[None, :, None]
    return Image.fromarray((np.asarray(image) * light).astype(np.uint8))


def sealed(image: Image.Image, x: float, y: float, red: tuple[int, int, int] = (215, 40, 45)) -> Image.Image:
    """With a red seal around a place (in points), over whatever is printed there."""
    seal = Image.new("RGB", image.size, "white")
    x, y = x * DPI / 72, y * DPI / 72
    pen = ImageDraw.Draw(seal)
    pen.ellipse((x - 160, y - 160, x + 160, y + 160), outline=red, width=10)
    pen.regular_polygon((x, y, 50), 5, rotation=36, fill=red)
    return ImageChops.multiply(image, seal)


def packed(image: Image.Image, quality: int = 70) -> bytes:
    """As JPEG."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, dpi=(DPI, DPI))
    return out.getvalue()


def scan(images: Sequence[Image.Image], quality: int = 70) -> bytes:
    """A PDF of images and no text, as scanners write it."""
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=DPI, quality=quality)
    return out.getvalue()


def bound(*parts: tuple[bytes, Sequence[int]]) -> bytes:
    """One PDF of some pages (from 1) of several."""
    whole = pypdfium2.PdfDocument.new()
    for data, numbers in parts:
        whole.import_pages(pypdfium2.PdfDocument(data), [number - 1 for number in numbers])
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()

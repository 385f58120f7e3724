"""Whether a picture is a page of paper, scanned or photographed, and not a seal, a logo or a view."""

from __future__ import annotations

import io
import warnings

# a page is no smaller at 60 dots an inch, a seal or a logo hardly larger
_SHORT_SIDE, _LONG_SIDE = 480, 690
# from nearly square paper to a sheet twice as long as wide; only a picture of a whole web page is longer
_SQUARE, _OBLONG = 1.15, 2.0
_LOOK_AT = 500  # pixels on the long side are enough to tell paper from a view
_PAPER_FROM, _SAME = 110, 40  # of 255: the darkest photographed paper, and how much its shade changes
_PAPER, _LEAST_INK, _MOST_INK = 0.55, 0.003, 0.4  # shares of the page
_INK = 50  # of 255 darker than paper
_COLOURED, _MOST_COLOURED = 70, 0.35


def is_page(data: bytes) -> bool:
    """Whether the bytes are the image of a page with something on it; not for what is no image."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data))
            if getattr(image, "n_frames", 1) > 1 and image.format == "TIFF":
                return True
            short, long = sorted(image.size)
            if short < _SHORT_SIDE or long < _LONG_SIDE or not _is_long_enough(*image.size):
                return False
            image.draft("RGB", (_LOOK_AT, _LOOK_AT))
            whole = ImageOps.exif_transpose(image).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, EOFError, ValueError, SyntaxError):
        return False
    paper = Image.new("RGBA", whole.size, "white")
    whole = Image.alpha_composite(paper, whole).convert("RGB")
    whole.thumbnail((_LOOK_AT, _LOOK_AT * 8), Image.Resampling.BOX)
    return _has_ink_on_paper(whole.convert("L").histogram()) and _is_pale(whole.convert("HSV").histogram())


def _is_long_enough(width: int, height: int) -> bool:
    ratio = max(width, height) / min(width, height)
    return _SQUARE <= ratio <= _OBLONG or (height > width and ratio > _OBLONG)


def _has_ink_on_paper(shades: list[int]) -> bool:
    """Whether most of a picture has one light shade, and a part of the rest is darker."""
    pixels = sum(shades)
    near = [sum(shades[max(shade - _SAME, 0) : shade + _SAME + 1]) for shade in range(256)]
    paper = max(range(_PAPER_FROM, 256), key=near.__getitem__)
    ink = sum(shades[: max(paper - _INK, 0)])
    return near[paper] >= _PAPER * pixels and _LEAST_INK * pixels <= ink <= _MOST_INK * pixels


def _is_pale(channels: list[int]) -> bool:
    """Whether few pixels have a strong colour: paper is grey or yellowish, a stamp is small."""
    strong = channels[256:512]
    return sum(strong[_COLOURED:]) <= _MOST_COLOURED * sum(strong)

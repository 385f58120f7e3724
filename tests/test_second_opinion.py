"""The second reader is told what only the first one knows, and reports no difference that is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.pdf import plumber
from extractors.pdf.second_opinion import verified
from extractors.reader import read
from tests.pdfmaker import codes, pdf, rows, table, write
from tests.test_pdf_forms import _field
from tests.test_pdf_hidden import HIDDEN, LINES, XS, YS
from tests.test_pdf_marks import _stamp


def _told(*draw: Callable[[Canvas], None]) -> list[str]:
    def page(canvas: Canvas) -> None:
        table(canvas, XS, YS, rows(LINES))
        for each in draw:
            each(canvas)

    data = pdf(page)
    return codes(verified(read(data), data))


@pytest.mark.parametrize("way", HIDDEN)
def test_text_that_nobody_sees_is_no_difference(way: str) -> None:
    assert _told(HIDDEN[way]) == ["hidden-dropped"]


def test_a_level_watermark_is_no_difference() -> None:
    assert set(_told(_stamp("内部资料", 60, 120, 40))) == {"watermark-dropped"}


def test_the_value_of_a_field_is_no_difference() -> None:
    assert "readers-disagree" not in _told(_field("40"))


@pytest.mark.parametrize("angle", [90, -90])
def test_a_page_on_its_side_is_no_difference(angle: int) -> None:
    def draw(page: Canvas) -> None:
        page.rotate(angle)
        page.translate(*((0, -842) if angle > 0 else (-842, -247)))
        table(page, XS, YS, rows(LINES))
        write(page, 60, 220, "考核由站务会议组织，每季度一次。")

    data = pdf(draw)
    assert codes(verified(read(data), data)) == ["page-turned"]


def test_what_another_reader_reads_otherwise_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plumber, "plain_text", lambda text: ("改" if text == "泵" else text, False))
    assert _told() == ["readers-disagree"]

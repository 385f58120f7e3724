"""Running text in columns is read one column after the other; a table without rules is not taken for columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.pdf.reader import read_pdf
from tests.pdfmaker import centred, paragraphs, pdf, rows, table, texts, write

LEFT = [
    "一、组织（30分）",
    "每缺一本台账扣2分。",
    "扣完为止，最多扣满。",
    "二、值守（20分）",
    "脱岗一次扣4分。",
]
RIGHT = ["三、巡查（30分）", "每漏巡一段扣3分。", "巡查记录不全扣1分。", "四、上报（20分）"]
THIRD = ["五、奖励（10分）", "获市级表彰加5分。", "获省级表彰加10分。"]


def column(page: Canvas, x: float, lines: Sequence[str], top: float = 100.0, step: float = 16.0) -> None:
    for number, line in enumerate(lines):
        write(page, x, top + step * number, line)


def read(*draw: Callable[[Canvas], None]) -> list[str]:
    return [text for _, text in paragraphs(read_pdf(pdf(*draw)))]


def test_columns_are_read_one_after_the_other_below_a_heading_across() -> None:
    def draw(page: Canvas) -> None:
        centred(page, 60, "青岭市灌区管理站考核细则", 14)
        column(page, 60, LEFT)
        column(page, 320, RIGHT, step=18)
        centred(page, 805, "— 1 —", 9)

    assert "".join(read(draw)) == "".join(["青岭市灌区管理站考核细则", *LEFT, *RIGHT, "— 1 —"])


def test_three_columns() -> None:
    def draw(page: Canvas) -> None:
        for x, lines in ((50, LEFT), (230, RIGHT), (410, THIRD)):
            column(page, x, lines)

    assert "".join(read(draw)) == "".join([*LEFT, *RIGHT, *THIRD])


def test_a_table_across_parts_the_columns_above_it_from_those_below() -> None:
    lines = [["序号", "指标"], ["1", "堤防"]]

    def draw(page: Canvas) -> None:
        column(page, 60, LEFT)
        column(page, 320, RIGHT)
        table(page, [60, 200, 540], [200.0, 220.0, 240.0], rows(lines))
        column(page, 60, THIRD, top=260)
        column(page, 320, RIGHT, top=260)

    document = read_pdf(pdf(draw))
    assert [texts(one) for one in document.tables] == [lines]
    kinds = ["table" if block in document.tables else block.text for block in document.blocks]  # type: ignore[union-attr]
    assert "".join(kinds) == "".join([*LEFT, *RIGHT, "table", *THIRD, *RIGHT])


def test_a_paragraph_goes_on_in_the_next_column() -> None:
    full = "考核工作由站长办公室组织，每季度一次，结果在站"

    def draw(page: Canvas) -> None:
        column(page, 60, [full, full, full])
        column(page, 320, ["内公示五个工作日。", "各股室应当如实提供台账资料，", "不得弄虚作假。"])

    assert read(draw)[0].startswith(full * 3 + "内公示五个工作日。")


@pytest.mark.parametrize("why", ["drawn row by row", "figures", "two lines", "a line across between them"])
def test_what_is_not_sure_stays_in_rows(why: str) -> None:
    right = ["30分", "20", "15%", "10分", "25"] if why == "figures" else [*RIGHT, "迟报一次扣1分。"]
    count = 2 if why == "two lines" else 5

    def draw(page: Canvas) -> None:
        if why == "drawn row by row":
            for number, pair in enumerate(zip(LEFT, right, strict=True)):
                for x, line in zip((60, 320), pair, strict=True):
                    write(page, x, 100 + 16 * number, line)
            return
        column(page, 60, LEFT[:count])
        column(page, 320, right[:count])
        if why == "a line across between them":
            write(
                page,
                60,
                124,
                "以上各项由灌区管理站办公室会同财务股、工程股于每年年底前一并考核并公布结果。",
                8,
            )

    text = "".join(read(draw))
    assert text.index(right[0]) < text.index(LEFT[1])

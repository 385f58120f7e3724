"""The page of a whole notice: its records as a table beside its source, doubts beside their lines."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest

from normalizers.text.numerals import plain
from pipeline.app.desk import Desk
from pipeline.app.notice.whole import whole
from tests.forest import N, page, place
from tests.serving import Served
from tests.test_app_notice import HOSTILE, Office
from tests.test_cli import rubrics

RAW = Path(__file__).parents[1] / "data" / "raw"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def row_of(text: str, record: str) -> str:
    """The markup of a line."""
    return text[text.index(f'id="r-{record}"') :].partition("</tr>")[0]


def places(text: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="places">(.*?)</script>', text, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def test_each_criterion_is_a_line_with_its_words_and_what_was_read_of_them(office: Office) -> None:
    text = office.get(f"/n/{N}")
    line = row_of(text, "1/1")
    for words in ("巡山护林", "每周巡山不少于三次", "好（14-20分）", "一般（8-12分）", ">20<", "资源股"):
        assert words in line, words
    assert "deduct 2／一次，down to 0" in row_of(text, "1/2").partition('class="read"')[2]


def test_a_doubt_stands_in_the_line_of_its_record_and_leads_to_it_and_back(office: Office) -> None:
    text = office.get(f"/n/{N}")
    key = office.key("points-unread")
    assert f"f={key}&amp;back=all" in row_of(text, "1/2")
    assert key not in row_of(text, "1/1")
    found = office.get(f"/n/{N}", f=key, back="all")
    assert 'name="back" value="all"' in found
    settled = office.post(f"/n/{N}/settle", f=key, r="1/2", how="confirmed", back="all")
    assert unquote(settled.headers["location"]) == f"/n/{N}?said=saved#r-1/2"


def test_every_doubt_of_the_notice_stands_in_some_line(office: Office) -> None:
    asking = {item.key for item in office.desk.queue() if item.finding.severity != "info"}
    lines = whole(office.desk, N).lines
    assert {item.key for line in lines for item in line.doubts} == asking
    assert len(asking) > 2


def test_only_lines_with_doubts_are_shown_where_somebody_asks_for_them(office: Office) -> None:
    text = office.get(f"/n/{N}", only="1")
    assert 'id="r-1/2"' in text
    assert 'id="r-1/3"' not in text
    assert 'id="r-1/3"' in office.get(f"/n/{N}")
    assert office.key("points-unread") in text


def test_what_is_mended_there_is_shown_first_and_leads_back_to_its_line(office: Office) -> None:
    form = office.get(f"/n/{N}", r="1/2", back="all")
    assert 'id="record"' in form
    previewed = office.change("1/2", "points", "", "30", r="1/2", back="all")
    assert "30" in previewed.text
    assert office.said() == []
    saved = office.save(previewed, back="all")
    assert unquote(saved.headers["location"]) == f"/n/{N}?said=saved#r-1/2"
    assert office.said() == [("1/2", "points", None, "30")]
    text = office.get(f"/n/{N}")
    assert ">30<" in row_of(text, "1/2")
    assert "陈核" in text
    undone = office.post("/undo", notice=N, back="all", r="1/2")
    assert unquote(undone.headers["location"]) == f"/n/{N}?said=undone#r-1/2"
    assert office.said() == []


def test_cells_of_a_page_without_pages_name_the_lines_that_stand_in_them(office: Office) -> None:
    text = office.get(f"/n/{N}")
    spots = places(text)["spots"]
    assert isinstance(spots, dict)
    cell = re.search(r'data-spot="([^"]+)"[^>]*>巡山护林<', text)
    assert cell
    line = re.search(r'id="r-1/1" data-line="(\d+)"', text)
    assert line
    assert int(line[1]) in spots[cell[1]]


@pytest.mark.parametrize("name", ["云岭省水利厅2024*.pdf", "青岭市2025*.pdf"])
def test_boxes_on_pages_are_those_of_the_evidence(tmp_path: Path, name: str) -> None:
    (source,) = RAW.glob(name)
    (tmp_path / "in").mkdir()
    (tmp_path / "corrections").mkdir()
    shutil.copy(source, tmp_path / "in")
    rubrics("ingest", tmp_path / "in", "--out", tmp_path / "out", "--lang", "en")
    desk = Desk(place(tmp_path / "out", tmp_path / "in", tmp_path / "corrections"), "en")
    (notice_id,) = desk.notices
    records = desk.records(notice_id)
    made = whole(desk, notice_id)
    assert len(made.leaves) == records.notice.pages
    lines = {line.record: number for number, line in enumerate(made.lines) if line.record}
    marks = {(int(leaf), int(line), x, top) for leaf, line, x, top, _, _ in made.marks}
    named = [one for one in records.evidence if one.field == "name" and one.x0 is not None]
    for one in named:
        record = one.owner_id.removeprefix(f"{notice_id}/")
        assert one.page
        assert one.x0 is not None
        assert one.top is not None
        assert (one.page - 1, lines[record], round(one.x0, 1), round(one.top, 1)) in marks
    assert len(named) > 5
    shown = {line.record: line.points for line in made.lines}
    for criterion in records.criteria:
        if criterion.points is not None:
            assert shown[criterion.criterion_id.removeprefix(f"{notice_id}/")] == plain(criterion.points)
    # the page says what the records say, and pictures are only asked for
    text = Served(desk).get(f"/n/{notice_id}")
    assert text.count('loading="lazy"') == records.notice.pages


def test_without_its_source_a_notice_can_be_read_and_not_mended(office: Office) -> None:
    office.file.unlink()
    office.desk.reload()
    text = office.get(f"/n/{N}")
    assert "巡山护林" in row_of(text, "1/1")
    assert "data-mend title" not in text
    assert "so nothing can be corrected" in text


def test_text_of_a_notice_is_text_there_too(tmp_path: Path) -> None:
    hostile = HOSTILE.replace("<", "&lt;").replace(">", "&gt;")
    text = Office(tmp_path, page().replace("巡山护林", hostile)).get(f"/n/{N}")
    assert "<script>document" not in text
    assert "<img src=x" not in text

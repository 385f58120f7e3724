"""Radicals and compatibility forms are read as the ideographs that they look like; the raw text keeps them."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.characters.ideographs import as_ideographs
from extractors.reader import read
from normalizers.text.views import clean, squeeze
from tests.docmaker import only_table, page, rows_as_page, tbl, tr, word
from tests.pdfmaker import codes, paragraphs, pdf, write

# the property of Unicode as Perl knows it: code and equivalent, in decimal
_PERL = """
use Unicode::UCD qw(prop_invmap);
my ($starts, $to) = prop_invmap("EqUIdeo");
for my $i (0 .. $#$starts - 1) {
    next if $to->[$i] eq "";
    print "$_ $to->[$i]\\n" for $starts->[$i] .. $starts->[$i + 1] - 1;
}
"""

FORMS = [
    ("⻄区⻋管科", "西区车管科"),
    ("⺠政、⻓效、⻚数、⻔岗、⻘年", "民政、长效、页数、门岗、青年"),
    ("⼀票否决，每⼈次扣⼆分", "一票否决，每人次扣二分"),
    ("⽤⼾评价", "用户评价"),
    ("\uf979快", "凉快"),
    ("每次扣2分", "每次扣2分"),
]


@pytest.mark.parametrize(("printed", "plain"), FORMS)
def test_a_radical_is_read_as_its_ideograph(printed: str, plain: str) -> None:
    assert as_ideographs(printed) == plain
    assert clean(printed).value == plain
    assert squeeze(printed) == squeeze(plain)


@given(st.text(st.characters(min_codepoint=0x2E80, max_codepoint=0x2FDF) | st.sampled_from("一 部\n")))
def test_every_place_leads_back_to_the_raw_text(raw: str) -> None:
    text = clean(raw)
    assert "".join(as_ideographs(raw[place]) for place in text.offsets) == text.value


@pytest.mark.parametrize("code", range(0x2F00, 0x2FD6))
def test_the_kangxi_block_is_as_its_decomposition_says(code: int) -> None:
    plain = unicodedata.normalize("NFKC", chr(code))
    assert as_ideographs(chr(code)) == {"戶": "户"}.get(plain, plain)


@pytest.mark.skipif(shutil.which("perl") is None, reason="Perl carries the data of Unicode")
def test_the_table_is_that_of_unicode() -> None:
    done = subprocess.run(
        ["perl", "-e", _PERL], capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        pytest.skip("Perl is without its module Unicode::UCD")
    pairs = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
    radicals = {chr(code): chr(plain) for code, plain in pairs if 0x2E80 <= code <= 0x2FD5}
    assert len(radicals) > 300
    assert {char: as_ideographs(char) for char in radicals} == radicals | {"⼾": "户"}


DOUBLED = [["检查项⽬目", "分值"], ["⿊黑板报", "10"], ["⼈⼈过关，人人⼈手⼀一册", "20"]]


@pytest.mark.parametrize("data", [word(tbl(*(tr(*row) for row in DOUBLED))), page(rows_as_page(DOUBLED))])
def test_a_radical_before_its_own_ideograph_is_dropped_and_told(data: bytes) -> None:
    document = read(data)
    assert only_table(document) == [["检查项目", "分值"], ["黑板报", "10"], ["⼈⼈过关，人人⼈手一册", "20"]]
    told = [(str(each.anchor), dict(each.values)["count"]) for each in document.findings]
    assert told == [(f"table 1/row {row}/cell 1", "1") for row in (1, 2, 3)]
    for cell in document.tables[0].cells:
        assert [fragment.end for fragment in cell.fragments] == [len(cell.text)]


def test_a_doubled_radical_of_a_pdf_is_dropped_and_told() -> None:
    document = read(pdf(lambda canvas: write(canvas, 90, 100, "一⼈人一册，⻄区⼀人")))
    assert paragraphs(document) == [("body", "一人一册，⻄区⼀人")]
    assert codes(document) == ["radical-doubled"]

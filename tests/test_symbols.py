"""Characters of fonts of signs are read as the signs that the font draws."""

from __future__ import annotations

import pytest

from extractors.characters.symbols import as_signs
from extractors.office.docx import read_docx
from extractors.reader import read
from tests.docmaker import run, texts, word

SIGNS = [
    ("Symbol", "\uf0b395%", "≥95%"),
    ("Symbol", "³95%", "≥95%"),
    ("symbol", "\uf03c60分", "<60分"),
    ("Symbol", "£\uf0b4¹", "≤×≠"),
    ("Symbol", "满意度\u3000", "满意度\u3000"),
    ("Wingdings", "\uf0fc合格\uf0fb", "✓合格✗"),
    ("Wingdings", "ü¨", "✓□"),
    ("Wingdings 2", "RP£", "☑✓□"),
    ("Wingdings2", "\uf052", "☑"),
    ("Webdings", "a", "✓"),
    ("Wingdings", "\uf04d", "\uf04d"),
    ("Wingdings", "M", "\uf04d"),
    ("宋体", "³\uf0b3", "³\uf0b3"),
    ("", "RP", "RP"),
]


@pytest.mark.parametrize(("font", "text", "signs"), SIGNS)
def test_what_a_font_draws(font: str, text: str, signs: str) -> None:
    assert as_signs(text, font) == signs


FONT = '<w:rFonts w:ascii="{0}" w:hAnsi="{0}"/>'.format
STYLE = f'<w:style w:type="character" w:styleId="tick"><w:rPr>{FONT("Wingdings")}</w:rPr></w:style>'
WORD = [
    ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + run("95%"), "≥95%"),
    ('<w:r><w:sym w:font="Wingdings 2" w:char="0052"/></w:r>' + run("合格"), "☑合格"),
    ('<w:r><w:sym w:font="Wingdings" w:char="00A8"/></w:r>', "□"),
    (run("\uf0b3", FONT("Symbol")) + run("95%"), "≥95%"),
    (run("ü", FONT("Wingdings")) + run("合格"), "✓合格"),
    (run("ü", '<w:rStyle w:val="tick"/>') + run("合格"), "✓合格"),
    (run("ü", '<w:rStyle w:val="tick"/>' + FONT("宋体")), "ü"),
    # the font of letters beyond ASCII is another than that of figures
    (
        run("\uf0b395", '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Wingdings" w:eastAsia="Symbol"/>'),
        "\uf0b395",
    ),
]


@pytest.mark.parametrize(("runs", "text"), WORD)
def test_signs_of_a_word_file(runs: str, text: str) -> None:
    assert texts(read_docx(word(f"<w:p>{runs}</w:p>", styles=STYLE))) == [text]


def test_a_sign_that_is_not_known_is_told() -> None:
    body = '<w:p><w:r><w:sym w:font="Wingdings" w:char="F04D"/></w:r>' + run("扣2分") + "</w:p>"
    (found,) = [each for each in read(word(body)).findings if each.code == "text-garbled"]
    assert dict(found.values)["chars"] == "U+F04D"

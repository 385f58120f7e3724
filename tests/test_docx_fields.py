"""Fields of Word show what they stand for: circled numbers, fractions, tick boxes, drop-down lists."""

from __future__ import annotations

import pytest

from extractors.office.docx import read_docx
from extractors.office.docx_equations import circled, equation
from tests.docmaker import codes, p, run, texts, word

EQUATIONS = [
    (r"\o\ac(○,1)", "①"),
    (r"\o\ac(○, 12)台账", "⑫台账"),
    (r"\o(2,○)", "②"),
    (r"\o\ac(○,优)", "(优)"),
    (r"\o\ac(□,√)", "☑"),
    (r"\f(1,2)", "1/2"),
    (r"\f(完成数,任务数+1)×100", "完成数/(任务数+1)×100"),
    (r"\f(甲;乙)", "甲/乙"),
    (r"\r(3)", "√3"),
    (r"\r(,甲+乙)", "√(甲+乙)"),
    (r"m\s\up5(2)", "m²"),
    (r"CO\s\do 3(2)", "CO2"),
    (r"\b(\f(甲,乙))", "(甲/乙)"),
    (r"\b\bc\[(甲)", "[甲]"),
    (r"\b\lc\{\rc\}(甲)", "{甲}"),
    (r"\x(甲)", "甲"),
    (r"\(甲\,乙\)", "(甲,乙)"),
    (r"\* jc2 \* hps10 \o\ad(\s\up 9(kao),考)", "考"),
]
UNKNOWN = [r"\o(2,/)", r"\a\al(甲,乙)", r"\i\su(1,5,x)", r"\r(3,8)"]


@pytest.mark.parametrize(("code", "text"), EQUATIONS)
def test_what_an_equation_shows(code: str, text: str) -> None:
    assert equation(code) == (text, True)


@pytest.mark.parametrize("code", UNKNOWN)
def test_an_equation_that_is_not_known_is_not_sure(code: str) -> None:
    assert not equation(code)[1]


@pytest.mark.parametrize("code", ["", "\\", "\\o\\ac(○,", "\\f((((", "\\b\\lc\\", ")))", "\\s\\up"])
def test_a_broken_code_is_read_to_its_end(code: str) -> None:
    equation(code)


@pytest.mark.parametrize("number", range(51))
def test_circled_figures(number: int) -> None:
    import unicodedata

    assert (
        unicodedata.digit(circled(str(number)), None) == number
        or unicodedata.numeric(circled(str(number))) == number
    )


def char(kind: str, form: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{form}</w:fldChar></w:r>'


def code(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'


def a_field(*codes_: str, result: str | None = None, form: str = "") -> str:
    shown = "" if result is None else char("separate") + result
    form = f"<w:ffData>{form}</w:ffData>" if form else ""
    return char("begin", form) + "".join(codes_) + shown + char("end")


CHOICES = '<w:ddList>{}<w:listEntry w:val="仓储科"/><w:listEntry w:val="运输科"/></w:ddList>'.format
FIELDS = [
    (a_field(code(" eq \\o\\ac(○,"), code("3"), code(")")), "③"),
    ('<w:fldSimple w:instr=" EQ \\f(1,4) "/>', "1/4"),
    (a_field(code('SYMBOL 179 \\f "Symbol" \\s 10')), "≥"),
    (a_field(code("SYMBOL 0x2264")), "≤"),
    (a_field(code(" REF 分值 "), result=run("20")), "20"),
    (a_field(code(" HYPERLINK x "), result=run("甲") + a_field(code("EQ \\o\\ac(○,1)"))), "甲①"),
    (a_field(code("EQ \\f("), a_field(code("REF x"), result=run("3")), code(",4)")), "3/4"),
    (a_field(code("FORMCHECKBOX"), form='<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'), "☑"),
    (a_field(code("FORMCHECKBOX"), form='<w:checkBox><w:default w:val="0"/></w:checkBox>'), "□"),
    (a_field(code("FORMDROPDOWN"), form=CHOICES('<w:result w:val="1"/>')), "运输科"),
    (a_field(code("FORMDROPDOWN"), form=CHOICES("")), "仓储科"),
    (a_field(code("FORMTEXT"), result=run("仓储科")), "仓储科"),
    (a_field(code("FORMTEXT"), result=run("\u2002" * 5)), ""),
    (a_field(code('XE "索引"')), ""),
    (char("begin") + code(" TOC ") + char("separate") + run("目录"), "目录"),
    (run("尾") + char("end"), "尾"),
]


@pytest.mark.parametrize(("runs", "text"), FIELDS)
def test_what_a_field_shows(runs: str, text: str) -> None:
    document = read_docx(word(f"<w:p>{run('—')}{runs}</w:p>"))
    assert texts(document) == ["—" + text]
    assert codes(document) == []


def test_what_a_field_shows_and_is_not_known_is_told() -> None:
    document = read_docx(word(f"<w:p>{run('扣')}{a_field(code('AUTONUM'))}</w:p>" + p("甲")))
    assert texts(document) == ["扣", "甲"]
    (found,) = document.findings
    assert (found.code, dict(found.values), str(found.anchor)) == (
        "field-unread",
        {"field": "AUTONUM"},
        "paragraph 1",
    )


def test_a_struck_equation_is_none() -> None:
    struck = a_field(code("EQ \\o\\ac(○,1)")).replace(
        "<w:r><w:instr", "<w:r><w:rPr><w:strike/></w:rPr><w:instr"
    )
    assert texts(read_docx(word(f"<w:p>{run('甲')}{struck}</w:p>"))) == ["甲"]

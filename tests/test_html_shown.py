"""What a page does not show is left out and told: struck, hidden, unseen; controls show their values."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.document import Paragraph
from extractors.faults import CorruptFile
from extractors.plain.text import read_text
from extractors.reader import read as read_any
from extractors.web.css import Styles
from extractors.web.html import read_html
from extractors.web.markup import parse
from extractors.web.selectors import selector_of
from tests.docmaker import codes, only_table, page, texts


def read(body: str, css: str = "", head: str = ""):
    return read_html(page(f"<style>{css}</style>{head}{body}" if css or head else body))


def told(document) -> list[tuple[str, str, str]]:
    return [(each.code, dict(each.values).get("text", ""), str(each.anchor)) for each in document.findings]


def cell(inside: str) -> str:
    return f"<table><tr><td>指标<td>标准<tr><td>台账<td>{inside}</table>"


STRUCK, HIDDEN, UNSEEN = "struck-dropped", "hidden-dropped", "unseen-dropped"
# a style sheet, an element around the old words, the code of the finding
LOOKS = [
    ("", "<del>{}</del>", STRUCK),
    ("", "<s>{}</s>", STRUCK),
    ("", "<strike><b>{}</b></strike>", STRUCK),
    ("", "<ins>{}</ins>", None),
    ("", "<u>{}</u>", None),
    ("", '<span style="text-decoration: line-through">{}</span>', STRUCK),
    ("", '<span style="text-decoration:underline line-through red">{}</span>', STRUCK),
    ("", '<span style="text-decoration-line:line-through">{}</span>', STRUCK),
    (".old{text-decoration:line-through}", '<span class="x old">{}</span>', STRUCK),
    ("del{text-decoration:none}", "<del>{}</del>", None),
    (".old{text-decoration:line-through}", '<span class="older">{}</span>', None),
    ("td .old{display:none}", '<span class="old">{}</span>', HIDDEN),
    ("td > .old, #x {display: none !important}", '<span class="old" style="display:inline">{}</span>', HIDDEN),
    ("p .old{display:none}", '<span class="old">{}</span>', None),
    (".old{display:none} .now.old{display:inline}", '<span class="now old">{}</span>', None),
    (".now.old{display:inline} .old{display:none}", '<span class="now old">{}</span>', None),
    ("[data-year='2023']{display:none}", "<i data-year=2023>{}</i>", HIDDEN),
    ("i:not(.now){display:none}", "<i>{}</i>", HIDDEN),
    ("i:first-of-type{visibility:hidden}", "<i>{}</i>", HIDDEN),
    ("@media all{@supports (color:red){.old{visibility:hidden}}}", '<i class="old">{}</i>', HIDDEN),
    ("@media speech{.old{display:none}}", '<i class="old">{}</i>', None),
    ("i:hover{display:none}", "<i>{}</i>", None),
    ("/* i{display:none} */", "<i>{}</i>", None),
    ("", "<i hidden>{}</i>", HIDDEN),
    ("", '<i style="visibility:hidden">{}</i>', HIDDEN),
    ("", '<i style="visibility:hidden"><b style="visibility:visible">{}</b></i>', None),
    ("", '<i style="opacity:0">{}</i>', UNSEEN),
    ("", '<i style="opacity:.5">{}</i>', None),
    ("", '<i style="font-size:0">{}</i>', UNSEEN),
    ("", '<i style="font:0/0 a">{}</i>', UNSEEN),
    ("", '<i style="font-size:0.8em">{}</i>', None),
    ("", '<i style="color:#fff">{}</i>', UNSEEN),
    ("", '<i style="color:white;background:#1f4e79">{}</i>', None),
    ("", '<i style="color:white;background:url(x.png)">{}</i>', None),
    ("", '<i style="color:rgb(255, 255, 255)">{}</i>', UNSEEN),
    ("", '<font color="#FFFFFF">{}</font>', UNSEEN),
    ("td{background:#eee}", '<i style="color:#eee">{}</i>', UNSEEN),
    ("td{background:navy}", '<i style="color:white">{}</i>', None),
    ("", '<i style="position:absolute;left:-9999px">{}</i>', UNSEEN),
    ("", '<i style="position:absolute;clip:rect(0 0 0 0)">{}</i>', UNSEEN),
    ("", '<i style="position:absolute;clip:rect(0,90px,20px,0)">{}</i>', None),
    ("", '<i style="clip-path:inset(100%)">{}</i>', UNSEEN),
    ("", '<i style="clip-path:inset(5%)">{}</i>', None),
    ("", '<i style="content-visibility:hidden">{}</i>', UNSEEN),
    ("", '<i style="filter:opacity(0%)">{}</i>', UNSEEN),
    ("", '<i style="transform:scale(0)">{}</i>', UNSEEN),
    ("", '<i style="transform:scale(0.9)">{}</i>', None),
    ("", '<i style="display:inline-block;width:0;overflow:hidden">{}</i>', UNSEEN),
    ("", '<i style="display:inline-block;width:1em;overflow:hidden">{}</i>', None),
    ("td{width:1px;overflow:hidden}", "<i>{}</i>", None),
    ("", '<i style="color:transparent">{}</i>', UNSEEN),
    ("", '<i style="color:rgba(0,0,0,0)">{}</i>', UNSEEN),
    ("", '<i style="color:rgb(0,0,0)">{}</i>', None),
    ("", '<i style="color:#00000000">{}</i>', UNSEEN),
    ("", '<i style="color:transparent"><b style="color:#000">{}</b></i>', None),
    ("", '<i style="color:hsl(0,0%,100%)">{}</i>', UNSEEN),
    ("", '<i style="color:hsl(0,0%,20%)">{}</i>', None),
    ("", '<i style="text-indent:-2em">{}</i>', None),
    ("", '<i style="height:0;overflow:hidden">{}</i>', UNSEEN),
    ("", '<i style="height:0">{}</i>', None),
    ("", '<i style="color:red">{}</i>', None),
]  # fmt: skip


@pytest.mark.parametrize(("css", "around", "code"), LOOKS)
@pytest.mark.parametrize("where", ["cell", "paragraph"])
def test_how_text_looks(css: str, around: str, code: str | None, where: str) -> None:
    inside = "扣2分" + around.format("旧文")
    document = read(cell(inside) if where == "cell" else f"<table><td>{inside}", css)
    assert only_table(document)[-1][-1] == ("扣2分" if code else "扣2分旧文")
    place = "table 1/row 2/cell 2" if where == "cell" else "table 1/row 1/cell 1"
    assert told(document) == ([(code, "旧文", place)] if code else [])


def test_hidden_text_outside_of_tables_is_a_note() -> None:
    document = read('<div style="display:none">分享到</div><p>正文<del>旧文</del></p>')
    assert texts(document) == ["正文"]
    assert sorted(codes(document)) == ["page-hidden", "struck-dropped"]


def test_rows_and_cells_that_are_hidden_are_told() -> None:
    css = "tr.old{display:none} td:nth-child(2){display:none}"
    rows = "<tr><td>指标<td>去年<td>今年<tr class=old><td>旧指标<td>1<td>2<tr><td>台账<td>5<td>20"
    document = read(f"<table>{rows}</table>", css)
    assert only_table(document) == [["指标", "今年"], ["台账", "20"]]
    assert told(document) == [("hidden-dropped", "去年 旧指标 1 2 5", "table 1")]


def test_a_row_struck_out_as_a_whole_is_no_row() -> None:
    document = read("<table><tr><td rowspan=2>组织<td><s>旧指标</s><td><s>20</s><tr><td>台账<td>30</table>")
    assert only_table(document) == [["组织", "台账", "30"]]
    assert [text for _, text, _ in told(document)] == ["旧指标", "20"]


def test_a_cell_that_is_emptied_says_so() -> None:
    document = read(cell('<span style="visibility:hidden">督查科</span>'))
    assert [each.emptied for each in document.tables[0].cells] == [False, False, False, True]


@pytest.mark.parametrize("medium", ["print", "screen"])
def test_what_only_one_of_screen_and_paper_shows_is_read_and_told(medium: str) -> None:
    document = read(cell("扣2分<i class=old>另扣1分</i>"), f"@media {medium}{{.old{{display:none}}}}")
    assert only_table(document)[1][1] == "扣2分另扣1分"
    assert told(document) == [("media-differ", "另扣1分", "None")]


def test_a_style_that_is_not_understood_is_told_where_it_hides() -> None:
    document = read(cell("扣2分"), "td:has(> i){display:none} td:has(> b){color:red}")
    assert [dict(each.values) for each in document.findings] == [{"selector": "td:has(> i)"}]


def test_a_ground_of_a_style_sheet_elsewhere_is_not_known() -> None:
    link = '<link rel="stylesheet" href="site.css">'
    assert only_table(read(cell('<i style="color:#fff">扣2分</i>'), head=link))[1][1] == "扣2分"


def test_text_that_a_style_puts_before_an_element_is_read() -> None:
    css = '.at-least::before{content:"≥"} .pt:after{content:"分"} li::before{content:"•"}'
    inside = '<span class="at-least">95%</span>扣<span class=pt><b>2</b></span><ul><li>甲</ul>'
    assert only_table(read(cell(inside), css))[1][1] == "≥95%扣2分\n甲"


RAISED = [
    ('10m<span style="vertical-align:super">2</span>', "10m²"),
    ("10m<sup>2</sup>", "10m²"),
    ("10<sup>-<i>3</i></sup>以下", "10⁻³以下"),
    ("<sup><del>1</del>2</sup>", "²"),
    ('<span style="font-family:Symbol">³</span>95%', "≥95%"),
    ("<span style='font-family:\"Wingdings 2\"'>R</span>合格", "☑合格"),
    ("<font face=Wingdings>ü</font>合格", "✓合格"),
    ("<font face=宋体>ü</font>合格", "ü合格"),
    ("甲</br>乙<br/>丙<br >丁", "甲\n乙\n丙\n丁"),
    ("14&#150;18分，&#8220;优&#x94;", "14–18分，“优”"),
    ("得分&ge;60", "得分≥60"),
    ("公<ruby>厕<rp>(</rp><rt>cè</rt><rp>)</rp></ruby>管理", "公厕管理"),
    (
        "得分=<math><mfrac><mi>完成数</mi><mrow><mi>计划数</mi><mo>+</mo><mn>1</mn></mrow></mfrac></math>×10",
        "得分=完成数/(计划数+1)×10",
    ),
    ("<math><msup><mfrac><mn>1</mn><mn>2</mn></mfrac><mn>2</mn></msup></math>", "1/2²"),
    ("<math><semantics><msqrt><mn>3</mn></msqrt><annotation>\\sqrt 3</annotation></semantics></math>", "√3"),
    ("扣2分<dialog>旧文</dialog>", "扣2分"),
    ("扣2分<details>旧<summary>附注</summary>文<p>再扣9分</details>", "扣2分\n附注"),
    ("扣2分<details open><summary>附注</summary>扣完为止</details>", "扣2分\n附注\n扣完为止"),
    ('扣2分<p style="margin-left:-9999px">再扣9分</p>', "扣2分"),
    ('扣2分<p style="margin:0 0 0 -99999px">再扣9分</p>', "扣2分"),
    ('扣2分<p style="position:absolute;right:-5000px">再扣9分</p>', "扣2分"),
    ('扣2分<p style="transform:translateX(-9999px)">再扣9分</p>', "扣2分"),
    ('扣2分<p style="zoom:0.01">再扣9分</p>', "扣2分"),
    ('扣2分<p style="line-height:0;overflow:hidden">再扣9分</p>', "扣2分"),
    ('<p style="left:50%;margin-left:-600px">扣2分</p>', "扣2分"),
    ('<p style="zoom:0">扣2分</p>', "扣2分"),  # to a browser this is no zoom
    ('<p style="line-height:1;overflow:hidden">扣2分</p>', "扣2分"),
    ("每̶次̶扣̶5̶分̶扣2分", "扣2分"),
    ("得分≠60，a≠b", "得分≠60，a≠b"),
]


@pytest.mark.parametrize(("inside", "text"), RAISED)
def test_signs_and_breaks(inside: str, text: str) -> None:
    assert only_table(read_any(page(cell(inside))))[1][1] == text


CONTROLS = [
    ('<input value="60">', "60"),
    ('<input type="number" value="60">分', "60分"),
    ('<input type="hidden" value="99">60', "60"),
    ('<input type="submit" value="保存">60', "60"),
    ('<input type="checkbox" checked>是<input type=checkbox>否', "☑是□否"),
    ("<textarea>每次扣1分\n扣完为止</textarea>", "每次扣1分\n扣完为止"),
    ("<select><option>督查科<option selected>综合科<option>信息科</select>", "综合科"),
    ("<select><optgroup label=一><option>督查科</optgroup><option selected>综合科</select>", "综合科"),
    (
        "<select multiple><option selected>督查科<option selected>综合科<option>信息科</select>",
        "督查科、综合科",
    ),
    ("<select><option>督查科<option>综合科</select>", "督查科"),
    ("<select><option value=''>部门<option>综合科</select>", ""),
    ("<select><option>请选择<option>综合科</select>", ""),
    ("<input placeholder=请输入>", ""),
    ("<input list=a value=甲><datalist id=a><option>乙</datalist>", "甲"),
]


@pytest.mark.parametrize(("inside", "text"), CONTROLS)
def test_controls_show_their_values(inside: str, text: str) -> None:
    assert only_table(read(cell(inside)))[1][1] == text


def test_a_list_without_a_choice_is_told() -> None:
    document = read(cell("<select><option>--请选择--<option>综合科</select>"))
    assert told(document) == [("placeholder-dropped", "--请选择--", "table 1/row 2/cell 2")]
    assert document.tables[0].cells[-1].emptied


@pytest.mark.parametrize(
    "blank", ["<input>", '<input value=" " placeholder=部门>', "<select><option value=''>部门</select>"]
)
def test_a_control_that_is_blank_is_no_blank_that_goes_on(blank: str) -> None:
    assert read(cell(blank)).tables[0].cells[-1].emptied


def test_a_text_export_with_struck_tags() -> None:
    document = read_text("指标\t标准\n台账\t<del>扣5分</del>扣2分\n盘点\t<s>扣1分</s>\n".encode())
    assert only_table(document)[1:] == [["台账", "扣2分"], ["盘点", ""]]
    assert [(code, text) for code, text, _ in told(document)] == [(STRUCK, "扣5分"), (STRUCK, "扣1分")]


@given(st.text("abc.#[]()>+~:*,{}@;\"'\\/ \n=^$|-notmediachild!important0123n", max_size=60))
def test_any_style_sheet_is_read(text: str) -> None:
    Styles().add(text)
    selector_of(text)
    parse(f"<style>{text}</style><p style='{text}'>甲</p>")


def test_a_selector_over_deep_elements_ends_soon() -> None:
    began = time.process_time()
    nested = "<div>" * 200 + "甲" + "</div>" * 200
    read(nested, " ".join(["div"] * 12) + " i{display:none} " + "p " + "div " * 12 + "{display:none}")
    assert time.process_time() - began < 5


def test_rules_beyond_reason_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.web.css._MOST_WORK", 50_000)
    with pytest.raises(CorruptFile):
        read("<table>" + "<tr><td>1" * 2000 + "</table>", "td{color:red}" * 100)


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("td:nth-child(2n+1)", "13"), ("td:nth-child(odd)", "13"), ("td:nth-child(-n+2)", "12"),
        ("td:nth-last-child(2)", "3"), ("td + td", "23"), ("td ~ td", "23"), ("tr > td:last-of-type", "3"),
        ("td[id]", "2"), ("td[id^=x]", "2"), ("td[id$='y']", "2"), ("td[id*=z]", ""), ("td[class~=b]", "1"),
        (".a.b", "1"), ("#xy", "2"), ("*", "123"), ("table td", "123"), ("td td", ""),
    ],
)  # fmt: skip
def test_selectors(selector: str, found: str) -> None:
    rows = '<table><tr><td class="a b">1<td id=xy>2<td>3<th>0</table>'
    shown = only_table(
        read(rows, f"{selector}{{visibility:hidden}} table,tbody,tr,th{{visibility:visible!important}}")
    )
    assert "".join(shown[0]) == "".join(sorted(set("123") - set(found))) + "0"


def test_markdown_with_struck_words() -> None:
    lines = [
        "# 考核表",
        "",
        "|指标|标准|",
        "|---|---|",
        "|台账|~~扣5分~~扣2分|",
        "|盘点|10~20分|",
        "",
        "注：~~旧~~新",
    ]
    document = read_text("\n".join(lines).encode())
    assert only_table(document) == [["指标", "标准"], ["台账", "扣2分"], ["盘点", "10~20分"]]
    assert texts(document) == ["考核表", "注：新"]
    assert [(code, text) for code, text, _ in told(document)] == [(STRUCK, "扣5分"), (STRUCK, "旧")]


def test_what_is_folded_up_is_told_and_a_button_is_no_title() -> None:
    rubric = "<table><tr><td>指标<td>分值<tr><td>归档<td>5</table>"
    folded = read(f"<h2>档案馆考核表</h2><details><summary>问答</summary><p>多久查一次</p></details>{rubric}")
    assert told(folded) == [("page-hidden", "多久查一次", "table 1")]
    unfolded = read(f"<h2>档案馆考核表</h2><details open><summary>点击收起</summary>{rubric}</details>")
    assert [block.role for block in unfolded.blocks if isinstance(block, Paragraph)] == [
        "heading",
        "furniture",
    ]
    assert only_table(unfolded)[1] == ["归档", "5"]

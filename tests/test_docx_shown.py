"""What print does not show of a Word file is left out and told: struck, hidden, unseen, prompts, covered cells."""

from __future__ import annotations

import pytest

from extractors.office.docx import read_docx
from normalizers.assemble import Source, assemble
from tests.docmaker import only_table, p, run, tbl, tc, texts, tr, word


def line(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def told(document) -> list[tuple[str, str, str]]:
    return [(each.code, dict(each.values).get("text", ""), str(each.anchor)) for each in document.findings]


def style(name: str, properties: str, kind: str = "character", above: str = "") -> str:
    based = f'<w:basedOn w:val="{above}"/>' if above else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}">{based}<w:rPr>{properties}</w:rPr></w:style>'


STYLES = (
    style("old", "<w:strike/>")
    + style("older", "", above="old")
    + style("kept", '<w:strike w:val="0"/>', above="old")
    + style("void", "<w:strike/>", "paragraph")
    + style("secret", "<w:vanish/>", "paragraph")
    + style("pale", '<w:color w:val="FFFFFF"/>')
)
NAMED = '<w:rStyle w:val="{}"/>'.format
OF_PARAGRAPH = '<w:pStyle w:val="{}"/>'.format
SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="{}"/>'.format
WHITE = '<w:color w:val="FFFFFF"/>'

RUNS = [
    ("struck", run("作废", "<w:strike/>"), "struck-dropped"),
    ("struck twice", run("作废", "<w:dstrike/>"), "struck-dropped"),
    ("struck by a style", run("作废", NAMED("old")), "struck-dropped"),
    ("struck by the style below it", run("作废", NAMED("older")), "struck-dropped"),
    ("the style is taken back", run("作废", NAMED("kept")), None),
    ("the run takes it back", run("作废", NAMED("old") + '<w:strike w:val="false"/>'), None),
    ("hidden", run("作废", "<w:vanish/>"), "hidden-dropped"),
    ("white", run("作废", WHITE), "unseen-dropped"),
    ("white by a style", run("作废", NAMED("pale")), "unseen-dropped"),
    ("nearly white", run("作废", '<w:color w:val="FDFEFD"/>'), "unseen-dropped"),
    ("grey", run("作废", '<w:color w:val="D9D9D9"/>'), None),
    ("white on black", run("作废", WHITE + SHADE("000000")), None),
    ("grey on the same grey", run("作废", '<w:color w:val="D9D9D9"/>' + SHADE("D9D9D9")), "unseen-dropped"),
    ("white on yellow", run("作废", WHITE + '<w:highlight w:val="yellow"/>'), None),
    (
        "black on black",
        run("作废", '<w:color w:val="000000"/><w:highlight w:val="black"/>'),
        "unseen-dropped",
    ),
    ("on a pattern", run("作废", WHITE + '<w:shd w:val="pct50" w:color="000000" w:fill="FFFFFF"/>'), None),
    ("of one point", run("作废", '<w:sz w:val="2"/>'), "unseen-dropped"),
    ("small print", run("作废", '<w:sz w:val="11"/>'), None),
]


@pytest.mark.parametrize(("runs", "code"), [case[1:] for case in RUNS], ids=[case[0] for case in RUNS])
@pytest.mark.parametrize("where", ["paragraph", "cell", "hyperlink", "content control"])
def test_a_run_that_print_does_not_show(runs: str, code: str | None, where: str) -> None:
    if where == "hyperlink":
        runs = f"<w:hyperlink>{runs}</w:hyperlink>"
    if where == "content control":
        runs = f"<w:sdt><w:sdtPr/><w:sdtContent>{runs}</w:sdtContent></w:sdt>"
    inside = line(run("扣5分"), runs)
    document = read_docx(word(tbl(tr("1", tc(inside))) if where == "cell" else inside, styles=STYLES))
    text = only_table(document)[0][1] if where == "cell" else texts(document)[0]
    assert text == ("扣5分" if code else "扣5分作废")
    place = "table 1/row 1/cell 2" if where == "cell" else "paragraph 1"
    assert told(document) == ([(code, "作废", place)] if code else [])


def test_what_a_paragraph_and_a_run_both_strike_is_not_struck():
    body = line(run("甲"), run("乙", NAMED("old")), properties=OF_PARAGRAPH("void"))
    assert texts(read_docx(word(body, styles=STYLES))) == ["乙"]


def test_a_hidden_paragraph_leaves_no_number_behind():
    numbering = (
        '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = line(run("甲"), properties=listed) + line(run("乙", "<w:strike/>"), properties=listed)
    document = read_docx(word(body + line(run("丙"), properties=listed), numbering=numbering))
    assert texts(document) == ["1. 甲", "3. 丙"]


@pytest.mark.parametrize(
    ("cell", "table", "text"),
    [
        (SHADE("1F4E79"), "", "考核项目"),
        (SHADE("FFFFFF"), "", ""),
        ("", SHADE("1F4E79"), "考核项目"),
        ("", '<w:tblStyle w:val="banner"/>', "考核项目"),
        ("", '<w:tblStyle w:val="plain"/>', ""),
    ],
)
def test_white_text_is_read_where_its_cell_is_dark(cell: str, table: str, text: str) -> None:
    styles = (
        f'<w:style w:type="table" w:styleId="banner"><w:tblStylePr w:type="firstRow"><w:tcPr>{SHADE("4472C4")}</w:tcPr>'
        '</w:tblStylePr></w:style><w:style w:type="table" w:styleId="plain"/>'
    )
    body = tbl(tr(tc(line(run("考核项目", WHITE)), cell), "分值")).replace(
        "<w:tblPr/>", f"<w:tblPr>{table}</w:tblPr>"
    )
    assert only_table(read_docx(word(body, styles=styles))) == [[text, "分值"]]


@pytest.mark.parametrize("height", ["<w:hidden/>", '<w:trHeight w:val="20" w:hRule="exact"/>'])
def test_a_row_that_is_not_printed_is_no_row(height: str) -> None:
    document = read_docx(
        word(
            tbl(
                tr(tc("组织", '<w:vMerge w:val="restart"/>'), "例会", "10"),
                tr(tc("", "<w:vMerge/>"), "旧指标", "20", properties=height),
                tr(tc("", "<w:vMerge/>"), "台账", "30"),
            )
        )
    )
    assert only_table(document) == [["组织", "例会", "10"], ["^", "台账", "30"]]
    assert told(document) == [
        ("hidden-dropped", "旧指标", "table 1/row 2/cell 2"),
        ("hidden-dropped", "20", "table 1/row 2/cell 3"),
    ]


def test_a_low_row_that_may_grow_is_printed():
    body = tbl(tr("甲", "1"), tr("乙", "2", properties='<w:trHeight w:val="20"/>'))
    assert only_table(read_docx(word(body))) == [["甲", "1"], ["乙", "2"]]


def struck(text: str) -> str:
    return tc(line(run(text, "<w:strike/>")))


def test_a_row_struck_out_as_a_whole_is_no_row():
    document = read_docx(
        word(
            tbl(
                tr(tc("组织", '<w:vMerge w:val="restart"/>'), struck("旧指标"), struck("20")),
                tr(tc("", "<w:vMerge/>"), "台账", "30"),
                tr("服务", struck("投诉"), "40"),
            )
        )
    )
    assert only_table(document) == [["组织", "台账", "30"], ["服务", "", "40"]]
    assert [text for _, text, _ in told(document)] == ["旧指标", "20", "投诉"]


def control(content: str, prompt: bool = True) -> str:
    shown = "<w:showingPlcHdr/>" if prompt else ""
    return f"<w:sdt><w:sdtPr>{shown}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize(
    "cell",
    [
        tc(line(control(run("选择一项。")))),
        tc(control(p("选择一项。"))),
        tc(control(line(control(run("选择一项。"), prompt=False)))),
        tc(line('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>MACROBUTTON NoMacro 选择一项。'
                '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>')),
    ],
)  # fmt: skip
def test_a_prompt_is_no_department_and_takes_none_from_above(cell: str) -> None:
    head = tr("序号", "指标", "分值", "评分标准", "责任部门")
    rows = (
        tr("1", "台账管理", "60", "缺一项扣2分。", "仓储科"),
        tr("2", "库存盘点", "40", "错一处扣1分。", cell),
    )
    document = read_docx(word(tbl(head, *rows)))
    assert told(document) == [("placeholder-dropped", "选择一项。", "table 1/row 3/cell 5")]
    read = assemble(document, Source("notice.docx", "", "notice"))
    assert [(party.owner_id, party.name) for party in read.records.parties] == [("notice/1/1", "仓储科")]
    assert "party-missing" in [found.code for found in read.findings]


def test_a_control_that_was_filled_in_is_read():
    body = tbl(tr("台账", tc(line(control(run("仓储科"), prompt=False)))))
    document = read_docx(word(body))
    assert only_table(document) == [["台账", "仓储科"]]
    assert told(document) == []


def test_text_that_a_merged_cell_covers_is_told():
    restart, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    document = read_docx(
        word(
            tbl(
                tr(
                    tc("仓储科", restart),
                    tc("甲", '<w:hMerge w:val="restart"/>'),
                    tc("乙", "<w:hMerge/>"),
                    "1",
                ),
                tr(tc("旧运输科", on), "丙", "丁", "2"),
                tr(tc("仓储科", on), "戊", "己", "3"),
            )
        )
    )
    assert only_table(document) == [
        ["仓储科", "甲", "<", "1"],
        ["^", "丙", "丁", "2"],
        ["^", "戊", "己", "3"],
    ]
    assert told(document) == [
        ("covered-text", "乙", "table 1/row 1/cell 3"),
        ("covered-text", "旧运输科", "table 1/row 2/cell 1"),
    ]


def test_margins_and_notes_are_held_to_the_same():
    document = read_docx(
        word(
            p("正文"),
            header1=line(run("旧文号", "<w:strike/>"), run("文号")),
            footnotes=f'<w:footnote w:id="2">{line(run("注"), run("旧注", "<w:vanish/>"))}</w:footnote>',
        )
    )
    assert texts(document) == ["正文", "文号", "注"]
    assert told(document) == [
        ("struck-dropped", "旧文号", "header"),
        ("hidden-dropped", "旧注", "footnote 1"),
    ]


def test_a_title_drawn_as_letters_is_read():
    art = '<w:r><w:pict><w:shape><w:textpath string="仓储科考核细则"/></w:shape></w:pict></w:r>'
    document = read_docx(word(line(art) + p("正文"), header1=line(art.replace("仓储科考核细则", "机密"))))
    assert texts(document) == ["仓储科考核细则", "正文"]
    assert document.blocks[0].role == "heading"

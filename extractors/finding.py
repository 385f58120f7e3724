"""Findings: what a person should look at, each with a stable code and a place.

The catalogue gives for each code its severity and its words in Chinese and English.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from extractors.place import Anchor

Lang = Literal["zh", "en"]


class Severity(StrEnum):
    """How much a finding matters: an error makes the notice `failed`, a warning `review`."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Kind:
    """An entry of the catalogue; `{names}` in the words are filled from the finding's values."""

    severity: Severity
    zh: str
    en: str
    hint_zh: str = ""
    hint_en: str = ""


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

CATALOGUE: dict[str, Kind] = {
    # files
    "file-unreadable": Kind(_E, "文件无法读取：{reason}", "the file cannot be read: {reason}"),
    "file-empty": Kind(_E, "文件为空", "the file is empty", "请换一份完整的文件", "use a complete copy"),
    "file-unsupported": Kind(
        _E,
        "不支持的文件格式：{format}",
        "unsupported format: {format}",
        "支持 PDF、DOCX、XLSX、HTML 和文本；装有 LibreOffice 时还有 DOC、WPS、RTF、ODT、XLS、ET、ODS；"
        "其他格式请先另存",
        "PDF, DOCX, XLSX, HTML and text are read, with LibreOffice also DOC, WPS, RTF, ODT, XLS, ET and ODS; "
        "save other formats as one of these first",
    ),
    "file-needs-program": Kind(
        _E,
        "读取 {format} 文件需要 LibreOffice（含 Writer 和 Calc），本机没有装",
        "{format} files are read through LibreOffice (with Writer and Calc), which is not installed",
        "请安装 LibreOffice（Debian、Ubuntu：apt install libreoffice-writer libreoffice-calc），"
        "或先另存为 DOCX、XLSX",
        "install LibreOffice (Debian, Ubuntu: apt install libreoffice-writer libreoffice-calc), "
        "or save the file as DOCX or XLSX first",
    ),
    "file-corrupt": Kind(
        _E,
        "文件已损坏或不完整：{reason}",
        "the file is damaged or cut off: {reason}",
        "请重新获取或用原软件打开后另存",
        "get it again, or open it in its own program and save it anew",
    ),
    "file-encrypted": Kind(
        _E,
        "文件有密码保护",
        "the file is protected by a password",
        "请先去除密码再转换",
        "remove the password first",
    ),
    "file-misnamed": Kind(
        _I,
        "扩展名为 {suffix}，内容实为 {format}，按内容读取",
        "named {suffix} but holds {format}; read by its content",
    ),
    "needs-ocr": Kind(
        _E,
        "第{page}页没有文字层（扫描件），未能读取",
        "page {page} has no text layer (a scan) and was not read",
        "请换用有文字的版本，或安装文字识别：pip install 'rubric-pipeline[ocr]'",
        "use a version that has text, or install text recognition: pip install 'rubric-pipeline[ocr]'",
    ),
    "layer-read": Kind(
        _W,
        "第 {pages} 页是图像，文字取自其下隐藏的文字层，表格线取自图像",
        "pages {pages} are pictures; their text is that of a hidden layer, their rules those of the picture",
        "文字层是他人识别的结果，请对照原页核对",
        "the layer was recognised by another program; compare it with the page",
    ),
    "ocr-read": Kind(
        _W,
        "第{pages}页是扫描件，文字由识别得到，平均把握{sure}",
        "scanned pages ({pages}): their text was recognised, {sure} sure on average",
        "请对照扫描件核对，尤其是分值",
        "compare with the scan, the points above all",
    ),
    "ocr-doubtful": Kind(
        _W,
        "识别没有把握：“{text}”（{sure}）",
        "recognition is not sure of {text} ({sure})",
        "请对照扫描件核对",
        "compare with the scan",
    ),
    "ocr-gap": Kind(
        _W,
        "“{text}”之间有笔迹未识别，可能漏字",
        "there is ink at {text} that was not recognised; a character may be missing",
        "请对照扫描件核对",
        "compare with the scan",
    ),
    "ocr-blot": Kind(
        _W,
        "第{page}页有一处图形或手迹，未识别出文字",
        "something on page {page} was not recognised as text: a picture or handwriting",
        "请对照扫描件核对",
        "compare with the scan",
    ),
    "ocr-seal": Kind(
        _I,
        "第{page}页有印章，其中的文字未读取",
        "the text of a seal on page {page} was not read",
    ),
    "page-unreadable": Kind(
        _E,
        "第{page}页无法读取：{reason}",
        "page {page} cannot be read: {reason}",
        "请核对原页",
        "see the page",
    ),
    "text-undecodable": Kind(
        _E,
        "有{count}个字符无法按 {encoding} 解码",
        "{count} characters cannot be decoded as {encoding}",
        "请把文件另存为 UTF-8",
        "save the file as UTF-8",
    ),
    "page-damaged": Kind(
        _E,
        "第{page}页的数据已损坏，文字可能不全",
        "the data of page {page} are damaged; text may be missing",
        "请重新获取完整的文件",
        "get an undamaged copy",
    ),
    "glyph-unmapped": Kind(
        _W,
        "第{page}页有{count}个字符，其字体未说明对应的文字",
        "page {page} has {count} characters whose font does not say what they are",
        "请对照原页核对",
        "compare with the page",
    ),
    "page-second-reader": Kind(
        _I,
        "第{page}页改由备用程序读取：{reason}",
        "page {page} was read by the second reader: {reason}",
    ),
    "readers-disagree": Kind(
        _W,
        "两个读取程序结果不同：“{first}” / “{second}”",
        "the two readers differ: {first} / {second}",
        "请对照原页核对",
        "compare with the page",
    ),
    "second-reader-failed": Kind(
        _I,
        "备用程序无法读取此文件，未能比对：{reason}",
        "the second reader cannot read this file, nothing was compared: {reason}",
    ),
    "text-cropped": Kind(
        _W,
        "第{page}页有文字在可见范围之外，未归入正文",
        "text of page {page} stands outside of what is shown; it is kept apart",
        "请核对是否属于正文",
        "see whether it belongs to the text",
    ),
    "file-cut-off": Kind(
        _E,
        "文件末尾缺失，后面的内容可能没有读到",
        "the end of the file is missing; what follows was not read",
        "请重新获取完整的文件",
        "get a complete copy",
    ),
    "part-unread": Kind(
        _E,
        "嵌入的内容（{part}）未读取",
        "embedded content ({part}) was not read",
        "请用 Word 打开后另存，再转换",
        "open it in Word and save it anew",
    ),
    "no-content": Kind(_E, "没有读到任何文字", "no text was found"),
    "internal-fault": Kind(
        _E,
        "程序内部错误（{reason}），该文件未读取",
        "internal fault ({reason}); the file was not read",
        "请把文件与此信息一并反馈",
        "report it with the file",
    ),
    "notice-id-repeated": Kind(
        _W,
        "与 {other} 的通知编号相同，编号改为 {notice_id}",
        "same id as {other}; it is now {notice_id}",
        "请核对是否为同一通知的两份文件",
        "see whether both are one notice",
    ),
    # tables
    "table-joined": Kind(
        _I,
        "此表没有表头，编号或内容接续前表，已与前表合并",
        "this table has no header and goes on from the one before; the two were joined",
    ),
    "columns-joined": Kind(
        _W,
        "第{page}页的列与第{other}页的行等高，已接在其右侧作为同一张表",
        "the columns on page {page} have the rows of page {other}; they were put to the right of these",
        "请核对两页是否同一张表",
        "see whether both pages are one table",
    ),
    "table-side-by-side": Kind(
        _I,
        "此表左右并排印了两栏，右栏已接在左栏之后",
        "this table prints two halves side by side; the right one was put below the left one",
    ),
    "row-joined": Kind(_I, "跨页的一行已合并", "a row cut by the page end was joined"),
    "row-join-doubtful": Kind(
        _W,
        "此行接在分页之后，可能是上一行的续行，未合并",
        "this row follows a page break and may continue the row before; it was left apart",
        "请核对原页",
        "see the page",
    ),
    "merge-doubtful": Kind(
        _W,
        "页末此格空白，按次页首格“{text}”的上半格读取，也可能属于上一格",
        "blank at the page end; read as part of {text} on the next page; it may belong to the cell above",
        "请核对这一格属于哪一项",
        "see which of the two it belongs to",
    ),
    "name-joined": Kind(
        _W,
        "“{upper}”与“{lower}”像是被分页切开的一个名称，已合并",
        "{upper} and {lower} look like one name that the page end cut; they were joined",
        "请核对是一个名称还是两个",
        "see whether this is one name or two",
    ),
    "grid-closed": Kind(
        _I,
        "页末表格未画底线，已按竖线末端闭合",
        "the table is open at the page end; closed where its rules end",
    ),
    "cell-overlap": Kind(
        _W,
        "文字越出单元格边框，已归入起笔所在单元格",
        "text runs over the border of its cell; kept with the cell where it starts",
    ),
    "text-outside-table": Kind(
        _W,
        "表格范围内有文字不在任何单元格中，按正文读取",
        "text within the table stands in no cell; read as body text",
    ),
    "row-short": Kind(
        _W,
        "第{lines}行不足{width}格，缺的按末尾空白格补齐",
        "lines {lines} have fewer than {width} cells; taken as blank at their end",
        "请核对这些行各格是否对齐表头",
        "see whether their cells stand under the right headers",
    ),
    "row-shifted": Kind(
        _W,
        "此行比其他行偏左一列（句子在名称列，其后空白），已右移一列",
        "this row stood a column left of the others (a sentence among names); moved to the right",
        "请核对这一行",
        "see this row",
    ),
    "row-across-gap": Kind(
        _W,
        "从第{lines}行起的一行中间有空行，前后各格合起来正好一行，按同一行读取",
        "the row from line {lines} on has an empty line in it; together its cells are just one row, read so",
        "请核对这一行",
        "see this row",
    ),
    "rows-by-first-cell": Kind(
        _W,
        "表内各行之间没有横线，首格有文字的算新的一行，首格空白的并入上一行",
        "no rules part the rows of this table; a line with a filled first cell was taken to begin one",
        "请核对各行的起止",
        "see where its rows begin",
    ),
    "changes-accepted": Kind(
        _W,
        "有{count}处修订未定稿，按接受全部修订后的内容读取",
        "{count} tracked changes are not decided; read as if all were accepted",
        "请核对定稿",
        "compare with the final version",
    ),
    "comments-unread": Kind(_I, "有{count}条批注，未读取", "{count} comments were not read"),
    "hidden-dropped": Kind(
        _W,
        "隐藏的文字不打印，未读取：{text}",
        "hidden text, which is not printed, was not read: {text}",
        "请核对是否应属于通知",
        "see whether it belongs to the notice",
    ),
    "page-turned": Kind(
        _I,
        "第{page}页的内容横着画在页上，已转正读取，位置按转正后的页面计",
        "what is on page {page} is drawn on its side; read, and its places named, as it stands upright",
    ),
    "annotation-unread": Kind(
        _W,
        "页上的批注未读取：{text}",
        "a note on the page was not read: {text}",
        "请核对批注是否改变了内容",
        "see whether the note changes what is printed",
    ),
    "field-blank": Kind(
        _W,
        "此处的表单域没有填写，按空白读取",
        "the form field here is not filled in; read as blank",
        "请核对是否应填写",
        "see what belongs here",
    ),
    "attachment-unread": Kind(
        _W,
        "文件带有{count}个附件，未读取：{names}",
        "{count} files are attached, and were not read: {names}",
        "如是通知的附件，请另存后一并读取",
        "save them and read them as well if they belong to the notice",
    ),
    "struck-dropped": Kind(
        _W,
        "文字上画有删除线，未读取：{text}",
        "text that a line strikes out was not read: {text}",
        "请核对是否已删去",
        "see whether it is deleted",
    ),
    "note-mark": Kind(
        _I,
        "上标“{text}”按注释序号处理，不计入文字和数字",
        "the raised {text} was taken as the number of a note, and is in no text or figure",
    ),
    "watermark-dropped": Kind(
        _I,
        "浅色文字“{text}”压在正文或表格线上，按水印处理",
        "the light text {text} lies on text or rules; taken as a watermark",
    ),
    "picture-unread": Kind(
        _W,
        "有{count}张图片未读取，其中可能有文字",
        "{count} pictures were not read; they may hold text",
        "请对照原文查看",
        "see the source",
    ),
    "table-unclear": Kind(
        _E,
        "这些行像是表格，但看不出各格的界线，按正文逐行读取",
        "these lines look like a table, but where its cells end is not clear; read as lines of text",
        "请换用 Word 原件，或另存为 DOCX、HTML",
        "use the Word file itself, or save it as DOCX or HTML",
    ),
    "hidden-read": Kind(_I, "隐藏的内容也已读取：{where}", "what is hidden was read too: {where}"),
    "formula-unsaved": Kind(
        _E,
        "{count}个公式没有保存结果，未读取：{cells}",
        "{count} formulas have no stored result and were not read: {cells}",
        "请用 Excel 或 WPS 打开后保存，再转换",
        "open the file in Excel or WPS, save it and read it again",
    ),
    "number-rounded": Kind(
        _I,
        "{count}个数值显示时已舍入，按显示值读取：{cells}",
        "{count} figures are displayed with fewer digits than are stored; read as displayed: {cells}",
    ),
    "format-unread": Kind(
        _W,
        "{count}个数值的显示格式无法识别，按存储值读取：{cells}",
        "the format of {count} figures is not known; read as stored: {cells}",
        "请对照表格核对这些数值",
        "compare them with the sheet",
    ),
    "covered-text": Kind(
        _W,
        "合并单元格遮住的文字未读取：{text}",
        "text covered by a merged cell was not read: {text}",
    ),
    "table-oversized": Kind(
        _E,
        "表格过大（{rows}行{cols}列），按正文逐行读取",
        "the table is too large ({rows} rows, {cols} columns) and was read as lines of text",
    ),
    "list-numbers-restored": Kind(
        _I,
        "自动编号的列表项标记已丢失，按“。”加空格分条并补编号",
        "list items had lost their tags; split at 。 and a space, numbers restored",
    ),
    "table-not-rubric": Kind(
        _E,
        "此表没有可识别的指标列，未作为评分表读取，{count}个字未归入任何记录",
        "no column of this table names an indicator; it was not read as a rubric: {count} characters",
        "请核对表头；不是评分表的可以不管",
        "see its header; leave it if it is no rubric",
    ),
    "column-unknown": Kind(
        _W,
        "无法判断“{header}”列的含义，内容作为备注保留",
        "the meaning of column {header} is unknown; its text is kept as notes",
        "请核对表头",
        "see its header",
    ),
    "column-by-content": Kind(
        _I, "“{header}”列按内容判断为{role}", "column {header} was taken as {role} by its content"
    ),
    "header-changed": Kind(
        _W,
        "表头再次印出时有变化：{headings}，各列仍按第一次的表头读取",
        "the header is printed again with other headings: {headings}; columns are read by the first one",
        "请核对以下各行",
        "see the rows below it",
    ),
    "header-varies": Kind(
        _I,
        "各评分表末列表头不一致：{headers}",
        "the tables name the department column differently: {headers}",
    ),
    # notice
    "title-missing": Kind(
        _I,
        "该评分表没有标题，沿用“{title}”之后的表序",
        "this rubric has no title of its own; it follows {title}",
    ),
    "title-wording": Kind(
        _I, "标题用词不一致：{first} / {second}", "titles differ in wording: {first} / {second}"
    ),
    "date-odd": Kind(_W, "日期无法识别：{text}", "not a date: {text}"),
    "no-rubric": Kind(_W, "没有找到评分表", "no rubric was found"),
    "rubric-in-prose": Kind(
        _I,
        "评分表由带分值的编号段落整理而成，共{count}项",
        "the rubric stands in numbered paragraphs with points; {count} were read",
    ),
    "rule-in-body": Kind(
        _W,
        "正文中的计分规定未归入评分表：{text}",
        "a scoring rule in the text around the rubrics belongs to none of them: {text}",
    ),
    "outline-not-read": Kind(
        _W,
        "正文中{count}个带分值的编号段落未作为评分表读取，文字已保留",
        "{count} numbered paragraphs with points were not read as a rubric; their text is kept",
        "请核对是否为另一评分表",
        "look whether it is another rubric",
    ),
    # criteria
    "points-unread": Kind(
        _W, "分值“{text}”无法识别", "points {text} cannot be read", "请填写数字", "enter a figure"
    ),
    "points-differ": Kind(
        _W,
        "此处为{here}分，另一处印为{there}分",
        "{here} points here, {there} printed elsewhere",
        "请核对以哪一处为准",
        "see which of them holds",
    ),
    "points-missing": Kind(_W, "没有分值", "has no points"),
    "total-mismatch": Kind(
        _W,
        "合计印为{declared}分，各项相加为{computed}分",
        "declared total {declared}, the items add up to {computed}",
    ),
    "total-with-bonus": Kind(
        _I, "合计包含加分项的{bonus}分", "the printed total includes the {bonus} points of the bonus items"
    ),
    "subtotal-missing": Kind(
        _W,
        "“{name}”没有小计，下面的小计不含该项",
        "{name} has no subtotal; the next one does not cover it",
    ),
    "total-missing": Kind(_I, "没有合计行", "there is no total row"),
    "total-filler": Kind(
        _I,
        "合计行以{fillers}填充空格，按空白处理",
        "the total row fills empty cells with {fillers}; taken as blank",
    ),
    "key-points-mismatch": Kind(
        _W,
        "要点分值相加为{computed}分，该项为{points}分",
        "key points add up to {computed}, the criterion has {points}",
    ),
    "deductions-short": Kind(
        _I,
        "全部扣分相加为{computed}分，不足该项的{points}分",
        "all deductions together take {computed} of the {points} points",
    ),
    "weights-scale": Kind(
        _I,
        "该级是权重（{weight}），下级分值相加为{computed}，得分须按权重折算",
        "this level has weights ({weight}), what stands below adds up to {computed}: scores are weighted",
    ),
    "target-odd": Kind(_W, "目标值“{text}”写法异常", "the target {text} is odd", "请核对原文", "see it"),
    "text-missing": Kind(
        _W,
        "{count}行只有编号和分值，没有文字",
        "{count} rows have points, but no words",
        "请核对原表是否待填",
        "see whether they are to be filled in",
    ),
    "rules-missing": Kind(
        _I, "该表只有分值，没有说明如何计分", "this rubric gives points, but not how they are won or lost"
    ),
    "names-in-cell": Kind(
        _W,
        "“{name}”一格对应{count}组目标值，可能是{count}个指标",
        "beside the one cell {name} stand {count} targets; it may be {count} indicators",
        "请对照原表",
        "compare with the table",
    ),
    "targets-several": Kind(
        _W,
        "一行有多个目标值，按列名并列保留：{text}",
        "a row has several targets; they are kept side by side with their headings: {text}",
        "请核对各目标值属于哪个单位",
        "look whose target each is",
    ),
    "items-in-cell": Kind(
        _I, "一格内有{count}个评分项，已分开", "one cell holds {count} scoring items; they were split"
    ),
    "name-reprinted": Kind(
        _I,
        "名称分两处印出（{first} / {second}），按同一项读取",
        "printed twice ({first} / {second}); read as one",
    ),
    "parts-mismatch": Kind(
        _W,
        "该项{points}分，下级各项相加为{computed}分",
        "has {points} points, what stands below it adds up to {computed}",
        "请核对原文；文件不完整时也会如此",
        "compare with the source; a cut-off file shows this too",
    ),
    "number-gap": Kind(_W, "编号由{before}跳到{after}", "numbering goes from {before} to {after}"),
    "number-repeated": Kind(_W, "编号{number}重复", "number {number} is repeated"),
    "name-repeated": Kind(_W, "指标“{name}”在同一表中重复", "criterion {name} stands twice in one rubric"),
    "name-long": Kind(
        _I, "指标名称含{count}句，不是简短名称", "the name holds {count} sentences, not a short name"
    ),
    "name-missing": Kind(_W, "该行没有指标名称", "this row has no name"),
    # bands
    "band-unread": Kind(
        _W, "评价标准中有文字不在任何档次内", "text of the scoring cell stands in no band", "请核对", "see it"
    ),
    "band-gap": Kind(
        _W, "档次“{upper}”与“{lower}”之间有空档：{gap}", "gap between bands {upper} and {lower}: {gap}"
    ),
    "band-overlap": Kind(
        _W,
        "档次“{upper}”与“{lower}”的分值区间重叠：{overlap}",
        "bands {upper} and {lower} overlap: {overlap}",
    ),
    "band-edge-shared": Kind(
        _I,
        "档次“{upper}”与“{lower}”共用边界{edge}，归上档",
        "bands {upper} and {lower} share the edge {edge}; it goes to the upper one",
    ),
    "band-top": Kind(
        _W,
        "最高档上限为{top}分，该项分值为{points}分",
        "the top band ends at {top}, the criterion has {points}",
    ),
    "band-bottom": Kind(
        _W, "最低档从{bottom}分起，0分不在任何档次内", "the lowest band starts at {bottom}; no band holds 0"
    ),
    "band-reversed": Kind(
        _W, "档次“{grade}”的上下限颠倒：{text}", "the ends of band {grade} are reversed: {text}"
    ),
    "band-label-odd": Kind(
        _W, "档次名“{grade}”与全文其他各项（{usual}）不同", "grade {grade} where the others print {usual}"
    ),
    "band-label-missing": Kind(
        _I, "缺少全文通用的档次：{missing}", "lacks the grade(s) that the others have: {missing}"
    ),
    "band-label-repeated": Kind(_W, "档次“{grade}”重复", "grade {grade} stands twice"),
    "band-points-missing": Kind(_W, "档次没有分值：{grades}", "grades without points: {grades}"),
    "band-rule": Kind(
        _I,
        "档次描述中含评分规则，保留在描述内：{text}",
        "a scoring rule inside a band stays in its text: {text}",
    ),
    "condition-gap": Kind(
        _W,
        "档次“{upper}”与“{lower}”的条件之间有空档：{metric} {gap}",
        "the conditions of {upper} and {lower} leave a gap: {metric} {gap}",
        "请与制定部门确认归哪一档",
        "ask the department which band it belongs to",
    ),
    "condition-overlap": Kind(
        _W,
        "档次“{upper}”与“{lower}”的条件重叠：{metric} {there} / {here}",
        "the conditions of {upper} and {lower} overlap: {metric} {there} / {here}",
        "请与制定部门确认归哪一档",
        "ask the department which band it belongs to",
    ),
    "condition-unreachable": Kind(
        _W,
        "档次“{lower}”无法达到：{metric} {here} 已全部归“{upper}”（{there}）",
        "band {lower} cannot be reached: {upper} ({metric} {there}) takes all of {here}",
    ),
    "condition-edge-shared": Kind(
        _I,
        "档次“{upper}”与“{lower}”的条件共用边界：{metric} {edge}，归上档",
        "the conditions of {upper} and {lower} share an edge: {metric} {edge}; it goes to the upper one",
    ),
    "condition-nested": Kind(
        _I,
        "“{lower}”的条件（{metric} {here}）包含“{upper}”的条件（{there}），按先高后低判定",
        "what {lower} asks for ({metric} {here}) holds that of {upper} ({there}); the best fit counts",
    ),
    "condition-open": Kind(
        _I,
        "{metric} {gap} 不在任何档次的条件内",
        "no band states what holds for {metric} {gap}",
    ),
    "requirement-unknown": Kind(
        _W,
        "条件提到的要点不存在（共{count}条要点）：{text}",
        "the condition names key points that are not there ({count} in all): {text}",
        "请核对要点编号",
        "see the numbers of the key points",
    ),
    # parties
    "party-inherited": Kind(
        _I, "部门栏空白，沿用“{name}”", "the department is blank; {name} is carried over"
    ),
    "party-missing": Kind(_W, "没有部门", "has no department"),
    "party-several": Kind(_I, "多个部门：{names}", "several departments: {names}"),
    "party-variant": Kind(
        _W, "部门写法不一致：“{name}”，别处为“{usual}”", "spelt {name} here and {usual} elsewhere"
    ),
    "party-form": Kind(
        _I, "部门名此处印作“{form}”，别处多为“{usual}”", "printed as {form} here and mostly as {usual}"
    ),
    "party-short": Kind(_I, "“{name}”疑为“{full}”的简称", "{name} seems short for {full}"),
    # clauses
    "clause-unread": Kind(_W, "评分语句未能读成条款：{text}", "a scoring sentence was not read: {text}"),
    "clause-ambiguous": Kind(
        _W,
        "评分语句有两种读法：“{first}”或“{second}”，只取确定的部分",
        "a scoring sentence can be read in two ways, {first} or {second}; only what is certain was taken",
        "请核对原文",
        "compare with the source",
    ),
    "award-mismatch": Kind(
        _W,
        "各得分条款（{awards}）与该项分值{points}分对不上",
        "the awards of this item ({awards}) do not fit its {points} points",
        "请核对原文",
        "compare with the source",
    ),
    "cap-above-points": Kind(
        _W,
        "封顶分值{figure}分高于该项分值{points}分",
        "the cap of {figure} is above the item's {points} points",
    ),
    "deduction-above-points": Kind(
        _I,
        "一次扣{figure}分，超过该项分值{points}分，且未写明扣完为止",
        "one deduction of {figure} is more than the item's {points} points, and no cap is stated",
    ),
    "range-reversed": Kind(_W, "分值范围{text}上下限颠倒", "the range {text} has its ends reversed"),
    "range-overlap": Kind(
        _W, "得分范围{lower}与{upper}重叠", "the ranges {lower} and {upper} of one item overlap"
    ),
    "case-twice": Kind(
        _W,
        "同一情形出现两个分值：{first}分和{second}分",
        "the same case has two figures: {first} and {second}",
        "请核对原文",
        "compare with the source",
    ),
    "tier-order": Kind(
        _W,
        "分档的分值次序与档次高低不一致：{tiers}",
        "the steps do not rise with their names: {tiers}",
        "请核对原文",
        "compare with the source",
    ),
    "tier-unlabelled": Kind(
        _W,
        "分档的分值没有对应的档名，按顺序列出",
        "the steps of this clause have no names that fit; they stand in their order",
        "请核对原文",
        "compare with the source",
    ),
    "figure-slip": Kind(
        _W,
        "数字“{text}”疑为识别错误，按{figure}分读取",
        "the figure {text} looks like a slip of recognition; read as {figure}",
        "请核对原文",
        "compare with the source",
    ),
    "rule-unread": Kind(
        _W,
        "评分栏没有读出档次或条款，原文保留",
        "no band or clause was read from this scoring cell; its text is kept",
        "请核对原文",
        "compare with the source",
    ),
    "text-between-tables": Kind(
        _W,
        "两表之间的文字不是标题也不是备注，按正文读取",
        "text between two tables is neither title nor note; read as body text",
        "请核对是否为表格内容",
        "see whether it belongs to a table",
    ),
    # tasks and goals
    "target-differs": Kind(
        _W,
        "同一指标“{metric}”此处为{here}，另一处（{other}）为{there}",
        "{metric} is {here} here and {there} elsewhere ({other})",
        "请核对以哪一处为准",
        "see which of them holds",
    ),
    "task-repeated": Kind(
        _I, "与任务{other}内容相同", "the same text as task {other}", "汇总时不要重复计算", "count them once"
    ),
    "task-similar": Kind(_I, "与任务{other}内容相近", "nearly the same text as task {other}"),
    "lead-differs": Kind(
        _W,
        "与任务{other}内容相同或相近，牵头单位却不同：{here} / {there}",
        "led by {here}, while the like task {other} is led by {there}",
    ),
    "lead-order": Kind(_I, "牵头单位相同而排序不一：{orders}", "the same leads in different order: {orders}"),
    "lead-vague": Kind(_W, "“{name}”没有指明是哪个部门", "{name} names no department"),
    "lead-cut": Kind(
        _I,
        "责任单位以标点结尾，可能漏了单位：{text}",
        "the leads end with a comma; one may be missing: {text}",
    ),
    "lead-other": Kind(_I, "责任单位括号内另有内容：{text}", "the brackets of the leads also say: {text}"),
    "count-differs": Kind(
        _W,
        "文中写明{declared}，实际读到{found}",
        "{declared} announced, {found} found",
        "请核对原文",
        "see it",
    ),
    "numbers-restart": Kind(
        _I,
        "编号{count}次从1开始，编号在全文中不唯一",
        "numbers begin at 1 again ({count} lists): a number alone names no task",
    ),
    "no-scores": Kind(
        _I,
        "任务清单没有分值：{tasks}项任务，其中{measured}项有数值目标",
        "a task list without scores: {tasks} tasks, {measured} of them with figures",
    ),
    "target-unread": Kind(
        _I,
        "此处的数值像是目标，未读作指标值：{text}",
        "a figure that may be a target was not read as one: {text}",
        "请核对原文",
        "compare with the source",
    ),
    "figure-masked": Kind(
        _I, "目标数值被遮盖，未读取：{text}", "the figure of a goal is masked and was not read: {text}"
    ),
    # what people said of the reading
    "correction-applied": Kind(
        _I,
        "人工更正 {field}：“{was}”改为“{now}”（{who} {when}）",
        "{field} was corrected from {was} to {now} by {who} on {when}",
    ),
    "correction-confirmed": Kind(
        _I,
        "人工核对 {field}：“{now}”无误（{who} {when}）",
        "{field} {now} was confirmed by {who} on {when}",
    ),
    "correction-already-true": Kind(
        _I,
        "人工更正 {field}：“{was}”改为“{now}”（{who} {when}），现已直接读出该值",
        "{field} was corrected from {was} to {now} by {who} on {when}; it is read so by now",
    ),
    "correction-stale": Kind(
        _W,
        "人工更正已不适用，未采用：{field}“{was}”改为“{now}”（{who} {when}），现在读作“{found}”",
        "a correction of {field} from {was} to {now} by {who} on {when} does not fit and was not applied: "
        "{found} is read now",
        "请对照原文，重新更正或删除该条",
        "compare with the source; correct it anew or take the correction out",
    ),
    "correction-invalid": Kind(
        _W,
        "人工更正无法采用：{field}“{was}”改为“{now}”（{who} {when}）{found}",
        "a correction cannot be applied: {field} from {was} to {now} by {who} on {when}: {found}",
        "请检查更正文件",
        "see the file of corrections",
    ),
    "correction-needs-review": Kind(
        _W,
        "《{title}》（{file}）有{count}条人工更正，是另一份文件的，此处未采用",
        "{count} corrections were made for another document, {file} ({title}); they were not applied here",
        "用 rubrics correct --take-over 逐条查看是否沿用",
        "see with rubrics correct --take-over which of them hold here",
    ),
    "corrections-unread": Kind(
        _E,
        "更正文件 {file} 无法读取，其中的更正均未采用：{reason}",
        "the file of corrections {file} cannot be read, and none of it was applied: {reason}",
        "请改正该文件后重新读取",
        "mend the file and run ingest again",
    ),
    # text
    "unclaimed-text": Kind(
        _E,
        "有{count}个字未归入任何记录：{text}",
        "{count} characters are in no record: {text}",
        "请对照原文补录",
        "compare with the source and add it",
    ),
    "text-masked": Kind(
        _W,
        "有{count}处文字被遮盖，无法复原：{text}",
        "{count} words are masked and cannot be restored: {text}",
        "请换用未遮盖的版本",
        "use a version without masks",
    ),
    "document-partial": Kind(
        _E,
        "来源注明这只是文件的一部分：{text}",
        "the source says that this is only a part: {text}",
        "请换用完整的文件",
        "use the complete document",
    ),
    "document-cut": Kind(
        _W,
        "全文最后一句没有结束，后面可能缺失",
        "the last sentence of the document does not end; more may be missing",
        "请换用完整的文件",
        "use the complete document",
    ),
    "annex-missing": Kind(
        _W,
        "文中引用的{names}不在文件中",
        "cited, but not in the file: {names}",
        "如需要请一并提供",
        "add them where they matter",
    ),
    "text-cut": Kind(_W, "句子没有结束：“{text}”", "the sentence does not end: {text}"),
    "char-wrong": Kind(
        _W,
        "字符“{char}”（{point}）不可能是原文：{text}",
        "the character {char} ({point}) cannot be what is printed: {text}",
        "请对照原件改正",
        "compare with the source",
    ),
    "char-odd": Kind(_W, "繁体或生僻字“{char}”：{text}", "a traditional or rare character {char}: {text}"),
    "space-dropped": Kind(
        _I,
        "引号或书名号内有空格，已按规则去掉：{text}",
        "a space inside quotes was taken off by rule: {text}",
    ),
    "dash-mixed": Kind(_I, "区间连接号不统一：{forms}", "ranges are printed with several dashes: {forms}"),
    "spacing-mixed": Kind(
        _I, "档次标题的空格、标点不统一：{forms}", "band headings are printed in several forms: {forms}"
    ),
    "reference-unclear": Kind(_I, "引用“{text}”没有前文", "{text} is cited without an antecedent"),
    "noise": Kind(
        _I, "属于载体而非通知的文字，未读取：{text}", "text of the carrier, not of the notice: {text}"
    ),
}


@dataclass(frozen=True, slots=True)
class Settled:
    """What a person said of a finding: that the reading is right, or that it does not matter."""

    confirmed: bool
    who: str
    when: str
    why: str

    def words(self, lang: Lang) -> str:
        """Who settled it, when and why, in brackets."""
        said = (("确认无误", "confirmed") if self.confirmed else ("不作处理", "dismissed"))[lang == "en"]
        told = " ".join(filter(None, (self.who, self.when[:10], said)))
        if lang == "zh":
            return f"（{told}{'：' if self.why else ''}{self.why}）"
        return f" ({told}{': ' if self.why else ''}{self.why})"


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of content with its place.

    `values` fill the words of the catalogue; `evidence` quotes the source;
    `owner_id` is the record that it speaks of, `row` the row of its table (from 1).
    One that a person `settled` is a note and says so.
    """

    code: str
    values: tuple[tuple[str, str], ...] = ()
    anchor: Anchor | None = None
    owner_id: str = ""
    row: int | None = None
    evidence: str = ""
    settled: Settled | None = None

    def __post_init__(self) -> None:
        """Raises KeyError when the code is not of the catalogue or a value is missing."""
        self.message("en")

    @property
    def severity(self) -> Severity:
        """As the catalogue says, but a note where a person settled it."""
        return Severity.INFO if self.settled else CATALOGUE[self.code].severity

    def message(self, lang: Lang) -> str:
        """One sentence in `lang`."""
        kind = CATALOGUE[self.code]
        said = (kind.zh if lang == "zh" else kind.en).format(**dict(self.values))
        return said + self.settled.words(lang) if self.settled else said

    def hint(self, lang: Lang) -> str:
        """What to do about it in `lang`; empty when the message says it all."""
        kind = CATALOGUE[self.code]
        if self.settled:
            return ""
        return (kind.hint_zh if lang == "zh" else kind.hint_en).format(**dict(self.values))


def finding(
    code: str,
    *,
    anchor: Anchor | None = None,
    owner_id: str = "",
    row: int | None = None,
    evidence: str = "",
    **values: object,
) -> Finding:
    """A Finding of the catalogue; `values` fill the `{names}` of its message."""
    filled = tuple((name, str(value)) for name, value in values.items())
    return Finding(code, filled, anchor, owner_id, row, evidence)

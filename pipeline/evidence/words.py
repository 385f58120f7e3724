"""The words of the evidence page, in Chinese and English."""

from __future__ import annotations

from pipeline.messages import words
from pipeline.messages.languages import Lang

_WORDS: dict[str, tuple[str, str]] = {
    "source": ("原文", "Source"),
    "records": ("读出的记录", "Records"),
    "pages": ("共{count}页", "{count} pages"),
    "one_page": ("共1页", "1 page"),
    "page_picture": ("第{page}页", "Page {page}"),
    "page_not_drawn": ("第{page}页无法显示", "Page {page} cannot be drawn"),
    "file_not_read": ("这个文件没有读出内容", "Nothing was read from this file"),
    "headers_again": ("重复的表头（不计入）", "Headers printed again, left out"),
    "search": ("查找", "Search"),
    "search_for": ("在记录和原文中查找", "Search records and source"),
    "no_hit": ("没有找到", "no match"),
    "previous": ("上一处", "Previous"),
    "next": ("下一处", "Next"),
    "previous_page": ("上一页", "Previous page"),
    "next_page": ("下一页", "Next page"),
    "smaller": ("缩小", "Smaller"),
    "larger": ("放大", "Larger"),
    "fit": ("适合宽度", "Fit width"),
    "expand": ("全部展开", "Expand all"),
    "collapse": ("全部折叠", "Collapse all"),
    "keys": ("快捷键", "Keys"),
    "close": ("关闭", "Close"),
    "key_move": ("上一条、下一条记录，并显示其位置", "previous, next value; its place is shown"),
    "key_fold": ("折叠、展开", "close, open"),
    "key_search": ("查找；回车到下一处，Shift+回车到上一处", "search; Enter goes on, Shift+Enter goes back"),
    "key_finding": ("下一条、上一条疑点", "next, previous finding"),
    "key_page": ("上一页、下一页", "previous, next page"),
    "key_cell": ("在原文中：上一个、下一个单元格", "in the source: previous, next cell"),
    "key_enter": (
        "在原文中：到这一格的记录（点击可依次查看）",
        "in the source: to a record of the cell (clicks go through all)",
    ),
    "key_leave": ("取消选择", "leave"),
    "nothing_chosen": (
        "点记录看它印在哪里；点原文的单元格看从中读出了什么。",
        "Click a value to see where it is printed, or a cell to see what was read from it.",
    ),
    "no_record": ("这一格没有读作记录", "no record was read from this cell"),
    "no_place_here": ("没有单独的位置", "has no place of its own"),
    "records_here": ("此处第{n}条，共{count}条", "record {n} of {count} here"),
    "recipients": ("主送机关", "To"),
    "copies": ("抄送", "Copies"),
    "signed_by": ("落款", "Signed"),
    "public": ("是否公开", "Public"),
    "body": ("正文", "Text"),
    "text": ("要点原文", "Text"),
    "rule_text": ("评分标准", "Scoring"),
    "unit": ("单位", "Unit"),
    "kind_bonus": ("加分项", "bonus"),
    "kind_penalty": ("扣分项", "penalty"),
    "kind_veto": ("一票否决", "veto"),
    "kind_remark": ("说明", "remark"),
    "name": ("名称", "Name"),
    "asks_for": ("要求", "Asks for"),
    "undone": ("未完成", "not done"),
    "exception": ("例外", "not for"),
    "lead": ("前提", "lead-in"),
    "formula": ("公式", "formula"),
    "party_lead": ("部门", "Department"),
    "party_joint": ("配合", "Joint"),
    "party_assessed": ("被考核", "Assessed"),
    "inherited": ("沿用", "carried over"),
    "at_row": ("{row}行", "row {row}"),
    "at_page": ("{page}页", "p. {page}"),
    "needs_script": (
        "浏览器停用了脚本：点击不会定位，很长的通知不列出记录。",
        "Scripts are off: a click shows no place, and the records of a very long notice are not listed.",
    ),
    "written_beside": ("{out}（页面图片在 {folder}）", "{out} (pictures of its pages in {folder})"),
    "several_notices": (
        "有{count}份通知，请用 -o 指定文件夹，而不是文件 {out}",
        "there are {count} notices: let -o name a folder, not the file {out}",
    ),
}


def say(key: str, lang: Lang, **values: object) -> str:
    """The words of `key`: those of the page, else those of the tool. Raises KeyError for an unknown key."""
    if key in _WORDS:
        zh, en = _WORDS[key]
        return (zh if lang == "zh" else en).format(**values)
    return words.say(key, lang, **values)

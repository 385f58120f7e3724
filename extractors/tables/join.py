"""Tables that go on over a page break or beneath a repeated header become one table again.

It knows no words but 续表 and （续）: only positions, equal texts, blank cells, numbers that go on and
whether a sentence has ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.document import Block, Document, Paragraph, Table
from extractors.finding import Finding, finding
from extractors.tables.captions import goes_on, is_again
from extractors.tables.continuation import follower, numbers_begin_anew, repeats_header
from extractors.tables.page_breaks import closed
from extractors.tables.page_numbers import page_number
from extractors.tables.side_by_side import one_below_the_other
from extractors.tables.stack import Above, stacked, without_repeats
from extractors.tables.table_head import bare
from extractors.tables.wide import beside_each_other

# A table has at most this many lines of title: 附件2 / 考核评分表 / 考核对象：各管理所
_TITLE_LINES = 3


def join(document: Document) -> Document:
    """The document with every table whole that its pages cut, and each row that a page end cut.

    Nothing is lost: cells of repeated headers go to `Table.repeated`; page numbers, and titles printed
    again, stand as furniture after the table. What is joined, and what is doubtful, is a finding.
    """
    blocks: list[Block] = []
    placed, wide = beside_each_other(document.blocks)
    findings: list[Finding] = [*document.findings, *wide]
    chain: list[Table] = []
    above: Above | None = None
    between: list[Paragraph] = []
    titles: list[str] = []

    def close() -> None:
        nonlocal above
        if chain:
            table, found = closed(*without_repeats(*stacked(chain)))
            table, halves = one_below_the_other(table)
            blocks.append(table)
            findings.extend([*found, *halves])
            chain.clear()
            above = None
            titles.clear()
        blocks.extend(between)
        between.clear()

    for block in map(_told, placed):
        if isinstance(block, Table):
            whole = _follower(above, between, block) if above else None
            if above is None or whole is None:
                lines = [*titles, *(bare(one.text) for one in between if not _apart(one))]
                close()
                titles[:] = lines[-_TITLE_LINES:]
                chain.append(block)
                above = Above(block)
            else:
                between[:] = [one if _apart(one) else replace(one, role="furniture") for one in between]
                if not repeats_header(above, whole) and whole.anchor.page is None:
                    findings.append(finding("table-joined", anchor=whole.anchor))
                chain.append(whole)
                above.add(whole)
        elif chain and (_apart(block) or is_again(block.text, titles) or _is_figure(block)):
            between.append(block)
        else:
            if chain:
                close()
            blocks.append(block)
            if not _apart(block):
                titles.append(bare(block.text))
    close()
    return replace(document, blocks=tuple(blocks), findings=tuple(findings))


def _apart(block: Paragraph) -> bool:
    """Whether a paragraph is no part of the text: a page number, a running header, an empty line."""
    return block.role in ("header", "footer", "furniture") or not block.text.strip()


def _is_figure(block: Paragraph) -> bool:
    """Whether a line is a bare figure: the number of a page, if the table goes on below it."""
    return block.text.strip().isdigit() and page_number(block.text) is not None


def _told(block: Block) -> Block:
    """A block; — 2 — in a copy that has no pages any more is furniture, whether its source knew or not."""
    if isinstance(block, Table) or _apart(block) or block.text.strip().isdigit():
        return block
    return replace(block, role="furniture") if page_number(block.text) is not None else block


def _follower(above: Above, between: Sequence[Paragraph], table: Table) -> Table | None:
    """The table as it goes on from those above, below what is printed between; None where it does not.

    The same title above numbers that begin anew is a form that is filled in twice, unless it says （续）.
    """
    printed = [one for one in between if not _apart(one)]
    marked = any(goes_on(one.text) for one in printed)
    if printed and not marked and numbers_begin_anew(above, table):
        return None
    return follower(above, table, told=marked)

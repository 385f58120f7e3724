"""What a rubric says of criteria that are not applicable (不适用, 缺项): folded back, or kept."""

from __future__ import annotations

import regex

from pipeline.scoring.rules.outline import Node, Outline

# 存在缺项的，按比例折算; 最终得分=实得分÷（100－不涉及项目分值）×100
_SPEAKS = regex.compile(r"不适用|不涉及|缺项|无此项|未涉及|不参与评分|不参评|不存在|未开展|合理缺")
_FOLDS = regex.compile(r"折算|换算|折合|按比例|得分率|[÷/][^。；]{0,20}[×x*]\s*(?:100|总分|满分)")
_KEEPS = regex.compile(r"不失分|不扣分|得满分|计满分|按满分|视为满分|得全分")


def folded_back(of: Outline) -> str | None:
    """The clause that folds the points of what is not applicable back into the total; "" for a bare note."""
    for clause in of.clauses:
        if _SPEAKS.search(clause.text) and (_FOLDS.search(clause.text) or _FOLDS.search(clause.formula)):
            return clause.clause_id
    for note in of.notes:
        if any(_SPEAKS.search(one) and _FOLDS.search(one) for one in regex.split(r"[。；]", note.text)):
            return ""
    return None


def keeps_points(node: Node) -> bool:
    """Whether an item that is not applicable keeps its points (不涉及的，此项不失分)."""
    texts = [clause.text for clause in node.clauses] + [node.criterion.rule_text, node.criterion.text]
    sentences = [one for text in texts for one in regex.split(r"[。；]", text)]
    return any(_SPEAKS.search(one) and _KEEPS.search(one) for one in sentences)

"""Scoring clauses (评分条款) as arithmetic: 每次扣0.5分，扣完为止 → deduct 0.5 per 每次, cap item_points.

In layers: `sentences` cuts the text; `statements` finds in each sentence what scores (`amounts`, `shares`,
`plain`, `bare`, with `figures`, `counting`, `tiers` and `formulas`) and what bounds it (`bounds`); `reading`
makes clauses of them with their `conditions`; `reach` says how far caps, floors, lead-ins and zeros reach.
What scores and is not read is returned as unread.
"""

from normalizers.clauses.model import ClauseText, Reading, TierText
from normalizers.clauses.reading import read_clauses

__all__ = ["ClauseText", "Reading", "TierText", "read_clauses"]

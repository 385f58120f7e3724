"""The language of scoring (评分用语): clauses as arithmetic, 每次扣0.5分，扣完为止 → deduct 0.5 per 每次.

In layers: `words` cuts a text into typed words; `grammar` makes statements and limits of a sentence's
words by `productions`; `reading` makes clauses of them with their `conditions`; `reach` and `bearing` say
how far limits, lead-ins and zeros reach; `account` names what scores and stands in no field.
"""

from normalizers.language.model import ClauseText, Reading, TierText
from normalizers.language.reading import read_clauses

__all__ = ["ClauseText", "Reading", "TierText", "read_clauses"]

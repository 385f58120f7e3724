"""Scoring texts as typed words: 每 · 少 · 1项 · 扣 · 0.5分 · ， · 最多扣 · 3分.

`kinds` says which words there are, `lexicon` by which patterns they are found, out of `phrases` of the
vocabulary, `figures`, `quantities` and `units`; `beginnings` which of them may begin at a place, and `cutting` cuts.
"""

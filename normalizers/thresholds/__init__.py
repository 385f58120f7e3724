"""Figures that have to be reached (指标值), wherever they stand: tasks, speeches, key points, bands, clauses.

`targets` reads tasks and goals, `conditions` what bands, clauses and key points ask for, `requirements` how
many key points; `figures` gives each its owner. They share `quantities`, `bounds` and `metrics`.
"""

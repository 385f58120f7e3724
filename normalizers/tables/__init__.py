"""What a table means: its header (表头), the roles of its columns, the kinds of its rows.

`layout` goes through a table: `header` finds its headings; `roles`, `columns` and `content` say what each
column holds, `row_kinds` and `totals` what each row is; `raw` is the rubric that comes of it.
"""

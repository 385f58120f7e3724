"""The outline of a rubric to its criteria (指标), their sums and departments.

`tree` takes each criterion through its readers: `names` and `points` for its name and worth, `fields`
for its target, unit and method, `texts` for key points, `scoring` with `bands`, `clauses`, `notes` for how it
scores, `parties` for who answers for it. `state` is what they share; `again` reads what people corrected.
"""

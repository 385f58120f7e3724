"""The outline of a rubric to its criteria (指标), their sums and departments.

`tree` takes each criterion through its readers: `names` and `points` for what it is called and worth, `fields`
for target, unit and method, `texts` for key points, `scoring` with `bands`, `clauses` and `notes` for how it
scores, `parties` for who answers for it. `state` is what they share; `again` reads what a person corrected.
"""

"""The outline of a rubric to its criteria (指标), their sums and departments."""

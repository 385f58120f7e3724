"""A rubric's expression as SQL that DuckDB runs over a table of marks."""

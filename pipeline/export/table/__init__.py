"""指标表: the flat table that offices exchange, written and read again."""

"""Files, runs and datasets: what people and other programs call."""

"""Rules, runs and tiles of one page become tables with cells, and lines that stand in no cell."""

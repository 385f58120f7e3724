"""Evidence (出处): where each value of a notice stands in its source, for a person to look at."""

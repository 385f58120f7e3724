"""A rubric in the formats of other systems, each with a list of what the format could not hold."""

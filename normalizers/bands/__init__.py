"""Grade bands (档次): those of a criterion, and ladders of a whole rubric."""

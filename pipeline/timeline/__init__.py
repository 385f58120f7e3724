"""Several years in a row (多年度对比): each indicator, and the points of each department."""

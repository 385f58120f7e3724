"""What one cell says: a name, points, departments, components, the kind of a criterion."""

"""Tables by geometry and look: rules to cells, pieces of pages joined; it knows no words of the field."""

"""The contract of the output for other programs: tables, the tree of a notice, schemas, and their version."""

"""What people did in a project (经过): corrections and comments, the latest first."""

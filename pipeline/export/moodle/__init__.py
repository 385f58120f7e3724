"""Moodle: the backup of an assignment with its forms of advanced grading."""

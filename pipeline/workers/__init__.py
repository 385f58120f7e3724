"""Processes that read files and can be ended: one bad file harms no other."""

"""Rubrics in numbered paragraphs (一、组织领导（20分） …), made into the tables that they could be."""

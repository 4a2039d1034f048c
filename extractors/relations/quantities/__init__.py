"""Dates and numbers that a text ties to an entity, and to relations."""

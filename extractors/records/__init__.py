"""Structured records -> documents that say in lines what their fields say, with names and facts."""

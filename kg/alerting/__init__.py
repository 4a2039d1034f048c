"""Saved questions whose answers are watched: who asked is told when an answer changed, and how."""

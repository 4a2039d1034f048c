"""What each generation added and withdrew: statements that came or went, with their sentences."""

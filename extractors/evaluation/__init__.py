"""How well a reader finds what careful people annotated, and what its errors come from."""

"""The graph: keeps, reconciles and ranks claims; knows nothing of HTTP or of text."""

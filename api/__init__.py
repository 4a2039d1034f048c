"""The graph over HTTP: SPARQL, JSON and pages; knows nothing of extraction's inside."""

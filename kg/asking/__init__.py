"""Questions as people type them -> questions with every name resolved, each fault at its field."""

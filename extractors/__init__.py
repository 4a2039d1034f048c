"""Text and records in, readings out; knows nothing of storage."""

"""What `make train` does: annotated documents to weights, confidences and a report."""

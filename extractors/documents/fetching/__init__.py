"""Bytes from the web: the only place that asks other machines, and never those inside."""

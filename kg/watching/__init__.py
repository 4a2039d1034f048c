"""Sources that are looked at again and again: what is due, what became of it, what to warn of."""

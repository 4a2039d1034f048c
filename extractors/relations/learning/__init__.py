"""The learned scorer of pairs: which pairs, what is seen of them, and the weights of that."""

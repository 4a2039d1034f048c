"""Who reads documents: this process, several of this machine, or the workers of a cluster."""

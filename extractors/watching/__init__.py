"""What a watcher has done in a process of its own: looking, fetching, reading."""

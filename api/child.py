"""What the processes behind the server have in common: pipes to their parent, and limits."""

import os
import resource
import sys
from queue import SimpleQueue


def limit(memory: int, largest: int) -> None:
    """Let this process use so many bytes of memory, write files so large, and leave no core."""
    wanted = {resource.RLIMIT_AS: memory, resource.RLIMIT_FSIZE: largest, resource.RLIMIT_CORE: 0}
    for what, bytes_ in wanted.items():
        hard = resource.getrlimit(what)[1]
        most = bytes_ if hard == resource.RLIM_INFINITY else min(bytes_, hard)
        resource.setrlimit(what, (most, most))


def say(line: bytes) -> None:
    """Send a line to the parent."""
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


def listen(lines: SimpleQueue[bytes]) -> None:
    """Pass on each line; leave at the end of input, whatever the main thread is doing."""
    for line in sys.stdin.buffer:
        lines.put(line)
    os._exit(0)

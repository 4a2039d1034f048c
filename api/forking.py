"""The process of which the workers are forked: it has loaded all that they need, and nothing else.

A worker that is started from nothing takes a third of a second of the processor, a forked one five
milliseconds; that is what a question waits for where another had to be killed. Each byte that comes
in through the socket at its input comes with the socket of a worker to be, and with its slot if it
is to answer connections itself (see direct.py); the answer is the worker's number, with a handle by
which it can be killed and nobody else.
"""

import fcntl
import gc
import os
import signal
import socket
from contextlib import suppress
from types import FrameType

from api import worker


def main() -> None:
    """Fork until the server is gone."""
    line = socket.socket(fileno=worker.STDIN)
    signal.signal(signal.SIGCHLD, _reap)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends us all
    gc.freeze()  # so that workers share what they do not change
    while True:
        told, given, *_ = socket.recv_fds(line, 1, 2)
        if not told:
            worker.leave()
        pid = os.fork()
        if not pid:
            _become_worker(line, given)
        for one in given:
            os.close(one)
        handles: list[int] = []
        with suppress(ProcessLookupError):  # it has ended already
            handles.append(os.pidfd_open(pid))
        socket.send_fds(line, [str(pid).encode()], handles)
        for handle in handles:
            os.close(handle)


def _become_worker(line: socket.socket, given: list[int]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    line.detach()
    given = [fcntl.fcntl(one, fcntl.F_DUPFD, worker.SLOT + 1) for one in given]  # out of the way
    for one, own in zip(
        (given[0], *given), (worker.STDOUT, worker.STDIN, worker.SLOT), strict=False
    ):
        os.dup2(one, own)
    os.closerange(worker.SLOT + 1, max(given) + 1)
    try:
        worker.main()
    finally:
        os._exit(1)  # never back into the loop above


def _reap(_signal: int, _frame: FrameType | None) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    main()

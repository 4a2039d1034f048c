"""Connections to a server, each asked over by hand, and how many of them are lent to workers."""

import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

import httpx

from tests.api.test_streaming import soon
from tests.api.test_workers import workers


def helpers() -> dict[int, int]:
    """The workers that have a slot, each with how many connections it has."""
    found = {}
    for pid in workers(os.getpid()):
        with suppress(OSError):
            files = [str(one.readlink()) for one in Path(f"/proc/{pid}/fd").iterdir()]
            if any("memfd:slot" in file for file in files):
                found[pid] = sum(file.startswith("socket:") for file in files) - 2  # its own
    return found


def connections() -> int:
    """How many connections are lent."""
    return sum(helpers().values())


class Line:
    """One connection to a server."""

    all_lent: ClassVar["set[Line]"] = set()

    def __init__(self, client: httpx.Client) -> None:
        self.line = socket.create_connection((client.base_url.host, client.base_url.port), 30)
        self.file = self.line.makefile("rb")
        self.number = 0

    def ask(self, query: str = "", *, headers: str = "", method: str = "GET") -> None:
        self.number += 1
        query = query or f"ASK {{}} # {self.number} {id(self)}"
        path = httpx.URL("/sparql", params={"query": query}).raw_path.decode()
        self.line.sendall(f"{method} {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode())

    def answer(self, *, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
        status = int(self.file.readline().split()[1])
        lines = iter(lambda: self.file.readline().decode().strip(), "")
        headers = dict(line.split(": ", 1) for line in lines)
        if method == "HEAD" or status == 304:
            return status, headers, b""
        if "content-length" in headers:
            return status, headers, self.file.read(int(headers["content-length"]))
        body = b""
        while size := int(self.file.readline(), 16):
            body += self.file.read(size)
            self.file.readline()
        self.file.readline()
        return status, headers, body

    def lent(self) -> "Line":
        """Ask until it is lent, and all others are that were."""

        def is_lent() -> bool:
            self.ask()
            assert self.answer()[0] == 200
            return connections() >= len(Line.all_lent)

        Line.all_lent.add(self)
        assert soon(is_lent)
        return self

    def close(self) -> None:
        Line.all_lent.discard(self)
        self.hang_up()

    def hang_up(self) -> None:
        self.file.close()
        self.line.close()

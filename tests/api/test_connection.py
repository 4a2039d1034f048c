"""How answers go out over a socket."""

import socket

import httpx
import pytest


def first_piece(client: httpx.Client, request: str) -> bytes:
    """What one call to the kernel gives of an answer."""
    address = (str(client.base_url.host), client.base_url.port or 80)
    with socket.create_connection(address, timeout=20) as line:
        line.sendall(request.encode())
        return line.recv(1 << 16)


@pytest.mark.parametrize("path", ["/sparql?query=ASK%20%7B%7D", "/health", "/nowhere"])
def test_a_short_answer_comes_in_one_piece(client: httpx.Client, path: str) -> None:
    for _ in range(3):  # the later ones from memory
        answer = first_piece(client, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")
        head, _, body = answer.partition(b"\r\n\r\n")
        told = [line for line in head.lower().split(b"\r\n") if b"content-length" in line]
        assert told == [b"content-length: %d" % len(body)]
        assert body


def test_a_head_alone_does_not_wait(client: httpx.Client) -> None:
    answer = first_piece(client, "HEAD /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"\r\n\r\n")


def test_requests_in_a_row_are_answered_in_order(client: httpx.Client) -> None:
    asked = ["ASK {}", "ASK { FILTER(false) }"] * 5
    address = (str(client.base_url.host), client.base_url.port or 80)
    with socket.create_connection(address, timeout=20) as line:
        for number, query in enumerate(asked):
            last = "Connection: close\r\n" if number == len(asked) - 1 else ""
            path = httpx.URL("/sparql", params={"query": query}).raw_path.decode()
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n{last}\r\n".encode())
        whole = b"".join(iter(lambda: line.recv(1 << 16), b""))
    assert [part[:4] for part in whole.split(b'"boolean":')[1:]] == [b"true", b"fals"] * 5

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.kg.cli.conftest import Kg

KG = Path(sys.executable).with_name("kg")


def test_a_port_in_use_is_told(kg: Kg) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = kg("serve", "--port", port)
    assert done.code == 2
    assert f"kg: cannot listen at 127.0.0.1 port {port}: address already in use" in done.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_stops_cleanly(sampled: Path, number: signal.Signals) -> None:
    command = [str(KG), "serve", "--port", "0", "--store", str(sampled)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        said = server.stderr.readline()
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+", said)
            assert address, said
            with httpx.Client(base_url=address.group(), timeout=30) as client:
                assert client.get("/health").json()["status"] == "ok"
            server.send_signal(number)
            server.wait(30)
        finally:
            server.kill()
        rest = server.stderr.read()
    assert server.returncode in (0, -signal.SIGTERM)
    assert "Traceback" not in rest

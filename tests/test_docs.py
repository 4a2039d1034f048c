"""What the README shows is what happens."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent


class Shown(NamedTuple):
    """A command and what it is said to print; three dots stand for anything."""

    command: str
    expected: str


def shown() -> Iterator[Shown]:
    for block in re.findall(r"^```console\n(.*?)^```$", README, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            yield Shown(command, expected)


def fits(expected: str, found: str) -> bool:
    """Whether an output is as shown, but for the width of columns and what dots stand for."""
    words = re.escape(" ".join(expected.split())).replace(r"\ ", " ")
    pattern = re.sub(r" ?\\\.\\\.\\\. ?", r".*?", words)
    return re.fullmatch(pattern, " ".join(found.split()), re.DOTALL) is not None


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a fresh checkout, with the samples where the README names them."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "extractors").symlink_to(ROOT / "extractors")
    return folder


def environment(place: Path) -> dict[str, str]:
    # Without compiled files each command would take two seconds more.
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    path = f"{BIN}{os.pathsep}{kept['PATH']}"
    return {**kept, "PATH": path, "KG_STORE": str(place / "store"), "COLUMNS": "100"}


@pytest.fixture(scope="module")
def address(place: Path) -> Iterator[str]:
    """Where `kg serve` listens, as it says."""
    command = [str(BIN / "kg"), "serve", "--port", "0"]
    with subprocess.Popen(
        command, env=environment(place), stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr
        line = server.stderr.readline()
        found = re.search(r"http://\S+", line)
        assert found, line
        yield found.group()
        server.kill()


def run(command: str, place: Path) -> str:
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=place,
        env=environment(place),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


# In the order of the README: each block may build on those before it.
COMMANDS = [each for each in shown() if each.command.startswith(("kg ", "echo "))]
REQUESTS = [each for each in shown() if each.command.startswith("curl ")]


def test_every_block_is_known() -> None:
    assert len(COMMANDS) + len(REQUESTS) == len(list(shown()))
    assert len(COMMANDS) > 10
    assert len(REQUESTS) > 3


@pytest.mark.parametrize("each", COMMANDS, ids=[each.command[:40] for each in COMMANDS])
def test_a_command_prints_what_is_shown(each: Shown, place: Path) -> None:
    found = run(each.command, place)
    assert fits(each.expected, found), found


@pytest.mark.parametrize("each", REQUESTS, ids=[each.command[-40:] for each in REQUESTS])
def test_a_request_is_answered_as_shown(each: Shown, place: Path, address: str) -> None:
    found = run(asked_with_python(each.command, address), place)
    assert fits(each.expected, found), found


def asked_with_python(command: str, address: str) -> str:
    """The same request by a client that is surely here; curl may not be."""
    words = iter(shlex.split(command)[1:])
    given: dict[str, str] = {}
    headers: dict[str, str] = {}
    url = ""
    for word in words:
        match word:
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "--data-urlencode":
                name, _, value = next(words).partition("=")
                given[name] = value
            case "-G":
                pass
            case _:
                url = word.replace("http://127.0.0.1:8000", address)
    code = (
        f"import httpx; r = httpx.get({url!r}, headers={headers!r}, params={given or None!r},"
        " timeout=30); r.raise_for_status(); print(r.text)"
    )
    return shlex.join([sys.executable, "-c", code])


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        ("a ... c", "a b c", True),
        ("a ... c", "a b d", False),
        ("a\n...\n", "a\nb\nc", True),
        ("1 of ...", "2 of 3", False),
        ("a   b", "a\nb", True),
    ],
)
def test_dots_stand_for_anything_and_nothing_else_does(
    expected: str, found: str, same: bool
) -> None:
    assert fits(expected, found) is same


def test_the_picture_is_there() -> None:
    picture = (ROOT / "docs" / "demo.svg").read_text(encoding="utf-8")
    assert "kg&#160;partners" in picture
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")

"""What the server and its workers say to each other, each a line of JSON."""

import json
from dataclasses import dataclass
from json.encoder import encode_basestring_ascii
from typing import Any

# The server: a part of a long answer was sent; here is a connection of this number, with its
# handle; let go of all connections, and say an outcome.
TAKEN, LEND, COME = b"taken", b"lend ", b"come"
# The worker: here is a connection back, by number, with so many bytes that were read from it, or
# that are still to be sent over it.
BACK, REST = b"back ", b"rest "
READ = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class Question:
    """A query as the protocol carries it; the first of `forms` that fits outweighs `accept`."""

    text: str
    accept: str = ""
    forms: tuple[str, ...] = ()
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question, or how far it has come: a part is full, or the rest follows."""

    media: str = ""
    part: int = 0  # the number of the file that is full; 0 at the end
    size: int = 0  # bytes that follow this line
    rest: int = 0  # the number of the file that holds the end instead
    truncated: int = 0  # rows after which the answer was cut; 0 where it is whole
    error: str = ""  # the name of an error's class
    detail: str = ""
    field: str = ""
    offers: tuple[str, ...] = ()


def as_line(record: Question | Outcome, **more: str | int) -> bytes:
    """A record as one line of JSON; what is as it is by default is left out."""
    told = {name: value for name in record.__slots__ if (value := getattr(record, name))}
    words = [f'"{name}":{_json(value)}' for name, value in (told | more).items()]
    return f"{{{','.join(words)}}}\n".encode()


def _json(value: object) -> str:
    # Texts are by far the most, and the module's own way is long where nothing is in the cache.
    return encode_basestring_ascii(value) if isinstance(value, str) else json.dumps(value)


def of_line(line: bytes | bytearray) -> dict[str, Any]:
    """What a line of JSON says."""
    told: dict[str, Any] = READ(line.decode())[0]
    return told

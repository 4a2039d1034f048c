"""115,000 organisations, indexed and looked up: `python -m bench.authorities [NUMBER]`.

Wants `authorities/ror-subset.json.gz` in ../shared. Its 51,370 records are multiplied to the size
of the whole ROR with other ids and with one word of each name changed, so that neither words nor
names repeat; the dump is written as ROR writes it and then added as `kg authority add` does.
"""

import gzip
import json
import random
import resource
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bench.outside.corpora import shared
from kg.resolution.authorities.adding import prepare, put
from kg.resolution.authorities.lookup import Bodies

WHOLE = 115_000
DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
SYLLABLES = "ba ko ri mu ten sal vor nia pe lim dra cho".split()
QUESTIONS = 300  # of each kind


def records(number: int) -> Iterator[dict[str, Any]]:
    """So many records; after the real ones, copies of them under other names."""
    with gzip.open(shared("authorities/ror-subset.json.gz"), "rt", encoding="utf-8") as file:
        real = json.load(file)
    chance = random.Random(1)  # noqa: S311  # the same each time
    for at in range(number):
        record = dict(real[at % len(real)])
        if at >= len(real):
            record["id"] = f"https://ror.org/0{_coded(at)}"
            record["names"] = [
                {**name, "value": _varied(name["value"], chance)} for name in record["names"]
            ]
            record["relationships"] = []
        yield record


def _coded(number: int) -> str:
    found = ""
    for _ in range(8):
        number, digit = divmod(number, len(DIGITS))
        found = DIGITS[digit] + found
    return "z" + found[1:]


def _varied(name: str, chance: random.Random) -> str:
    words = name.split()
    made = "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4)))
    words[chance.randrange(len(words))] = made if len(words) < 2 else made.capitalize()
    return " ".join(words)


def write_dump(path: Path, number: int) -> None:
    """The records as a dump in the form of ROR."""
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for at, record in enumerate(records(number)):
            file.write(",\n" if at else "\n")
            json.dump(record, file, indent=4, ensure_ascii=False)
        file.write("]")


def asked(bodies: Bodies) -> dict[str, list[str]]:
    """Questions of each kind, drawn from the index."""
    chance = random.Random(2)  # noqa: S311
    (most,) = bodies.rows("SELECT max(id) FROM body")[0]
    drawn = [bodies.body(chance.randint(1, int(str(most)))) for _ in range(QUESTIONS)]
    names = [body.label for body in drawn]
    others = [chance.choice(body.names).text for body in drawn]
    short = [n.text for body in drawn for n in body.names if n.text.isupper() and len(n.text) < 9]
    return {
        "whole name": names,
        "any other name": others,
        "acronym": short or names,
        "beginning": [name[: max(3, len(name) * 2 // 3)] for name in names],
        "typing error": [_misspelled(name, chance) for name in names],
    }


def _misspelled(name: str, chance: random.Random) -> str:
    words = name.split()
    at = max(range(len(words)), key=lambda i: len(words[i]))
    word = words[at]
    if len(word) > 4:
        cut = chance.randrange(1, len(word) - 1)
        words[at] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    return " ".join(words)


def main() -> None:
    """Print what it takes."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else WHOLE
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "v1.0-2025-01-01-ror-data_schema_v2.json"
        write_dump(dump, number)
        print(f"{number} records, {dump.stat().st_size / 1e6:.0f} MB of JSON")
        print(f"memory before: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
        started, busy = perf_counter(), process_time()
        waiting, about = prepare("ror", dump, Path(folder) / "authorities")
        put(waiting, about, Path(folder) / "authorities")
        took, worked = perf_counter() - started, process_time() - busy
        index = Path(folder) / "authorities" / "ror.sqlite"
        print(f"built in {took:.1f} s ({worked:.1f} CPU), {index.stat().st_size / 1e6:.0f} MB")
        print(f"memory after: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
        _look_up(index)


def _look_up(index: Path) -> None:
    bodies = Bodies.open(index)
    bodies.search("univresity")  # the words are read once
    for kind, questions in asked(bodies).items():
        times, found = [], 0
        for question in questions:
            started = process_time()
            hits = bodies.search(question)
            times.append((process_time() - started) * 1000)
            found += bool(hits)
        p95 = sorted(times)[int(len(times) * 0.95)]
        print(
            f"{kind:15} p50 {statistics.median(times):5.2f} ms, p95 {p95:5.2f} ms of CPU,"
            f" something found for {found / len(questions):.3f}"
        )


if __name__ == "__main__":
    main()

"""A document that kills whoever writes it: it is found, and all others are written."""

import json
import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.store.embedded import open_reader
from kg.watching.begun import MANY, MOST, ONE, TOLD
from kg.watching.state import WatchState
from tests.kg.watching.forking import Order, Zygote, zygote

POISON = "Dr Poison POISON WRITE\n"
SOURCES = """
[sources.papers]
kind = "folder"
path = "papers"
"""
DEATHS = MOST // ONE  # until a document is not written any more


@pytest.fixture(scope="module")
def forking() -> Iterator[Zygote]:
    with zygote() as found:
        yield found


def lay(folder: Path, name: str, text: str) -> None:
    path = folder / "papers" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    os.utime(path, (1, 1))


def order(folder: Path) -> Order:
    (folder / "sources.toml").write_text(SOURCES)
    place = str(folder / "sources.toml")
    return Order(str(folder / "store"), "", place, until_done=True, is_deadly=True)


def ends(forking: Zygote, given: Order) -> Iterator[int]:
    """How watchers end that are started one after the other, until one comes to its end."""
    forking.told.clear()
    for _ in range(20):
        forking.start(given)
        yield (end := forking.end())
        if end == 0:
            return


def states(given: Order, *, hurried: bool = False) -> dict[str, tuple[str, str]]:
    state = WatchState(given.settings.folder)
    if hurried:
        state._db.execute("UPDATE item SET due = 0")
    rows = state.rows("SELECT key, state, reason FROM item")
    state.close()
    return {Path(row["key"]).name: (row["state"], row["reason"]) for row in rows}


def texts(given: Order) -> list[str]:
    with open_reader(given.settings) as store:
        return sorted(store.text(iri) or "" for iri in store.documents())


def test_what_kills_is_set_aside_and_the_others_are_written(
    tmp_path: Path, forking: Zygote
) -> None:
    good = [f"Dr Good {number}\n" for number in range(6)]
    for number, text in enumerate(good):
        lay(tmp_path, f"{number}.txt", text)
    lay(tmp_path, "3-poison.txt", POISON)
    given = order(tmp_path)
    assert Counter(ends(forking, given)) == {-signal.SIGKILL: DEATHS, 0: 1}
    assert texts(given) == good
    found = states(given)
    assert found.pop("3-poison.txt") == ("aside", TOLD)
    assert {state for state, _ in found.values()} <= {"taken", "unchanged"}
    # It is tried once more after each pause, and given up at last.
    states(given, hurried=True)
    assert list(ends(forking, given)) == [-signal.SIGKILL, 0]
    states(given, hurried=True)
    assert list(ends(forking, given)) == [-signal.SIGKILL, 0]
    state, reason = states(given, hurried=True)["3-poison.txt"]
    assert (state, reason) == ("refused", f"{TOLD} (given up after 3 attempts)")
    assert list(ends(forking, given)) == [0]
    assert texts(given) == good


def test_whoever_was_written_with_it_is_not_suspected(tmp_path: Path, forking: Zygote) -> None:
    for number in range(3):
        lay(tmp_path, f"{number}.txt", f"Dr Good {number}\n")
    lay(tmp_path, "1-poison.txt", POISON)
    given = order(tmp_path)
    assert next(ends(forking, given)) == -signal.SIGKILL
    state = WatchState(given.settings.folder)
    assert list(state.begun().values()) == [ONE]
    state.close()


def test_what_kills_at_the_end_is_found_among_fewer_and_fewer(
    tmp_path: Path, forking: Zygote
) -> None:
    good = [f"Dr Good {number}\n" for number in range(20)]
    for number, text in enumerate(good):
        lay(tmp_path, f"{number:02}.txt", text)
    lay(tmp_path, "03-poison.txt", "Dr Poison POISON END\n")
    given = order(tmp_path)
    assert Counter(ends(forking, given)) == {-signal.SIGKILL: MOST // MANY, 0: 1}
    assert states(given).pop("03-poison.txt") == ("aside", TOLD)
    assert {state for state, _ in states(given).values()} == {"unchanged", "aside"}
    assert texts(given) == sorted([*good, "Dr Poison POISON END\n"])  # it is in, but unfinished


def test_one_record_that_kills_is_refused_and_the_others_of_its_file_are_written(
    tmp_path: Path, forking: Zygote
) -> None:
    good = [f"Dr Record {number}\n" for number in range(4)]
    lines = [json.dumps({"text": text}) for text in (*good[:2], POISON, *good[2:])]
    lay(tmp_path, "many.jsonl", "\n".join(lines))
    given = order(tmp_path)
    assert Counter(ends(forking, given)) == {-signal.SIGKILL: DEATHS, 0: 1}
    assert texts(given) == sorted(good)
    assert states(given) == {"many.jsonl": ("taken", "")}
    state = WatchState(given.settings.folder)
    [trouble] = state.rows("SELECT what, reason FROM trouble")
    state.close()
    assert tuple(trouble) == ("refused", TOLD)


def test_whoever_died_of_something_else_is_written_at_the_next_start(
    tmp_path: Path, forking: Zygote
) -> None:
    lay(tmp_path, "a.txt", POISON)
    given = order(tmp_path)
    ended = ends(forking, given)
    assert [next(ended) for _ in range(DEATHS - 1)] == [-signal.SIGKILL] * (DEATHS - 1)
    lay(tmp_path, "a.txt", "Dr Healed\n")
    assert list(ended) == [0]
    assert texts(given) == ["Dr Healed\n"]
    state = WatchState(given.settings.folder)
    assert state.begun() == {}
    state.close()

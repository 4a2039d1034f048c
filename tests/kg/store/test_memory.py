"""What was freed is the system's again."""

import platform
from pathlib import Path

import pytest

from kg.store.memory import give_back

MANY, SIZE = 60_000, 1000  # pieces, and bytes of one: too large for Python's own pools


def resident() -> int:
    """Megabytes of memory that this process has."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library keeps its own way")
def test_what_was_freed_is_given_back() -> None:
    pieces = [bytes(SIZE) for _ in range(MANY)]
    some = pieces[::100]  # all over the place, so that nothing goes back by itself
    del pieces
    before = resident()
    give_back()
    assert before - resident() > MANY * SIZE // 2 >> 20
    assert len(some) == MANY // 100

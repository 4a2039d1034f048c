"""Where a worker writes a long answer."""

from pathlib import Path

from api.spool import AHEAD, Spool, part_of


def test_a_short_answer_is_never_on_disk(tmp_path: Path) -> None:
    announced: list[int] = []
    spool = Spool(tmp_path / "1", 100, announced.append)
    spool.write(b"short")
    assert (spool.rest(), announced, list(tmp_path.iterdir())) == (b"short", [], [])


def test_parts_and_the_rest_are_the_answer(tmp_path: Path) -> None:
    announced: list[int] = []
    spool = Spool(tmp_path / "1", 10, announced.append)
    for piece in (b"0123456", b"789ab", b"c", b"defghijklmnop", b"qr"):
        spool.write(piece)
    parts = [part_of(tmp_path / "1", number).read_bytes() for number in announced]
    assert b"".join([*parts, spool.rest()]) == b"0123456789abcdefghijklmnopqr"
    assert announced == [1, 2]


def test_who_writes_waits_while_too_much_lies_unsent(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "1", 1, lambda _: None)
    waits: list[int] = []

    def wait() -> None:
        waits.append(len(list((tmp_path / "1").iterdir())))
        part_of(tmp_path / "1", len(waits)).unlink()  # as the server does when it has sent it

    spool.wait = wait
    for _ in range(AHEAD + 6):
        spool.write(b"x")
    assert waits == [AHEAD] * 5

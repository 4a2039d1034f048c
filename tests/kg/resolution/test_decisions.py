"""The log of decisions: what it holds, what counts of it, and what a bad line is told to be."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import BadRequest, StoreUnusable
from kg.model import Iri
from kg.resolution.decisions import Decision, Verdict, append, in_force, read_log, undoable

A, B, C = (Iri(f"https://example.org/person/{key}") for key in "abc")
WHEN = "2026-11-22T08:00:00+00:00"
GOOD = f"1\t{WHEN}\tann\tsame\t{A}\t{B}\tone ORCID"


def decided(number: int, verdict: Verdict, left: Iri = A, right: Iri = B) -> Decision:
    return Decision(number, WHEN, "ann", verdict, left, right)


def undoing(number: int, undone: int) -> Decision:
    return Decision(number, WHEN, "ann", Verdict.UNDO, Iri(), Iri(), "", undone)


def test_what_is_appended_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "decisions.tsv"
    log = [
        Decision(1, WHEN, "ann", Verdict.SAME, A, B, "tabs\tand\nlines"),
        Decision(2, WHEN, "ben", Verdict.DIFFERENT, A, C),
        undoing(3, 1),
    ]
    for decision in log:
        append(path, decision)
    assert [d.line() for d in read_log(path)] == [d.line() for d in log]
    assert read_log(path)[0].why == "tabs and lines"
    assert path.read_text().startswith("#")


def test_a_line_after_one_without_an_end_is_a_line_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "decisions.tsv"
    path.write_text(GOOD)
    append(path, decided(2, Verdict.DIFFERENT, A, C))
    assert [d.number for d in read_log(path)] == [1, 2]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1 same a b", "columns"),
        (GOOD.replace("same", "sane"), "'sane' is none of same, different, undo"),
        (GOOD.replace("1\t", "one\t"), "'one' is no number"),
        (GOOD.replace(WHEN, "yesterday"), "'yesterday' is no ISO date"),
        (GOOD.replace(str(A), "a b"), "'a b' is no IRI"),
        (GOOD.replace(str(A), str(B)), "both sides"),
        (GOOD.replace("ann", " "), "nobody is named"),
        (f"{GOOD}\n{GOOD}", "numbers go up"),
        (f"1\t{WHEN}\tann\tundo\t7\t\t", "undoes '7'"),
        ("<<<<<<< ours", "columns"),
    ],
)
def test_a_bad_line_is_told_with_file_and_number(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "decisions.tsv"
    path.write_text(f"# heading\n\n{line}\n")
    at = 4 if line.count("\n") else 3
    with pytest.raises(StoreUnusable, match=rf"decisions\.tsv, line {at}: .*{message}"):
        read_log(path)


def test_a_log_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "decisions.tsv"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(StoreUnusable, match=r"decisions\.tsv cannot be read"):
        read_log(path)


def test_an_undo_that_is_undone_undoes_nothing() -> None:
    log = [decided(1, Verdict.SAME), undoing(2, 1)]
    assert in_force(log) == []
    assert in_force([*log, undoing(3, 2)]) == log[:1]
    assert in_force([*log, undoing(3, 2), undoing(4, 1)]) == []


def test_only_what_counts_can_be_undone() -> None:
    log = [decided(1, Verdict.SAME), undoing(2, 1)]
    assert undoable(log, 2).number == 2
    with pytest.raises(BadRequest, match="decision 1 is undone already"):
        undoable(log, 1)
    with pytest.raises(BadRequest, match="no decision 9: the last is 2"):
        undoable(log, 9)


@given(st.lists(st.integers(0, 6), max_size=12))
def test_undoing_everything_leaves_nothing(picks: list[int]) -> None:
    log: list[Decision] = []
    for pick in picks:
        number = len(log) + 1
        counts = {d.number for d in in_force(log)}
        log.append(undoing(number, pick) if pick in counts else decided(number, Verdict.SAME))
    for decision in in_force(log):
        log.append(undoing(len(log) + 1, decision.number))
    assert in_force(log) == []

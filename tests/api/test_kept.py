import hypothesis.strategies as st
import pytest
from hypothesis import given

from api import kept
from api.kept import OVERHEAD, Answer, Kept


@given(st.lists(st.tuples(st.sampled_from("ab"), st.binary(max_size=1), st.integers(0, 9000))))
def test_no_more_is_kept_than_may_be_and_nothing_of_another_state(
    asked: list[tuple[str, bytes, int]],
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "MOST", 20_000)
        patch.setattr(kept, "LARGEST", 8000)
        answers, sizes = Kept(), dict[bytes, int]()
        for epoch, key, size in asked:
            found = answers.find(epoch, key)
            if found:
                assert (found.epoch, len(found.body)) == (epoch, sizes[key])
            else:
                answers.keep(Answer(epoch, key), bytes(size))
                sizes[key] = size
            held = answers._answers.values()
            assert sum(len(one.body) + OVERHEAD for one in held) == answers._size <= 20_000
            assert all(len(one.body) <= 8000 for one in held)


def test_who_was_asked_last_stays() -> None:
    answers = Kept()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "MOST", 3 * (OVERHEAD + 10))
        for key in (b"1", b"2", b"3", b"1", b"4"):
            if not answers.find("a", key):
                answers.keep(Answer("a", key), bytes(10))
    assert [key for key in (b"1", b"2", b"3", b"4") if answers.find("a", key)] == [b"1", b"3", b"4"]

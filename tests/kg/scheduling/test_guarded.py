"""Work with an end to its time: of the clock, or of the processor where the machine is busy."""

import time

import pytest

from kg.scheduling.guarded import Guarded, Overran


class Working:
    """Takes time in ways that are told apart."""

    def __init__(self) -> None:
        self.loaded = 0

    def load(self) -> None:
        time.sleep(1.5)
        self.loaded += 1

    def sleep(self, seconds: float) -> int:
        time.sleep(seconds)
        return self.loaded

    def compute(self, seconds: float) -> float:
        until = time.process_time() + seconds
        while time.process_time() < until:
            pass
        return seconds


@pytest.mark.parametrize(
    ("slack", "work", "seconds", "is_stopped"),
    [
        (1.0, "sleep", 2.5, True),
        (6.0, "sleep", 1.5, False),  # of the processor it had nothing
        (3.0, "sleep", 30.0, True),
        (60.0, "compute", 30.0, True),
    ],
)
def test_time_is_what_a_process_had(
    slack: float, work: str, seconds: float, is_stopped: bool
) -> None:
    guarded = Guarded(Working, 1.0, 2000, slack)
    try:
        if is_stopped:
            with pytest.raises(Overran, match="stopped after 1 seconds"):
                guarded.call(work, seconds)
        else:
            guarded.call(work, seconds)
    finally:
        guarded.close()


def test_what_is_prepared_takes_no_time_of_the_work() -> None:
    guarded = Guarded(Working, 1.0, 2000)
    try:
        guarded.prepare("load")
        guarded.prepare("load")
        assert guarded.call("sleep", 0) == 1
        guarded.close()
        guarded.prepare("load")
        assert (guarded.call("sleep", 0), guarded.started) == (1, 2)
    finally:
        guarded.close()

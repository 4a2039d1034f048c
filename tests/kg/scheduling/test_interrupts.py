import signal
from threading import Thread

import pytest

from kg.scheduling.interrupts import unbroken


def test_a_step_is_done_before_it_is_stopped() -> None:
    done = []

    def step() -> None:
        with unbroken():
            signal.raise_signal(signal.SIGINT)
            done.append("whole")

    with pytest.raises(KeyboardInterrupt):
        step()
    assert done == ["whole"]


def test_an_error_is_told_and_the_next_ctrl_c_counts_again() -> None:
    with pytest.raises(ZeroDivisionError), unbroken():
        raise ZeroDivisionError
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_other_threads_are_left_alone() -> None:
    seen = []

    def step() -> None:
        with unbroken():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = Thread(target=step)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGINT)]

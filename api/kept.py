"""Answers that are kept in memory: what was asked last, in so many bytes."""

from collections import OrderedDict
from dataclasses import dataclass, field

LARGEST = 1 << 20  # bytes of one answer
MOST = 64 << 20  # bytes of all
OVERHEAD = 2048  # bytes that an answer takes besides its body, about


@dataclass(slots=True)
class Answer:
    """An answer to keep: of which state of the data, what tells it apart, and how it begins."""

    epoch: str
    key: bytes
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""


@dataclass(slots=True)
class Kept:
    """Answers about one state of the data, in one of so many shares of the memory for them."""

    shares: int = 1
    _answers: OrderedDict[bytes, Answer] = field(default_factory=OrderedDict)
    _epoch: str = ""
    _size: int = 0

    def find(self, epoch: str, key: bytes) -> Answer | None:
        """An answer about this state; those about another are forgotten."""
        if epoch != self._epoch:
            self._answers.clear()
            self._epoch, self._size = epoch, 0
        found = self._answers.get(key)
        if found:
            self._answers.move_to_end(key)
        return found

    def keep(self, answer: Answer, body: bytes) -> None:
        """Keep an answer, and let go of those that nobody has asked for the longest."""
        if len(body) > LARGEST or answer.epoch != self._epoch or answer.key in self._answers:
            return
        answer.body = body
        self._answers[answer.key] = answer
        self._size += len(body) + OVERHEAD
        while self._size > MOST // self.shares:
            _, gone = self._answers.popitem(last=False)
            self._size -= len(gone.body) + OVERHEAD

"""A change on its way: in one update where the store takes it, else in as few as it takes."""

from collections.abc import Iterator
from itertools import batched

from kg.store.remote.client import Client, TooMuch
from kg.store.store import Change, update_text

LEAST = 100  # quads; a store that does not take so few has another reason


class Sending:
    """The updates of one store, and how large they may be as far as is known."""

    def __init__(self, client: Client, url: str, most: int) -> None:
        """Begin with what the settings allow."""
        self._client, self._url, self.most = client, url, most

    def send(self, change: Change) -> None:
        """Make a change; what comes last in it is done last."""
        for piece in pieces(change, self.most):
            self._send(piece)

    def _send(self, piece: Change) -> None:
        try:
            self._client.update(self._url, update_text(piece))
        except TooMuch:
            if len(piece) < 2 * LEAST:
                raise
            self.most = max(len(piece) // 2, LEAST)
            for part in pieces(piece, self.most):
                self._send(part)


def pieces(change: Change, most: int) -> Iterator[Change]:
    """Smaller changes that come to the same when they are made in this order."""
    if len(change) <= most:
        yield change
        return
    cleared = change.cleared
    for removed in batched(change.removed, most):
        yield Change(cleared, removed)
        cleared = ()
    for added in batched(change.added, most):
        yield Change(cleared, (), added)
        cleared = ()

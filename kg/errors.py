"""What can go wrong, named by what to do next."""

from collections.abc import Callable, Mapping
from typing import Any


class KgError(Exception):
    """An error whose message is meant for the person at the edge."""

    def __reduce__(self) -> tuple[Callable[..., "KgError"], tuple[Any, ...]]:
        """Be the same in another process, whatever its kind is made of."""
        return _as_it_was, (type(self), self.args, self.__dict__)


def _as_it_was(kind: type[KgError], args: tuple[Any, ...], held: Mapping[str, Any]) -> KgError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(held)
    return error


class BadDocument(KgError):
    """Skip this document, report it, go on with the next."""


class NotNow(BadDocument):
    """Set this document aside and try again after `seconds`; None where nobody said when."""

    def __init__(self, message: str, seconds: float | None = None) -> None:
        """Keep how long it is to be left alone."""
        super().__init__(message)
        self.seconds = seconds


class NotYet(NotNow):
    """Nothing is wrong: it is not this document's turn before `seconds` have passed."""


class BadRequest(KgError):
    """The question cannot be answered as asked; `field` names the part at fault."""

    def __init__(self, message: str, field: str = "") -> None:
        """Keep the field so that the edge can point at it."""
        super().__init__(message)
        self.field = field


class NotFound(KgError):
    """There is no such thing; ask for another, perhaps one of `suggestions`."""

    def __init__(self, message: str, suggestions: tuple[str, ...] = ()) -> None:
        """Keep the names that may have been meant, the likeliest first."""
        super().__init__(message)
        self.suggestions = suggestions


class Gone(NotFound):
    """It was here once and is no more; `suggestions` are words to search for instead."""


class SourceUnavailable(KgError):
    """Stop the run; trying the next document would fail the same way."""


class StoreBusy(KgError):
    """Another process writes this folder; wait for it, or ask it over HTTP."""


class StoreUnusable(KgError):
    """The store cannot be opened or written as it is: rights, space, a newer version."""


class TookTooLong(KgError):
    """The question ran over its time limit and was stopped."""

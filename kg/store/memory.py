"""Memory that is free goes back to the system, of which a long run would keep most."""

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Return what was freed between things that are still in use; does nothing without glibc."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)

"""Texts as sets of word sequences, and short sketches by which those that share most are found.

A sketch is MinHash in bands: the smallest of a text's sequences under each of some orders, a few
of them hashed together. Two texts that share a part J of their sequences have one of these numbers
in common with probability 1 - (1 - J^ROWS)^BANDS: 0.73 at half, 0.94 at 0.6, 0.9999 at 0.8.
"""

import re
import zlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

WORDS = 5  # of one sequence: longer than most names, shorter than a sentence
BANDS, ROWS = 20, 4
KEPT = 512  # texts whose sequences are remembered

type Hashes = NDArray[np.uint64]

_WORD = re.compile(r"\w+")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_random = np.random.Generator(np.random.PCG64(20240607))
_FACTORS = _random.integers(1, 2**63, BANDS * ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_TERMS = _random.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64)


@lru_cache(maxsize=KEPT)
def sequences(text: str) -> Hashes:
    """The hashes of a text's sequences of words, sorted; case and punctuation do not count."""
    words = _WORD.findall(text.casefold())
    crcs = (zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words)
    hashes = np.fromiter(crcs, dtype=np.uint64, count=len(words))
    length = min(WORDS, len(words))
    if not length:
        return hashes
    found = np.zeros(len(words) - length + 1, dtype=np.uint64)
    for place in range(length):
        found = _mixed(found + hashes[place : place + len(found)])
    return np.unique(found)


def _mixed(hashes: Hashes) -> Hashes:
    """Every bit of the number spread over all of it."""
    hashes = (hashes ^ (hashes >> np.uint64(31))) * _FACTOR
    return hashes ^ (hashes >> np.uint64(29))


def resemblance(one: str, other: str) -> float:
    """The part of all sequences of two texts that both have.

    >>> resemblance("The same five words here.", "the same FIVE words, here")
    1.0
    """
    left, right = sequences(one), sequences(other)
    shared = len(np.intersect1d(left, right, assume_unique=True))
    return shared / max(len(left) + len(right) - shared, 1)


@lru_cache(maxsize=KEPT)
def sketch(text: str) -> tuple[int, ...]:
    """The numbers of a text, of which one that shares most of it has some; none without words."""
    found = sequences(text)
    if not len(found):
        return ()
    # One order after the other, for all at once would be eighty times the text.
    least = [(found * factor + term).min() for factor, term in zip(_FACTORS, _TERMS, strict=True)]
    rows = np.array(least, dtype=np.uint64).reshape(BANDS, ROWS)
    bands = np.arange(1, BANDS + 1, dtype=np.uint64)
    for row in range(ROWS):
        bands = _mixed(bands + rows[:, row])
    return tuple(int(value) for value in bands.astype(np.int64))

"""Many short lists of numbers laid end to end, so that a million of them are two arrays."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

type Ints = npt.NDArray[np.integer[Any]]
type Floats = npt.NDArray[np.floating[Any]]
type Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lists:
    """List number i is `values[starts[i]:starts[i + 1]]`."""

    starts: Ints
    values: Ints

    def __len__(self) -> int:
        """How many lists there are."""
        return len(self.starts) - 1

    def of(self, number: int) -> Ints:
        """One list, as a view."""
        return self.values[self.starts[number] : self.starts[number + 1]]

    @property
    def sizes(self) -> Ints:
        """How long each list is."""
        return np.diff(self.starts)

    def places(self, numbers: Ints, most: int | None = None) -> tuple[Ints, Ints]:
        """Where the first `most` values of some lists lie, beside which of `numbers` has each."""
        first = self.starts[numbers]
        sizes = self.starts[np.asarray(numbers) + 1] - first
        if most is not None:
            sizes = np.minimum(sizes, most)
        whose = np.repeat(np.arange(len(numbers)), sizes)
        before = np.cumsum(sizes) - sizes
        return whose, np.arange(len(whose)) - before[whose] + first[whose]

    def many(self, numbers: Ints, most: int | None = None) -> tuple[Ints, Ints]:
        """The values of some lists, beside which of `numbers` has each."""
        whose, places = self.places(numbers, most)
        return whose, self.values[places]


def grouped(keys: Ints, values: Ints, number: int) -> Lists:
    """One list for each key below `number`, its values in the order in which they are given."""
    order = np.argsort(keys, kind="stable")
    sizes = np.bincount(keys, minlength=number)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Lists(starts, np.asarray(values)[order])

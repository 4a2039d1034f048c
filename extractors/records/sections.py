"""Tables of a TOML file, asked for their keys by type; what nobody asks for is told as unknown."""

from collections.abc import Callable, Iterator, Mapping


class Section:
    """A table of a file and how messages call it; every fault is a ValueError."""

    def __init__(self, values: Mapping[str, object], name: str = "") -> None:
        """Take the table's values; `name` is what messages put before its keys."""
        self.values, self.name, self.asked = values, name, set[str]()

    def get[T](self, key: str, read: Callable[[object], T], default: T) -> T:
        """The value of a key, read; the default where it is missing."""
        self.asked.add(key)
        if key not in self.values:
            return default
        try:
            return read(self.values[key])
        except (ValueError, TypeError) as error:
            raise ValueError(f"{self.name}{key}: {error}") from error

    def need[T](self, key: str, read: Callable[[object], T]) -> T:
        """The value of a key that must be there."""
        if key not in self.values:
            raise ValueError(f"{self.name}{key} is missing")
        self.asked.add(key)
        try:
            return read(self.values[key])
        except (ValueError, TypeError) as error:
            raise ValueError(f"{self.name}{key}: {error}") from error

    def sections(self, key: str) -> Iterator["Section"]:
        """The tables of an array of tables."""
        none: tuple[Mapping[str, object], ...] = ()
        for number, one in enumerate(self.get(key, tables, none), 1):
            yield Section(one, f"{self.name}[[{key}]] {number}: ")

    def section(self, key: str) -> "Section":
        """The table under a key; an empty one where it is missing."""
        return Section(self.get(key, table, {}), f"{self.name}{key}.")

    def named(self, key: str) -> Iterator[tuple[str, "Section"]]:
        """The tables of a table, by their names."""
        whole = self.section(key)
        for name in whole.values:
            yield name, whole.section(name)

    def done(self) -> None:
        """Refuse what nobody asked for: it is mostly a typing error."""
        if unknown := sorted(set(self.values) - self.asked):
            known = ", ".join(sorted(self.asked))
            raise ValueError(f"{self.name}{unknown[0]} is not known here; known are {known}")


def text(value: object) -> str:
    """A text."""
    if not isinstance(value, str):
        raise TypeError("text is needed")
    return value


def texts(value: object) -> tuple[str, ...]:
    """A text, or several."""
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise TypeError("text, or a list of texts, is needed")
    return tuple(found)


def flag(value: object) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        raise TypeError("true or false is needed")
    return value


def table(value: object) -> Mapping[str, object]:
    """A table, of whatever it holds."""
    if not isinstance(value, dict):
        raise TypeError("a table is needed")
    return value


def tables(value: object) -> tuple[Mapping[str, object], ...]:
    """An array of tables."""
    if not isinstance(value, list):
        raise TypeError("an array of tables ([[...]]) is needed")
    return tuple(map(table, value))


def pairs(value: object) -> Mapping[str, str]:
    """A table of texts."""
    return {name: text(one) for name, one in table(value).items()}


def lists(value: object) -> Mapping[str, tuple[str, ...]]:
    """A table of lists of texts."""
    return {name: texts(one) for name, one in table(value).items()}


def tables_of_pairs(value: object) -> Mapping[str, Mapping[str, str]]:
    """A table of tables of texts."""
    return {name: pairs(one) for name, one in table(value).items()}

"""Word lists from ontologies/lexicons, read once; what a line means is said in each file's head."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from kg.model import Type


def lines(name: str) -> list[str]:
    """The lines of a lexicon without comments and blank lines."""
    text = (files("ontologies") / "lexicons" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("# ")]


@dataclass(frozen=True, slots=True)
class Head:
    """A noun that tells what a named thing is."""

    noun: str
    type: Type
    subclass: str | None


@cache
def _all_heads() -> dict[str, Head]:
    found = {}
    for line in lines("heads.tsv"):
        noun, type_, subclass = line.split("\t")
        if type_ != "-":
            found[noun] = Head(noun, Type(type_), None if subclass == "-" else subclass)
    return found


@cache
def heads() -> dict[str, Head]:
    """Head noun, in lower case, to what it says."""
    return {noun: head for noun, head in _all_heads().items() if noun[0] != "-"}


@cache
def _head_endings() -> re.Pattern[str]:
    endings = (re.escape(noun[1:]) for noun in _all_heads() if noun[0] == "-")
    return re.compile(rf"\w{{3,}}(?P<ending>{'|'.join(endings)})$")


@lru_cache(maxsize=1 << 14)
def head_of(word: str) -> Head | None:
    """What a word says as the noun of a name, by itself or by its ending: `Landesklinikum`."""
    noun = word.casefold()
    found = heads().get(noun)
    if found is None and word[:1].isupper():
        match = _head_endings().match(noun)
        found = _all_heads()["-" + match["ending"]] if match else None
    return found


@cache
def acronyms() -> dict[str, str]:
    """Acronyms that texts need not explain, to the Mondo id of what they mean."""
    return dict(line.split("\t") for line in lines("acronyms.tsv"))


@cache
def titles() -> re.Pattern[str]:
    """One or more titles before a name."""
    words = sorted(lines("titles.txt"), key=len, reverse=True)
    one = "|".join(re.escape(word.rstrip(".")) for word in words)
    return re.compile(rf"(?:(?:{one})\b\.?,?\s+)+")


@cache
def role_noun() -> str:
    """A regular expression for one noun of post or profession, in the singular."""
    nouns = lines("roles.txt")
    whole = "|".join(
        re.escape(noun) for noun in sorted(nouns, key=len, reverse=True) if noun[0] != "-"
    )
    endings = "|".join(noun[1:] for noun in nouns if noun[0] == "-")
    return rf"(?:{whole}|[\w-]+(?:{endings}))"


@cache
def _roles() -> tuple[frozenset[str], tuple[str, ...]]:
    nouns = [noun.casefold() for noun in lines("roles.txt")]
    whole = frozenset(re.split(r"[\W_]+", noun)[-1] for noun in nouns if noun[0] != "-")
    return whole, tuple(noun[1:] for noun in nouns if noun[0] == "-")


def has_role(words: frozenset[str]) -> bool:
    """Whether a noun of post or profession can stand among these words in small letters."""
    whole, endings = _roles()
    return not whole.isdisjoint(words) or any(word.endswith(endings) for word in words)


@cache
def words(name: str) -> frozenset[str]:
    """A plain list of words in lower case."""
    return frozenset(line.strip().casefold() for line in lines(name))

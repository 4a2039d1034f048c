"""An added Mondo release: the table of diseases with the obsolete ones below it."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from kg.errors import BadDocument, StoreUnusable
from kg.model import Iri
from kg.resolution.authorities.obo import read_obo
from kg.resolution.authorities.records import opened
from kg.resolution.mondo import Row, human, read_all, write
from kg.tables import MONDO

OBSOLETE = "# obsolete\treplaced by"  # the line between the two parts of the file


@dataclass(frozen=True, slots=True)
class Diseases:
    """The rows of the table, and obsolete ids to the ones that replace them."""

    rows: Sequence[str]
    obsolete: Mapping[str, str]

    def replaced(self, iri: Iri) -> Iri:
        """The disease that this one is called by now."""
        seen: set[str] = set()
        key = "MONDO:" + iri.removeprefix(MONDO)
        while key in self.obsolete and key not in seen:
            seen.add(key)
            key = self.obsolete[key]
        return Iri(MONDO + key[6:]) if seen else iri


def make_table(dump: Path) -> tuple[str, str, int]:
    """A release as the text of a table, its date, and how many diseases it has."""
    rows, dated, obsolete = read_obo(dump) if _is_obo(dump) else read_all(dump)
    diseases = human(rows)
    if not diseases:
        raise BadDocument(f"{dump} holds no human diseases of Mondo")
    if lost := _lacking(rows.values(), {*rows, *obsolete}):
        raise BadDocument(
            f"{dump} lacks {len(lost)} classes that stand above others, {min(lost)} first: it is"
            " cut short, or a part of Mondo; fetch the whole release"
        )
    out = StringIO()
    write(diseases, dated, out)
    out.write(OBSOLETE + "\n")
    for old, new in sorted(obsolete.items()):
        out.write(f"{old}\t{new}\n")
    return out.getvalue(), dated, len(diseases)


def _lacking(rows: Iterable[Row], known: Set[str]) -> Set[str]:
    """The classes of Mondo that are named as broader ones and are not there."""
    return {
        parent
        for row in rows
        for parent in row.parents
        if parent.startswith("MONDO:") and parent not in known
    }


def _is_obo(dump: Path) -> bool:
    """Whether it is OBO text, by its name or its first line, packed or not."""
    with opened(dump, (".obo", ".json")) as (text, name):
        return name.endswith(".obo") or text.read(14) == "format-version"


def read_diseases(path: Path) -> Diseases:
    """The table that was made of a release."""
    rows, mark, below = path.read_text("utf-8").partition(OBSOLETE + "\n")
    if not mark:
        raise StoreUnusable(f"{path} is not whole: add the authority again")
    pairs = (line.split("\t") for line in below.splitlines())
    return Diseases(rows.splitlines()[2:], {each[0]: each[1] for each in pairs})

"""An added Mondo release: the table of diseases with the obsolete ones below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from kg.errors import BadDocument, StoreUnusable
from kg.model import Iri
from kg.resolution.authorities.obo import read_obo
from kg.resolution.mondo import human, read_all, write
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
    is_obo = dump.name.removesuffix(".gz").endswith((".obo", ".zip")) or _begins_as_obo(dump)
    rows, dated, obsolete = read_obo(dump) if is_obo else read_all(dump)
    diseases = human(rows)
    if not diseases:
        raise BadDocument(f"{dump} holds no human diseases of Mondo")
    out = StringIO()
    write(diseases, dated, out)
    out.write(OBSOLETE + "\n")
    for old, new in sorted(obsolete.items()):
        out.write(f"{old}\t{new}\n")
    return out.getvalue(), dated, len(diseases)


def _begins_as_obo(dump: Path) -> bool:
    try:
        with dump.open("rb") as raw:
            return raw.read(14) == b"format-version"
    except OSError as error:
        raise BadDocument(f"{dump}: {(error.strerror or str(error)).lower()}") from error


def read_diseases(path: Path) -> Diseases:
    """The table that was made of a release."""
    rows, mark, below = path.read_text("utf-8").partition(OBSOLETE + "\n")
    if not mark:
        raise StoreUnusable(f"{path} is not whole: add the authority again")
    pairs = (line.split("\t") for line in below.splitlines())
    return Diseases(rows.splitlines()[2:], {each[0]: each[1] for each in pairs})

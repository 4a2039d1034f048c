"""What a loaded dump says of who is who, written down as decisions where nothing else says it.

A dump brings the names that were merged and parted, not the log in which people decided so.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from kg.model import Iri
from kg.ontology import Ontology
from kg.resolution.decisions import (
    FILE,
    Decision,
    Verdict,
    append,
    in_force,
    next_number,
    read_log,
)
from kg.resolution.parting import is_local, locals_of, name_of, parted
from kg.store.redirect import redirects
from kg.store.store import Store

WHO = "kg load"

type _Line = tuple[Verdict, Iri, Iri, str]


def adopt(store: Store, ontology: Ontology, folder: Path, roots: Mapping[Iri, Iri]) -> bool:
    """Write down what nothing here would bring about; whether there is any such.

    `roots` are the names that lead elsewhere by what is decided and compared.
    """
    log = folder / FILE
    lines = [*_merged(store, roots), *_parted(store, ontology, log)]
    for verdict, left, right, why in lines:
        number, now = next_number(read_log(log)), datetime.now(UTC).isoformat(timespec="seconds")
        append(log, Decision(number, now, WHO, verdict, left, right, why))
    return bool(lines)


def _merged(store: Store, roots: Mapping[Iri, Iri]) -> Iterator[_Line]:
    for one, to in sorted(redirects(store)):
        if not is_local(one) and roots.get(one, one) != roots.get(to, to):
            yield Verdict.SAME, one, to, "merged so in a dump that was loaded"


def _parted(store: Store, ontology: Ontology, log: Path) -> Iterator[_Line]:
    known = locals_of(in_force(read_log(log)))
    for local, _ in sorted(parted(store)):
        if local not in known and (called := name_of(store, ontology, local)):
            yield Verdict.DIFFERENT, local, called, "parted so in a dump that was loaded"

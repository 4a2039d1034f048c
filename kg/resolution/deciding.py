"""Decisions made and undone, and the conclusions that follow brought up to date at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path

from kg.errors import BadRequest
from kg.model import Iri, Type
from kg.ontology import Ontology
from kg.resolution.clusters import Rank, authority_first, clusters
from kg.resolution.decisions import (
    FILE,
    Decision,
    Verdict,
    append,
    in_force,
    next_number,
    read_log,
    undoable,
)
from kg.resolution.parting import apart, document_of, is_local, locals_of, of_parted
from kg.resolution.publish import Naming, regroup
from kg.store.rdf import PREF_LABEL, node
from kg.store.redirect import moved_to
from kg.store.store import Store

AT_ONCE = 500  # names that are led elsewhere in one transaction


def rank_of(ontology: Ontology) -> Rank:
    """Which name of a cluster stays: one that an authority knows, before all others."""
    return authority_first(lambda iri: bool(ontology.concept(iri) or ontology.organization(iri)))


def decide(store: Store, ontology: Ontology, folder: Path, wish: Decision) -> Decision:
    """Write a decision down under the next number; BadRequest where it makes no sense.

    What follows from it is brought about by `settle`.
    """
    log = read_log(folder / FILE)
    _check_pair(store, ontology, wish)
    made = replace(wish, number=next_number(log), when=_now())
    [held, *before] = of_parted([made, *in_force(log)], store.vocabulary)
    if held.left == held.right:
        raise BadRequest(f"{wish.left} is {held.left} already: name another", "right")
    _check_sense(held, before)
    append(folder / FILE, made)
    return made


def undo(folder: Path, number: int, who: str, why: str = "") -> Decision:
    """Write down that a decision counts no longer."""
    log = read_log(folder / FILE)
    undone = undoable(log, number)
    made = Decision(next_number(log), _now(), who, Verdict.UNDO, Iri(), Iri(), why, undone.number)
    append(folder / FILE, made)
    return made


def lead(
    store: Store, ontology: Ontology, wanted: Mapping[Iri, Iri], naming: Naming | None = None
) -> int:
    """Let each name lead where it is wanted; how many lead elsewhere than before."""
    moves = {iri: to for iri, to in wanted.items() if moved_to(store, iri) != to}
    for names in batched(sorted(moves), AT_ONCE):
        store.apply(regroup(store, ontology, {iri: moves[iri] for iri in names}, naming))
    return len(moves)


def part(
    store: Store, ontology: Ontology, decided: Iterable[Decision], before: Iterable[Iri]
) -> set[Iri]:
    """Part what these decisions name of documents, and no longer what was; in which documents."""
    now = locals_of(decided)
    wanted = {iri: apart(iri, store.vocabulary) if iri in now else iri for iri in {*before, *now}}
    moves = {iri: to for iri, to in wanted.items() if moved_to(store, iri) != to}
    lead(store, ontology, moves, lambda iri: [document_of(iri)])
    return set(map(document_of, moves))


def gone(store: Store, decisions: Iterable[Decision]) -> dict[int, tuple[Iri, ...]]:
    """Of each decision the names that nothing in the store is concluded from any more."""
    found = {}
    for decision in decisions:
        lost = tuple(
            iri for iri in (decision.left, decision.right) if iri and not is_there(store, iri)
        )
        if lost:
            found[decision.number] = lost
    return found


def is_there(store: Store, iri: Iri) -> bool:
    """Whether any document names it."""
    if is_local(iri):
        return next(store.match(node(iri), graph=document_of(iri)), None) is not None
    known = (iri, moved_to(store, iri))
    return any(next(store.match(node(each), PREF_LABEL), None) for each in known)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _check_pair(store: Store, ontology: Ontology, wish: Decision) -> None:
    left, right = wish.left, wish.right
    if left == right:
        raise BadRequest(f"both are {left}: name two", "right")
    kinds = [_kind(store, iri) for iri in (left, right)]
    if kinds[0] != kinds[1]:
        raise BadRequest(
            f"{left} is of the type {kinds[0]}, {right} of {kinds[1]}: only two of one type can be "
            "the same",
            "right",
        )
    if wish.verdict is Verdict.SAME and ontology.concept(left) and ontology.concept(right):
        raise BadRequest(f"the ontologies know {left} and {right} as two concepts", "right")


def _kind(store: Store, iri: Iri) -> str:
    data = store.vocabulary.data
    iri = apart(iri, store.vocabulary)
    if iri.startswith(data):
        return iri[len(data) :].partition("/")[0]
    return Type.DISEASE.lower()


def _check_sense(made: Decision, counting: Sequence[Decision]) -> None:
    """Refuse what is decided already, and what contradicts it."""
    pair = {made.left, made.right}
    for each in counting:
        if {each.left, each.right} == pair and each.verdict is made.verdict:
            raise BadRequest(f"decision {each.number} says so already", "right")
    for same, different in _contradictions([*counting, made]):
        if made in (same, different):
            other = same if made is different else different
            raise BadRequest(
                f"decision {other.number} says that they are {other.verdict}: {other.left} and "
                f"{other.right}; kg undo {other.number} first",
                "right",
            )


def _contradictions(decisions: Sequence[Decision]) -> Iterator[tuple[Decision, Decision]]:
    yield from clusters(decisions).contradictions

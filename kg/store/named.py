"""What entities are called, out of the conclusions: of one entity, or of all of them at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Quad

from kg.model import Iri, Type
from kg.store.rdf import ALT_LABEL, PREF_LABEL, RDF_TYPE, Object, Term, Vocabulary, cell, name

OWL_CLASS = name("owl:Class")
ENGLISH, OTHER, ALIAS, MENTION = range(4)  # ranks: which name of an entity comes first
TYPES = {kind.lower(): kind for kind in Type}

type Told = tuple[str, int, str]  # an entity, the rank of a name, the name; none for a mention


class Match(Protocol):
    """Patterns over the conclusions, as `Store.match` answers them."""

    def __call__(
        self, subject: Object | None, predicate: Object | None, value: Term | None, /
    ) -> Iterator[Quad]:
        """The quads of the default graph that fit."""
        ...


@dataclass(frozen=True, slots=True)
class Named:
    """An entity as the index keeps it; of equal names the one with more weight comes first."""

    iri: Iri
    type: Type
    label: str
    names: tuple[str, ...] = ()  # besides the label
    weight: int = 0  # in how many documents it is mentioned


def told(match: Match, vocabulary: Vocabulary) -> Iterator[Told]:
    """All that the conclusions tell of names, in no order: three scans, whatever the number."""
    for predicate in (PREF_LABEL, ALT_LABEL, vocabulary.ckg("mentionedAs")):
        for quad in match(None, predicate, None):
            subject = quad.subject  # each look makes another object of it
            if isinstance(subject, NamedNode):
                yield subject.value, *_ranked(predicate, quad.object)


def named_by(told: Iterable[Told], match: Match, vocabulary: Vocabulary) -> Iterator[Named]:
    """Each entity that has a name, out of what is told in order."""
    for iri, rows in groupby(told, itemgetter(0)):
        found = _named(Iri(iri), [row[1:] for row in rows], match, vocabulary)
        if found:
            yield found


def read_named(
    iri: Iri, match: Match, vocabulary: Vocabulary, weight: int | None = None
) -> Named | None:
    """An entity's names out of the conclusions; None for what has no name, or is no entity.

    Its mentions are counted where their number is not known.
    """
    node = NamedNode(iri)
    keys = (PREF_LABEL, ALT_LABEL)
    rows = [_ranked(key, quad.object) for key in keys for quad in match(node, key, None)]
    found = _named(iri, sorted(rows), match, vocabulary)
    if found is None:
        return None
    if weight is None:
        weight = sum(1 for _ in match(node, vocabulary.ckg("mentionedAs"), None))
    return Named(iri, found.type, found.label, found.names, weight)


def _ranked(key: NamedNode, value: Term) -> tuple[int, str]:
    """English names before others, as `answer.shown_first` has it."""
    text = value.value if isinstance(value, Literal) else str(cell(value))
    if key == PREF_LABEL:
        is_english = isinstance(value, Literal) and value.language == "en"
        return ENGLISH if is_english else OTHER, text
    return (ALIAS, text) if key == ALT_LABEL else (MENTION, "")


def _named(
    iri: Iri, rows: list[tuple[int, str]], match: Match, vocabulary: Vocabulary
) -> Named | None:
    names = tuple(text for rank, text in rows if rank != MENTION)
    if not names or rows[0][0] > OTHER:
        return None
    kind = _type(iri, match, vocabulary)
    if kind is None:
        return None
    return Named(iri, kind, names[0], names[1:], len(rows) - len(names))


def _type(iri: Iri, match: Match, vocabulary: Vocabulary) -> Type | None:
    """What an entity is; broader concepts are no instances of our classes, but can be found."""
    if iri.startswith(vocabulary.data):
        # Where it is ours, its name says so.
        kind = TYPES.get(iri[len(vocabulary.data) :].partition("/")[0])
        if kind:
            return kind
    classes = {quad.object for quad in match(NamedNode(iri), RDF_TYPE, None)}
    found = {vocabulary.local(each) for each in classes}
    kind = next((kind for kind in Type if kind.value in found), None)
    return kind or (Type.DISEASE if OWL_CLASS in classes else None)


def entities(quads: Iterable[Quad]) -> set[Iri]:
    """The subjects; blank nodes, which others may have put there, cannot be shown to anybody."""
    nodes = (quad.subject for quad in quads if isinstance(quad.subject, NamedNode))
    return {Iri(node.value) for node in nodes}

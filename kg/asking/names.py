"""Names as typed -> entities; what nothing is called is the fault of the field it stands in."""

from collections.abc import Iterator
from contextlib import contextmanager

from kg.errors import BadRequest, NotFound
from kg.model import Iri, Type
from kg.ontology import Ontology
from kg.resolution.find import resolve, resolve_topic
from kg.store.store import Store

SEEKERS = (Type.ORGANIZATION, Type.NETWORK, Type.PERSON, Type.PROGRAMME)
LONGEST = 1000  # characters of a name


class Unnamed(NotFound):
    """Nothing is called what `field` says; one of the suggestions may be meant."""

    def __init__(self, cause: NotFound, field: str, text: str) -> None:
        """Keep the words at fault, so that others can be put in their place."""
        super().__init__(str(cause), cause.suggestions)
        self.field, self.text = field, text


@contextmanager
def blaming(field: str, text: str) -> Iterator[None]:
    """Let a name that nothing has, or that is none, be the fault of its field."""
    if len(text) > LONGEST:
        raise BadRequest(f"a name of {len(text):,} characters: at most {LONGEST:,}", field)
    try:
        yield
    except NotFound as error:
        raise Unnamed(error, field, text) from error


def entity_named(store: Store, ontology: Ontology, text: str, field: str) -> Iri:
    """The one entity that is meant, of any type."""
    with blaming(field, text):
        return resolve(store, ontology, text).iri


def seeker_named(store: Store, ontology: Ontology, text: str, field: str = "for") -> Iri:
    """The one who can seek partners: a body, a person or a programme."""
    with blaming(field, text):
        return resolve(store, ontology, text, types=SEEKERS).iri


def topics_named(store: Store, ontology: Ontology, text: str) -> list[Iri]:
    """What can be worked on; several where one name has several meanings."""
    with blaming("topic", text):
        return resolve_topic(store, ontology, text)

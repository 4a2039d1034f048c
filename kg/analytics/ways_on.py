"""Where an answer is empty: what to ask instead, so that no page is the end of the road."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.analytics.question import PartnerQuestion
from kg.analytics.sifting import Dropped
from kg.model import Iri
from kg.ontology import Ontology

BROADER = 3  # broader topics that are offered for each


@dataclass(frozen=True, slots=True)
class WayOn:
    """A change of one field of the question: another value, or none at all."""

    text: str
    field: str
    value: str = ""  # in the field's place; empty: leave it out
    instead_of: Iri | None = None  # of several values of the field this one alone is replaced


def ways_on(
    ontology: Ontology, question: PartnerQuestion, dropped: Sequence[Dropped], total: int
) -> Iterator[WayOn]:
    """What to ask where a page has no partners, the most promising first."""
    if total:
        yield WayOn(f"there are {total}: begin with the first", "offset", "0")
        return
    # Who asks stays as it is: to drop the asker would only let in the asker's own people.
    for each in sorted(dropped, key=lambda one: -one.number):
        if each.field != "for":
            fit = "1 fits" if each.number == 1 else f"{each.number} fit"
            yield WayOn(f"without this limit: {fit} the topic, {each.reason}", each.field)
    for topic in question.topics:
        yield from _broader(ontology, topic)
    if question.topics and question.seekers:
        yield WayOn("ask for what they work on, without a topic", "topic")


def _broader(ontology: Ontology, topic: Iri) -> Iterator[WayOn]:
    concept = ontology.concept(topic)
    if concept is None:
        return
    for iri in concept.broader[:BROADER]:
        # A root, such as "human disease", is no topic.
        if (above := ontology.concept(iri)) and above.broader:
            text = f"ask for {above.label}, which is broader than {concept.label}"
            yield WayOn(text, "topic", above.label, topic)

"""In which country a body or an event is: as an authority, a statement, its name or its whole says.

The first of these that tells one is taken. A department that tells nothing of itself is where the
body is that it is a part of.
"""

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from kg.model import Iri, Predicate, Type
from kg.resolution.background import Background
from kg.resolution.draft import Draft
from kg.resolution.places import countries_named
from kg.store.rdf import PREF_LABEL, Vocabulary, node

LOCATED = (Type.ORGANIZATION, Type.NETWORK, Type.EVENT)


class Countries:
    """The countries of a draft's bodies and events."""

    def __init__(self, draft: Draft, background: Background, vocabulary: Vocabulary) -> None:
        """Look up the properties once."""
        self.draft, self.background = draft, background
        self.ontology, self.vocabulary = background.ontology, vocabulary
        self.country = vocabulary.ckg("country")
        self.located = vocabulary.ckg(Predicate.LOCATED_IN.value)
        self.part_of = vocabulary.ckg(Predicate.PART_OF.value)

    def update(self, entities: Iterable[NamedNode]) -> None:
        """Settle the countries of these, and of their parts where that changes anything."""
        left = set(entities)
        seen: set[NamedNode] = set()
        while left:
            entity = left.pop()
            seen.add(entity)
            if self._is_located(entity) and self._settle(entity):
                parts = (quad.subject for quad in self.draft.match(None, self.part_of, entity))
                left |= {part for part in parts if isinstance(part, NamedNode)} - seen

    def _is_located(self, entity: NamedNode) -> bool:
        data = self.vocabulary.data
        return self.draft.has(entity, PREF_LABEL) and any(
            entity.value.startswith(f"{data}{kind.lower()}/") for kind in LOCATED
        )

    def _settle(self, entity: NamedNode) -> bool:
        wanted, before = self._resolved(entity), self.background.above(entity)
        self.draft.replace(entity, self.country, wanted)
        for country in wanted - before:
            self.background.need(country)
        for country in before - wanted:
            self.background.release(country)
        return wanted != before

    def _resolved(self, entity: NamedNode) -> set[NamedNode]:
        """Its own countries, else those of the nearest wholes that have any."""
        found: set[NamedNode] = set()
        left, seen = [entity], {entity}
        while left:
            each = left.pop()
            own = self._own(each)
            found |= own
            if not own:
                wholes = (quad.object for quad in self.draft.match(each, self.part_of))
                new = {w for w in wholes if isinstance(w, NamedNode) and self._is_located(w)} - seen
                seen |= new
                left += new
        return found

    def _own(self, entity: NamedNode) -> set[NamedNode]:
        """The countries that it has of itself."""
        listed = self.ontology.organization(Iri(entity.value))
        if listed and listed.country:
            return self._nodes({listed.country})
        places = (quad.object for quad in self.draft.match(entity, self.located))
        found = {self._code(place) for place in places if isinstance(place, NamedNode)} - {""}
        if not found:
            labels = [quad.object for quad in self.draft.match(entity, PREF_LABEL)]
            names = [each.value for each in labels if isinstance(each, Literal)]
            found = countries_named(self.ontology, names)
        return self._nodes(found)

    def _code(self, place: NamedNode) -> str:
        country = self.ontology.country_of(Iri(place.value))
        return country.country or "" if country else ""

    def _nodes(self, codes: set[str]) -> set[NamedNode]:
        countries = (self.ontology.country(code) for code in codes)
        return {node(country.iri) for country in countries if country}

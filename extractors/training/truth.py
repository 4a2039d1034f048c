"""Whether what was found in an annotated document is right, by the rules of `kg evaluate`."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.annotations import Cluster
from extractors.evaluation.annotated import Annotated, Named, fold
from extractors.evaluation.comparison import align
from extractors.relations.scene import Found
from kg.model import SYMMETRIC, Predicate


@dataclass(frozen=True, slots=True)
class Truth:
    """What is annotated in one document, asked by the clusters that were found in it."""

    places: dict[int, str]  # cluster to the id of its entity in gold
    relations: dict[tuple[str, str, str], bool]  # to whether it is required
    attributes: dict[tuple[str, str, str], bool]

    @classmethod
    def of(cls, gold: Annotated, clusters: Sequence[Cluster]) -> "Truth":
        """Pair the clusters with the entities of gold as `kg evaluate` does."""
        ordered = sorted((c for c in clusters if c.candidates), key=lambda c: c.start)
        found = [_named(number, cluster) for number, cluster in enumerate(ordered)]
        paired = align(gold.entities, found)
        optional = {entity.id for entity in gold.entities if entity.optional}
        relations: dict[tuple[str, str, str], bool] = {}
        for one in gold.relations:
            required = not (one.optional or {one.subject, one.object} & optional)
            for key in _both(one.subject, one.predicate, one.object):
                relations[key] = relations.get(key, False) or required
        return cls(
            {id(ordered[int(number)]): place for number, place in paired.items()},
            relations,
            {
                (one.entity, fold(one.name), one.value): not one.optional
                and one.entity not in optional
                for one in gold.attributes
            },
        )

    def tie(self, left: Cluster, predicate: Predicate, right: Cluster) -> bool | None:
        """Whether gold ties the two so; None where it may be taken or left."""
        key = (self.places.get(id(left), ""), predicate.value, self.places.get(id(right), ""))
        return None if self.relations.get(key) is False else key in self.relations

    def found(self, one: Found) -> bool | None:
        """Whether a relation or an attribute that was found is in gold."""
        if one.object is not None:
            return self.tie(one.subject, one.predicate, one.object)
        value, _, noun = one.value.partition(" ")
        name = f"{one.predicate}:{noun}" if noun else one.predicate.value
        key = (self.places.get(id(one.subject), ""), fold(name), value)
        return None if self.attributes.get(key) is False else key in self.attributes


def _named(number: int, cluster: Cluster) -> Named:
    names = (cluster.name, *sorted(cluster.aliases - {cluster.name}))
    return Named(str(number), cluster.type.value, cluster.name, tuple(fold(n) for n in names))


def _both(subject: str, predicate: str, obj: str) -> list[tuple[str, str, str]]:
    turned = [(obj, predicate, subject)] if predicate in SYMMETRIC else []
    return [(subject, predicate, obj), *turned]

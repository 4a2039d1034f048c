"""How long partners, gaps, ways and names take to find in a store of a few thousand bodies.

    python bench/partners.py [DOCUMENTS]

The store is made up: per document ten bodies and people with two facts each, drawn from 2,000
organisations, 3,000 people, 300 events, 200 networks and the real diseases under a few fields.
"""

import random
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from kg.analytics.calls import default_call
from kg.analytics.gap import gap
from kg.analytics.partners import PartnerQuestion, partners
from kg.analytics.paths import paths
from kg.model import Claim, Document, Entity, Evidence, Iri, Predicate, Reading, Type, When
from kg.ontology import Concept, Ontology
from kg.resolution.find import find, resolve
from kg.resolution.publish import change_for
from kg.settings import DATA, Settings
from kg.store.embedded import open_reader, open_writer
from kg.store.store import Store

TIMES = 10
FIELDS = ("leukemia", "lysosomal storage disease", "muscular dystrophy", "hemoglobinopathy")
COUNTRIES = ("CN", "US", "DE", "FR", "GB", "JP", "KR", "IN", "BR", "ZA")
ENDS: dict[Predicate, tuple[Type, int]] = {
    Predicate.AFFILIATED_WITH: (Type.ORGANIZATION, 2000),
    Predicate.MEMBER_OF: (Type.NETWORK, 200),
    Predicate.LEADS: (Type.NETWORK, 200),
    Predicate.PARTICIPATES_IN: (Type.EVENT, 300),
    Predicate.ORGANIZES: (Type.EVENT, 300),
    Predicate.COLLABORATES_WITH: (Type.ORGANIZATION, 2000),
}
DOES: dict[Type, tuple[Predicate, ...]] = {
    Type.PERSON: (Predicate.AFFILIATED_WITH, Predicate.PARTICIPATES_IN),
    Type.ORGANIZATION: tuple(ENDS)[1:],
}


def main() -> None:
    """Make a store up and ask it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with TemporaryDirectory() as folder:
        settings = Settings(store=str(Path(folder) / "kg"))
        ontology = Ontology(settings)
        started = perf_counter()
        made = list(readings(ontology, count))
        with open_writer(settings) as store:
            for first in range(0, count, 50):
                store.apply(change_for(store, ontology, made[first : first + 50]))
        print(f"published in {perf_counter() - started:.0f} s")
        with open_reader(settings) as store:
            counted = store.query("SELECT (COUNT(*) AS ?n) { ?s a ckg:Statement }")
            print(f"statements: {next(iter(counted))['n']}")
            asker = resolve(store, ontology, "University 7").iri
            leukemia, lysosomal = (concept(ontology, name).iri for name in FIELDS[:2])
            narrow = sorted(ontology.narrower(leukemia) - {leukemia})[3]
            asked = {
                "one narrow topic": PartnerQuestion(topics=(narrow,)),
                "one field": PartnerQuestion(topics=(leukemia,)),
                "for, a narrow topic": PartnerQuestion((asker,), (narrow,)),
                "for, two fields, China": PartnerQuestion((asker,), (leukemia, lysosomal), ("CN",)),
                "for, own topics": PartnerQuestion((asker,)),
            }
            for name, question in asked.items():
                total = partners(store, ontology, question).total
                measure(f"{name} ({total})", partial(partners, store, ontology, question))
            beside(store, ontology, asker, leukemia)
            for text in ("University 7", "univ", "7 university", "Univercity 77", "leukemai"):
                measure(f"find {text!r}", partial(find, store, ontology, text))


def beside(store: Store, ontology: Ontology, asker: Iri, topic: Iri) -> None:
    """What one asks next: what a consortium lacks, and who could introduce one to another."""
    other = resolve(store, ontology, "University 70").iri
    rules = default_call(ontology)
    lacking = partial(gap, store, ontology, PartnerQuestion((asker, other), (topic,)), rules)
    measure(f"gap of two ({lacking().missing} of {len(lacking().rules)} rules)", lacking)
    ways = partial(paths, store, ontology, asker, other)
    measure(f"ways to an introduction ({len(ways().paths)})", ways)


def measure(name: str, step: Callable[[], object]) -> None:
    """Print the median and the 95th percentile of a step in milliseconds."""
    step()
    times = []
    for _ in range(TIMES):
        started = perf_counter()
        step()
        times.append((perf_counter() - started) * 1000)
    cuts = quantiles(times, n=20, method="inclusive")
    print(f"{name:34} p50 {cuts[9]:7.1f} ms   p95 {cuts[18]:7.1f} ms")


def readings(ontology: Ontology, count: int) -> Iterator[Reading]:
    """Documents as an extractor would read them."""
    draw = random.Random(1)  # noqa: S311  # no secret: the same store each time
    under = [
        found
        for field in FIELDS
        for iri in sorted(ontology.narrower(concept(ontology, field).iri))[:40]
        if (found := ontology.concept(iri))
    ]
    for number in range(count):
        iri = Iri(f"{DATA}document/{number}")
        published = When(f"{draw.randint(2010, 2024)}-{draw.randint(1, 12):02}-15")
        yield reading(
            Document(iri, f"{iri} " * 20, f"Document {number}", published=published),
            under,
            ontology,
            draw,
        )


def reading(
    doc: Document, under: list[Concept], ontology: Ontology, draw: random.Random
) -> Reading:
    """One document: who works on what, and what else they do."""
    entities: dict[Iri, Entity] = {}
    claims: list[Claim] = []

    def local(kind: Type, label: str, same_as: Iri | None = None) -> Iri:
        iri = Iri(f"{doc.iri}#{kind.lower()}/{label.replace(' ', '-')}")
        entities[iri] = Entity(iri, kind, label, same_as=same_as)
        return iri

    def say(subject: Iri, predicate: Predicate, value: Iri) -> None:
        quote = f"Sentence {len(claims)} of {doc.title}."
        evidence = Evidence(doc.iri, quote, len(claims), len(claims) + 5, 0.8, "made up")
        claims.append(Claim(subject, predicate, value, evidence))

    for _ in range(10):
        kind = draw.choice((Type.PERSON, Type.ORGANIZATION, Type.ORGANIZATION))
        who = local(kind, label_of(kind, draw.randrange(3000 if kind is Type.PERSON else 2000)))
        topic = draw.choice(under)
        say(who, Predicate.WORKS_ON, local(topic.type, topic.label, topic.iri))
        does = draw.choice(DOES[kind])
        end, many = ENDS[does]
        at = draw.randrange(many)
        other = local(end, label_of(end, at))
        say(who, does, other)
        if end in (Type.NETWORK, Type.EVENT):
            field = under[at % len(under)]
            say(other, Predicate.ABOUT, local(field.type, field.label, field.iri))
        if kind is Type.ORGANIZATION and (country := ontology.country(draw.choice(COUNTRIES))):
            say(who, Predicate.LOCATED_IN, local(Type.PLACE, country.label, country.iri))
    return Reading(doc, "made up", tuple(entities.values()), (), tuple(claims))


def label_of(kind: Type, number: int) -> str:
    """A name that no other has."""
    return f"{'University' if kind is Type.ORGANIZATION else kind} {number}"


def concept(ontology: Ontology, name: str) -> Concept:
    """The disease of that name."""
    return ontology.named(name, Type.DISEASE)[0]


if __name__ == "__main__":
    main()

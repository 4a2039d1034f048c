"""Who is no partner although tied to the topic; and which of very many sources is quoted."""

from collections.abc import Callable

from kg.model import Iri
from kg.ontology import Ontology
from kg.store.embedded import MemoryStore
from tests.kg.analytics.asking import ask, by_label

type World = Callable[[str], MemoryStore]


HERS = """
# 2024-06-01
person:Gao Meilin affiliatedWith org:Department of Haematology
org:Department of Haematology partOf org:Seoul University
person:Gao Meilin worksOn disease:leukemia
org:Seoul University worksOn disease:leukemia
org:Lyon Institute worksOn disease:leukemia
# 2024-05-01
person:Gao Meilin affiliatedWith org:Lyon Institute
person:Gao Meilin worksOn disease:leukemia
person:Ana Lima affiliatedWith org:Seoul University
person:Ana Lima worksOn disease:leukemia
"""


def test_a_person_is_offered_neither_her_employers_nor_herself(
    world: World, ontology: Ontology, leukemia: Iri
) -> None:
    store = world(HERS)
    rows = store.query(
        'SELECT ?p { ?p skos:prefLabel "Gao Meilin"@en ; ckg:affiliatedWith/ckg:partOf ?u }'
    )
    gao = Iri(next(iter(rows))["p"])
    found = by_label(ask(store, ontology, leukemia, for_=gao))
    assert set(found) == {"Lyon Institute", "Ana Lima"}


def test_freshness_quotes_the_newest_of_very_many_sources(
    world: World, ontology: Ontology, leukemia: Iri
) -> None:
    days = [f"# 20{year}-03-{day:02}" for year in (10, 11, 12) for day in range(1, 27)]
    days[0] = "# 2024-06-01"
    store = world("".join(f"{day}\norg:Lyon Institute worksOn disease:leukemia\n" for day in days))
    (partner,) = ask(store, ontology, leukemia).partners
    (fresh,) = [reason for reason in partner.reasons if reason.kind == "freshness"]
    assert fresh.text == "last said on 2024-06-01"
    assert fresh.evidence[0].document.endswith("/0")

"""How tests ask for partners and look at the answer."""

from collections.abc import Callable
from dataclasses import replace

from kg.analytics.partners import PartnerAnswer, PartnerQuestion, partners
from kg.model import Iri, Partner
from kg.ontology import Ontology
from kg.store.embedded import MemoryStore

type World = Callable[[str], MemoryStore]


def ask(store: MemoryStore, ontology: Ontology, *topics: Iri, **fields: object) -> PartnerAnswer:
    for_, kind = fields.pop("for_", None), fields.pop("type", None)
    seekers = (for_,) if isinstance(for_, str) else for_ or ()
    one = PartnerQuestion(topics=topics, types=(str(kind),) if kind else ())
    question = replace(one, **{"seekers": seekers, **fields})  # type: ignore[arg-type]
    return partners(store, ontology, question)


def by_label(answer: PartnerAnswer) -> dict[str, Partner]:
    return {partner.entity.label: partner for partner in answer.partners}


def text_of(partner: Partner, kind: str) -> str:
    return next((reason.text for reason in partner.reasons if reason.kind == kind), "")


def entity(store: MemoryStore, label: str) -> Iri:
    rows = store.query(f'SELECT ?e {{ ?e a ?c ; skos:prefLabel ?l FILTER(STR(?l) = "{label}") }}')
    return Iri(next(iter(rows))["e"])

"""A question for partners, and what it leaves in: every limit checked, each fault at its field."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from kg.classes import ACTING, PartnerClass, class_named, partner_classes
from kg.errors import BadRequest
from kg.model import Entity, Iri, Type, When
from kg.ontology import Ontology
from kg.regions import Region, region_named, regions

MOST_SEEKERS = 20  # of one consortium
MOST_YEARS = 100


@dataclass(frozen=True, slots=True)
class PartnerQuestion:
    """Partners for whom, on what, where: every name of an entity already resolved to its IRI."""

    seekers: tuple[Iri, ...] = ()  # several are a consortium that counts as one
    topics: tuple[Iri, ...] = ()  # each means itself and all under it
    countries: tuple[str, ...] = ()  # ISO codes; with regions: in any of them; none: anywhere
    regions: tuple[str, ...] = ()  # by name or key
    types: tuple[str, ...] = ()  # classes by name: organization (networks too), hospital, person
    since: str = ""  # a year, month or day: what was not said since then does not count
    excluded: tuple[Iri, ...] = ()  # with their staff and departments
    exclude_partners: int | None = None  # those of the last so many years
    lesser_known: bool = False  # who is tied to few comes first
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True)
class Bounds:
    """The limits of a question, understood."""

    countries: tuple[str, ...]  # codes in capitals, as asked
    regions: tuple[Region, ...]
    classes: tuple[PartnerClass, ...]
    since: When | None

    @cached_property
    def within(self) -> frozenset[str]:
        """The codes of all countries that may be; empty where any may."""
        return frozenset(self.countries).union(*(region.codes for region in self.regions))

    def holds(self, entity: Entity) -> bool:
        """Whether an entity is of a kind that is sought."""
        if not self.classes:
            return entity.type in ACTING
        return any(one.holds(entity.type, entity.subclass) for one in self.classes)


def bounds(question: PartnerQuestion, ontology: Ontology) -> Bounds:
    """The limits of a question; BadRequest names the field at fault."""
    _check_numbers(question)
    _check_seekers(question)
    codes = (_code(code, ontology) for code in question.countries)
    return Bounds(
        tuple(dict.fromkeys(codes)),
        tuple(dict.fromkeys(_region(name) for name in question.regions)),
        tuple(dict.fromkeys(_class(name) for name in question.types)),
        _moment(question.since),
    )


def _check_numbers(question: PartnerQuestion) -> None:
    if question.limit < 1:
        raise BadRequest("at least one partner must be asked for", "limit")
    if question.offset < 0:
        raise BadRequest("the offset counts from 0", "offset")
    years = question.exclude_partners
    if years is not None and not 1 <= years <= MOST_YEARS:
        raise BadRequest(f"name from 1 to {MOST_YEARS} years", "exclude_partners")


def _check_seekers(question: PartnerQuestion) -> None:
    if not question.topics and not question.seekers:
        raise BadRequest("name a topic, or for whom partners are sought", "topic")
    if len(question.seekers) > MOST_SEEKERS:
        raise BadRequest(f"a consortium may have {MOST_SEEKERS} at most", "for")
    if question.exclude_partners is not None and not question.seekers:
        message = "whose partners? name for whom partners are sought, or leave this out"
        raise BadRequest(message, "exclude_partners")
    if set(question.seekers) & set(question.excluded):
        message = "who seeks partners is never among them: name others to exclude"
        raise BadRequest(message, "exclude")


def _code(code: str, ontology: Ontology) -> str:
    if country := ontology.country(code):
        return str(country.country)
    if region := region_named(code):
        raise BadRequest(f"{_short(code)} is a region: ask with region={region.key}", "country")
    meant = [place.country for place in ontology.named(code, Type.PLACE) if place.is_country]
    hint = f"; its code is {meant[0]}" if meant else ", such as CN or DE"
    raise BadRequest(f"{_short(code)} is no ISO 3166 code of a country{hint}", "country")


def _region(name: str) -> Region:
    if found := region_named(name):
        return found
    known = ", ".join(region.name for region in regions())
    raise BadRequest(f"{_short(name)} is no region; there are {known}", "region")


def _class(name: str) -> PartnerClass:
    if found := class_named(name):
        return found
    known = ", ".join(one.label for one in partner_classes())
    raise BadRequest(f"{_short(name)} is no type of partner; there are {known}", "type")


def _moment(text: str) -> When | None:
    try:
        return When(text) if text else None
    except ValueError:
        message = f"{_short(text)} is no year, month or day, such as 2023, 2023-07 or 2023-07-01"
        raise BadRequest(message, "since") from None


def _short(text: str) -> str:
    """What was typed, as an error shows it."""
    return repr(text if len(text) <= 80 else f"{text[:79]}\u2026")


def check_since(since: When | None, newest: When | None) -> None:
    """Refuse a day after all documents, which would leave nobody and say nothing."""
    if since and newest and since > newest:
        raise BadRequest(
            f"nothing here was published since then; the newest is of {newest}", "since"
        )


def labels(entities: Iterable[Entity]) -> str:
    """Several names as one phrase."""
    return " and ".join(entity.label for entity in entities)

"""What a consortium lacks for a call: each rule met by whom, or missing, and who would fill it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.analytics.calls import Call, CountryRule, RoleRule
from kg.analytics.described import Described
from kg.analytics.partners import PartnerAnswer, PartnerQuestion, partners
from kg.analytics.seekers import seekers
from kg.errors import BadRequest
from kg.model import Entity, Iri, Partner, Predicate
from kg.ontology import Ontology
from kg.store.store import Store

FILLERS = 5  # candidates for each gap
READ = 100  # of the ranked out of which they are chosen


@dataclass(frozen=True, slots=True)
class Member:
    """One of the consortium and why it counts for a rule."""

    entity: Entity
    why: str


@dataclass(frozen=True, slots=True)
class Filler:
    """A ranked partner that would fill a gap, with what is not known of it."""

    partner: Partner
    doubt: str  # empty where all that the rule asks is known


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the call as it stands."""

    name: str
    wanted: int
    members: tuple[Member, ...]  # who meets it
    missing: int  # how many more it takes
    fillers: tuple[Filler, ...]
    notes: tuple[str, ...]  # what the search for them had to say


@dataclass(frozen=True, slots=True)
class Gap:
    """A consortium next to a call."""

    title: str
    consortium: tuple[Described, ...]
    rules: tuple[Rule, ...]
    answers: tuple[PartnerAnswer, ...]  # the searches behind the fillers

    @property
    def missing(self) -> int:
        """How many rules are not met."""
        return sum(rule.missing > 0 for rule in self.rules)


@dataclass(frozen=True, slots=True)
class Known:
    """What is told of some bodies beyond class and country."""

    does: Mapping[Iri, frozenset[Predicate]]
    counts: Mapping[Iri, Mapping[str, int]]  # by noun, the largest number


def gap(store: Store, ontology: Ontology, question: PartnerQuestion, call: Call) -> Gap:
    """What the seekers of a question lack for a call; fillers are searched as the question says."""
    if not question.seekers:
        raise BadRequest("name at least one member of the consortium", "for")
    members = seekers(store, ontology, question.seekers).members
    known = _known(store, question.seekers)
    rules, answers = [], []
    for country_rule in call.countries:
        rule, answer = _by_country(store, ontology, question, (country_rule, members))
        rules.append(rule)
        answers.append(answer)
    for role_rule in call.roles:
        rule, answer = _by_role(store, ontology, question, (role_rule, members, known))
        rules.append(rule)
        answers.append(answer)
    return Gap(call.title, members, tuple(rules), tuple(each for each in answers if each))


def _names(ontology: Ontology, codes: Iterable[str]) -> str:
    known = (ontology.country(code) for code in sorted(codes))
    return ", ".join(country.label for country in known if country)


def _by_country(
    store: Store,
    ontology: Ontology,
    question: PartnerQuestion,
    case: tuple[CountryRule, Sequence[Described]],
) -> tuple[Rule, PartnerAnswer | None]:
    rule, members = case
    every = rule.among or {str(place.country) for place in ontology.countries()}
    there = {code for each in members for code in each.countries if code in every}
    met = tuple(
        Member(each.entity, f"in {_names(ontology, each.countries & there)}")
        for each in members
        if each.countries & there
    )
    missing = max(rule.at_least - len(there), 0)
    found = _search(store, ontology, question, (sorted(every - there), ())) if missing else None
    fillers = tuple(Filler(one, "") for one in found.partners[:FILLERS]) if found else ()
    return Rule(
        rule.name, rule.at_least, met, missing, fillers, found.notes if found else ()
    ), found


def _by_role(
    store: Store,
    ontology: Ontology,
    question: PartnerQuestion,
    case: tuple[RoleRule, Sequence[Described], Known],
) -> tuple[Rule, PartnerAnswer | None]:
    rule, members, known = case
    met = tuple(
        Member(each.entity, why)
        for each in members
        if (why := _meets(rule, each.entity, known)) and not _doubt(rule, each.entity, known)
    )
    missing = max(rule.at_least - len(met), 0)
    if not missing:
        return Rule(rule.name, rule.at_least, met, 0, (), ()), None
    types = tuple(one.name for one in rule.types)
    found = _search(store, ontology, question, (question.countries, types))
    about = _known(store, [one.entity.iri for one in found.partners])
    fillers = [
        Filler(one, _doubt(rule, one.entity, about))
        for one in found.partners
        if _meets(rule, one.entity, about)
    ]
    fillers.sort(key=lambda one: bool(one.doubt))
    shown = tuple(fillers[:FILLERS])
    return Rule(rule.name, rule.at_least, met, missing, shown, found.notes), found


def _search(
    store: Store,
    ontology: Ontology,
    question: PartnerQuestion,
    limits: tuple[Sequence[str], Sequence[str]],
) -> PartnerAnswer:
    countries, types = limits
    regions = () if countries and not question.countries else question.regions
    return partners(
        store,
        ontology,
        replace(
            question,
            countries=tuple(countries),
            regions=regions,
            types=tuple(types) or ("organization",),
            limit=READ,
            offset=0,
        ),
    )


def _meets(rule: RoleRule, entity: Entity, known: Known) -> str:
    """Why an entity counts for a role; empty where it does not."""
    if rule.types and not any(one.holds(entity.type, entity.subclass) for one in rule.types):
        return ""
    does = sorted(known.does.get(entity.iri, frozenset()) & rule.does)
    if rule.does and not does:
        return ""
    number = known.counts.get(entity.iri, {}).get(rule.counted)
    if rule.counted and number is not None and number > rule.at_most:
        return ""
    size = f"{number} {rule.counted}" if rule.counted and number is not None else ""
    return ", ".join(filter(None, (entity.subclass or entity.type.value, *does, size)))


def _doubt(rule: RoleRule, entity: Entity, known: Known) -> str:
    if rule.counted and rule.counted not in known.counts.get(entity.iri, {}):
        return f"no source tells its number of {rule.counted}"
    return ""


def _known(store: Store, iris: Iterable[Iri]) -> Known:
    wanted = sorted(set(iris))
    does: defaultdict[Iri, set[Predicate]] = defaultdict(set)
    counts: defaultdict[Iri, dict[str, int]] = defaultdict(dict)
    if wanted:
        ours = store.vocabulary.ontology
        for row in store.select("gap_doings", entity=wanted):
            does[Iri(row["entity"])].add(Predicate(str(row["predicate"]).removeprefix(ours)))
        for row in store.select("gap_counts", entity=wanted):
            numbers, noun = counts[Iri(row["entity"])], str(row["noun"])
            numbers[noun] = max(numbers.get(noun, 0), int(row["number"]))
    return Known({iri: frozenset(each) for iri, each in does.items()}, counts)

"""Names out of records -> what they name: concepts of the ontologies, bodies, people, places."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractors.annotations import words
from extractors.knowledge import Knowledge
from extractors.lexicons import Head
from extractors.mentions.division import head_noun
from extractors.mentions.index import Entry
from extractors.records.persons import apart, human
from extractors.records.record import Name, pieces
from kg.model import Iri, Predicate, Type
from kg.ontology import Concept
from kg.tables import Organization

BODIES = (Type.ORGANIZATION, Type.NETWORK)
PARTS = frozenset({"Department", "Committee"})
_LEFT_OUT = re.compile(
    r"\b(?:except(?:ing)?|excluding|other than|apart from|but not)\b[^,;.()]*", re.IGNORECASE
)
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_BESIDE = re.compile(r"(?P<name>[^()]+?)\s*\((?P<body>[^()]+)\)")
# States and provinces whose codes are codes of countries, too: `Rochester, MN` is not in Mongolia.
_STATES = frozenset(
    "AL AR AZ CA CO DE FL GA ID IL IN KY LA MA MD ME MN MO MS MT NC NE PA SC SD TN VA"
    " NL MB NT NU PE SK".split()
)
# `08041 Barcelona`, `D-89081 Ulm`, `6229 HN Maastricht`, `London SW1A 1AA`
_POSTAL = re.compile(
    r"(?:[A-Z]{1,2}-)?\d[\d-]{2,6}(?: [A-Z]{2}| \d{2,3})? (?P<city>[^\d\s]\D*)"
    r"|(?P<town>[^\d,\s]+(?: [^\d,\s]+)*) (?:[A-Z]{1,2}[ -]?\d[A-Z\d -]{2,9}|\d{4,6})"
)
_WIDE = re.compile(
    r" (?:Europe|International|Global|Worldwide|UK|USA|EU|Africa|Asia|America|Australia)$"
)


@dataclass(frozen=True, slots=True)
class Linked:
    """What a name names, with where it stands."""

    type: Type
    label: str
    start: int
    end: int
    also: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    concept: Iri | None = None
    subclass: str | None = None


@dataclass(slots=True)
class Meant:
    """All that one name of a record names, and what its own words say of these."""

    things: list[Linked] = field(default_factory=list)
    facts_of: int = 0  # how many of them, from the first, the facts are about
    inner: list[tuple[int, Predicate, int]] = field(default_factory=list)


def meant(name: Name, knowledge: Knowledge) -> Meant:
    """What a name means; nothing where it is no name, or a place that no table knows."""
    match name.kind:
        case "Affiliation":
            return _affiliation(name, knowledge)
        case "Fields":
            found = list(_fields(name, knowledge))
        case "Places":
            found = _places(pieces(name), knowledge)
        case "Place":
            found = list(_place(name, knowledge))
        case "Person":
            return _people(name, knowledge)
        case "Agent":
            found = [body] if (body := _body(name, knowledge, Type.ORGANIZATION)) and (
                _is_body(name, knowledge)
            ) else list(_person(name))  # fmt: skip
        case _:
            found = [_thing(name, knowledge)]
    return Meant(found, len(found))


def _thing(name: Name, knowledge: Knowledge) -> Linked:
    if name.kind in ("Body", "Organization", "Network"):
        fixed = Type.NETWORK if name.kind == "Network" else Type.ORGANIZATION
        found = _body(name, knowledge, fixed)
        return found if name.kind == "Body" or found.type is fixed else _plain(name, fixed)
    if name.kind == "Field":
        found_field = _field(name, knowledge, None)
        return found_field or _plain(name, Type.TOPIC)
    type = Type(name.kind)
    linked = (
        _field(name, knowledge, type) if type in (Type.DISEASE, Type.THERAPY, Type.TOPIC) else None
    )
    return linked or _plain(name, type)


def _plain(
    name: Name, type: Type, concept: Iri | None = None, subclass: str | None = None
) -> Linked:
    return Linked(
        type, name.text, name.start, name.end, name.also, name.identifiers, concept, subclass
    )


def _field(name: Name, knowledge: Knowledge, type: Type | None) -> Linked | None:
    """A disease, therapy or topic by its whole name, without or with what stands in brackets."""
    for text in dict.fromkeys((name.text, _BRACKETS.sub("", name.text))):
        for dictionary in (knowledge.diseases, knowledge.fields):
            for entry in dictionary.lookup(text):
                kind = entry.concept.type
                if (type is None or kind is type) and _as_written(entry, text):
                    return replace(_plain(name, kind, entry.concept.iri), label=text)
    return None


def _as_written(entry: Entry, text: str) -> bool:
    return not entry.acronym or entry.name == text


def _fields(name: Name, knowledge: Knowledge) -> Iterator[Linked]:
    """Every disease, therapy and topic inside a title; acronyms need more around them."""
    left_out = [match.span() for match in _LEFT_OUT.finditer(name.text)]
    for dictionary in (knowledge.diseases, knowledge.fields):
        for start, end, entries in dictionary.find(name.text):
            is_left_out = any(begin <= start < close for begin, close in left_out)
            if not entries[0].acronym and not is_left_out:
                yield Linked(
                    entries[0].concept.type, name.text[start:end], name.start + start,
                    name.start + end, concept=entries[0].concept.iri,
                )  # fmt: skip


def _place(name: Name, knowledge: Knowledge) -> Iterator[Linked]:
    found = place(name.text, name.country, knowledge)
    if found is None:
        city, at = _city(name.text)
        start = name.start + at
        name = replace(name, text=city, start=start, end=start + len(city))
        found = place(city, name.country, knowledge)
    if found is not None:
        label = found.label if len(name.text) <= 3 else name.text
        yield Linked(Type.PLACE, label, name.start, name.end, concept=found.iri)


def place(text: str, country: str, knowledge: Knowledge) -> Concept | None:
    """The place of this name or ISO code, in this country where one is told."""
    ontology = knowledge.ontology
    if re.fullmatch(r"[A-Z]{2}", text):
        return ontology.country(text)
    within = place(country, "", knowledge) if country else None
    for found in ontology.named(text, Type.PLACE):
        if within is None or ontology.country_of(found.iri) is within or found is within:
            return found
    return None


def _person(name: Name) -> Iterator[Linked]:
    found = human(name)
    if found is not None:
        label, start, end = found
        also = tuple(one for one in name.also if one != label)
        yield Linked(Type.PERSON, label, start, end, also, name.identifiers)


def _people(name: Name, knowledge: Knowledge) -> Meant:
    """The people of a name, each with the body that stands in brackets behind it."""
    found: list[Linked] = []
    bodies: list[tuple[int, Linked]] = []
    for each in apart(name):
        beside = _BESIDE.fullmatch(each.text)
        bare = replace(each, text=beside["name"]) if beside else each
        people = list(_person(bare))
        if beside and people:
            start = each.start + beside.start("body")
            inside = Name("Body", beside["body"], start, start + len(beside["body"]))
            linked = _body(inside, knowledge, Type.ORGANIZATION)
            if _head(inside.text) or _known(inside.text, knowledge):
                bodies.append((len(found), linked))
        found += people
    inner = [
        (person, Predicate.AFFILIATED_WITH, len(found) + at)
        for at, (person, _) in enumerate(bodies)
    ]
    return Meant([*found, *(body for _, body in bodies)], len(found), inner)


def _head(text: str) -> Head | None:
    return head_noun(list(words(_BRACKETS.sub("", text), 0)))


def _is_body(name: Name, knowledge: Knowledge) -> bool:
    single = len(name.text.split()) == 1
    return (
        single
        or _WIDE.search(name.text) is not None
        or _head(name.text) is not None
        or _known(name.text, knowledge) is not None
    )


def _known(text: str, knowledge: Knowledge) -> Organization | None:
    for entry in knowledge.bodies.lookup(text):
        found = knowledge.ontology.organization(entry.concept.iri)
        if found is not None and _as_written(entry, text):
            return found
    return None


def _body(name: Name, knowledge: Knowledge, otherwise: Type) -> Linked:
    listed, head = _known(name.text, knowledge), _head(name.text)
    if listed is not None:
        return _plain(name, listed.type, listed.iri, listed.subclass)
    if head is not None and head.type in BODIES:
        return _plain(name, head.type, None, head.subclass)
    return _plain(name, otherwise)


def _affiliation(name: Name, knowledge: Knowledge) -> Meant:
    """`Department of X, Hospital Y, City, Country` as its department, its body and its places."""
    parts = pieces(name)
    where: list[Name] = []
    while len(parts) > 1 and (_is_place(parts[-1].text, knowledge) or _is_code(parts[-1].text)):
        where.insert(0, parts.pop())
    bodies = [one for one in parts if _head(one.text) or _known(one.text, knowledge)]
    chosen = _chosen(bodies or parts[:1], knowledge)
    found = _places(where, knowledge) if chosen else []
    inner = [(0, Predicate.PART_OF, 1)] if len(chosen) > 1 else []
    whole = len(chosen) - 1
    inner += [(whole, Predicate.LOCATED_IN, whole + at) for at in range(1, len(found) + 1)]
    return Meant([*chosen, *found], min(len(chosen), 1), inner)


def _places(parts: Sequence[Name], knowledge: Knowledge) -> list[Linked]:
    """Those of the pieces that tables know, a city in the country that is named last."""
    kept = [
        one
        for at, one in enumerate(parts)
        if not _is_state(one.text, parts[at - 1].text if at else "", knowledge)
    ]
    country = next((one.text for one in reversed(kept) if _is_country(one.text, knowledge)), "")
    return [linked for one in kept for linked in _place(replace(one, country=country), knowledge)]


def _is_state(code: str, city: str, knowledge: Knowledge) -> bool:
    """Whether two letters are rather no country: the city before them is not in it."""
    return code in _STATES and place(_city(city)[0], code, knowledge) is None


def _city(text: str) -> tuple[str, int]:
    """A place without its postal code, and where it begins."""
    code = _POSTAL.fullmatch(text)
    if code is None:
        return text, 0
    group = "city" if code["city"] else "town"
    return code[group], code.start(group)


def _chosen(bodies: Sequence[Name], knowledge: Knowledge) -> list[Linked]:
    """The part of a body that is named first, if any, and the first that is a whole."""
    linked = [_body(one, knowledge, Type.ORGANIZATION) for one in bodies]
    parts = [one for one in linked[:1] if one.subclass in PARTS]
    wholes = [one for one in linked if one.subclass not in PARTS][:1]
    return [*parts, *wholes]


def _is_place(text: str, knowledge: Knowledge) -> bool:
    return any(knowledge.ontology.named(one, Type.PLACE) for one in (text, _city(text)[0]))


def _is_country(text: str, knowledge: Knowledge) -> bool:
    found = place(text, "", knowledge)
    return found is not None and found.is_country


def _is_code(text: str) -> bool:
    """A state or a postal code behind a city: `MA`, `MA 02115`, `89081`."""
    return re.fullmatch(r"[A-Z]{2}(?: [\d-]{4,10})?|[A-Z]{0,2}-?\d{4,6}", text) is not None

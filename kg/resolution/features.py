"""What speaks for or against two being one: each a named feature with its words.

The weights are one visible table; they add up to a score between 0 and 1. Reasons against have
negative weights; a veto is a reason that no other can outweigh.
"""

from collections.abc import Hashable, Iterator, Mapping

from rapidfuzz.distance import OSA

from kg.model import Iri, Reason, Type
from kg.resolution.blocking import place_words
from kg.resolution.body_names import COUNTRY, GENERIC, BodyName
from kg.resolution.normalise import Fit, fit, is_frequent
from kg.resolution.profiles import Known, city_called

WEIGHTS: Mapping[str, float] = {
    "identifier": 1.0,
    "name": 0.45,
    "spelling": 0.38,
    "part": 0.38,
    "initials": 0.36,
    "frequent": -0.1,
    "frequent-initials": -0.2,
    "employer": 0.45,
    "city": 0.15,
    "topic": 0.2,
    "topics": -0.1,
    "company": 0.2,
    "companies": 0.4,
    "body-name": 0.9,
    "generic-name": 0.5,
    "part-name": 0.45,
    "whole": 0.4,
    "place-in-name": 0.5,
    "misspelled": 0.45,
    "acronym": 0.45,
    "body-city": 0.4,
    "body-country": 0.3,
    "countries": -0.4,
}
VETO = -1.0
EXCLUSIVE = ("ORCID", "ROR")  # of these nobody has two


def features(left: Known, right: Known) -> list[Reason]:
    """All that speaks for and against, the weightiest first; nothing where the names clash."""
    shared = left.profile.identifiers & right.profile.identifiers
    if shared:
        return [_reason("identifier", f"both are {min(shared)}")]
    found = [*_vetoes(left, right)]
    is_person = left.profile.type is Type.PERSON
    found += _of_people(left, right) if is_person else _of_bodies(left, right)
    return sorted(found, key=lambda reason: -abs(reason.weight))


def conflicts(left: Known, right: Known) -> bool:
    """Whether two can never be one, also not by way of a third."""
    if left.profile.identifiers & right.profile.identifiers:
        return False
    if next(_vetoes(left, right), None) is not None:
        return True
    if left.profile.type is Type.PERSON:
        return best_fit(left, right) is Fit.CLASH
    return _apart(left, right)


def sign(known: Known) -> Hashable:
    """All of one that `conflicts` asks: whom two of one sign conflict with is the same.

    A person who is named very often is so under very many names of one sign.
    """
    profile = known.profile
    if profile.type is Type.PERSON:
        return profile.type, known.people, profile.identifiers, profile.documents
    return profile.iri


def best_fit(left: Known, right: Known) -> Fit:
    """The best that any name of one goes with any of the other."""
    found = (fit(one, other) for one in left.people for other in right.people)
    return max(found, default=Fit.CLASH)


def _reason(kind: str, text: str) -> Reason:
    return Reason(kind, text, WEIGHTS[kind])


def _veto(kind: str, text: str) -> Reason:
    return Reason(kind, text, VETO)


def _vetoes(left: Known, right: Known) -> Iterator[Reason]:
    one, other = left.profile, right.profile
    if one.type is not other.type:
        yield _veto("type", f"a {one.type.lower()} and a {other.type.lower()}")
    for scheme in EXCLUSIVE:
        here, there = (
            {each for each in p.identifiers if each.startswith(f"{scheme}:")} for p in (one, other)
        )
        if here and there:
            yield _veto("identifiers", f"{min(here)} and {min(there)}")
    if one.type is Type.PERSON:
        if one.documents & other.documents:
            yield _veto("document", "one article names both as two")
    elif _is_part(one.iri, right) or _is_part(other.iri, left):
        yield _veto("part-of", "one is a part of the other")


def _is_part(whole: Iri, known: Known) -> bool:
    return whole in known.profile.bodies


def _of_people(left: Known, right: Known) -> Iterator[Reason]:
    how = best_fit(left, right)
    words = {
        Fit.EQUAL: ("name", "same name"),
        Fit.VARIANT: ("spelling", "same name in another spelling"),
        Fit.PART: ("part", "same name, in one of them longer"),
        Fit.INITIALS: ("initials", "same surname, initials agree"),
    }
    if how not in words:
        yield _veto("names", "the names do not agree")
        return
    yield _reason(*words[how])
    if any(is_frequent(name) for name in (*left.people, *right.people)):
        kind = "frequent-initials" if how is Fit.INITIALS else "frequent"
        yield _reason(kind, "many people are called so")
    if how is Fit.INITIALS and _work_apart(left, right):
        yield _reason("topics", "different topics")
    yield from _surroundings(left, right)


def _work_apart(left: Known, right: Known) -> bool:
    one, other = left.profile.topics, right.profile.topics
    return bool(one and other and not one & other)


def _surroundings(left: Known, right: Known) -> Iterator[Reason]:
    one, other = left.profile, right.profile
    employers = one.bodies & other.bodies
    if employers:
        yield _reason("employer", f"same employer: {left.called(min(employers))}")
    elif cities := one.cities & other.cities:
        yield _reason("city", f"same city: {city_called(min(cities))}")
    if topics := one.topics & other.topics:
        yield _reason("topic", f"same topic: {left.called(min(topics))}")
    company = sorted(one.company & other.company)
    if company:
        kind = "companies" if len(company) > 1 else "company"
        yield _reason(kind, f"both with {' and '.join(map(left.called, company[:3]))}")
    if not employers and _abroad(left, right):
        yield _reason("countries", f"different countries: {_countries(left, right)}")


def _of_bodies(left: Known, right: Known) -> Iterator[Reason]:
    named = _named_alike(left, right)
    if named is None:
        yield _veto("names", "the names do not agree")
        return
    yield named
    one, other = left.profile, right.profile
    wholes = one.bodies & other.bodies
    if wholes:
        yield _reason("whole", f"both of {left.called(min(wholes))}")
    if named.kind == "part-name":  # every hospital of a city has such a department
        return
    if _apart(left, right):
        yield _veto("countries", f"different countries: {_countries(left, right)}")
    elif cities := one.cities & other.cities:
        yield _reason("body-city", f"both in {city_called(min(cities))}")
    elif named.kind != "acronym" and (codes := _codes(left) & _codes(right)):
        yield _reason("body-country", f"both in {min(codes)}")


def _named_alike(left: Known, right: Known) -> Reason | None:
    found = [_alike(one, other, left, right) for one in left.bodies for other in right.bodies]
    return max((each for each in found if each), key=lambda r: (r.weight, r.kind), default=None)


def _alike(one: BodyName, other: BodyName, left: Known, right: Known) -> Reason | None:
    if one.acronym or other.acronym:
        return _same_acronym(one, other)
    here, there = one.words - _told(one), other.words - _told(other)
    if one.words == other.words:
        if one.is_part or other.is_part:
            return _reason("part-name", f"same name of a part: {' '.join(sorted(here))}")
        kind = "generic-name" if one.is_generic else "body-name"
        return _reason(kind, f"same name: {' '.join(sorted(here))}")
    if here - place_words(right) == there - place_words(left) and here & there:
        return _reason("place-in-name", "same name but for its place")
    if _is_misspelled(here, there):
        return _reason("misspelled", "same name but for a typing error")
    return None


def _is_misspelled(here: frozenset[str], there: frozenset[str]) -> bool:
    """Whether one long word differs by a letter, and it is not two words that we know."""
    one, other = here - there, there - here
    if len(one) != 1 or len(other) != 1 or len(here) < 3:
        return False
    (left,), (right,) = one, other
    long = min(len(left), len(right)) > 6 and not {left, right} <= GENERIC
    return long and OSA.distance(left, right, score_cutoff=1) <= 1


def _same_acronym(one: BodyName, other: BodyName) -> Reason | None:
    same = one.acronym == other.acronym
    return _reason("acronym", f"same acronym: {one.acronym}") if same else None


def _told(name: BodyName) -> frozenset[str]:
    return frozenset(word for word in name.words if word.startswith(COUNTRY))


def _codes(known: Known) -> set[str]:
    """The countries of a body, also those that its name tells."""
    named = {word[1:].upper() for name in known.bodies for word in _told(name)}
    return named | known.profile.countries


def _apart(left: Known, right: Known) -> bool:
    here, there = _codes(left), _codes(right)
    if here and there and not here & there:
        return True
    one, other = left.profile.cities, right.profile.cities
    return bool(one and other and not one & other)


def _abroad(left: Known, right: Known) -> bool:
    one, other = left.profile.countries, right.profile.countries
    return bool(one and other and not one & other)


def _countries(left: Known, right: Known) -> str:
    places = (p.profile.countries or p.profile.cities for p in (left, right))
    return " and ".join(", ".join(sorted(each)) or "another" for each in places)

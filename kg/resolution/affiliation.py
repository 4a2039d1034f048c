"""An affiliation as somebody wrote it -> the body of an authority that it names, or none.

Candidates come from the index of bodies; trees that were learned from annotated affiliations
(`bench/outside/affiliations.py`) say how likely each is meant. None is the answer where none is
likely enough: an index that lacks the right body must not yield its neighbour.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kg.ontology import Ontology
from kg.outside import Mentioned
from kg.resolution.authorities.body import Body, NameKind
from kg.resolution.authorities.candidates import Candidate, Text, Weights, candidates, text_of
from kg.resolution.authorities.features import features
from kg.resolution.authorities.lookup import Bodies
from kg.resolution.authorities.trees import Forest, read_forest
from kg.resolution.authorities.words import telling
from kg.resolution.authorities.written import Gazetteer
from kg.store.likeness import fold
from kg.tables import word_list

LIKELY = 0.7  # from here on a body is taken for the one that is meant
SURE = 0.85  # from here on two documents that mean it may be tied together
SHORTEST_ACRONYM = 4  # letters; shorter ones are shared by too many bodies
# With these a name begins that many a country has a body of.
STATE = frozenset("ministry national federal state government department central royal".split())


@dataclass(frozen=True, slots=True)
class Link:
    """The body that an affiliation names, or none; how sure, and why in plain words."""

    body: Body | None
    score: float
    reasons: tuple[str, ...] = ()
    doubt: str = ""  # what speaks against it, where something does


class Affiliations:
    """What ties affiliations to the bodies of an index."""

    def __init__(self, bodies: Bodies, ontology: Ontology) -> None:
        """The ontology tells which words are places."""
        self.bodies, self.weights = bodies, Weights(bodies)
        self.gazetteer = Gazetteer(ontology, bodies.cities())
        self.ontology = ontology

    def link(self, text: str) -> Link:
        """The body that a free affiliation names, or none."""
        read, rated = self._rated(text)
        if not rated:
            return Link(None, 0.0, ("no body of the authority has a name like it",))
        score, best = rated[0]
        if score < LIKELY:
            return Link(None, score, (f"{best.body.label} is not likely enough",))
        return Link(best.body, score, tuple(_reasons(best, read)), doubt(best.body, read))

    def _rated(self, text: str) -> tuple[Text, list[tuple[float, Candidate]]]:
        """Candidates, the likeliest first."""
        read = text_of(self.gazetteer.read(text), self.bodies)
        found = candidates(read, self.bodies, self.weights)
        trees = forest()
        rated = [
            (trees.probability(row), each)
            for row, each in zip(features(found, read, self.weights), found, strict=True)
        ]
        return read, sorted(rated, key=lambda pair: (-pair[0], pair[1].number))

    def link_mention(self, mentioned: Mentioned) -> Body | None:
        """The body that a mention can only mean: by its name, or by the trees where they are sure.

        A name must be the body's own and of no other body there; an acronym needs a country; what
        is part of a body is never taken for the whole.
        """
        full = [name for name in mentioned.names if not _is_acronym(name)]
        for name in full:
            found = self._only(self.bodies.named(name), mentioned)
            if found and _is_enough(name, mentioned):
                return found
        if not full:
            return self._by_acronym(mentioned)
        return self._surely(full[0], mentioned)

    def _only(self, named: Iterable[tuple[Body, NameKind]], mentioned: Mentioned) -> Body | None:
        """The one body there is of a name, in the country that is told if one is."""
        bodies = {body.id: body for each, _ in named if (body := self.bodies.identified(each.id))}
        found = [each for each in bodies.values() if each.status != "withdrawn"]
        if mentioned.country:
            found = [each for each in found if each.country == mentioned.country]
        if len(found) > 1 and mentioned.places:
            told = {fold(place) for place in mentioned.places}
            found = [each for each in found if fold(each.city) in told]
        return found[0] if len(found) == 1 else None

    def _by_acronym(self, mentioned: Mentioned) -> Body | None:
        for name in mentioned.names:
            if len(name) >= SHORTEST_ACRONYM and mentioned.country:
                return self._only(self.bodies.named(name), mentioned)
        return None

    def _surely(self, name: str, mentioned: Mentioned) -> Body | None:
        """What the trees are sure of, where it is the name itself that they know."""
        if not mentioned.country or len(telling(name)) < 2:
            return None
        read, rated = self._rated(self._joined(mentioned))
        if not rated or rated[0][0] < SURE:
            return None
        best = rated[0][1]
        left = {*telling(name)} - {*best.words} - read.written.places
        whole = {word for each in mentioned.wholes for word in telling(each)}
        fits = best.coverage > 0.99 and not left and not {*best.words} <= whole
        return best.body if fits and best.body.country == mentioned.country else None

    def _joined(self, mentioned: Mentioned) -> str:
        """A mention with its surroundings as one would write an affiliation."""
        country = self.ontology.country(mentioned.country) if mentioned.country else None
        parts = [mentioned.names[0], *mentioned.wholes, *mentioned.places]
        return ", ".join([*parts, country.label] if country else parts)


def _is_enough(name: str, mentioned: Mentioned) -> bool:
    """Whether a name alone tells the body; one of one word, or of any state, needs a country."""
    words = telling(name)
    return bool(mentioned.country) or (len(words) > 1 and words[0] not in STATE)


def doubt(body: Body, read: Text) -> str:
    """Where a text says another country than the authority, that; else nothing."""
    told = read.written.countries
    if not told or not body.country or body.country in told:
        return ""
    return f"the text says {' and '.join(sorted(told))}, the authority {body.country}"


def _reasons(best: Candidate, read: Text) -> Iterable[str]:
    name, body = best.named.text, best.body
    if best.coverage > 0.99:
        yield (
            f"its name stands there: {name}" if best.is_tight else f"all words of {name} are there"
        )
    else:
        missing = ", ".join(word for word in best.words if word not in best.found)
        yield f"its name stands there but for {missing}: {name}"
    if best.named.kind is NameKind.ACRONYM:
        yield f"{name} is its acronym"
    if " ".join(fold(body.city)) in read.written.cities:
        yield f"it is in {body.city}"
    if body.country in read.written.countries:
        yield f"it is in the country that is told, {body.country}"
    if len(best.others) > 0:
        yield f"another of its names stands there too: {best.others[0].text}"


def _is_acronym(name: str) -> bool:
    return len(name) <= 10 and " " not in name and sum(map(str.isupper, name)) > 1


@cache
def forest() -> Forest:
    """The trees of the package."""
    return read_forest(word_list("affiliations.tsv"))

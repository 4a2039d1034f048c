"""Which statements exclude each other: two days of one event, two directors at one time.

Values that one document gives side by side do not compete: it knows of both, as of an event of two
days or of two who share a post.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from kg.model import Iri, Predicate
from kg.resolution.draft import Draft
from kg.store.rdf import RDF_PREDICATE, RDF_SUBJECT, Object, Term, Vocabulary, cell, digest

SOLE_VALUES = frozenset({Predicate.DATE, Predicate.START_DATE, Predicate.END_DATE})
SOLE_POSTS = frozenset({Predicate.AFFILIATED_WITH, Predicate.LEADS})
# Posts that a body gives to one person at a time, by what they are called.
POSTS = {
    **dict.fromkeys(("chair", "chairman", "chairwoman", "chairperson"), "chair"),
    **dict.fromkeys(("ceo", "chief executive", "chief executive officer"), "chief executive"),
    **dict.fromkeys(("director-general", "director general"), "director-general"),
    **dict.fromkeys(("secretary-general", "secretary general"), "secretary-general"),
    **{post: post for post in ("director", "executive director", "president", "rector", "dean")},
    **{post: post for post in ("head", "chancellor", "minister", "provost", "commissioner")},
}
_PARTS = re.compile(r"\s*(?:,|;|/|&|\band\b)\s*")


class Triple(NamedTuple):
    """What is stated."""

    subject: NamedNode
    predicate: NamedNode
    value: Object


def posts(role: str) -> set[str]:
    """The posts for one alone that a role names.

    >>> sorted(posts("President and CEO")), posts("vice president"), posts("the Director")
    (['chief executive', 'president'], set(), {'director'})
    """
    parts = _PARTS.split(role.lower().removeprefix("the ").strip())
    return {POSTS[part] for part in parts if part in POSTS}


class Rivals:
    """The competitors of a draft's statements."""

    def __init__(self, draft: Draft, vocabulary: Vocabulary) -> None:
        """Look up the properties once."""
        self.draft, self.vocabulary = draft, vocabulary
        ckg = vocabulary.ckg
        self.evidence, self.role, self.post = ckg("evidence"), ckg("role"), ckg("post")
        self.first, self.last, self.date = ckg("firstSeen"), ckg("lastSeen"), ckg("date")
        # Documents of this change with the statements for which they speak now.
        self.speaking: dict[Iri, set[NamedNode]] = {}

    def of(self, statement: NamedNode, triple: Triple) -> set[NamedNode]:
        """The statements that cannot be true where this one is."""
        predicate = self.vocabulary.local(triple.predicate)
        if predicate in SOLE_VALUES:
            found = self._other_values(triple)
        elif predicate in SOLE_POSTS:
            found = self._other_holders(statement, triple)
        else:
            return set()
        return {one for one in found - {statement} if not self._said_together(statement, one)}

    def _other_values(self, triple: Triple) -> set[NamedNode]:
        """The same property with a value that is no more and no less exact form of this one."""
        found = set()
        mine = str(cell(triple.value))
        for quad in self.draft.match(triple.subject, triple.predicate):
            other = str(cell(quad.object))
            if not mine.startswith(other) and not other.startswith(mine):
                found.add(self.vocabulary.statement(*triple[:2], quad.object))  # type: ignore[arg-type]
        return found

    def _other_holders(self, statement: NamedNode, triple: Triple) -> set[NamedNode]:
        roles = (str(cell(role)) for role in self.draft.values(statement, self.role))
        held = {post for role in roles for post in posts(role)}
        wanted = {self._post(triple, post) for post in held}
        self.draft.replace(statement, self.post, wanted)
        found = {
            quad.subject for post in wanted for quad in self.draft.match(None, self.post, post)
        }
        mine, me = self._period(statement), _words(triple.subject)
        return {
            one  # type: ignore[misc]  # statements are nodes
            for one in found - {statement}
            if not _are_near(me, _words(self.draft.value(one, RDF_SUBJECT)))  # type: ignore[arg-type]
            and _overlap(mine, self._period(one))  # type: ignore[arg-type]
        }

    def _post(self, triple: Triple, post: str) -> NamedNode:
        key = digest(triple.value, triple.predicate, post)
        return NamedNode(f"{self.vocabulary.data}post/{post.replace(' ', '-')}-{key}")

    def _period(self, statement: NamedNode) -> tuple[str, str]:
        """From when to when it was said to be so; empty where no document has a date."""
        seen, dated = self._texts(statement, self.first), self._texts(statement, self.date)
        return min((*seen, *dated), default=""), max(
            (*self._texts(statement, self.last), *dated), default=""
        )

    def _texts(self, statement: NamedNode, key: NamedNode) -> list[str]:
        found: Iterable[Term] = self.draft.values(statement, key)
        return [value.value for value in found if isinstance(value, Literal)]

    def _said_together(self, one: NamedNode, other: NamedNode) -> bool:
        """Whether one document says both; looked for from both ends, as either may be long."""
        for left, right in zip_longest(self._documents(one), self._documents(other)):
            if left is None or right is None:
                break
            if self._speaks(left, other) or self._speaks(right, one):
                return True
        return False

    def _documents(self, statement: NamedNode) -> Iterator[Iri]:
        for quad in self.draft.match(statement, self.evidence):
            yield Iri(str(cell(quad.object)).partition("#")[0])

    def _speaks(self, document: Iri, statement: NamedNode) -> bool:
        if document in self.speaking:
            return statement in self.speaking[document]
        predicate = self.draft.value(statement, RDF_PREDICATE)
        claims = self.draft.store.match(None, RDF_PREDICATE, predicate, graph=document)
        return any(self.draft.has(statement, self.evidence, quad.subject) for quad in claims)


def _words(person: Term | None) -> frozenset[str]:
    """The words of a name out of the IRI that was made of it."""
    key = person.value.rpartition("/")[2] if isinstance(person, NamedNode) else ""
    return frozenset(key.partition("--")[0].split("-"))


def _are_near(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names are perhaps of one person, in another order or with a word less."""
    return one <= other or other <= one


def _overlap(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two periods have a day in common; an unknown one may be any."""
    if not one[0] or not other[0]:
        return True
    # A year ends after all of its days: "~" sorts behind what makes a date more exact.
    return one[0] <= other[1] + "~" and other[0] <= one[1] + "~"

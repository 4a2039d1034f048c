"""Which statements exclude each other: two days of one event, two directors at one time.

Values that one document gives side by side do not compete: it knows of both, as of an event of two
days or of two who share a post.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest
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
MOST_HOLDERS = 25  # at once; what more hold, as "head" in a large body, is no post for one alone
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
        self.posts: set[Term] = set()  # which somebody gets or gives up by this change

    def of(self, statement: NamedNode, triple: Triple, before: set[NamedNode]) -> set[NamedNode]:
        """The statements that cannot be true where this one is; `before` were so until now."""
        predicate = self.vocabulary.local(triple.predicate)
        if predicate in SOLE_VALUES:
            found = self._other_values(triple)
        elif predicate in SOLE_POSTS:
            found = self._other_holders(statement, triple)
        else:
            return set()
        # Of what competed no document said both: of that only what it says now can have changed.
        return {
            one
            for one in found - {statement}
            if not (self._now_together if one in before else self._said_together)(statement, one)
        }

    def hold(self, statement: NamedNode, triple: Triple) -> None:
        """Note which posts a statement gives to its subject; do so before asking for any rivals."""
        if self.vocabulary.local(triple.predicate) in SOLE_POSTS:
            roles = (str(cell(role)) for role in self.draft.values(statement, self.role))
            wanted = {self._post(triple, post) for role in roles for post in posts(role)}
            self.posts |= wanted ^ self.draft.values(statement, self.post)
            self.draft.replace(statement, self.post, wanted)

    def give_up(self, statement: NamedNode) -> None:
        """Note that a statement is about to go."""
        self.posts |= self.draft.values(statement, self.post)

    def turned(self) -> Iterator[NamedNode]:
        """The statements of posts that too many hold now, or too many held until now."""
        for post in sorted(self.posts, key=str):
            before = islice(self.draft.store.match(None, self.post, post), MOST_HOLDERS + 1)
            now = self._holders(post)
            if (len(list(before)) > MOST_HOLDERS) != (len(now) > MOST_HOLDERS):
                for quad in self.draft.match(None, self.post, post):
                    yield quad.subject  # type: ignore[misc]  # statements are nodes

    def _holders(self, post: Term) -> set[Term]:
        """The statements that give a post to somebody, or one more than may compete."""
        quads = islice(self.draft.match(None, self.post, post), MOST_HOLDERS + 1)
        return {quad.subject for quad in quads}

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
        posts = map(self._holders, self.draft.values(statement, self.post))
        found = {one for holders in posts if len(holders) <= MOST_HOLDERS for one in holders}
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

    def _now_together(self, one: NamedNode, other: NamedNode) -> bool:
        return any(one in said and other in said for said in self.speaking.values())

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

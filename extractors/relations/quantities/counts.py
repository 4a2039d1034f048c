"""Whose number it is: `X has 57 hospitals`, `52 experts took part`, `a network of 23 clinics`.

A number has an owner only where the sentence gives it one; a wrong owner is worse than none.
"""

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from extractors.annotations import Candidate, Cluster
from extractors.dates import Dated
from extractors.relations.quantities.counted import Counted, at_events, counted, refers_back
from extractors.relations.quantities.families import family
from extractors.relations.quantities.focus import Focus
from extractors.relations.quantities.owners import (
    LASTING,
    OWNERS,
    behind,
    governing,
    is_verb,
    meant,
    named,
    objects,
    subject,
)
from extractors.relations.scene import Found, Scene
from extractors.relations.standing import NEGATED, TENTATIVE
from kg.model import Predicate, Type

# A plan that tells of how many a network is made: "to select 324 hospitals to form the Network".
COMPOSING = re.compile(
    r"\b(?:to form|forming|to make up|making up|to constitute|that form) (?:the |a )?"
)
CHAIN = re.compile(
    r"(?:,|:|;)? ?(?:and|in|from|across|at|representing|with|plus|as well as|together with|or)?"
    r"(?: the| a total of| more than| over| some| about)? ?"
)
PLACED = re.compile(r"\b(?:in|from|across|at|representing|drawn from|of)(?: \w+){0,2} $")
# A workshop that "will" be held "for 40 scientists" has 40 places all the same.
HOLDING = frozenset({"hold", "offer", "give", "organise", "organize", "held"})
WRONG = re.compile(r"\b(?:incorrectly|wrongly|mistakenly|erroneously|by mistake|denied)\b")
INSIDE = frozenset({"conj", "nummod", "compound", "nmod", "amod", "quantmod"})
HALF = 60  # characters of a clause before a number in which its standing is told
WHERE = frozenset({"under", "by", "through", "in", "within", "for", "at", "during", "as"})
FROM = frozenset({"from", "at", "across", "in", "representing", "of"})
JOINED = frozenset({"to", "in", "with"})
MADE = frozenset("consists consist consisting composed made".split())
MEETING = frozenset({"in", "for", "at", "to", "during", "of"})
OURS = frozenset({"our", "its", "their"})
PARTS = frozenset(
    """members partners centres centers hospitals clinics teams sites staff doctors nurses
    volunteers laboratories we""".split()
)
STANDS = re.compile(
    r"^\W*(?:[A-Z]: ?)?(?:(?:up to|about|around|some|over|more than|nearly|almost|at least"
    r"|a total of|approximately)\s)*$",
    re.IGNORECASE,
)
KEY = re.compile(r"^\W*(?P<noun>[A-Z][a-z]+s) ?(?:: ?(?P<number>\d[\d,]*)|\((?P<inner>\d+)\))\W*$")


def counts(scene: Scene, found: Sequence[Dated], focus: Focus) -> Iterator[Found]:
    """The numbers that a sentence ties to an event, programme, network or body."""
    owners: dict[int, Cluster] = {}  # by the noun that is counted
    last: tuple[Counted, Cluster] | None = None
    for one in counted(scene, found):
        owner = _subset(scene, one) or _owner(scene, one, owners, focus)
        if owner is None and last is not None and _follows(scene, last[0], one):
            owner = last[1]
        if owner is None or (refers_back(scene, one) and _subset(scene, one) is None):
            continue
        owners[one.head.i] = owner
        last = (one, owner)
        value = f"{one.number} {one.noun}"
        yield Found(owner, Predicate.COUNT, None, value, "count", 0.7, scene)


def _follows(scene: Scene, before: Counted, one: Counted) -> bool:
    """Whether a number goes on the list that the number before it began."""
    return CHAIN.fullmatch(scene.sentence.text, before.end, one.start) is not None


def _owner(scene: Scene, one: Counted, owners: dict[int, Cluster], focus: Focus) -> Cluster | None:
    composed = _composed(scene, one)
    if composed is not None:
        return composed
    for above in (one.head, *one.head.conjuncts):
        if above.i in owners and above.i != one.head.i:
            return owners[above.i]
    if not _stated(scene, one):
        return None
    if scene.sentence.text[one.start : one.end].count("-") and one.head.lower_ in family("whole"):
        return _cluster(named(scene, one.head))
    if one.people and STANDS.match(scene.sentence.text[: one.start]) and _verbless(scene):
        return focus.event_of(scene)
    return _along(scene, one, owners, focus)


def _subset(scene: Scene, one: Counted) -> Cluster | None:
    """`Of the 61 participants treated in the study, 38`: it tells how many there were."""
    for child in one.head.children:
        if child.dep_ == "acl" and child.lower_ in family("working"):
            return _place(scene, child)
    return None


def _composed(scene: Scene, one: Counted) -> Cluster | None:
    """`to select 324 hospitals to form the Network, which will include 32 ...`."""
    match = COMPOSING.search(scene.sentence.text, one.end, one.end + 120)
    if match is None:
        return None
    at = scene.sentence.start + match.end()
    formed = (c for c in scene.of_type(Type.NETWORK, Type.PROGRAMME) if 0 <= c.start - at <= 4)
    return _cluster(next(formed, None))


def _stated(scene: Scene, one: Counted) -> bool:
    """Whether the clause of a number tells a fact, not a plan, a hope or the contrary."""
    text = scene.sentence.text
    if COMPOSING.search(text):
        return True
    said = re.split(
        r"[;,] |\bwhich\b|\bwill (?:hold|offer|give)\b", text[max(one.start - HALF, 0) : one.start]
    )[-1]
    said = re.sub(r"\b(?:no (?:fewer|less|more) than|not only|said)\b", "", said)
    verb = next(filter(is_verb, governing(one.head)), None)
    if verb is not None and verb.lower_ not in HOLDING:
        said += " ".join(["", *(c.text for c in verb.children if c.dep_ in ("aux", "neg"))])
    if WRONG.search(text, 0, one.start):
        return False
    return NEGATED.search(said) is None and TENTATIVE.search(said) is None


def _verbless(scene: Scene) -> bool:
    return not any(token.tag_ in ("VBZ", "VBD", "VBP", "MD") for token in scene.sentence.span)


def _along(scene: Scene, one: Counted, owners: dict[int, Cluster], focus: Focus) -> Cluster | None:
    """The owner along the tree, from the counted noun upwards."""
    token = one.head
    while token.head != token:
        if token.head.i in owners:
            return owners[token.head.i]
        if token.dep_ == "pobj" and _passes(token.head):
            token = token.head.head
        elif token.dep_ in INSIDE:
            token = token.head
        else:
            return _ended(scene, one, token, owners, focus)
    return None


def _passes(preposition: Token) -> bool:
    """Whether what stands before a preposition has the number: data on, delegates from."""
    above = preposition.head.lower_
    return above in family("stock") or (preposition.lower_ in FROM and at_events(above))


def _ended(
    scene: Scene, one: Counted, token: Token, owners: dict[int, Cluster], focus: Focus
) -> Cluster | None:
    """The owner by the place that a noun takes in its clause."""
    above = token.head
    if token.dep_ == "pobj":
        return _behind(scene, above, owners)
    if token.dep_ == "appos":
        return _cluster(named(scene, above))
    if token.dep_ in ("nsubj", "nsubjpass"):
        return _of_subject(scene, one.people or at_events(token.lower_), above, focus)
    if token.dep_ in ("dobj", "attr", "oprd") and is_verb(above):
        return _of_verb(scene, one, above, owners, focus)
    return None


def _behind(scene: Scene, preposition: Token, owners: dict[int, Cluster]) -> Cluster | None:
    above = preposition.head
    if above.i in owners:
        return owners[above.i]
    if is_verb(above):
        return _of_preposition(scene, preposition, owners)
    if above.lower_ in family("whole") and preposition.lower_ == "of":
        return _cluster(named(scene, above))
    if preposition.lower_ in ("for", "with", "of"):
        return _cluster(named(scene, above, (Type.EVENT, Type.NETWORK, Type.PROGRAMME)))
    return None


def _of_verb(
    scene: Scene, one: Counted, verb: Token, owners: dict[int, Cluster], focus: Focus
) -> Cluster | None:
    """`The network has 40 members`: the subject's, where the verb is one of having or working."""
    word = verb.lower_
    if any(child.dep_ == "expl" for child in verb.children):
        return _meeting(scene, verb, focus) if one.people else None
    if word not in family("having") and word not in family("working"):
        return None
    own = subject(verb)
    if own is None or own.i in owners:
        return owners[own.i] if own is not None else None
    types = OWNERS if word in family("having") else LASTING
    return _subject_cluster(scene, own, types, focus)


def _subject_cluster(
    scene: Scene, own: Token, types: tuple[Type, ...], focus: Focus
) -> Cluster | None:
    found = meant(scene, own, types)
    if found is not None or scene.covering(own) is not None:
        return found
    owned = own.lower_ == "we" or any(c.lower_ in OURS for c in own.children)
    if own.lower_ in PARTS and owned:
        return focus.main.network or focus.main.programme
    if own.lower_ in family("stock") or own.lower_ == "biobank":
        return focus.main.network or focus.main.programme
    return None


def _of_subject(scene: Scene, people: bool, verb: Token, focus: Focus) -> Cluster | None:
    """`52 experts took part`, `nine patients were dosed`, `38 nurses received a certificate`."""
    word = verb.lower_
    if any(child.dep_ == "auxpass" for child in verb.children):
        return _worked_on(scene, verb, focus) if word in family("working") else None
    if word == "received":
        certified = any(o.lower_.startswith("certificate") for o in objects(verb))
        return focus.event_of(scene) if certified and people else None
    if word in family("attending") and people:
        return _meeting(scene, verb, focus)
    taking = word in ("take", "taking", "took", "taken")
    if word not in family("joining") or (taking and all(o.text != "part" for o in objects(verb))):
        return None
    joined = (meant(scene, noun, LASTING) for noun in (*objects(verb), *behind(verb, JOINED)))
    return next(filter(None, joined), None) or (
        focus.running(scene) if taking else _place(scene, verb)
    )


def _worked_on(scene: Scene, verb: Token, focus: Focus) -> Cluster | None:
    """`Nine patients were dosed in the study`; without a place, in the last programme named."""
    if any(child.dep_ == "agent" for child in verb.children):
        return _place(scene, verb)
    return _place(scene, verb) or focus.running(scene)


def _place(scene: Scene, verb: Token) -> Cluster | None:
    """In, under or by what something is done; `in which` speaks of what stands before."""
    for noun in behind(verb, WHERE):
        found = named(scene, noun, LASTING)
        if found is not None and (found.type is not Type.ORGANIZATION or noun.head.dep_ == "agent"):
            return found.cluster
    return None


def _meeting(scene: Scene, verb: Token, focus: Focus) -> Cluster | None:
    """The meeting that people came to: the one the verb names, else the one spoken of."""
    near = [*objects(verb), *behind(verb, MEETING)]
    for noun in near:
        found = named(scene, noun, (Type.EVENT,))
        if found is not None:
            return found.cluster
    return focus.event_of(scene)


def _of_preposition(scene: Scene, preposition: Token, owners: dict[int, Cluster]) -> Cluster | None:
    """`The study began with 310 participants`, `attended by 500 people`, `came from 19 lands`."""
    verb, word = preposition.head, preposition.lower_
    own = subject(verb)
    if own is not None and own.i in owners and word in FROM:
        return owners[own.i]
    found = meant(scene, own)
    event = found if found is not None and found.type is Type.EVENT else None
    if word == "by" and verb.lower_ in family("attending") | {"visited", "followed"}:
        return event
    if word == "with" and found is not None and found.type is not Type.ORGANIZATION:
        return found
    if word == "of" and verb.lower_ in MADE:
        return found
    if word == "for" and verb.lower_ in HOLDING:
        held = (named(scene, noun, (Type.EVENT,)) for noun in objects(verb))
        return _cluster(next(filter(None, held), None)) or event
    return None


def _cluster(candidate: Candidate | None) -> Cluster | None:
    return candidate.cluster if candidate is not None else None


def keyed(scene: Scene, focus: Focus) -> Iterator[Found]:
    """`Places: 35` and `Participants (6)` on a line of their own."""
    match = KEY.match(scene.sentence.text)
    if match is None or match["noun"].casefold() in family("parts"):
        return
    owner = focus.activity()
    number = int((match["number"] or match["inner"]).replace(",", ""))
    if owner is not None and number >= 2:
        value = f"{number} {match['noun'].casefold()}"
        yield Found(owner, Predicate.COUNT, None, value, "count line", 0.6, scene)

"""Posts: `X, director of A and secretary general of B`; the role is kept as the text words it."""

import re
from collections.abc import Iterator
from functools import cache

from extractors.annotations import Cluster
from extractors.lexicons import has_role, role_noun
from extractors.relations.scene import Found, Scene, compiled
from extractors.relations.signs import shows, signs
from kg.model import Predicate, Type

OF = r"(?:of|at|for|with|in|from|to)"
# What may stand between `of` and the body: `the Brazilian regulator ANVISA`, `the university's X`.
NEAR = (
    r"(?:the |an? |our |its |their )?(?:(?:<[ONL]\d+>(?:['’]s|-based)?|[a-z]+['’]s|[a-z]+-based"
    r"|(?!(?:of|in|at|for|and|with|from|to|by|on|who|which|that|as|or|said|is|was|has|had) )"
    r"[a-z][a-z-]*"
    r"|[A-Z][a-z]+(?:an|ese|ish|ch|ic|i)) ){0,3}?"
)
MEMBER = re.compile(r"\b(academician|fellow|member|academy member)$", re.IGNORECASE)
LEADER = re.compile(
    r"\b(chair(man|woman|person)?|co-?chairs?|co-chair(man|woman|person)?|(co-?)?coordinators?"
    r"|president|leader|principal investigator|head|director|moderator|lead|secretary[- ]general)$",
    re.IGNORECASE,
)
# What surely stands in front of a post and is no part of it.
ARTICLE = re.compile(r"^(?:the|an?|its|his|her|their|our|also|who is|and|both)\s+", re.IGNORECASE)


@cache
def role() -> str:
    """A role phrase in masked text: `deputy director`, `professor of neurology`."""
    noun = rf"(?i:{role_noun()})"
    narrowed = (
        r"(?:(?!(?:and|who|which|said|told|has|have|had|is|was|be|been|will|not|taken|my) )"
        r"[\w-]+[ ]){0,5}?"
    )
    field = (
        r"(?:[ ](?:of|for|in|on)[ ](?:<[DTF]\d+>|(?!the )[A-Za-z][\w-]*)"
        r"(?:[ ](?!at |of |in |from )(?:<[DTF]\d+>|[A-Za-z&][\w-]*)){0,5}?)?"
    )
    return rf"(?:{narrowed}{noun}(?:[ ](?:and|&)[ ](?!an? ){narrowed}{noun})?{field})"


@cache
def _start() -> re.Pattern[str]:
    return compiled(
        rf"{{P:s}}(?: \([^)<]*\))?,?(?: MD,| PhD,| M\.D\.,)? (?:who (?:is|was|has been) |is |was "
        rf"|as |has been |has also been )?"
        rf"(?:currently |now |also )?(?:the |an? |its )?(?P<role>{role()}),? {OF} "
        rf"{NEAR}{{ONEG:o}}"
    )


@cache
def _more() -> re.Pattern[str]:
    return compiled(
        r"(?:[^<.;]{0,15}(?:,? (?:(?:of|at|in) )?(?:the )?<[OLN]\d+>)*),?(?: and|,)"
        rf"(?: also)? (?:the |an? )?(?P<role>{role()}),? {OF} {NEAR}{{ONEG:o}}"
    )


@cache
def _others() -> list[tuple[str, float, re.Pattern[str]]]:
    post = role()
    return [
        ("post of body", 0.85, compiled(rf"{{ON:o}}['’]s (?P<role>{post}),? (?:is )?{{P:s}}")),
        ("post of body", 0.8, compiled(rf"{{P:s}}, (?P<role>{post}) (?:in|at"
                                       rf"|of) (?:the )?<[L]\d+>['’]s {{ON:o}}")),
        ("post of body", 0.85, compiled(rf"{{P:s}}, (?:an? |the )?(?P<role>{post}) (?:in"
                                        rf"|at) {{ON:x}}['’]s {{ON:o}}")),
        ("body post", 0.75, compiled(rf"\b(?:the )?{{ON:o}} (?P<role>{post}),? {{P:s}}")),
        ("post, body", 0.7, compiled(rf"{{P:s}}, (?:the |an? )?(?P<role>{post}), "
                                     rf"(?:the )?{{ON:o}}")),
        ("post before", 0.75, compiled(rf"\b(?:[Tt]he |[Aa]n? )?(?P<role>{post}) {{P:s}},? "
                                       rf"(?:of|from|at|with) {NEAR}{{ON:o}}")),
        ("post of body, person", 0.85, compiled(rf"(?P<role>{post}) (?:of|at|for) {NEAR}{{ONEG:o}}"
                                                r"(?:,? (?:in|of|at) (?:the )?<[LO]\d+>"
                                                r"(?:,? (?:in )?<L\d+>)*)?, (?:the )?{P:s}")),
        ("post, person", 0.8, compiled(rf"\b[Aa]s (?:the )?(?P<role>{post}) {OF} {NEAR}{{ON:o}}"
                                       r"(?:[^<.;]{0,15}<[OL]\d+>){0,3}, (?:the )?{P:s}")),
        ("post at body", 0.8, compiled(rf"{{P:s}},? (?:the |an? )?(?P<role>{post}) (?:of|for) "
                                       rf"(?:the )?<[GEN]\d+> (?:at|of|in) {NEAR}{{O:o}}")),
        ("body's post", 0.85, compiled(r"{P:s},? (?:who is )?(?:the )?{ON:o}['’]s (?:own |new )?"
                                       rf"(?P<role>{post})\b")),
        ("named as", 0.8, compiled(r"{ON:o}[^<.;]{0,30} (?:named|appointed|elected|hired|made) "
                                   r"{P:s}(?:, [^<.;]{3,60},)?(?: as| to be| to the post of)?,? "
                                   r"(?:<[ONG]\d+>['’]s |its |the |an? )?(?:new )?"
                                   rf"(?P<role>{post})\b")),
        ("person at", 0.75, compiled(r"{P:s}, an? (?P<role>(?:[\w-]+ ){0,3}?[a-z-]+) "
                                     rf"(?:at|from|with) {NEAR}{{ON:o}}")),
        ("post before bracket", 0.8, compiled(rf"\b(?:[Tt]he |[Aa]n? )?(?P<role>{post}) "
                                              rf"{{P:s}} \((?:the )?{{ON:o}}")),
        ("made", 0.8, compiled(rf"{{P:s}}[^<.;]{{0,20}} (?:was|has been|is) (?:made|appointed"
                               rf"|elected|named) (?:an? |the )?(?P<role>{post}) {OF} "
                               rf"{NEAR}{{ON:o}}")),
        ("post verb of unit", 0.75, compiled(r"{P:s},? (?:an? [^<.;,]{3,40} )?(?:who )?"
                                             r"(?P<role>heads|leads|directs|runs)"
                                             r" (?:the|a|an|its) [^.;,]{3,50}? (?:of|at) "
                                             rf"{NEAR}{{O:o}}")),
        ("post verb", 0.8, compiled(r"{P:s},? (?:who )?(?P<role>heads|leads|directs"
                                    r"|chairs) (?:the )?{O:o}")),
        ("post, field", 0.75, compiled(rf"{{P:s}}, (?P<role>{post}), {OF} (?:the )?{{ON:o}}")),
    ]  # fmt: skip


VERB_ROLE = {
    "heads": "head", "leads": "leader", "directs": "director", "chairs": "chair", "runs": "head",
}  # fmt: skip


def posts(scene: Scene) -> Iterator[Found]:
    """Affiliations, memberships and leads that a named post says."""
    text = scene.masked
    words = scene.sentence.words
    if "<P" not in text or not (has_role(words) or not VERB_ROLE.keys().isdisjoint(words)):
        return
    for match in _start().finditer(text):
        person, end = scene.cluster(match["s"][2:-1]), match.end()
        yield from _found(scene, person, match["o"], match["role"], "post", 0.9)
        while (more := _more().match(text, end)) is not None:
            yield from _found(scene, person, more["o"], more["role"], "further post", 0.85)
            end = more.end()
    for rule, confidence, pattern in _others():
        if not shows(text, signs(pattern.pattern)):
            continue
        for match in pattern.finditer(text):
            person = scene.cluster(match["s"][2:-1])
            yield from _found(scene, person, match["o"], match["role"], rule, confidence)


def _found(  # noqa: PLR0913 - one relation has these parts
    scene: Scene, person: Cluster, mark: str, said: str, rule: str, confidence: float
) -> Iterator[Found]:
    body = scene.cluster(mark[2:-1])
    words = ARTICLE.sub("", _unmask(scene, said)).strip(" ,")
    words = VERB_ROLE.get(words, words)
    if body.type in (Type.EVENT, Type.PROGRAMME):
        if LEADER.search(words.split(" of ")[0]):
            yield Found(person, Predicate.LEADS, body, "", rule, confidence, scene, words)
        elif body.type is Type.EVENT:
            yield Found(person, Predicate.PARTICIPATES_IN, body, "", rule, confidence, scene, words)
        return
    if MEMBER.search(words):
        yield Found(person, Predicate.MEMBER_OF, body, "", rule, confidence, scene, words)
        return
    if body.type is Type.NETWORK and re.search(r"chair|co-?ordinator|leader", words, re.IGNORECASE):
        yield Found(person, Predicate.LEADS, body, "", rule, confidence, scene, words)
        return
    yield Found(person, Predicate.AFFILIATED_WITH, body, "", rule, confidence, scene, words)


def _unmask(scene: Scene, text: str) -> str:
    return re.sub(r"<[A-Z](\d+)>", lambda m: scene.candidates[int(m[1])].text, text)

"""They, both and `the two hospitals`: several things that the text just named together."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from extractors.annotations import Annotations, Candidate, Cluster, Sentence
from extractors.lexicons import lines
from extractors.relations.scene import LETTER
from kg.model import Type

NUMBER = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
ACTORS = frozenset({Type.ORGANIZATION, Type.NETWORK, Type.PERSON})
PLACES = frozenset({Type.PLACE})
REACH = 3  # sentences back in which things are looked for
# What stands between two names of a list: a comma, `and`, where each is, and titles.
BETWEEN = re.compile(
    r"(?:[’']s?)?(?: \([^()]{1,40}\))?(?:,? (?:in|of|from) [^,;.]{3,30}|, [A-Z][^,;.]{2,25})?"
    r"(?:,? and |, | & |,? as well as |,? (?:together|along) with )"
    r"(?:the |its |Prof(?:essor|\.)? |Dr\.? |Mr\.? |Ms\.? )*(?:[A-Z]\w+[’']s )?"
)


@cache
def _nouns() -> dict[str, frozenset[Type]]:
    types = {letter: type_ for type_, letter in LETTER.items()}
    rows = (line.split("\t") for line in lines("plurals.tsv"))
    return {noun: frozenset(types[letter] for letter in letters) for noun, letters in rows}


@cache
def _pattern() -> re.Pattern[str]:
    nouns = "|".join(_nouns())
    numbers = "|".join(NUMBER)
    return re.compile(
        rf"\b(?:(?:[Tt]he|[Tt]hese|[Tt]hose|[Aa]ll|[Bb]oth)(?: the)?(?: (?P<number>{numbers}))?"
        rf"|(?P<both>[Bb]oth)) "
        rf"(?:(?!of )[a-z]+ )?(?P<noun>{nouns})\b(?![-'’])|\b(?P<they>[Tt]hey|[Bb]oth)"
        rf"(?= (?:[a-z]+ly |have |had |will |also |are |were |is |jointly |now )*[a-z]+)"
    )


def plurals(annotations: Annotations) -> None:
    """Add, where several things are spoken of at once, a candidate for each in the same span."""
    ordered = sorted(annotations.candidates, key=lambda c: c.start)
    added: list[Candidate] = []
    recent: list[list[Candidate]] = []
    at = 0
    for sentence in annotations.sentences:
        inside: list[Candidate] = []
        while at < len(ordered) and ordered[at].start < sentence.end:
            inside.append(ordered[at])
            at += 1
        found = list(_of_sentence(annotations.doc.text, sentence, inside, recent))
        added.extend(found)
        recent = [*recent[-REACH + 1 :], sorted([*inside, *found], key=lambda c: c.start)]
    annotations.candidates = sorted([*ordered, *added], key=lambda c: (c.start, -c.end))


def _of_sentence(
    text: str,
    sentence: Sentence,
    inside: Sequence[Candidate],
    recent: Sequence[Sequence[Candidate]],
) -> Iterator[Candidate]:
    if sentence.words.isdisjoint({"they", "both", "these", "those", "all", "the"}):
        return
    for match in _pattern().finditer(sentence.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if any(c.start < end and start < c.end for c in inside):
            continue
        number = NUMBER.get((match["number"] or "").casefold())
        if number is None and match.group().casefold().startswith("both"):
            number = 2
        types = _nouns()[match["noun"]] if match["noun"] else ACTORS
        before = [c for c in inside if c.end <= start]
        if (
            match["noun"]
            and number is None
            and match["noun"] not in ("sides", "parties", "partners")
        ):
            continue
        subject = match["noun"] is None
        meant = _meant(text, [*recent, before], types - {Type.PLACE}, number, subject=subject)
        if not meant and (subject or Type.PLACE in types):  # countries act too
            meant = _meant(text, [*recent, before], PLACES, number, subject=subject)
        for cluster in meant:
            yield Candidate(
                start, end, cluster.type, match.group(), "plural", 0.4,
                generic=True, cluster=cluster,
            )  # fmt: skip


def _meant(
    text: str,
    sentences: Sequence[Sequence[Candidate]],
    types: frozenset[Type],
    number: int | None,
    *,
    subject: bool,
) -> list[Cluster]:
    """Those named together last; a pronoun means those with which the last sentence began."""
    for inside in reversed(sentences[-2:] if subject else sentences):
        groups = [
            group
            for group in _together(text, [c for c in inside if c.type in types])
            if len(group) > 1 and number in (None, len(group))
        ]
        if groups:
            return groups[0] if subject else groups[-1]
        if subject and any(c.type in types for c in inside):
            return []
    return [] if number is None or subject else _last(sentences, types, number)


def _last(
    sentences: Sequence[Sequence[Candidate]], types: frozenset[Type], number: int
) -> list[Cluster]:
    """The last so many of a type, where the sentences before name no more of them."""
    named = {
        id(c.cluster): c.cluster for s in sentences for c in s if c.type in types and c.cluster
    }
    return list(named.values()) if len(named) == number else []


def _together(text: str, inside: Iterable[Candidate]) -> Iterator[list[Cluster]]:
    """The lists among the candidates of one sentence, each thing once."""
    group: list[Cluster] = []
    last: Candidate | None = None
    for candidate in inside:
        if candidate.cluster is None or (last and candidate.start < last.end != candidate.end):
            continue
        same = last is not None and (candidate.start, candidate.end) == (last.start, last.end)
        linked = last is not None and (
            same or BETWEEN.fullmatch(text[last.end : candidate.start]) is not None
        )
        if not linked or last is None or LETTER[last.type] != LETTER[candidate.type]:
            yield group
            group = []
        if candidate.cluster not in group:
            group.append(candidate.cluster)
        last = candidate
    yield group

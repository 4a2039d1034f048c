"""The way from one name to another through the dependency tree."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from spacy.tokens import Doc, Token

from extractors.relations.learning.pairs import Meeting, Place

DEEP = 12  # words above one that are looked at
LONG_PATH = 6
STEPS = (0, 1, 2, 4, 8, 16, 32)


def bucket(number: int) -> str:
    """A number as the next step above it, so that near numbers are one feature.

    >>> bucket(3), bucket(40)
    ('4', 'far')
    """
    return next((str(most) for most in STEPS if number <= most), "far")


@lru_cache(maxsize=1 << 10)  # a mention meets a dozen others
def head(place: Place) -> Token | None:
    """The word of a mention on which its others hang."""
    span, offset = place.scene.sentence.span, place.scene.sentence.offset
    candidate = place.scene.candidates[place.index]
    start = max(candidate.start - offset, span.start_char)
    end = min(candidate.end - offset, span.end_char)
    tokens = span.doc.char_span(start, end, alignment_mode="expand")
    if tokens is None:
        return None
    first, last = tokens.start, tokens.end
    heads = _heads(span.doc)
    outside = (at for at in range(first, last) if not first <= heads[at] < last)
    found = next(outside, None)
    return None if found is None else span.doc[found]


@lru_cache(maxsize=1 << 6)
def _heads(doc: Doc) -> list[int]:
    """The number of the head of each word: asking each word for it takes ten times as long."""
    away: list[int] = doc.to_array("HEAD").astype("int64").tolist()
    return [at + far for at, far in enumerate(away)]


@lru_cache(maxsize=1 << 10)
def _upwards(place: Place) -> tuple[Token, ...]:
    """The head of a mention and the words above it."""
    token = head(place)
    return () if token is None else (token, *islice(token.ancestors, DEEP))


def path(meeting: Meeting) -> Iterator[str]:
    """What the tree shows of two mentions in one sentence."""
    up, down = _upwards(meeting.subject), _upwards(meeting.object)
    at = {token.i: number for number, token in reversed([*enumerate(down)])}
    above = next((number for number, token in enumerate(up) if token.i in at), None)
    if above is None:
        return
    top = up[above]
    rise, fall = up[:above], down[: at[top.i]]
    labels = [*(t.dep_ for t in rise), "^", *(t.dep_ for t in reversed(fall))]
    if len(labels) <= LONG_PATH:
        words = [t.lower_ for t in (*rise[1:], top, *reversed(fall[1:]))]
        yield f"path {' '.join(labels)}"
        yield f"path by {' '.join(words[:4])}"
    ends = f"{rise[-1].dep_ if rise else 'self'} {fall[-1].dep_ if fall else 'self'}"
    yield f"path over {top.lower_}"
    yield f"path length {bucket(len(labels))}"
    yield f"path ends {ends}"
    yield f"path ends {ends} {top.lower_}"

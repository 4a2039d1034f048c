"""The way from one name to another through the dependency tree."""

from collections.abc import Iterator
from itertools import islice

from spacy.tokens import Token

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
    return next((t for t in tokens if t.head is t or not first <= t.head.i < last), None)


def path(meeting: Meeting) -> Iterator[str]:
    """What the tree shows of two mentions in one sentence."""
    left, right = head(meeting.subject), head(meeting.object)
    if left is None or right is None:
        return
    up = [left, *islice(left.ancestors, DEEP)]
    down = [right, *islice(right.ancestors, DEEP)]
    top = next((token for token in up if token in down), None)
    if top is None:
        return
    rise, fall = up[: up.index(top)], down[: down.index(top)]
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

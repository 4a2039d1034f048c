"""What the spaCy model takes for bodies, places and events, with its spans mended."""

import re
from collections.abc import Iterator

from extractors.annotations import Candidate, Sentence
from extractors.lexicons import heads
from extractors.mentions.headlines import without_breaks
from kg.model import Type

LABELS = {"ORG": Type.ORGANIZATION, "GPE": Type.PLACE, "LOC": Type.PLACE, "EVENT": Type.EVENT}
LEADING = re.compile(r"^(?:the|The|a|an|its|their)\s+|^[\"“'‘(\[]+")
TRAILING = re.compile(r"['’]s?$|[\s,;:.\"”()\[\]-]+$")
# Words that the model adds to a name: `Masimbara every week`.
ADDED = re.compile(
    r"(?<=\w) (?:every|each|last|this|next|and|or|in|at|on|for|to|of|with) (?:[a-z]+)?$"
)
DOTTED = re.compile(r"(?:[A-Z]\.)+$")
NO_NAME = re.compile(
    r"^(?:Q|A|Dr|Prof|Day|Session|Table|Annex|Work Package|WP|Phase|Chapter|Notice|Note|News"
    r"|Press|PDF"
    r"|COVID.*|EUR|USD|AI|DNA|RNA|CAR.*|Email|Tel|Contact|Photo|Image|Ms|Mr|Mrs|The|EU-funded)\b[\s\d]*$"
)


def by_model(sentence: Sentence) -> Iterator[Candidate]:
    """Candidates for what has no head noun and stands in no dictionary: `uniQure`, `Novartis`."""
    for ent in sentence.span.ents:
        if ent.label_ not in LABELS:
            continue
        start, text = ent.start_char, ent.text
        lead = LEADING.match(text)
        if lead:
            start, text = start + lead.end(), text[lead.end() :]
        start, text = _cut(sentence, start, text)
        if not _named(text):
            continue
        type_ = LABELS[ent.label_]
        at = sentence.offset + start
        if type_ is Type.PLACE and not _locative(sentence, start, len(text)):
            type_ = Type.ORGANIZATION
        generic = " " not in text and text.casefold() in heads()
        yield Candidate(at, at + len(text), type_, text, "model", 0.55, generic=generic)


def _cut(sentence: Sentence, start: int, text: str) -> tuple[int, str]:
    """A name without what stands around it."""
    offset = int(sentence.span.start_char)
    start, end = without_breaks(sentence.text, start - offset, start - offset + len(text))
    text = sentence.text[start:end]
    if not DOTTED.match(text):
        text = ADDED.sub("", TRAILING.sub("", TRAILING.sub("", text)))
    return start + offset, text


def _locative(sentence: Sentence, start: int, length: int) -> bool:
    """Whether an unknown name stands where places stand: `in X`, `X, Kenya`."""
    offset = sentence.span.start_char
    before = sentence.text[: start - offset]
    if re.search(r"\b(?:in|from|near|to|of|outside|around)\s+$", before[-20:]):
        return True
    end = start + length
    follows = sentence.text[end - offset : end - offset + 2] == ", "
    behind = sentence.named[0].get(end + 2)
    return follows and behind is not None and behind.label_ == "GPE"


def _named(text: str) -> bool:
    return (
        len(text) > 1
        and any(c.isupper() for c in text)
        and "\n" not in text
        and not any(c in text for c in "<>|=@")
        and NO_NAME.match(text) is None
        and not text[0].isdigit()
    )

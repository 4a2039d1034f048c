"""Named bodies, programmes and events by their shape: capitalised words around a head noun."""

import re
from collections.abc import Iterator, Sequence

from extractors.annotations import Candidate, Sentence, Word, words
from extractors.lexicons import head_of, heads, role_noun
from extractors.mentions.capitals import CONNECTORS, LOWER, OF, OPENERS, ROMANCE
from extractors.mentions.division import POSSESSIVE, Known, head_noun, split
from extractors.mentions.headlines import FRESH, breaks, is_headline
from kg.model import Type

JOIN = re.compile(r"['’]?[ \n]$|['’]?[ \n]&[ \n]$")
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
BODIES = frozenset({Type.ORGANIZATION, Type.NETWORK})
POSTS = frozenset("Secretary Minister Commissioner Ambassador Director Governor".split())
HONOURS = frozenset("award awards medal medals prize prizes trophy".split())


def bodies(sentence: Sentence, known: Known) -> Iterator[Candidate]:
    """Candidates with a head noun; a lone head noun ("the Foundation") is generic."""
    text = sentence.text
    found = list(words(text, 0))
    for chunk in chunks(found, text, known):
        for part in split(chunk, known):
            candidate = _candidate(part, text, sentence.start)
            if candidate is not None and not _is_news(part, text, known):
                if known.is_city(part[0].text) and candidate.text.endswith(" Group"):
                    candidate.type = Type.ORGANIZATION  # a laboratory: Oxford Vaccine Group
                yield candidate
                yield from _owner(candidate, part, sentence)


def chunks(found: Sequence[Word], text: str, known: Known) -> Iterator[list[Word]]:
    """Longest runs of capitalised words, joined by connectors."""
    apart = {at for start, end in breaks(text) for at in range(start, end)}
    ends = {w.start for w in found if w.start in apart or (w.is_cap and known.is_verb(w))}
    at = 0
    while at < len(found):
        if not _opens(found, at) or found[at].start in ends:
            at += 1
            continue
        end = at
        while (following := _next_cap(found, end, text)) is not None:
            if found[following].start in ends:
                break
            end = following
        yield list(found[at : end + 1])
        at = end + 1


def _opens(found: Sequence[Word], at: int) -> bool:
    word = found[at]
    if word.text[0].isdigit():
        ordinal = ORDINAL.fullmatch(word.text) and at + 1 < len(found)
        return bool(ordinal and found[at + 1].is_cap)
    return word.is_cap and word.text.casefold() not in OPENERS


def _next_cap(found: Sequence[Word], at: int, text: str) -> int | None:
    """The index of the next capitalised word that goes on with the run, if any."""
    following = at + 1
    while following < len(found):
        gap = text[found[following - 1].end : found[following].start]
        word = found[following].text
        listed = gap == ", " and following == at + 1 and _lists(found, at, following, text)
        if not (JOIN.match(gap) or listed):
            return None
        if _is_part(found, following) or (
            word.isdigit() and following == at + 1 and len(word) == 4
        ):
            return following
        if word not in CONNECTORS or following - at > 3:
            return None
        following += 1
    return None


def _is_part(found: Sequence[Word], at: int) -> bool:
    """Whether a word is written like a part of a name; `Mar` behind `del` is no month."""
    word = found[at]
    if word.text in LOWER and found[at - 1].is_cap:
        return True
    return word.is_cap or (word.text[0].isupper() and found[at - 1].text in ROMANCE)


def _lists(found: Sequence[Word], at: int, following: int, text: str) -> bool:
    """Whether a comma stands inside one name: `Ministry of Health, Labour and Welfare`."""
    rest = text[found[following].start :]
    if not re.match(r"[A-Z][\w-]+( [A-Z][\w-]+)? (and|&) (the )?[A-Z]", rest):
        return False
    before = text[: found[at].end]
    opened = re.search(r"\b([\w'’-]+) (of|for) (?:[A-Z][\w-]+ ?){1,2}$", before)
    closing = re.match(
        r"[A-Z][\w-]+ (?:[A-Z][\w-]+ )?(?:and|&) (?:[A-Z][\w-]+ ){0,2}([A-Z][\w-]+)\b", rest
    )
    left = bool(opened and opened.group(1).casefold() in heads())
    right = bool(closing and closing.group(1).casefold() in heads())
    no_head = not any(w.casefold() in heads() for w in re.findall(r"[A-Z][\w-]+", rest[:60])[:2])
    return (left and no_head) or (right and not left and _plain(found[at]))


def _plain(word: Word) -> bool:
    return word.text.isalpha() and word.text.casefold() not in heads()


def _candidate(part: list[Word], text: str, offset: int) -> Candidate | None:
    while part and part[0].text.casefold() in OPENERS | CONNECTORS and len(part) > 1:
        part = part[1:]
    head = head_noun(part)
    if head is None:
        return None
    start, end = part[0].start, part[-1].end
    end -= len(POSSESSIVE.findall(part[-1].text)) and 2
    name = text[start:end]
    # A compound is a name by itself (`Rigshospitalet`), a lone noun is none.
    lone = len(part) == 1 and name.casefold().rstrip(".") in heads()
    if _is_post(part) or part[-1].text.casefold() in HONOURS:
        return None
    return Candidate(
        offset + start, offset + end, head.type, name, "shape", 0.5 if lone else 0.8,
        subclass=head.subclass, generic=lone,
    )  # fmt: skip


def _owner(meeting: Candidate, part: list[Word], sentence: Sentence) -> Iterator[Candidate]:
    """Whose meeting it is: `Congress of the European Society of Pain`."""
    if meeting.type is not Type.EVENT:
        return
    at = next((n for n, word in enumerate(part) if n and word.text == "of"), len(part))
    rest = [word for word in part[at + 1 :] if word.text != "the"]
    owner = _candidate(rest, sentence.text, sentence.start) if len(rest) > 1 else None
    if owner is not None and owner.type in BODIES and owner.end == meeting.end:
        owner.source = "owner"
        yield owner


def _is_news(part: Sequence[Word], text: str, known: Known) -> bool:
    """Whether a headline only tells of a thing, as in `Opens New Cell Lab`."""
    fresh = part[0].text in FRESH and len(part) > 1 and is_headline(text)
    return fresh and not known.is_place(f"{part[0].text} {part[1].text}")


def _is_post(part: Sequence[Word]) -> bool:
    """Whether a name ends as a post does: `Symposium President` is a person."""
    last = part[-1].text.casefold()
    if any(word.text in OF for word in part):
        return False
    held = next((at for at, word in enumerate(part) if word.text in POSTS), len(part))
    if 0 < held < len(part) - 1 and not any(head_of(word.text) for word in part[held:]):
        return True  # `Union Health Secretary Punya Srivastava`
    return last not in heads() and re.fullmatch(rf"(?:{role_noun()})s?", last) is not None

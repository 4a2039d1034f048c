"""Named bodies, programmes and events by their shape: capitalised words around a head noun."""

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from extractors.annotations import Candidate, Sentence, Word, words
from extractors.lexicons import Head, head_of, heads, role_noun
from extractors.mentions.capitals import (
    AND,
    APART,
    CONNECTORS,
    GOVERNED,
    LOWER,
    OF,
    OPENERS,
    ROMANCE,
)
from kg.model import Type

JOIN = re.compile(r"['’]?[ \n]$|['’]?[ \n]&[ \n]$")
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
ASSEMBLIES = frozenset({"conference", "assembly", "council"})
POSSESSIVE = re.compile(r"['’]s$")


class Known(Protocol):
    """What is known of a sentence from elsewhere: places, and where the model sees two names."""

    def is_place(self, name: str) -> bool:
        """Whether this is a country, region or city."""
        ...

    def is_city(self, name: str) -> bool:
        """Whether this is a city."""
        ...

    def apart(self, left: Word, right: Word) -> bool:
        """Whether the model ends a name with `left` or begins one with `right`."""
        ...

    def is_verb(self, word: Word) -> bool:
        """Whether a capitalised word of a headline is its verb."""
        ...


def bodies(sentence: Sentence, known: Known) -> Iterator[Candidate]:
    """Candidates with a head noun; a lone head noun ("the Foundation") is generic."""
    text = sentence.text
    found = list(words(text, 0))
    for chunk in chunks(found, text, known):
        for part in split(chunk, known):
            candidate = _candidate(part, text, sentence.start)
            if candidate is not None:
                yield candidate


def chunks(found: Sequence[Word], text: str, known: Known) -> Iterator[list[Word]]:
    """Longest runs of capitalised words, joined by connectors."""
    at = 0
    while at < len(found):
        if not _opens(found, at) or known.is_verb(found[at]):
            at += 1
            continue
        end = at
        while (following := _next_cap(found, end, text)) is not None:
            if known.is_verb(found[following]):
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


def split(chunk: list[Word], known: Known) -> Iterator[list[Word]]:
    """Cut a run of capitalised words where one name ends and another begins."""
    part: list[Word] = []
    at = 0
    while at < len(chunk):
        word = chunk[at]
        if (
            word.text[0].isupper()
            or word.is_cap
            or word.text in LOWER
            or word.text.isdigit()
            or not part
        ):
            part.append(word)
            at += 1
            if at < len(chunk) and POSSESSIVE.search(word.text) and _owner(part, known):
                yield part
                part = []
            continue
        run_end = at
        while run_end < len(chunk) and chunk[run_end].text in CONNECTORS:
            run_end += 1
        if _joins(part, chunk[at:run_end], chunk[run_end:], known):
            part.extend(chunk[at:run_end])
        else:
            yield part
            part = []
        at = run_end
    if part:
        yield part


def _owner(part: Sequence[Word], known: Known) -> bool:
    """Whether `X's` is a body or a place that owns what follows, not a part of its name."""
    name = POSSESSIVE.sub("", " ".join(word.text for word in part))
    whole = any(word.text in OF for word in part) and _head(part) is not None
    coined = name.isupper() and len(name) > 2
    return whole or coined or known.is_place(name) or _stem(part[-1]) in heads()


def _joins(part: Sequence[Word], run: Sequence[Word], rest: Sequence[Word], known: Known) -> bool:
    """Whether connectors stand inside one name."""
    first = run[0].text
    right = _until_connector(rest)
    if first in APART or not right or (len(run) > 1 and first in AND):
        return False
    left_head, right_head = _head(part), _head(right)
    if first in AND:
        return _and_joins(part, right, known)
    if left_head is None:
        return False
    if first not in OF:
        return True
    if len(run) > 1 and len(right) == len(rest) == 1 and known.is_city(_name(right)):
        return False  # "the laboratory of the Zurich hospital"
    # "Institute of Neurology of Anhui University": two names; "Hospital of the University": one.
    return len(part) == 1 or not (_is_body(left_head) and _is_body(right_head))


def _and_joins(part: Sequence[Word], right: Sequence[Word], known: Known) -> bool:
    left_head, right_head = _head(part), _head(right)
    governs = any(word.text in OF for word in part)
    if left_head and governs and right[-1].text.casefold() in GOVERNED:
        return True
    if _doubled(left_head, right):
        return True
    if known.apart(part[-1], right[0]):
        return False
    if right_head is not None:
        return left_head is None and not known.is_place(_name(part)) and not _coined(part[-1])
    if left_head is None or known.is_place(_name(right)) or _coined(right[0]):
        return False
    return governs


def _doubled(left: Head | None, right: Sequence[Word]) -> bool:
    """Whether two nouns before a third name one body: `Biobank and Registry Consortium`."""
    second, third = (_head_of(right[0]), _head_of(right[-1])) if len(right) > 1 else (None, None)
    same = left and second and left.type is second.type is Type.PROGRAMME
    return bool(same and third and _is_body(third))


def _coined(word: Word) -> bool:
    """Acronyms and made-up words (`NordForsk`) are names of their own."""
    return word.text.isupper() or (not word.text[1:].islower() and word.text.isalpha())


def _name(part: Sequence[Word]) -> str:
    return " ".join(word.text for word in part)


def _is_body(head: Head | None) -> bool:
    return (
        head is not None
        and head.type in (Type.ORGANIZATION, Type.NETWORK)
        and head.subclass != "Company"
    )


def _until_connector(rest: Sequence[Word]) -> list[Word]:
    found: list[Word] = []
    for word in rest:
        if word.text in CONNECTORS:
            break
        found.append(word)
    return found


def _stem(word: Word) -> str:
    return POSSESSIVE.sub("", word.text).rstrip(".").casefold()


def _head(part: Sequence[Word]) -> Head | None:
    """The head noun: the last word before the first `of`, else the nearest before that."""
    core: list[Word] = []
    for word in part:
        if word.text in OF and core:
            break
        core.append(word)
    for at in range(len(core) - 1, -1, -1):
        two = f"{_stem(core[at - 1])} {_stem(core[at])}" if at else ""
        found = heads().get(two) or _head_of(core[at])
        if found is not None:
            return _of_people(found, part) or found
    return _head_of(part[-1]) if part else None


def _head_of(word: Word) -> Head | None:
    return head_of(POSSESSIVE.sub("", word.text).rstrip("."))


def _of_people(head: Head, part: Sequence[Word]) -> Head | None:
    """A `Conference of Rectors` is a body of people, not a meeting."""
    after = next((part[at + 1] for at, word in enumerate(part[:-1]) if word.text in OF), None)
    people = after is not None and re.fullmatch(rf"(?:{role_noun()})s", after.text.casefold())
    last = _head_of(part[-1])
    if head.noun in ASSEMBLIES and people and (last is None or last.type is not Type.EVENT):
        return Head(head.noun, Type.NETWORK, None)
    return None


def _candidate(part: list[Word], text: str, offset: int) -> Candidate | None:
    while part and part[0].text.casefold() in OPENERS | CONNECTORS and len(part) > 1:
        part = part[1:]
    head = _head(part)
    if head is None:
        return None
    start, end = part[0].start, part[-1].end
    end -= len(POSSESSIVE.findall(part[-1].text)) and 2
    name = text[start:end]
    # A compound is a name by itself (`Rigshospitalet`), a lone noun is none.
    lone = len(part) == 1 and name.casefold() in heads()
    if _is_post(part):
        return None
    return Candidate(
        offset + start, offset + end, head.type, name, "shape", 0.5 if lone else 0.8,
        subclass=head.subclass, generic=lone,
    )  # fmt: skip


def _is_post(part: Sequence[Word]) -> bool:
    """Whether a name ends as a post does: `Symposium President` is a person."""
    last = part[-1].text.casefold()
    if any(word.text in OF for word in part):
        return False
    return last not in heads() and re.fullmatch(rf"(?:{role_noun()})s?", last) is not None

"""Where in a run of capitalised words one name ends and another begins."""

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from extractors.annotations import Word
from extractors.lexicons import Head, head_of, heads, role_noun
from extractors.mentions.capitals import AND, APART, CONNECTORS, GOVERNED, LOWER, OF
from kg.model import Type

TEACHING = frozenset({"University", "Hospital", "ResearchInstitute", "Department"})
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

    def is_country(self, name: str) -> bool:
        """Whether this is a country."""
        ...

    def apart(self, left: Word, right: Word) -> bool:
        """Whether the model ends a name with `left` or begins one with `right`."""
        ...

    def is_verb(self, word: Word) -> bool:
        """Whether a capitalised word of a headline is its verb."""
        ...


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
    whole = any(word.text in OF for word in part) and head_noun(part) is not None
    coined = name.isupper() and len(name) > 2
    return whole or coined or known.is_place(name) or _stem(part[-1]) in heads()


def _joins(part: Sequence[Word], run: Sequence[Word], rest: Sequence[Word], known: Known) -> bool:
    """Whether connectors stand inside one name."""
    first = run[0].text
    right = _until_connector(rest)
    if first == "in" and right:
        country = len(right) == len(rest) and _is_of_country(part, right, known)
        return country or _is_course(part, right, known)
    if _leaves(run, rest):
        return False
    if first in APART or not right or (len(run) > 1 and first in AND):
        return False
    left_head, right_head = head_noun(part), head_noun(right)
    if first in AND:
        return _and_joins(part, right, known)
    if left_head is None or first not in OF:
        return left_head is not None
    if len(run) > 1 and len(right) == len(rest) == 1 and known.is_city(_name(right)):
        return False  # "the laboratory of the Zurich hospital"
    # "Institute of Neurology of Anhui University": two names; "Hospital of the University": one.
    return len(part) == 1 or not (_is_body(left_head) and _is_body(right_head))


def _and_joins(part: Sequence[Word], right: Sequence[Word], known: Known) -> bool:
    left_head, right_head = head_noun(part), head_noun(right)
    governs = any(word.text in OF for word in part)
    if _is_campus(left_head, right) and len(part) > 1:
        return True
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


def _leaves(run: Sequence[Word], rest: Sequence[Word]) -> bool:
    """Whether `for the` only says where somebody goes: `has left CHU Cocody for the WHO`."""
    return [word.text for word in run] == ["for", "the"] and rest[-1].text.isupper()


def _is_of_country(part: Sequence[Word], right: Sequence[Word], known: Known) -> bool:
    """Whether a centre names its field and its country: `Centre for Blood Research in Ghana`."""
    noun = head_noun(part)
    centre = noun is not None and noun.subclass == "ResearchInstitute"
    field = any(word.text == "for" for word in part)
    return centre and field and known.is_country(_name(right))


def _is_course(part: Sequence[Word], right: Sequence[Word], known: Known) -> bool:
    """Whether a course tells its field: `Winter School in Haemoglobinopathies`."""
    noun = head_noun(part)
    taught = noun is not None and noun.subclass == "Training" and len(part) > 1
    return taught and not known.is_place(right[0].text) and not known.is_place(_name(right))


def _is_campus(left: Head | None, right: Sequence[Word]) -> bool:
    """Whether a school goes on with what belongs to it: `Medical College and Hospital`."""
    last = _head_of(right[-1])
    research = [word.text for word in right[:-1]] in ([], ["Research"])
    teaching = left is not None and left.subclass in TEACHING
    return bool(teaching and research and last is not None and last.subclass in TEACHING)


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


def _is_body(found: Head | None) -> bool:
    return (
        found is not None
        and found.type in (Type.ORGANIZATION, Type.NETWORK)
        and found.subclass != "Company"
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


def head_noun(part: Sequence[Word]) -> Head | None:
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


def _of_people(noun: Head, part: Sequence[Word]) -> Head | None:
    """A `Conference of Rectors` is a body of people, not a meeting."""
    after = next((part[at + 1] for at, word in enumerate(part[:-1]) if word.text in OF), None)
    people = after is not None and re.fullmatch(rf"(?:{role_noun()})s", after.text.casefold())
    last = _head_of(part[-1])
    if noun.noun in ASSEMBLIES and people and (last is None or last.type is not Type.EVENT):
        return Head(noun.noun, Type.NETWORK, None)
    return None

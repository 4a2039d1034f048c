"""Capitals that are no names: verbs and small words of headlines, `Geneva-based` before a name."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from extractors.lexicons import head_of, lines
from kg.model import Type

WORD = re.compile(r"[^\W\d_][\w'’-]*")
# What is said of a body before its name; the place in it is a name of its own.
QUALIFIED = re.compile(
    r"(?<!\w)[A-ZÀ-Þ][\w.]*(?:[ -][A-ZÀ-Þ]\w+)?-(?:based|headquartered|listed|born|trained"
    r"|educated|led|funded|backed|sponsored|supported|owned|registered|run|made|wide|style|affiliated|approved)\b"
)
# Small words that no name goes on behind; `For` and `And` only where no body ends before them.
SMALL = frozenset(
    "With To From By At As After Over Amid Into In Following Until During Despite Via".split()
)
JOINING = frozenset({"For", "And"})
RUNNING = frozenset("of for the and de du la & on".split())
BODIES = frozenset({Type.ORGANIZATION, Type.NETWORK})
FRESH = frozenset("New Major Its Their Largest Dedicated Free".split())
# Forms of verbs that end names of programmes and lists, and need a body right before them.
ENDING = frozenset("grants awards studies plans reports tests funds shares aims calls".split())
LONG = 4  # letters of a word that a headline writes with a capital
FEWEST = 4  # such words

type Span = tuple[int, int]


@cache
def _verbs() -> dict[str, tuple[bool, bool]]:
    """Each form: whether it is one of the third person, and whether it may be a noun."""
    found: dict[str, tuple[bool, bool]] = {}
    for line in lines("headlines.tsv"):
        forms, kind = line.split("\t")
        first, *others = forms.split(" ")
        noun = kind == "noun"
        for form in (first, *others, _past(first)):
            found.setdefault(form, (False, noun))
        found[_third(first)] = (True, noun)
    return found


def _third(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s")


def _past(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + ("d" if verb.endswith("e") else "ed")


@lru_cache(maxsize=16)  # several steps ask about one sentence
def is_headline(text: str) -> bool:
    """Whether a line writes all its longer words with capitals, as titles do."""
    long = [word for word in WORD.findall(text) if len(word) >= LONG]
    if len(long) < FEWEST or text.rstrip()[-1:] == ".":
        return False
    return sum(word[0].isupper() for word in long) > 0.8 * len(long) and not text.isupper()


@lru_cache(maxsize=16)
def breaks(text: str) -> tuple[Span, ...]:
    """The words with capitals that belong to no name, in order."""
    found = [match.span() for match in QUALIFIED.finditer(text)] if "-" in text else []
    return tuple(sorted([*found, *_words(text, titled=is_headline(text))]))


@cache
def _sure() -> frozenset[str]:
    """Forms that break a name in any line."""
    verbs = _verbs().items()
    return frozenset(form.capitalize() for form, (third, noun) in verbs if third and not noun)


def _words(text: str, *, titled: bool) -> Iterator[Span]:
    if not titled and _sure().isdisjoint(WORD.findall(text)):
        return
    before, named, end = "", False, 0
    for match in WORD.finditer(text):
        word = match.group()
        if not (word[0].isupper() or word in RUNNING) or text[end : match.start()].strip():
            named = False  # another name may begin here
        if word[0].isupper() and before and _stands_apart(word, before, titled, named):
            yield match.span()
            named = False
        named = named or _is_body(word)
        before, end = word, match.end()


def _is_body(word: str) -> bool:
    head = head_of(word)
    return (head is not None and head.type in BODIES) or (word.isupper() and len(word) > 1)


def _stands_apart(word: str, before: str, titled: bool, named: bool) -> bool:
    """Whether a word is a verb or a small word between names."""
    if titled and word in SMALL:
        return True
    if titled and word in JOINING:
        return _is_body(before) if word == "And" else head_of(before) is None
    form = word.casefold()
    third, noun = _verbs().get(form, (False, True))
    if word.isupper() or form not in _verbs():
        return False
    if not titled:
        return third and not noun and before[0].isupper()
    after = named if third and form not in ENDING else _is_body(before)
    return not noun or after or before in ("to", "To")


def without_breaks(text: str, start: int, end: int) -> Span:
    """A span of a text up to the first such word in it, or behind one that it begins with."""
    for first, last in breaks(text):
        if first <= start < last:
            start = min(last, end)
        elif start < first < end:
            end = first
    while start < end and text[start] == " ":
        start += 1
    while start < end and text[end - 1] == " ":
        end -= 1
    return start, end

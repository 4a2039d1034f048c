"""The words of names and texts, made comparable."""

import re
import unicodedata
from functools import lru_cache

TOKEN = re.compile(r"[^\W_]+")
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
# British to American: (ending or stem, its other spelling), tried on each word.
SPELLINGS = [
    (re.compile(r"^(h)aem|^(an)aem|^(leuk)aem"), r"\1\2\3em"),
    (re.compile(r"aemi(a|c)"), r"emi\1"),
    (re.compile(r"(?<=^p)aed|(?<=orthop)aed"), "ed"),
    (re.compile(r"^oe(?=[sd])"), "e"),
    (re.compile(r"our(s?)$"), r"or\1"),
    (re.compile(r"(?<=[a-z]{3})isation"), "ization"),
    (re.compile(r"^gynaec"), "gynec"),
    (re.compile(r"^anaes"), "anes"),
    (re.compile(r"rrhoe"), "rrhe"),
    (re.compile(r"^foet"), "fet"),
    (re.compile(r"^coel"), "cel"),
]
# What any of these looks for: most words have none of it.
BRITISH = re.compile(r"aem|aed|^oe|our|isation|gynaec|anaes|rrhoe|foet|coel")
SINGULAR = ("ss", "us", "is")  # endings of words that are no plurals
POSSESSIVE = re.compile(r"(?<=['’])s(?![^\W_])")

type Token = tuple[str, int, int]


@lru_cache(maxsize=1 << 17)  # more words than the ontologies have
def fold(word: str) -> str:
    """A word made comparable: case, accents, British spelling and the plural s are dropped.

    >>> fold("Leukaemias"), fold("Häm"), fold("diagnosis"), fold("AIDS")
    ('leukemia', 'ham', 'diagnosis', 'aids')
    """
    text = word.casefold()
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text.translate(LETTERS))
        text = "".join(c for c in plain if not unicodedata.combining(c))
    if BRITISH.search(text):
        for pattern, replacement in SPELLINGS:
            text = pattern.sub(replacement, text)
    if text[-1:] == "s" and len(text) > 3 and not text.endswith(SINGULAR) and not word.isupper():
        text = text[:-3] + "y" if text.endswith("ies") and len(text) > 5 else text[:-1]
    return text


def key(name: str) -> tuple[str, ...]:
    """The words of a name, folded; an apostrophe's s is dropped (`Wilson's disease`)."""
    if "'" in name or "’" in name:
        name = POSSESSIVE.sub("", name)
    return tuple(map(fold, TOKEN.findall(name)))


@lru_cache(maxsize=16)  # several dictionaries look through one sentence
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text, folded, as (word, start, end) without an apostrophe's s."""
    found = [(match.group(), *match.span()) for match in TOKEN.finditer(text)]
    if "'" in text or "’" in text:
        found = [t for t in found if t[0] != "s" or text[max(t[1] - 1, 0)] not in "'’"]
    return tuple((fold(word), start, end) for word, start, end in found)

"""How alike two names are: folding away what does not matter, and rating what is left."""

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

# Letters that Unicode does not take apart into a letter and an accent.
PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
ACCENT = re.compile("[\u0300-\u036f]")  # of Latin, Greek, Cyrillic; vowel signs elsewhere stay
IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
POSSESSIVE = re.compile(r"['\u2019](?=s\b)")
WORD = re.compile(rf"[{IDEOGRAPHS}]|[^\W_{IDEOGRAPHS}]+")
ENGLISH = ("a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to")
NEIGHBOURS = ("de", "del", "der", "des", "di", "do", "du", "et", "la", "le", "und", "y")
SMALL = frozenset({*ENGLISH, *NEIGHBOURS})

SURE = 0.8  # from here on a name is taken for the one that was meant
ALIKE = "a name like it"
LIKELY = 0.5  # from here on it is shown


def fold(text: str) -> tuple[str, ...]:
    """The words of a name without case, accents and punctuation; an ideograph is a word.

    >>> fold("Hôpital Necker-Enfants  malades")
    ('hopital', 'necker', 'enfants', 'malades')
    >>> fold("北京 协和")
    ('北', '京', '协', '和')
    """
    # Most names are ASCII, where nothing else is to be folded.
    plain = text.lower() if text.isascii() else _plain(text)
    return tuple(WORD.findall(POSSESSIVE.sub("", plain)))


def _plain(text: str) -> str:
    bare = ACCENT.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", bare).casefold().translate(PLAIN)


def acronym(words: Sequence[str]) -> str:
    """The initials of the words that carry meaning, or nothing for fewer than two.

    >>> acronym(fold("National Institutes of Health"))
    'nih'
    """
    initials = "".join(word[0] for word in words if word not in SMALL)
    return initials if len(initials) > 1 else ""


def rate(asked: Sequence[str], known: Sequence[str]) -> tuple[float, str]:
    """How well a name fits what was typed, both folded: 0 to 1, and in which way.

    >>> rate(fold("union peking"), fold("Peking Union"))
    (0.93, 'the same words in another order')
    """
    asked = [word for word in asked if word not in SMALL] or asked
    known = [word for word in known if word not in SMALL] or known
    if asked == known:
        return 1.0, "the name"
    if sorted(asked) == sorted(known):
        return 0.93, "the same words in another order"
    if len(known) > 1 and "".join(asked) == acronym(known):
        return 0.95, "the acronym"
    return max(_spelled(asked, known), _part(asked, known), _alike(asked, known))


def _spelled(asked: Sequence[str], known: Sequence[str]) -> tuple[float, str]:
    left, right = " ".join(asked), " ".join(known)
    errors = OSA.distance(left, right)
    if errors > _forgiven(asked, known):
        return 0.0, ""
    return round(0.93 - 0.03 * errors, 4), "the name but for a typing error"


def _forgiven(asked: Sequence[str], known: Sequence[str]) -> int:
    """How many typing errors a name may have; none in short words and numbers, which are codes."""
    if len(asked) == len(known):
        changed = [pair for pair in zip(asked, known, strict=True) if pair[0] != pair[1]]
        if any(min(map(len, pair)) < 4 or not "".join(pair).isalpha() for pair in changed):
            return 0
    return min((sum(map(len, asked)) + 2) // 8, 3)


def _part(asked: Sequence[str], known: Sequence[str]) -> tuple[float, str]:
    left, right = " ".join(asked), " ".join(known)
    share = len(left) / max(len(left), len(right))
    if right.startswith(left):
        return round(0.72 + 0.07 * share, 4), "the beginning of the name"
    if all(any(word.startswith(part) for word in known) for part in asked):
        return round(0.65 + 0.07 * share, 4), "words of the name"
    if all(any(_begins(word, part) for word in known) for part in asked):
        return round(0.58 + 0.07 * share, 4), "words of the name but for typing errors"
    return 0.0, ""


def _begins(word: str, part: str) -> bool:
    if len(part) < 5:
        return word.startswith(part)
    return OSA.distance(word, part, score_cutoff=2) < (2 if len(part) < 8 else 3)


def _alike(asked: Sequence[str], known: Sequence[str]) -> tuple[float, str]:
    left, right = " ".join(asked), " ".join(known)
    same = max(fuzz.ratio(left, right), fuzz.token_sort_ratio(left, right))
    # Words too many are forgiven where there are enough left.
    shared = fuzz.token_set_ratio(left, right) if min(len(asked), len(known)) > 1 else 0.0
    return round(max(0.0075 * same, 0.006 * shared), 4), ALIKE

"""Names of people made comparable: scripts, romanisations, order, initials, titles.

What is compared are the words of a name in any order, since texts give them in both.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from kg.tables import word_list

_CYRILLIC = dict(
    zip(
        "абвгдезийклмнопрстуфыэіїґєћђјљњў",
        "a b v g d e z i i k l m n o p r s t u f y e i i g e c d j l n u".split(),
        strict=True,
    )
) | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}
_GREEK = dict(
    zip(
        "αβγδεζηικλμνξοπρσςτυφω", "a v g d e z i i k l m n x o p r s s t i f o".split(), strict=True
    )
) | {"θ": "th", "χ": "ch", "ψ": "ps"}
_LATIN = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
_LETTERS = str.maketrans({**_CYRILLIC, **_GREEK, **_LATIN, "ъ": "", "ь": "", "ё": "e"})
_PAIRS = {"ου": "ou", "ευ": "ef", "αυ": "af", "μπ": "b", "ντ": "nt", "ει": "i", "οι": "i"}
TITLES = frozenset(
    """academician acad assistant assoc associate dame doctor dr dra dipl don frau habil herr hon
    lady lord madame md med mr mrs ms msc mph mba bsc phd dphil prof professor rev sir univ rer nat
    facp frcp frs jd""".split()
)
PARTICLES = frozenset("da das de del della den der di do dos du la le van von zu zur".split())
SUFFIXES = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "ii", "iii": "iii"}
# Spellings of one sound, in the order in which they are made one.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ae", "a"), (r"oe", "o"), (r"ue", "u"), (r"ph", "f"), (r"th", "t"), (r"ou", "u"),
        (r"oo", "u"), (r"(?:t?sch|shch)", "sh"), (r"tch", "ch"), (r"kh", "h"), (r"ck", "k"),
        (r"c(?=[aolru]|$)", "k"), (r"x", "ks"), (r"(?<=[aeiou])h(?![aeiou])", ""),
        (r"^ye", "e"), (r"[yj]", "i"), (r"w", "v"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


class Fit(IntEnum):
    """How well two names of people go together."""

    CLASH = 0  # they are no names of one person
    SURNAME = 1  # a word alone: it tells nothing
    INITIALS = 2
    PART = 3  # one has words that the other leaves out
    VARIANT = 4
    EQUAL = 5


@dataclass(frozen=True, slots=True)
class PersonName:
    """The words of a name as they are compared; one letter is an initial."""

    words: tuple[str, ...]
    suffix: str = ""

    @property
    def full(self) -> tuple[str, ...]:
        """The words that are no initials."""
        return tuple(word for word in self.words if len(word) > 1)


@lru_cache(maxsize=5_000)
def romanised(text: str) -> str:
    """Small Latin letters without marks.

    >>> romanised("Γιώργος Παπαδόπουλος"), romanised("Сергей Иванов"), romanised("Müller")
    ('giorgos papadopoulos', 'sergei ivanov', 'muller')
    """
    plain = unicodedata.normalize("NFKD", text.casefold().replace("й", "i").replace("ё", "e"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    if not plain.isascii():
        for pair, letters in _PAIRS.items():
            plain = plain.replace(pair, letters)
        plain = plain.translate(_LETTERS)
    return plain


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """What is left of a word when spellings of one sound are made one.

    >>> sound("mueller") == sound("muller"), sound("satoh") == sound("sato"), sound("wang")
    (True, True, 'vang')
    """
    if len(word) == 1:
        return word
    for pattern, letters in _SOUNDS:
        word = pattern.sub(letters, word)
    return word


# With which letters a word may begin, its sound written down, whose initial this is.
_BEGINNINGS = {"c": "ck", "j": "i", "p": "pf", "w": "v", "x": "k", "y": "ie"}
_CLASSES = str.maketrans("ceijpwxy", "kiiifvki")


def is_initial(one: str, other: str) -> bool:
    """Whether one of two words is the first letter of the other."""
    short, long = sorted((one, other), key=len)
    if len(short) != 1 or len(long) == 1:
        return short == long
    return long[0] in _BEGINNINGS.get(short, short)


def first_letter(word: str) -> str:
    """A letter for all words and initials that may go together."""
    return word[0].translate(_CLASSES)


def _with_initials(text: str) -> str:
    """Capitals that lists of literature put together, taken apart: Zhou SH, Smith JR.

    Only at the end, after a word in small letters, and never what is a surname in capitals.
    """
    found = re.fullmatch(r"(.*\w*[^\W\d_A-Z]{2,}\w*,?\s+)([A-Z]{2,3})", text.strip())
    if (
        not found
        or sound(found[2].lower()) in frequent()
        or found[2].lower() in TITLES | set(SUFFIXES)
    ):
        return text
    return found[1] + " ".join(found[2])


@lru_cache(maxsize=20_000)
def person_name(text: str) -> PersonName:
    """A name's words, without titles, degrees and particles.

    >>> person_name("Prof. Dr. med. Anna Müller, PhD").words
    ('ana', 'muler')
    >>> person_name("J.R. Zhang Shu-yang").words
    ('j', 'r', 'zhang', 'shuiang')
    """
    apart = re.sub(
        r"(?<=\w{4})-(?=\w{4})", " ", romanised(_with_initials(text))
    )  # Garcia-Lopez, Jean-Pierre
    apart = re.sub(r"(\w)\.-(?=\w)", r"\1. ", apart)
    plain = re.sub(r"[-\u2010-\u2015'\u2019`]", "", apart)
    words = [word for word in re.split(r"[\s.,;()]+", plain) if word]
    kept = [word for word in words if word not in TITLES and word not in SUFFIXES]
    bare = [word for word in kept if word not in PARTICLES] or kept
    suffix = next((SUFFIXES[word] for word in words if word in SUFFIXES), "")
    return PersonName(tuple(sound(word) for word in bare if word.isalpha()), suffix)


_LONG = 7  # letters of a word in which one may be wrong


@cache
def variants() -> dict[str, frozenset[int]]:
    """Of each name that has several spellings the groups in which it stands."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(word_list("name_variants.tsv")):
        for name in line.split("\t"):
            found[sound(romanised(name))].add(number)
    return {name: frozenset(groups) for name, groups in found.items()}


@cache
def frequent() -> frozenset[str]:
    """Surnames that very many people have."""
    words = (word for line in word_list("common_names.txt") for word in line.split())
    return frozenset(sound(romanised(word)) for word in words)


def is_frequent(name: PersonName) -> bool:
    """Whether a name is one that very many people may have."""
    known = frequent()
    return len(name.words) == 2 and any(word in known for word in name.full)


@lru_cache(maxsize=20_000)
def fit(left: PersonName, right: PersonName) -> Fit:
    """How well two names go together, in any order of their words.

    >>> fit(person_name("Zhang Shu-yang"), person_name("Shuyang Zhang")).name
    'EQUAL'
    >>> fit(person_name("J. R. Dunstable"), person_name("John Robert Dunstable")).name
    'INITIALS'
    """
    if left.suffix and right.suffix and left.suffix != right.suffix:
        return Fit.CLASH
    if sorted(left.words) == sorted(right.words):
        return Fit.EQUAL if len(left.full) > 1 else _few(left)
    return max(_fit(one, other) for one in _joined(left) for other in _joined(right))


def _few(name: PersonName) -> Fit:
    return Fit.INITIALS if name.full and len(name.words) > 1 else Fit.SURNAME


def shared_keys(name: PersonName) -> set[Hashable]:
    """What a name has in common with each that does not clash with it: few have any of it.

    A word in full, a group of spellings, a word of seven letters or more without one of them (two
    words that differ by one typing error have such a rest in common), or all of its words.
    """
    found: set[Hashable] = {tuple(sorted(name.words))}
    for word in {word for words in _joined(name) for word in words if len(word) > 1}:
        found |= {word, *variants().get(word, ())}
        if len(word) >= _LONG:
            found |= {f"~{word[:at]}{word[at + 1 :]}" for at in range(len(word))} | {f"~{word}"}
    return found


def _joined(name: PersonName) -> list[tuple[str, ...]]:
    """The words, and with each two neighbours written as one: Shu Yang, El Sayed."""
    words = name.words
    found = [words]
    for at, (one, other) in enumerate(pairwise(words)):
        if len(one) > 1 and len(other) > 1:
            found.append((*words[:at], sound(one + other), *words[at + 2 :]))
    return found


def _fit(left: tuple[str, ...], right: tuple[str, ...]) -> Fit:
    rest, other = list(left), list(right)
    same = _take(rest, other, lambda one, two: len(one) > 1 and one == two)
    alike = _take(rest, other, _is_variant)
    initials = _take(rest, other, is_initial)
    fulls = same + alike
    if (rest and other) or not fulls:
        return Fit.CLASH
    if fulls == 1:
        return Fit.INITIALS if initials else Fit.SURNAME
    if rest or other or initials:
        return Fit.PART
    return Fit.VARIANT if alike else Fit.EQUAL


def _take(left: list[str], right: list[str], agree: Callable[[str, str], bool]) -> int:
    """Take from both sides what agrees, word by word; how many pairs that were."""
    taken = 0
    for one in list(left):
        found = next((other for other in right if agree(one, other)), None)
        if found is not None:
            left.remove(one)
            right.remove(found)
            taken += 1
    return taken


def _is_variant(one: str, other: str) -> bool:
    groups = variants()
    if groups.get(one, frozenset()) & groups.get(other, frozenset()):
        return True
    if min(len(one), len(other)) < _LONG or {one, other} & frequent():
        return False
    short, long = sorted((one, other), key=len)
    # Of Chinese syllables -n and -ng are two: no typing error.
    if one[0] != other[0] or (long == f"{short}g" and short.endswith("n")):
        return False
    return OSA.distance(one, other, score_cutoff=1) <= 1

"""Three letters in a row: how well words fit each language, where none of them is known.

`ontologies/lexicons/trigrams.tsv` is made by this file as a program from the word lists that come
with jusText (BSD-2-Clause), commonest words first, and from tongues.tsv.
"""

import importlib.util
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from extractors.lexicons import lines

KEPT = 300  # trigrams of a language
COMMON = 2500  # words of a list that are looked at
HEAD = """# The commonest trigrams of words of each language, in order; _ is the edge of a word.
# Made by python -m extractors.documents.trigrams > ontologies/lexicons/trigrams.tsv
# from tongues.tsv and the word lists of jusText 3.0 (https://github.com/miso-belica/jusText,
# BSD-2-Clause, Copyright Jan Pomikálek)."""
# What a trigram of this rank is taken for: frequencies fall about as its power.
_SLOPE, _SHIFT = 0.8, 12
LISTS = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese",
    "it": "Italian", "nl": "Dutch", "sv": "Swedish", "da": "Danish", "no": "Norwegian_Bokmal",
    "fi": "Finnish", "et": "Estonian", "lv": "Latvian", "lt": "Lithuanian", "pl": "Polish",
    "cs": "Czech", "sk": "Slovak", "sl": "Slovenian", "hr": "Croatian", "hu": "Hungarian",
    "ro": "Romanian", "tr": "Turkish", "id": "Indonesian", "vi": "Vietnamese", "ca": "Catalan",
    "gl": "Galician", "eu": "Basque", "ga": "Irish", "is": "Icelandic", "sq": "Albanian",
    "tl": "Tagalog", "sw": "Swahili", "af": "Afrikaans", "cy": "Welsh",
}  # fmt: skip


def fit(words: Iterable[str]) -> dict[str, float]:
    """By how much each language fits words in small letters better than English does.

    The unit is the natural logarithm of odds; languages that fit worse than English are left out,
    and where all do, English has what it is ahead of the next.
    """
    sums = dict.fromkeys(LISTS, 0.0)
    for word in words:
        for tongue, gain in _gains(word):
            sums[tongue] += gain
    english = sums.pop("en")
    better = {tongue: sums[tongue] - english for tongue in sums if sums[tongue] > english}
    return better or {"en": english - max(sums.values())}


@lru_cache(maxsize=20_000)
def _gains(word: str) -> tuple[tuple[str, float], ...]:
    """What the trigrams of a word speak for, beyond the rarest that are known."""
    ranks, rare = _ranks(), math.log(KEPT + _SHIFT) * _SLOPE
    sums: defaultdict[str, float] = defaultdict(float)
    for trigram in trigrams(word):
        for tongue, gain in ranks.get(trigram, {}).items():
            sums[tongue] += rare - gain
    return tuple(sums.items())


@cache
def _ranks() -> Mapping[str, Mapping[str, float]]:
    ranks: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for line in lines("trigrams.tsv"):
        tongue, found = line.split("\t")
        for rank, trigram in enumerate(found.split()):
            ranks[trigram][tongue] = _SLOPE * math.log(rank + _SHIFT)
    return dict(ranks)


def trigrams(word: str) -> Iterator[str]:
    """The trigrams of a word with its edges.

    >>> list(trigrams("und"))
    ['_un', 'und', 'nd_']
    """
    edged = f"_{word}_"
    return (edged[at : at + 3] for at in range(len(edged) - 2))


def commonest(listed: Sequence[str], further: Iterable[str]) -> list[str]:
    """The commonest trigrams of a list of words, commonest words first, and of further ones."""
    counts: Counter[str] = Counter()
    for rank, word in enumerate(listed[:COMMON]):
        counts.update(dict.fromkeys(trigrams(word), _share(rank)))
    for word in further:
        counts.update(dict.fromkeys(trigrams(word), _share(0)))
    return [trigram for trigram, _ in counts.most_common(KEPT)]


def _share(rank: int) -> int:
    """How often a word of this rank is counted, as whole numbers so that sums are exact."""
    return int(1_000_000 / math.pow(rank + 30, 0.6))


def table() -> Iterator[str]:
    """The lines of trigrams.tsv."""
    yield HEAD
    own = {line.split("\t")[0]: line.split("\t")[1:4] for line in lines("tongues.tsv")}
    spec = importlib.util.find_spec("justext")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the word lists of jusText are not installed")
    for tongue, name in LISTS.items():
        path = Path(spec.origin).parent / "stoplists" / f"{name}.txt"
        listed = [word for word in path.read_text(encoding="utf-8").split() if word.isalpha()]
        small = [word for word in listed if word.islower()]
        further = " ".join(own[tongue]).split()
        yield f"{tongue}\t{' '.join(commonest(small, further))}"


if __name__ == "__main__":
    print("\n".join(table()))  # noqa: T201  # a program for those who make the table anew

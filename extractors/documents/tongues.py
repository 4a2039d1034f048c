"""Which language a text is in: by its script, its small words and the ends of the others."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from extractors.documents.scripts import by_script
from extractors.documents.trigrams import fit
from extractors.lexicons import lines

_LOOKED_AT = 20_000  # characters
_TOKEN = re.compile(r"(?P<stop>[.!?:;\n\u2022])|(?P<word>[^\W\d_]+)")
# Of names, `Hospital de la Santa Creu`, a text in any language may be full.
_WORD, _LINK, _LINK_IN_NAME, _FIELD, _LETTER, _END = 1.0, 0.6, 0.1, 0.7, 0.4, 0.3
_FIT, _FITTED, _MOST_FIT = 0.1, 300, 6.0  # points for trigrams, words looked at, points at most
_SHORTEST_WITH_END = 5  # letters
_ENOUGH = 0.6  # points that a guess needs
_CLEAR, _AT_MOST = 0.12, 12.0  # points a word of the text, which names alone do not bring
# Of pages that we meet few are in these, and their small words look like others' names.
_SELDOM = {"gl", "eu", "ga", "is", "sq", "tl", "sw", "af", "cy"}
_OF_SELDOM = 0.7
# English with names and titles from elsewhere stays English, and what is declared needs less.
_STAYS = 0.6


@dataclass(frozen=True, slots=True)
class Signs:
    """What shows languages: each sign with the languages that have it."""

    words: Mapping[str, tuple[str, ...]]
    links: Mapping[str, tuple[str, ...]]
    fields: Mapping[str, tuple[str, ...]]
    ends: Mapping[str, tuple[str, ...]]
    letters: Mapping[str, tuple[str, ...]]
    longest_end: int
    tongues: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Token:
    """A word in small letters, and how it was written."""

    word: str
    small: bool  # in small letters, or in a text of capitals alone
    opens: bool  # a sentence or a line


def language_of(text: str, declared: str = "") -> str:
    """Guess the language as a two-letter code; in doubt what was declared, else English.

    Many pages of Asian hospitals are English under a Chinese `lang`, so the words count more.

    >>> language_of("Das Institut ist der Partner"), language_of("大学病院は新しい")
    ('de', 'ja')
    >>> language_of("Institut für Hämatologie, Universität Ulm")
    'en'
    """
    text = text[:_LOOKED_AT]
    points = scores(text)
    script = by_script(text, points.get("en", 0.0))
    if script:
        return script
    best = max(points, key=lambda tongue: points[tongue], default="")
    needed = max(_ENOUGH, min(_CLEAR * len(text.split()), _AT_MOST))
    if not best or points[best] < needed:
        return declared or "en"
    if declared and best != "en" and declared not in _signs().tongues:
        return declared  # we do not know it and take it for the nearest that we know
    close = (one for one in (declared, "en") if points.get(one, 0) >= _STAYS * points[best])
    return next(close, best)


def scores(text: str) -> dict[str, float]:
    """Add up what speaks for each language in Latin letters."""
    signs = _signs()
    points: defaultdict[str, float] = defaultdict(float)
    found = list(_tokens(text))
    for number, token in enumerate(found):
        if token.small or token.opens:
            # One letter may be an initial, or what an apostrophe left.
            weight = _WORD if len(token.word) > 1 else _LINK_IN_NAME
            _add(points, signs.words.get(token.word, ()), weight)
            if linked := signs.links.get(token.word):
                _add(points, linked, _LINK_IN_NAME if _is_among_names(found, number) else _LINK)
        if token.small:
            if field := signs.fields.get(token.word):
                _add(points, field, _LINK_IN_NAME if _is_among_names(found, number) else _FIELD)
            for tongue, value in _of_small(token.word):
                points[tongue] += value
    unlinked = (token.word for token in found if token.small and token.word not in signs.links)
    for tongue, fitting in fit(islice(unlinked, _FITTED)).items():
        points[tongue] += min(_FIT * fitting, _MOST_FIT)
    return {
        tongue: value * (_OF_SELDOM if tongue in _SELDOM else 1.0)
        for tongue, value in points.items()
    }


@lru_cache(maxsize=20_000)  # a text has few words, and has them often
def _of_small(word: str) -> tuple[tuple[str, float], ...]:
    """What the letters of a word and its ends speak for."""
    signs = _signs()
    points: defaultdict[str, float] = defaultdict(float)
    for letter in set(word) & signs.letters.keys():
        _add(points, signs.letters[letter], _LETTER)
    if len(word) >= _SHORTEST_WITH_END:
        for length in range(2, signs.longest_end + 1):
            _add(points, signs.ends.get(word[-length:], ()), _END)
    return tuple(points.items())


def _tokens(text: str) -> Iterator[_Token]:
    letters = [character for character in text[:2000] if character.isalpha()]
    capitals = sum(character.isupper() for character in letters) > 0.8 * len(letters)
    opens = True
    for match in _TOKEN.finditer(text):
        word = match["word"]
        if word:
            yield _Token(word.lower(), capitals or word[0].islower(), opens)
        opens = not word


def _is_among_names(tokens: list[_Token], number: int) -> bool:
    """Whether a small word stands among names: `Hospital de la Santa Creu i Sant Pau`."""
    if tokens[number].opens or number + 1 == len(tokens):
        return False
    links = _signs().links
    around = (tokens[number - 1], tokens[number + 1])
    return all(not token.small or token.word in links for token in around)


def _add(points: defaultdict[str, float], tongues: Iterable[str], weight: float) -> None:
    """What several languages have speaks less for each."""
    tongues = tuple(tongues)
    for tongue in tongues:
        points[tongue] += weight / len(tongues) ** 0.5


@cache
def _signs() -> Signs:
    columns: tuple[defaultdict[str, set[str]], ...] = tuple(defaultdict(set) for _ in range(4))
    for line in lines("tongues.tsv"):
        tongue, words, links, fields, ends = line.split("\t")
        alone = set(words.split()) - set(links.split())
        lists = (alone, links.split(), set(fields.split()) - alone, ends.split("|"))
        for column, signs in zip(columns, lists, strict=True):
            for sign in signs:
                column[sign].add(tongue)
    words_of, links_of, fields_of, ends_of = (
        {sign: tuple(sorted(having)) for sign, having in column.items()} for column in columns
    )
    return Signs(
        words_of,
        links_of,
        fields_of,
        {sign: having for sign, having in ends_of.items() if len(sign) > 1},
        {sign: having for sign, having in ends_of.items() if len(sign) == 1},
        max(map(len, ends_of)),
        frozenset(tongue for having in words_of.values() for tongue in having),
    )


def primary(tag: str) -> str:
    """Return the primary language of a tag such as `zh-Hans-CN`; "" where it is no tag."""
    match = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*", tag.strip())
    return match[1].lower() if match else ""

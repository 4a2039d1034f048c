"""Which language a text is in, from its script and its commonest words."""

import re
from collections import Counter

_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_WORDS = {
    "en": "the of and to in is for that with was by are from this has have which at be on it",
    "de": "der die das und ist nicht mit von für den dem ein eine auf im zu wird sich des auch",
    "fr": "le la les et des est une du dans pour que qui avec sur par au ce sont pas aux",
    "es": "el la los las y del que en una por con para es se al como más fue su lo",
    "pt": "o os e do da dos das que em uma para com não por é no na ao foi mais",
    "it": "il lo gli e di che è una per con del della nel sono non dei alla più si da",
    "nl": "de het een en van is dat op te voor met zijn niet aan door ook bij wordt naar uit",
    "tr": "ve bir bu için ile olarak da de olan çok gibi daha sonra kadar en",
    "pl": "i w z na do się nie jest że od przez dla oraz jak po są to który",
}
_STOP = {
    word: tuple(tongue for tongue, words in _WORDS.items() if word in words.split())
    for words in _WORDS.values()
    for word in words.split()
}
_LOOKED_AT = 20_000  # characters
_SURE = 12  # stop words that a guess needs


def language_of(text: str, declared: str = "") -> str:
    """Guess the language as a two-letter code; in doubt what was declared, else English.

    Many pages of Asian hospitals are English under a Chinese `lang`, so the words count more.

    >>> language_of("Das Institut ist der Partner", declared="de"), language_of("大学病院" * 9)
    ('de', 'zh')
    """
    text = text[:_LOOKED_AT]
    return _by_script(text) or _by_words(text) or declared or "en"


def primary(tag: str) -> str:
    """Return the primary language of a tag such as `zh-Hans-CN`; "" where it is no tag."""
    match = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*", tag.strip())
    return match[1].lower() if match else ""


def _by_script(text: str) -> str:
    letters = sum(character.isalpha() for character in text)
    counts = {tongue: len(script.findall(text)) for tongue, script in _SCRIPTS}
    if counts["ja"] * 10 > counts["zh"]:  # Japanese mixes kana with Han characters
        counts["ja"] += counts.pop("zh")
    # A sentence takes fewer characters in Han or Hangul than in Latin letters.
    tongue, count = max(counts.items(), key=lambda pair: pair[1])
    return tongue if count * 3 > letters else ""


def _by_words(text: str) -> str:
    votes: Counter[str] = Counter()
    for word in re.findall(r"[^\W\d_]+", text.lower()):
        votes.update(_STOP.get(word, ()))
    if not votes:
        return ""
    (tongue, count), *_ = votes.most_common(1)
    if count < _SURE:
        return ""
    return "en" if votes["en"] * 4 > count * 3 else tongue

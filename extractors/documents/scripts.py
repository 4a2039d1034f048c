"""Languages that their writing tells, beyond Latin letters."""

import re

_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("pa", re.compile(r"[\u0a00-\u0a7f]")),
    ("gu", re.compile(r"[\u0a80-\u0aff]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")),
    ("te", re.compile(r"[\u0c00-\u0c7f]")),
    ("kn", re.compile(r"[\u0c80-\u0cff]")),
    ("ml", re.compile(r"[\u0d00-\u0d7f]")),
    ("si", re.compile(r"[\u0d80-\u0dff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("lo", re.compile(r"[\u0e80-\u0eff]")),
    ("my", re.compile(r"[\u1000-\u109f]")),
    ("km", re.compile(r"[\u1780-\u17ff]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("am", re.compile(r"[\u1200-\u137f]")),
)
# Languages that share a script, by the letters that one of them alone has.
_LETTERS = {
    "ru": (
        ("sr", re.compile(r"[јљњђћџ]")),
        ("mk", re.compile(r"[ѓќѕ]")),
        ("uk", re.compile(r"[іїєґ]")),
        ("be", re.compile(r"[ўі]")),
        ("kk", re.compile(r"[әғқңөұүһ]")),
    ),
    "ar": (("ur", re.compile(r"[ٹڈڑےں]")), ("fa", re.compile(r"[پچژگیک]"))),
}
_BULGARIAN = re.compile(r"\b(?:е|от|на|за|се|със|във|част)\b|(?:ата|ият|ето|ите)\b")
_RUSSIAN = re.compile(r"[ыэё]")
_FIRST = "\u0370"  # before it there are Latin letters and their marks
_ASIDE = re.compile(r"[(（\[][^()（）\[\]]{0,60}[)）\]]")
_DENSE = {"zh", "ja", "ko", "th"}  # a sentence takes fewer characters than in Latin letters
_A_NAME = 5  # such characters in a text without English words are more than a name


def by_script(text: str, english: float) -> str:
    """Name the language whose script a text is in; what stands in brackets are names beside names.

    `english` says how much the words of the text speak for English.
    """
    open_text = _ASIDE.sub(" ", text)
    if not open_text or max(open_text) < _FIRST:
        return ""
    letters = sum(character.isalpha() for character in open_text)
    counts = {tongue: len(script.findall(open_text)) for tongue, script in _SCRIPTS}
    if counts["ja"] * 10 > counts["zh"]:  # Japanese mixes kana with Han characters
        counts["ja"] += counts.pop("zh")
    tongue, count = max(counts.items(), key=lambda pair: pair[1])
    weight = 3 if tongue in _DENSE else 1.5
    in_it = count * weight > letters or (english < 1 and count >= _A_NAME)
    return _among(tongue, open_text) if in_it else ""


def _among(tongue: str, text: str) -> str:
    shares = {one: len(own.findall(text.lower())) for one, own in _LETTERS.get(tongue, ())}
    best = max(shares, key=lambda one: shares[one], default="")
    if best and shares[best] > 0.01 * len(text):
        return best
    if tongue == "ru" and not _RUSSIAN.search(text) and len(_BULGARIAN.findall(text)) > 2:
        return "bg"
    return tongue

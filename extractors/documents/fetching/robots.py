"""robots.txt (RFC 9309): which paths of a host may be asked for, and how often.

Python's own reader knows no wildcards and takes the first rule that fits instead of the longest.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_PRODUCT = re.compile(r"[A-Za-z_-]+")
_CODED = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


@dataclass(frozen=True, slots=True)
class Rule:
    """A path, or a pattern of paths, that may or may not be asked for."""

    pattern: str
    allows: bool

    def fits(self, path: str) -> bool:
        """Whether it is about this path.

        >>> Rule("/*.pdf$", False).fits("/a.pdf"), Rule("/*.pdf$", False).fits("/a.pdf?page=1")
        (True, False)
        """
        ends = self.pattern.endswith("$")
        first, *others = self.pattern.removesuffix("$").split("*")
        if not path.startswith(first):
            return False
        at = len(first)
        last = others.pop() if others and ends else None
        for piece in others:
            found = path.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        if last is None:
            return not ends or at == len(path)
        return len(path) - len(last) >= at and path.endswith(last)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host asks of one client."""

    rules: Sequence[Rule] = ()
    delay: float = 0.0  # seconds between two requests

    def allow(self, url: str) -> bool:
        """Whether an address may be asked for: by the longest rule, and of two such the kinder."""
        parts = urlsplit(url)
        path = _plain((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        fitting = (rule for rule in self.rules if rule.fits(path))
        best = max(fitting, key=lambda rule: (len(rule.pattern), rule.allows), default=None)
        return best is None or best.allows or path == "/robots.txt"


def rules_for(agent: str, text: str) -> Rules:
    """What a robots.txt asks of this client: all groups that name it, else those for everybody.

    >>> rules_for("collab-kg", "User-agent: *\\nDisallow: /\\nAllow: /news/").allow("http://a.b/news/1")
    True
    """
    groups = list(_groups(text))
    own = [lines for names, lines in groups if agent.casefold() in names]
    chosen = own or [lines for names, lines in groups if "*" in names]
    lines = [line for group in chosen for line in group]
    rules = [
        Rule(_plain(value), key == "allow")
        for key, value in lines
        if key in ("allow", "disallow") and value
    ]
    return Rules(
        rules, max((_seconds(value) for key, value in lines if key == "crawl-delay"), default=0.0)
    )


type _Line = tuple[str, str]


def _groups(text: str) -> Iterator[tuple[list[str], list[_Line]]]:
    """Whom each group is for, and its rules; what belongs to no group is passed over."""
    names: list[str] = []
    lines: list[_Line] = []
    for line in text.removeprefix("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent" and colon:
            if lines:
                yield names, lines
                names, lines = [], []
            product = _PRODUCT.match(value)
            names.append(product[0].casefold() if product else value[:1])
        elif key in ("allow", "disallow", "crawl-delay") and names:
            lines.append((key, value))
    if names:
        yield names, lines


def _plain(path: str) -> str:
    """A path as paths are compared: one way of writing for what may be written in several."""
    coded = quote(path, safe="%/?#[]@!$&'()*+,;=:~")
    return _CODED.sub(_decoded, coded)


def _decoded(match: re.Match[str]) -> str:
    sign = chr(int(match[1], 16))
    return sign if _UNRESERVED.fullmatch(sign) else match[0].upper()


def _seconds(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        return 0.0
    return found if 0 <= found < float("inf") else 0.0

"""What a SPARQL text is, told from its tokens alone: a query or an update, with SERVICE or not.

Oxigraph's parser has no lexer: it reads `SERVICEa:b{}` as SERVICE a:b, and in `FILTER(1<?x)` an
operator where the grammar's longest token would be an IRI. So a text is refused in doubt, where
the two ways to read it could differ; only texts in which "service" occurs can be in doubt.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

_TOKEN = re.compile(
    r"""
      (?P<comment> \#[^\n\r]* )
    | (?P<string> '{3} (?: \\. | '{0,2}[^'\\] )* '{3} | "{3} (?: \\. | "{0,2}[^"\\] )* "{3}
                | ' (?: \\. | [^'\\\n\r] )* ' | " (?: \\. | [^"\\\n\r] )* " )
    | (?P<iri> < (?: [^<>"{}|^`\\\x00-\x20] | \\u[0-9A-Fa-f]{4} | \\U[0-9A-Fa-f]{8} )* > )
    | (?P<variable> [?$]\w+ )
    | (?P<language> @[A-Za-z][A-Za-z0-9-]* )
    | (?P<name> (?P<prefix> (?: [^\W\d_] (?: [\w-] | \.(?=[\w.:-]) )* | _ )? ) :
                (?: (?: [\w:] | %[0-9A-Fa-f]{2} | \\. )
                    (?: [\w:-] | %[0-9A-Fa-f]{2} | \\. | \.+(?=[\w:%\\-]) )* )? )
    | (?P<word> [^\W\d]\w* )
    | (?P<other> \S )
    """,
    re.VERBOSE | re.DOTALL,
)
_UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
)
_QUERIES = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
# The engine answers by recursion, and a query that goes too deep ends the process.
MOST_NESTED = 200  # brackets within each other; 2,000 are too many for it
MOST_LINKED = 2_000  # operators, patterns and the like in a chain; 4,000 are too many
_LINKS = frozenset({"UNION", "MINUS", "OPTIONAL", "FILTER", "BIND", "LATERAL"})
_PAIRS = {"{": "}", "(": ")", "[": "]"}
_OPENS_GROUP = re.compile(r"(?:\s|#[^\n\r]*)*\{")


type Token = re.Match[str]


def _tokens(text: str) -> Iterator[Token]:
    return (token for token in _TOKEN.finditer(text) if token.lastgroup != "comment")


def is_update(text: str) -> bool:
    """Whether a text changes data: its first keyword after the prologue begins an update."""
    capitals = text.upper()
    if not any(verb in capitals for verb in _UPDATES):
        return False
    return _verb(text) in _UPDATES


def is_query(text: str) -> bool:
    """Whether a text asks; one with nothing but a prologue neither asks nor changes data."""
    return _verb(text) in _QUERIES


def asks_for_graph(text: str) -> bool:
    """Whether the answer of a query is a graph: CONSTRUCT or DESCRIBE."""
    return _verb(text) in ("CONSTRUCT", "DESCRIBE")


def _verb(text: str) -> str:
    words = (token[0].upper() for token in _tokens(text) if token.lastgroup == "word")
    return next((word for word in words if word in _UPDATES | _QUERIES), "")


def prefixes_in(text: str, prefixes: Mapping[str, str]) -> dict[str, str]:
    """Those that a query may use: to declare all takes longer than to answer a short one."""
    if "\\" in text:  # which may stand for any character, also in a prefix
        return dict(prefixes)
    return {prefix: iri for prefix, iri in prefixes.items() if f"{prefix}:" in text}


def tokens(text: str) -> list[Token]:
    """A text's tokens without its comments; `lastgroup` tells what each is."""
    return list(_tokens(text))


def is_too_deep(text: str) -> bool:
    """Whether a query might take more stack than the process has."""
    if len(text) <= MOST_LINKED and sum(map(text.count, _PAIRS)) <= MOST_NESTED:
        return False  # there is no room for so many
    depth = links = 0
    for token in _tokens(text):
        sign = token[0]
        depth += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(sign, 0)
        links += _is_link(token)
        if depth > MOST_NESTED or links > MOST_LINKED:
            return True
    return False


def _is_link(token: re.Match[str]) -> bool:
    if token.lastgroup == "word":
        return token[0].upper() in _LINKS
    if token[0] not in "|&+-*/^!.;" or token.lastgroup != "other":
        return False
    if token[0] == "^" and "^^" in token.string[max(token.start() - 1, 0) : token.end() + 1]:
        return False  # of a literal with a type, not of a path
    # In 1.5 and -2 they are parts of a number: there may be many in VALUES.
    return not (token[0] in "+-." and token.string[token.end() : token.end() + 1].isdigit())


def misfit(text: str) -> str:
    """What is wrong with a query's first word or its brackets; empty if nothing."""
    tokens = list(_tokens(text))
    return _first_word(tokens) or _brackets(tokens)


def _first_word(tokens: Sequence[re.Match[str]]) -> str:
    words = (token[0] for token in tokens if token.lastgroup == "word")
    first = next((word for word in words if word.upper() not in ("PREFIX", "BASE")), "")
    if not first or first.upper() in _QUERIES | _UPDATES:
        return ""
    return f"it begins with {first!r}, not with SELECT, ASK, CONSTRUCT or DESCRIBE"


def _brackets(tokens: Iterable[re.Match[str]]) -> str:
    open_: list[re.Match[str]] = []
    for token in tokens:
        if token[0] in _PAIRS:
            open_.append(token)
        elif token[0] in _PAIRS.values():
            if not open_:
                return f"{_at(token)}: {token[0]!r} closes nothing"
            last = open_.pop()
            if _PAIRS[last[0]] != token[0]:
                return f"{_at(token)}: {token[0]!r} does not close the {last[0]!r} of {_at(last)}"
    return f"{_at(open_[-1])}: {open_[-1][0]!r} is never closed" if open_ else ""


def _at(token: re.Match[str]) -> str:
    before = token.string[: token.start()]
    return f"line {before.count(chr(10)) + 1}, column {len(before) - before.rfind(chr(10))}"


def uses_service(text: str) -> bool:
    """Whether a query would ask another endpoint; true in doubt."""
    if "service" not in text.lower():
        return False
    last = ""  # the token before
    for token in _tokens(text):
        if _asks(token, last):
            return True
        last = token[0]
    return is_doubtful(text)


def loads(text: str) -> bool:
    """Whether an update would fetch a file or an address; true in doubt."""
    if "load" not in text.lower():
        return False
    depth = 0  # an operation stands in no braces
    for token in _tokens(text):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth <= 0 and _fetches(token):
            return True
    return is_doubtful(text)


def _fetches(token: re.Match[str]) -> bool:
    """Whether the engine could read LOAD in a word or in the prefix of a name."""
    if token.lastgroup == "word":
        return token[0].upper().startswith("LOAD")
    return token.lastgroup == "name" and token["prefix"].upper().startswith("LOAD")


def is_doubtful(text: str) -> bool:
    """Whether something that looks like an IRI could be an operator and the begin of a string."""
    depth, last = 0, ""  # brackets that are open; the token before
    for token in _tokens(text):
        if depth and _operand(last) and _hides(token):
            return True
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        last = token[0]
    return False


def _asks(token: re.Match[str], last: str) -> bool:
    """Whether the engine could read SERVICE in a word or in the prefix of a name."""
    if token.lastgroup == "word":
        return "SERVICE" in token[0].upper()
    asked = token.lastgroup == "name" and "SERVICE" in token["prefix"].upper()
    return asked and last.upper() != "GRAPH" and bool(_OPENS_GROUP.match(token.string, token.end()))


def _operand(token: str) -> bool:
    """Whether a `<` after this token could be the operator."""
    return bool(token) and token[-1] not in "(,=|&!+-*/^{;["


def _hides(token: re.Match[str]) -> bool:
    """Whether what looks like an IRI, read as an operator and more, could matter."""
    return token.lastgroup == "iri" and bool(re.search(r"['#()]|service|load", token[0], re.I))

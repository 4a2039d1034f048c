"""What is wrong with a query, in plain words: the engine's own tell of its grammar."""

import re

from kg.errors import BadRequest, KgError, StoreUnusable
from kg.store import guard

PLACE = re.compile(r"error at (\d+):(\d+):")
PREFIXED = re.compile(r"([\w.-]*):[^\s:]*$")
GRAPH = re.compile(r"The graph (\S+) (already exists|does not exist)")
FUNCTION = re.compile(r"custom function (\S+) is not supported")
# What the engine says among its expectations when it is not the grammar that was violated.
KNOWN = {
    "IRI parsing failed": "what stands between < and > is no IRI",
    "Duplicated variable name in SELECT": "SELECT names a variable twice",
    "SELECT * is not authorized": "SELECT * cannot stand with GROUP BY or COUNT: name variables",
    "<unreported>": "a blank node, such as _:a, stands in two groups",
    "a variable that is unbound": "SELECT names a variable that is neither grouped by nor counted",
}
SHOWN = 40  # characters of the query before the place


def failure(text: str, error: Exception) -> KgError:
    """The error to raise where the engine would not answer: the query's fault, or the store's."""
    field = "update" if guard.is_update(text) else "query"
    if isinstance(error, SyntaxError):
        return BadRequest(f"this is no SPARQL: {explained(text, str(error))}", field)
    if unknown := FUNCTION.search(str(error)):
        return BadRequest(f"there is no function {unknown[1]} here", field)
    if graph := GRAPH.search(str(error)):
        return BadRequest(f"{graph[0]}; nothing was changed (SILENT goes on without)", field)
    return StoreUnusable(f"the store cannot be read: {error}")


def explained(text: str, message: str) -> str:
    """Where a query goes wrong and, as far as can be told, how.

    >>> explained("SELEC * {}", "error at 1:10: expected CONSTRUCT")
    "it begins with 'SELEC', not with SELECT, ASK, CONSTRUCT or DESCRIBE"
    >>> explained("ASK { ?s ?p }", "error at 1:14: expected one of LATERAL, SERVICE, [_]")
    'line 1, column 14 (behind `ASK { ?s ?p }`): it cannot go on like this'
    """
    if not text.strip():
        return "the query is empty"
    if told := guard.misfit(text):
        return told
    place = PLACE.search(message)
    how = next((said for mark, said in KNOWN.items() if mark in message), "")
    if place is None:
        return how or message
    line, column = int(place[1]), int(place[2])
    where = f"line {line}, column {column}"
    before = " ".join(_before(text, line, column).split())
    if "Prefix not found" in message and (named := PREFIXED.search(before)):
        how = f"the prefix {named[1]}: is not declared"
    if before:
        cut = "\u2026" if len(before) > SHOWN else ""
        where += f" (behind `{cut}{before[-SHOWN:]}`)"
    return f"{where}: {how or 'it cannot go on like this'}"


def _before(text: str, line: int, column: int) -> str:
    lines = text.splitlines()[:line]
    if len(lines) == line:
        lines[-1] = lines[-1][: column - 1]
    return " ".join(lines)

"""SPARQL 1.1 Protocol: the parameters of a request -> the question in it, and how long it may take.

Without the framework, for the workers read requests too (see direct.py).
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, unquote_to_bytes

from api.formats import GRAPHS, HTML, TABLES
from api.negotiate import NotAcceptable, choose
from api.question import Question
from kg.errors import BadRequest

PATH = "/sparql"
ELSEWHERE = "this endpoint answers queries: send updates to /update, with the token"
ONCE = ("query", "timeout")
# No digit, letter or % is among them, so that none of them makes another.
ESCAPES = [(f"%{ord(sign):02X}", sign) for sign in "\n\r\t !\"#$&'()*+,/:;<=>?@[\\]^`{|}"]
GRAPH_PARAMETERS = ("default-graph-uri", "named-graph-uri")


@lru_cache(maxsize=256)
def by_address(asked: str, accept: str) -> tuple[Question, float]:
    """The question in an address, which pages and programs ask again and again."""
    return read(pairs_of(asked), accept)


def pairs_of(asked: str) -> list[tuple[str, str]]:
    """What `parse_qsl` gives, in a third of its time."""
    if not asked.isascii():
        return parse_qsl(asked, keep_blank_values=True)
    pairs = (part.partition("=") for part in asked.replace("+", " ").split("&") if part)
    return [(_plain(name), _plain(value)) for name, _, value in pairs]


def _plain(text: str) -> str:
    if "%" in text:
        for escape, sign in ESCAPES:
            text = text.replace(escape, sign)
    return unquote_to_bytes(text).decode(errors="replace") if "%" in text else text


def read(parameters: Sequence[tuple[str, str]], accept: str) -> tuple[Question, float]:
    """The question in a request's parameters, and the seconds that its asker gives it."""
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise BadRequest(f"updates are refused here; {ELSEWHERE}", "update")
    for name in ONCE:
        if len(values.get(name, [])) > 1:
            raise BadRequest(f"{name!r} is given {len(values[name])} times", name)
    one = {name: values.get(name, [""])[0] for name in ONCE}
    if not one["query"].strip():
        raise BadRequest("there is no query: send ?query=..., a form, or the query itself", "query")
    graphs = [tuple(values.get(name, [])) for name in GRAPH_PARAMETERS]
    forms = tuple(filter(None, values.get("format", [])))
    question = Question(one["query"], accept, forms, *graphs)
    return question, seconds_in(one["timeout"])


def seconds_in(text: str) -> float:
    """The value of `timeout`; without end where there is none."""
    try:
        seconds = float(text or math.inf)
    except ValueError:
        seconds = math.nan
    if not seconds > 0:
        raise BadRequest(f"timeout={text!r} is no number of seconds above 0", "timeout")
    return seconds


def wants_page(question: Question) -> bool:
    """Whether a person with a browser has asked."""
    return question.forms[0] == "html" if question.forms else _likes_pages(question.accept)


@lru_cache(maxsize=256)
def _likes_pages(accept: str) -> bool:
    try:
        return choose(accept, [*TABLES, *GRAPHS, HTML]) == HTML
    except NotAcceptable:
        return False

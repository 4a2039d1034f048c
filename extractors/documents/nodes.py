"""The nodes of schema.org data, however a page writes them: JSON-LD or microdata."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from extractors.documents.tables import Element
from kg.tables import places

type Node = Mapping[str, object]

_DEEPEST = 12  # nodes within nodes
_MOST = 500  # nodes of one page
_WITHIN = ("@type", "address", "affiliation", "worksFor", "location")  # of a node named elsewhere
_VALUES = {"meta": "content", "time": "datetime", "link": "href", "a": "", "data": "value"}
_COUNTRIES_HAVE = 60  # characters at most; longer addresses are no names


def nodes_of(value: object, depth: int = 0) -> Iterator[Node]:
    """All nodes of a value that have a type, outer ones first."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value[:_MOST]:
            yield from nodes_of(one, depth + 1)
    elif isinstance(value, dict):
        if types_of(value):
            yield value
        for key, one in value.items():
            if key != "@context":
                yield from nodes_of(one, depth + 1)


def resolved(value: object) -> object:
    """The same data where a node that only names another by its @id is that other.

    >>> resolved([{"@id": "#a", "name": "A"}, {"organizer": {"@id": "#a"}}])
    [{'@id': '#a', 'name': 'A'}, {'organizer': {'@id': '#a', 'name': 'A'}}]
    """
    known: dict[str, Node] = {}
    _index(value, known, 0)
    return _told(value, known, ()) if known else value


def _index(value: object, known: dict[str, Node], depth: int) -> None:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            _index(one, known, depth + 1)
    elif isinstance(value, dict):
        key = value.get("@id")
        if isinstance(key, str) and len(value) > 1:
            known.setdefault(key, value)
        for one in value.values():
            _index(one, known, depth + 1)


def _told(value: object, known: Mapping[str, Node], above: tuple[str, ...]) -> object:
    """Nodes may name each other in a ring, and be named a thousand times: one level is told."""
    if isinstance(value, list):
        return [_told(one, known, above) for one in value]
    if not isinstance(value, dict) or len(above) > _DEEPEST:
        return value
    key = value.get("@id")
    name = key if isinstance(key, str) else ""
    if len(value) == 1 and name in known:
        return {part: one for part, one in known[name].items() if not isinstance(one, list | dict)
                or part in _WITHIN}  # fmt: skip
    return {part: _told(one, known, (*above, name)) for part, one in value.items()}


def types_of(node: Node) -> list[str]:
    """The types of a node by their local names.

    >>> types_of({"@type": ["https://schema.org/Event", "Thing"]})
    ['Event', 'Thing']
    """
    given = node.get("@type")
    named = given if isinstance(given, list) else [given]
    return [re.split(r"[/#:]", name)[-1] for name in named if isinstance(name, str)]


def texts_of(node: Node, *names: str) -> list[str]:
    """What properties say in plain words: strings, the names of nodes, the parts of addresses."""
    return [text for name in names for text in _texts(node.get(name), 0)]


def spoken(node: Node, *names: str) -> list[str]:
    """The names of the nodes of these properties, each with its affiliation in brackets."""
    return list(dict.fromkeys(one for name in names for one in _spoken(node.get(name), 0)))


def _spoken(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, list):
        for one in value[:_MOST]:
            yield from _spoken(one, depth + 1)
        return
    name = next(iter(_texts(value, depth)), "")
    if isinstance(value, dict) and name:
        beside = texts_of(value, "affiliation", "worksFor") or texts_of(value, "address")
        name += f" ({', '.join(beside)})" if beside else ""
    if name:
        yield name


def _texts(value: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        text = " ".join(re.sub(r"<[^>]*>", " ", value).split())
        if text and not text.startswith(("http:", "https:", "//", "mailto:")):
            yield text
    elif isinstance(value, list):
        for one in value[:_MOST]:
            yield from _texts(one, depth + 1)
    elif isinstance(value, dict):
        yield from _node_texts(value, depth + 1)


def _node_texts(node: Node, depth: int) -> Iterator[str]:
    if "PostalAddress" in types_of(node):
        for name in ("addressLocality", "addressRegion"):
            yield from _texts(node.get(name), depth)
        for country in _texts(node.get("addressCountry"), depth):
            yield _countries().get(country, country) if len(country) == 2 else country
        return
    if "VirtualLocation" in types_of(node):
        return
    named = [text for text in _texts(node.get("name"), depth) if len(text) <= 200]
    yield from named[:1]
    if node.get("address") is not None and "Organization" not in types_of(node):
        address = list(_texts(node["address"], depth))
        yield from (text for text in address if len(text) <= _COUNTRIES_HAVE)


@cache
def _countries() -> Mapping[str, str]:
    """The names of countries by their ISO codes, which addresses in data prefer."""
    known = (concept for concept in places("") if concept.is_country)
    return {concept.iri.rpartition("/")[2].upper(): concept.label for concept in known}


def microdata(tree: Element) -> Iterator[Node]:
    """The outermost items of a page's microdata as nodes, and those within them."""
    scopes = tree.xpath("//*[@itemscope and not(@itemprop)]") if tree is not None else []
    for scope in scopes[:_MOST]:
        yield from nodes_of(_item(scope, 0))


def _item(scope: Element, depth: int) -> dict[str, object]:
    node: dict[str, object] = {"@type": (scope.get("itemtype") or "").strip()}
    if depth > _DEEPEST:
        return node
    for part in _parts(scope):
        value = _item(part, depth + 1) if part.get("itemscope") is not None else _value(part)
        for name in part.get("itemprop").split():
            known = node.setdefault(name, [])
            if isinstance(known, list):
                known.append(value)
    return node


def _parts(scope: Element) -> Iterator[Element]:
    """The elements with a property of this item, not those of the items within it."""
    for child in scope:
        if not isinstance(child.tag, str):
            continue
        if child.get("itemprop"):
            yield child
        if child.get("itemscope") is None:
            yield from _parts(child)


def _value(element: Element) -> str:
    attribute = _VALUES.get(element.tag, "")
    given = element.get("content") or (element.get(attribute) if attribute else None)
    return " ".join((given or element.text_content()).split())

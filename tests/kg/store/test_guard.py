import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.store.guard import is_too_deep, is_update, uses_service

PLAIN = "SELECT * { ?s ?p ?o }"
HARMLESS = [
    PLAIN,
    "# SERVICE <http://a/> {}\n" + PLAIN,
    "SELECT * { ?s ?p 'SERVICE <http://a/> {}' }",
    'SELECT * { ?s ?p """a "SERVICE" b""" }',
    "SELECT * { ?s ?p '''it's a SERVICE''' }",
    'SELECT * { ?s ?p "\\"SERVICE" }',
    "PREFIX service: <http://a/service#> SELECT * { ?s service:x ?o }",
    "PREFIX service: <http://a/> SELECT * { GRAPH service:x { ?s ?p ?o } }",
    "SELECT ?service { ?service ?p $SERVICE }",
    "SELECT * { ?s <http://example.org/SERVICE#it> ?o FILTER(?o < 3 && ?o > 1) }",
    "SELECT * { ?s ckg:SERVICE ?o . ?o a:b.service ?x }",
    "SELECT * { ?s ?p 'x'@service }",
    "SELECT * { ?s (<http://a/service#x>|<http://a/y>) ?o }",
]
ASKING = [
    "SELECT * { SERVICE <http://a/> { ?s ?p ?o } }",
    "SELECT * { service silent ?x { ?s ?p ?o } }",
    "SELECT*{?s ?p ?o.SERVICE<http://a/>{}}",
    "SELECT*{SERVICE?x{?s ?p ?o}}",
    "SELECT*{SERVICESILENT<http://a/>{}}",
    "SELECT*{SERVICEa:b #\n {?s ?p ?o}}",
    "SELECT*{?s ?p a:.SERVICE<http://a/>{}}",
    "SELECT*{?s ?p 1e5SERVICE<http://a/>{}}",
    "SELECT*{FILTER(1<?x)SERVICE#>\n<http://a/>{}}",
    "SELECT*{FILTER(1<'>')SERVICE<http://a/>{?s ?p 'x'}}",
    "SELECT*{FILTER(1<?x#>'''\n)SERVICE<http://a/>{?s ?p \"'''\"}}",
    "SELECT*{?s <http://a/\\u0041'> ?o SERVICE<http://a/>{?s ?p 'x'}}",
    "SELECT*{FILTER(1<2)SERVICE<http://a/>{}}",
    "ASK { { SELECT * { SERVICE <http://a/> {} } } }",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_service_in_other_tokens_is_no_service(text: str) -> None:
    assert not uses_service(text)


@pytest.mark.parametrize("text", ASKING)
def test_service_is_found(text: str) -> None:
    assert uses_service(text)


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        (PLAIN, False),
        ("PREFIX insert: <http://a/> ASK { insert:x ?p ?o }", False),
        ("# DELETE\nSELECT ?drop { ?drop ?p 'INSERT' }", False),
        ("BASE <http://a/> PREFIX : <x> insert data { :a :b :c }", True),
        ("WITH <http://a/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", True),
        ("LOAD <http://a/>", True),
        ("CLEAR ALL", True),
        ("", False),
    ],
)
def test_updates_are_told_from_queries(text: str, changes: bool) -> None:
    assert is_update(text) is changes


# The engine refuses port 9 before it sends anything: an OSError says that it would have asked.
PIECES = """
SERVICE service:x SERVICEa:b ?x ?s a:b a:b. <http://127.0.0.1:9/> <?x> < > ' ''' " # \\ { } ( ) .
FILTER FILTER( FILTER(1< )SERVICE 1 1e5 true && = , {?s_?p_?o} 'x' _:b @en ?s_?p ?s_?p_?o. GRAPH
VALUES BIND(1_AS_?z) \\u0041 ; [ ]
"""
WORDS = st.sampled_from([*PIECES.split(), '"""'])
FUZZ_PREFIXES = dict.fromkeys(("a", "service", "SERVICEa"), "http://127.0.0.1:9/")


@given(st.lists(st.tuples(WORDS, st.sampled_from(["", " ", "\n"])), max_size=9))
@settings(max_examples=600, deadline=None)
def test_whatever_would_ask_is_refused(pieces: list[tuple[str, str]]) -> None:
    body = "".join(piece.replace("_?", " ?").replace("_AS_", " AS ") + gap for piece, gap in pieces)
    text = "SELECT * {" + body + "}"
    store = ox.Store()
    a = ox.NamedNode("http://127.0.0.1:9/b")
    store.add(ox.Quad(a, a, ox.Literal(1)))
    try:
        list(store.query(text, prefixes=FUZZ_PREFIXES))  # type: ignore[arg-type]  # no ASK here
        asked = False
    except SyntaxError:
        asked = False
    except (OSError, RuntimeError):
        asked = True
    assert not asked or uses_service(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {" + "OPTIONAL { ?s ?p ?o " * 3000 + "}" * 3000 + "}",
        "SELECT * {" + "{ SELECT * {" * 2000 + "}}" * 2000 + "}",
        "SELECT * { FILTER(" + "COALESCE(" * 2000 + "1" + ")" * 2000 + ") }",
        "SELECT * { ?s ?p ?o FILTER(" + "||".join(["?o=2"] * 10_000) + ") }",
        "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 10_000) + " }",
        "SELECT * { " + " ".join(f"BIND(1 AS ?v{n})" for n in range(4000)) + " }",
        "SELECT * { ?s " + "/".join(["<http://a>"] * 10_000) + " ?o }",
        "SELECT * { " + "?s ?p ?o . " * 10_000 + "}",
    ],
)
def test_what_would_end_the_process_is_seen(text: str) -> None:
    assert is_too_deep(text)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "SELECT * { VALUES ?x { " + "1.5 -2 <http://a/b/c> 'a.b+c' " * 5000 + "} }",
        "SELECT * { FILTER(?x IN (" + ", ".join(["1"] * 10_000) + ")) }",
        "SELECT * {" + "OPTIONAL { ?s ?p ?o . " * 90 + "}" * 90 + "}",
        "SELECT * { ?s ?p '" + "(" * 5000 + "' } # " + "{" * 5000,
    ],
)
def test_what_is_only_long_is_not(text: str) -> None:
    assert not is_too_deep(text)

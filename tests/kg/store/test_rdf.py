import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import BadDocument, StoreUnusable
from kg.model import (
    Claim,
    Count,
    Document,
    Entity,
    Evidence,
    Iri,
    Kind,
    Mention,
    Predicate,
    Reading,
    Standing,
    Type,
    Value,
    When,
)
from kg.settings import Settings
from kg.store.rdf import (
    Cell,
    Vocabulary,
    cell,
    decimal,
    document_quads,
    reading_quads,
    term,
    tidy,
    when,
)
from kg.store.reading import reading

VOCABULARY = Vocabulary(Settings())
D = Iri(VOCABULARY.data + "document/d1")
LOCALS = [Iri(f"{D}#person/p{number}") for number in range(4)]

TEXT = st.text(min_size=1, max_size=12)
WHEN = (
    st.dates()
    .map(lambda day: day.isoformat())
    .flatmap(lambda text: st.sampled_from([When(text[:4]), When(text[:7]), When(text)]))
)
EVIDENCE = st.builds(
    lambda quote, start, length, share, rule: Evidence(
        D, quote, start, start + length, share / 10_000, rule
    ),
    TEXT,
    st.integers(0, 99),
    st.integers(1, 99),
    st.integers(1, 10_000),
    st.text(max_size=5),
)
ENTITY = st.builds(
    Entity,
    st.sampled_from(LOCALS),
    st.sampled_from(Type),
    TEXT,
    st.lists(TEXT, max_size=3).map(tuple),
    st.lists(TEXT, max_size=2).map(tuple),
    st.none() | st.just(Iri("http://purl.obolibrary.org/obo/MONDO_0000001")),
    st.none() | st.sampled_from(["Hospital", "University"]),
)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    predicate = draw(st.sampled_from(Predicate))
    value: Value = draw(st.sampled_from(LOCALS))
    if predicate is Predicate.COUNT:
        value = Count(draw(TEXT), draw(st.integers(0, 10**9)))
    elif predicate in (Predicate.DATE, Predicate.START_DATE, Predicate.END_DATE):
        value = draw(WHEN)
    return Claim(
        draw(st.sampled_from(LOCALS)),
        predicate,
        value,
        draw(EVIDENCE),
        draw(st.sampled_from(Standing)),
        draw(st.none() | TEXT),
        draw(st.none() | WHEN),
    )


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    entities = draw(st.lists(ENTITY, max_size=4, unique_by=lambda entity: entity.iri))
    named = [entity.iri for entity in entities]
    spans = st.tuples(st.integers(0, 50), st.integers(51, 99))
    mentions = [Mention(iri, *draw(spans)) for iri in named for _ in range(draw(st.integers(0, 2)))]
    doc = Document(
        D,
        draw(st.text()),
        title=draw(st.text(max_size=9)),
        url=draw(st.sampled_from(["", "https://example.org/a?b=c"])),
        publisher=draw(st.text(max_size=9)),
        published=draw(st.none() | WHEN),
        language=draw(st.sampled_from(["en", "zh-CN"])),
        kind=draw(st.none() | st.sampled_from(Kind)),
    )
    found = draw(st.lists(claims(), max_size=5))
    return Reading(doc, "test 1", tuple(entities), tuple(mentions), tuple(found))


@given(readings())
def test_a_graph_tells_the_whole_reading(read: Reading) -> None:
    store = Store()
    store.extend(reading_quads(read, VOCABULARY))
    assert reading(store, VOCABULARY) == tidy(read)


@given(readings(), st.randoms(use_true_random=False))
def test_the_same_reading_in_any_order_gives_the_same_graph(read: Reading, random: object) -> None:
    shuffle = random.shuffle  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    lists = [list(read.entities), list(read.mentions), list(read.claims)]
    for members in lists:
        shuffle(members)
    again = Reading(read.document, read.extractor, *(tuple(members) for members in lists))  # type: ignore[arg-type]
    assert reading_quads(again, VOCABULARY) == reading_quads(read, VOCABULARY)


@given(readings())
def test_the_engine_keeps_every_quad_as_it_is(read: Reading) -> None:
    quads = reading_quads(read, VOCABULARY)
    store = Store()
    store.extend(quads)
    assert set(store) == set(quads)


def test_the_layout_of_a_graph() -> None:
    evidence = Evidence(D, "A leads 3 sites.", 0, 16, 0.8, "count")
    read = Reading(
        Document(D, "A leads 3 sites.", published=When("2024-11")),
        "test 1",
        (Entity(LOCALS[0], Type.NETWORK, "A", ("B",), subclass="Consortium"),),
        (Mention(LOCALS[0], 0, 1),),
        (Claim(LOCALS[0], Predicate.COUNT, Count("sites", 3), evidence),),
    )
    store = Store()
    store.extend(reading_quads(read, VOCABULARY))
    found = store.query(
        f"""ASK {{ GRAPH <{D}> {{
          <{D}> a ckg:Document ; ckg:published "2024-11"^^xsd:gYearMonth ; ckg:readBy "test 1" .
          <{LOCALS[0]}> a ckg:Network, ckg:Consortium ; skos:prefLabel "A"@en ;
              skos:altLabel "B"@en ; ckg:span "0-1" .
          <{D}#claim-1> a ckg:Claim ; rdf:subject <{LOCALS[0]}> ; rdf:predicate ckg:count ;
              ckg:confidence 0.8 ; ckg:start 0 ; ckg:end 16 ; ckg:standing "asserted" ;
              rdf:object ?c . ?c ckg:counted "sites" ; rdf:value 3 }} }}""",
        prefixes=VOCABULARY.prefixes,
    )
    assert found


@pytest.mark.parametrize(
    "value",
    [Iri("http://a/b"), "x", "a \"quote'\n", 3, 0.5, True, When("2024"), When("2024-11-16")],
)
def test_a_cell_is_the_same_after_the_graph(value: Cell) -> None:
    back = cell(term(value))
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize(
    ("text", "datatype"),
    [("2019", "gYear"), ("2019-07", "gYearMonth"), ("2019-07-01", "date")],
)
def test_a_date_says_no_more_than_it_does(text: str, datatype: str) -> None:
    assert when(When(text)).datatype.value.endswith("#" + datatype)


@pytest.mark.parametrize(
    ("share", "text"), [(0.8, "0.8"), (1.0, "1"), (1 / 3, "0.3333"), (1e-9, "0.0001")]
)
def test_shares_have_four_places_and_are_never_nothing(share: float, text: str) -> None:
    assert decimal(share).value == text


def test_a_foreign_date_is_text() -> None:
    zone = Literal("2019Z", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#gYear"))
    assert cell(zone) == "2019Z"


@pytest.mark.parametrize(
    "doc",
    [
        Document(Iri("no iri"), "text"),
        Document(D, "text", url="no url"),
        Document(D, "text", title="title", language="no language"),
        Document(D, "half a pair: \ud800"),
        Document(D, "text", title="half a pair: \ud800"),
    ],
)
def test_what_cannot_be_written_is_a_bad_document(doc: Document) -> None:
    with pytest.raises(BadDocument):
        document_quads(doc, "test 1", VOCABULARY)


def test_a_graph_of_another_layout_is_told() -> None:
    claim = NamedNode(D + "#claim-1")
    kind = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    quads = [Quad(claim, kind, VOCABULARY.ckg("Claim"))]
    with pytest.raises(StoreUnusable, match="layout"):
        reading(quads, VOCABULARY)

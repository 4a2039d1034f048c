from collections.abc import Iterator

import hypothesis.strategies as st
import pytest
from hypothesis import given
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from kg.model import Iri, Type
from kg.settings import DATA, Settings
from kg.store.named import Match, Named, named_by, read_named, told
from kg.store.rdf import ALT_LABEL, PREF_LABEL, RDF_TYPE, Object, Term, Vocabulary, name

VOCABULARY = Vocabulary(Settings())
MENTIONED = VOCABULARY.ckg("mentionedAs")
CHARITE = NamedNode(DATA + "organization/charite")
LUPUS = NamedNode("http://purl.obolibrary.org/obo/MONDO_0007915")
NODES = [CHARITE, LUPUS, NamedNode("https://example.org/a"), BlankNode("b")]
CLASSES = [VOCABULARY.ckg("Person"), VOCABULARY.ckg("Hospital"), name("owl:Class")]


def matching(quads: list[Quad]) -> Match:
    store = Store()
    store.extend(quads)

    def match(
        subject: Object | None, predicate: Object | None, value: Term | None, /
    ) -> Iterator[Quad]:
        return store.quads_for_pattern(subject, predicate, value)  # type: ignore[arg-type]

    return match


def at_once(quads: list[Quad]) -> list[Named]:
    match = matching(quads)
    return list(named_by(sorted(told(match, VOCABULARY)), match, VOCABULARY))


NAMES = st.builds(Literal, st.sampled_from("abcä"), language=st.sampled_from([None, "en", "de"]))
QUADS = st.one_of(
    st.builds(
        Quad, st.sampled_from(NODES), st.sampled_from([PREF_LABEL, ALT_LABEL, MENTIONED]), NAMES
    ),
    st.builds(Quad, st.sampled_from(NODES), st.just(RDF_TYPE), st.sampled_from(CLASSES)),
)


@given(st.lists(QUADS))
def test_all_at_once_are_called_as_each_by_itself(quads: list[Quad]) -> None:
    match = matching(quads)
    iris = sorted(node.value for node in NODES if isinstance(node, NamedNode))
    each = [read_named(Iri(iri), match, VOCABULARY) for iri in iris]
    assert at_once(quads) == [named for named in each if named]


def test_the_english_label_comes_first_and_mentions_are_counted() -> None:
    quads = [
        Quad(CHARITE, PREF_LABEL, Literal("Charité Berlin", language="de")),
        Quad(CHARITE, PREF_LABEL, Literal("Charité", language="en")),
        Quad(CHARITE, ALT_LABEL, Literal("Berlin Charité")),
        Quad(CHARITE, MENTIONED, NamedNode("https://example.org/1")),
        Quad(CHARITE, MENTIONED, NamedNode("https://example.org/2")),
        Quad(LUPUS, ALT_LABEL, Literal("an alias alone names nothing")),
    ]
    names = ("Charité Berlin", "Berlin Charité")
    wanted = Named(Iri(CHARITE.value), Type.ORGANIZATION, "Charité", names, 2)
    assert at_once(quads) == [wanted]


@pytest.mark.parametrize(
    ("node", "classes", "kind"),
    [
        (CHARITE, ["Person"], Type.ORGANIZATION),
        (LUPUS, ["owl:Class"], Type.DISEASE),
        (LUPUS, ["owl:Class", "Topic"], Type.TOPIC),
        (NODES[2], ["Event"], Type.EVENT),
        (NODES[2], ["Statement"], None),
        (NODES[2], [], None),
    ],
)
def test_an_iri_of_ours_says_what_it_names_and_classes_tell_of_others(
    node: NamedNode, classes: list[str], kind: Type | None
) -> None:
    terms = [name(each) if ":" in each else VOCABULARY.ckg(each) for each in classes]
    quads = [Quad(node, RDF_TYPE, term) for term in terms]
    found = at_once([*quads, Quad(node, PREF_LABEL, Literal("x"))])
    assert [named.type for named in found] == ([kind] if kind else [])

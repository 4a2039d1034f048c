"""What holds for the reading of any text at all."""

import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.reader import Reader
from kg.model import BEARERS, ENDS, Document, Iri, Reading, Type
from tests.extractors.conftest import DAY, Told

# Words that rules look for, in any order, with any signs between them.
PIECES = st.sampled_from(
    """Dr|Prof.|Ana|Silva|van|der|said|She|it|the|The|of|and|in|at|on|for|by|with|, |. |: |; |(|)|"|
“|”|'s|’s|-|–|&|\n|\n\n|\t|University|Hospital|Foundation|foundation|Network|Project|Forum|forum|
Department|Oslo|Kenya|UK|China|Fabry disease|leukaemia|rare diseases|gene therapy|Kymriah|FDA|(NBA)|
NBA|professor|director|member|joined|hosted|was|were|led by|funded by|launched|will not|may|plans|
2019|5 May 2021|last Friday|45|1,200|hospitals|participants|Partners:|Members|a workshop on|
İ|ß|🙂|\u200b
""".replace("\n", "").split("|")
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join))


def check(reading: Reading) -> None:
    """The laws, one after another."""
    text = reading.document.text
    types = {entity.iri: entity.type for entity in reading.entities}
    assert len(types) == len(reading.entities)
    for mention in reading.mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.entity in types
    for claim in reading.claims:
        evidence = claim.evidence
        assert evidence.quote == text[evidence.start : evidence.end]
        assert evidence.quote.strip()
        subject = types[claim.subject]
        if isinstance(claim.value, Iri):
            assert (subject, types[claim.value]) in ENDS[claim.predicate]
            assert claim.value != claim.subject
        else:
            assert subject in BEARERS[claim.predicate]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=TEXTS)
def test_any_text_can_be_read(text: str, reader: Reader) -> None:
    doc = Document(Iri("https://example.org/any"), text, published=DAY)
    reading = reader(doc)
    check(reading)
    assert reader(doc) == reading


SIGNS = [
    *("A", "Abc ", "La Van ", ",", "(", '"A ', "and ", "Health and ", "1", "1,", "-", "a-", "d'"),
    *("University of Oslo, Norway, ", "Dr Ana Silva, professor of ", "2019-", "A\n", " "),
]


@pytest.mark.parametrize("sign", SIGNS)
def test_no_text_stalls_the_reader(sign: str, told: Callable[..., Told]) -> None:
    began = time.process_time()
    check(told(sign * (10_000 // len(sign))).reading)
    assert time.process_time() - began < 10


def test_time_grows_with_the_text(reader: Reader) -> None:
    def spent(times: int) -> float:
        text = "\n".join(f"Dr Ana{n} Silva{n} leads the Oslo{n} Network." for n in range(times))
        doc = Document(Iri("https://example.org/long"), text, published=DAY)
        began = time.process_time()
        check(reader(doc))
        return time.process_time() - began

    # The least of three, since whatever else the machine does only ever adds to it.
    spent(50)
    short, long = (min(spent(times) for _ in range(3)) for times in (100, 800))
    assert long < 16 * short


def test_another_language_is_kept_unread(reader: Reader) -> None:
    doc = Document(Iri("https://example.org/fr"), "La fondation aide Kenya.", language="fr")
    assert reader(doc).claims == ()
    assert reader(doc).entities == ()


def test_names_with_one_slug_have_their_own_iris(told: Callable[..., Told]) -> None:
    found = told("The Cusco Network met the Cusco! Network. Dr Ana Silva saw Dr Ána Silva.")
    iris = [entity.iri for entity in found.reading.entities]
    assert len(set(iris)) == len(iris)
    assert Type.NETWORK in {entity.type for entity in found.reading.entities}

import json
from pathlib import Path
from typing import Any

import pytest

from tests.kg.cli.conftest import Kg

QUESTION = ("--for", "Charité", "--topic", "CAR-T", "--topic", "lupus")


def partners(ask: Kg, *more: str) -> Any:  # noqa: ANN401  # JSON
    done = ask("partners", *QUESTION, *more, "--format", "json")
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_partners_are_those_of_the_place_that_is_asked_for(ask: Kg) -> None:
    found = partners(ask, "--country", "CN", "--country", "jp", "--type", "organization")
    assert found["query"]["for"]["label"].startswith("Charité")
    assert found["query"]["countries"] == ["CN", "JP"]
    assert {each["country"] for each in found["partners"]} == {"CN", "JP"}
    assert {each["type"] for each in found["partners"]} <= {"Organization", "Network"}
    assert {each["new"] for each in found["partners"]} == {True, False}


def test_reasons_add_up_and_quote_their_source(ask: Kg) -> None:
    for each in partners(ask)["partners"]:
        weights = [reason["weight"] for reason in each["reasons"]]
        assert sum(weights) == pytest.approx(each["score"], abs=0.02)
        assert weights == sorted(weights, reverse=True)
        for reason in each["reasons"]:
            assert reason["evidence"][0]["quote"]
            assert "/document/" in reason["evidence"][0]["document"]["id"]


def test_the_table_shows_sentences_and_fits(ask: Kg) -> None:
    done = ask("partners", *QUESTION, "--country", "CN", "--country", "JP", "--top", 3)
    lines = done.out.splitlines()
    assert lines[0].startswith("Partners for Charité")
    assert "in China or Japan: 3 of " in " ".join(lines)
    assert max(map(len, lines)) <= 100
    assert done.out.count("\u201c") >= 3
    assert [line[:3] for line in lines if line[:1].isdigit()] == ["1. ", "2. ", "3. "]


def test_the_lesser_known_come_first_where_it_is_asked_for(ask: Kg) -> None:
    plain, first = partners(ask, "--top", "20"), partners(ask, "--top", "20", "--lesser-known")
    assert (plain["query"]["lesser_known"], first["query"]["lesser_known"]) == (False, True)
    assert plain["total"] == first["total"]
    places = [{one["id"]: n for n, one in enumerate(each["partners"])} for each in (plain, first)]
    assert places[0] != places[1]
    kinds = [
        {r["kind"] for one in each["partners"] for r in one["reasons"]} for each in (plain, first)
    ]
    assert ["lesser-known" in each for each in kinds] == [False, True]
    done = ask("partners", *QUESTION, "--lesser-known", "--top", 1)
    assert ", lesser-known first: 1 of" in " ".join(done.out.split())


WRONG = [
    (("--topic", "alchemy of gold"), 1, "no disease, therapy or topic is called"),
    (("--for", "Nobody at all"), 1, "is called 'Nobody at all'"),
    (
        ("--topic", "lupus", "--country", "Chna"),
        2,
        "'Chna' is no country or region; did you mean China or",
    ),
    ((), 2, "name a topic"),
    (("--topic", "lupus", "--region", "East Asa"), 2, "Eastern Asia or Western Asia?"),
    (("--topic", "lupus", "--type", "event"), 2, "there are network, organization"),
    (("--topic", "lupus", "--since", "lately"), 2, "no year, month or day"),
    (("--topic", "lupus", "--since", "2999"), 2, "the newest is of"),
    (("--topic", "lupus", "--exclude-partners", 5), 2, "whose partners"),
    (("--for", "Charité", "--exclude-partners", 0), 2, "from 1 to 100 years"),
    (("--for", "Charité", "--exclude", "Charité"), 2, "is never among them"),
    (("--topic", "x" * 10_000), 2, "at most 1,000"),
    (("--topic", "} DROP ALL #"), 1, "no disease, therapy or topic is called"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), WRONG)
def test_what_is_unknown_is_named(
    ask: Kg, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = ask("partners", *arguments)
    assert (done.code, done.out) == (code, "")
    assert message in done.err


def test_search_forgives(ask: Kg) -> None:
    found = json.loads(ask("search", "keio univrsity", "--format", "json").out)
    assert found["hits"][0]["label"] == "Keio University"
    assert "Keio University" in ask("search", "keio").out
    only = json.loads(ask("search", "lupus", "--type", "network", "--format", "json").out)
    assert {hit["type"] for hit in only["hits"]} == {"Network"}
    none = ask("search", "qqqqqqqqqqqq")
    assert (none.code, none.out) == (1, "")
    assert "nothing is called" in none.err


def test_show_tells_facts_with_sentences(ask: Kg) -> None:
    done = ask("show", "Keio University")
    assert done.out.splitlines()[0] == "Keio University"
    assert "collaboratesWith" in done.out
    assert "Charité - Universitätsmedizin Berlin  belief 0." in done.out
    assert "\u201cSince 2023 Charité has collaborated with Keio University" in done.out
    found = json.loads(ask("show", "Keio University", "--format", "json").out)
    assert found["id"].endswith("/organization/keio-university")
    assert ask("show", found["id"]).out == done.out
    document = found["documents"][0]
    shown = ask("show", document["id"])
    assert shown.out.startswith(document["title"][:60])
    told = json.loads(ask("show", document["id"], "--format", "json").out)
    assert told["statements"][0]["quote"] in told["text"]


def test_show_suggests_what_may_be_meant(ask: Kg) -> None:
    done = ask("show", "Keio Univrsty Hospitl Berlin")
    assert done.code == 1
    assert done.err.startswith("kg: nothing in this store is called")


def test_a_search_without_hits_is_json_too(ask: Kg) -> None:
    done = ask("search", "qqqqqqqq", "--format", "json")
    assert done.code == 1
    assert json.loads(done.out)["hits"] == []


def test_a_document_is_shown_by_iri_and_by_key(ask: Kg) -> None:
    iri = ask("query", "SELECT ?d { ?d a ckg:Document } ORDER BY ?d LIMIT 1", "--format", "csv")
    address = iri.out.split()[1]
    key = address.rpartition("/")[2]
    shown = ask("show", address).out
    assert "standing: asserted" in shown
    assert ask("show", key).out == ask("show", f"document/{key}").out == shown
    assert json.loads(ask("show", key, "--format", "json").out)["id"] == address


@pytest.mark.parametrize("name", ["a b/document/x", "https://a/document/%zz", "x/document/", "%zz"])
def test_what_names_nothing_is_told_without_a_trace(ask: Kg, name: str) -> None:
    done = ask("show", name)
    assert done.code == 1
    assert done.err.startswith("kg: nothing in this store is called ")


def test_a_text_is_read_for_its_question(ask: Kg, tmp_path: Path) -> None:
    text = tmp_path / "mail.txt"
    text.write_text("We are looking for partners in China who study lupus.")
    done = ask("partners", "--text", text, "--format", "json")
    assert done.code == 0, done.err
    query = json.loads(done.out)["query"]
    assert query["countries"] == ["CN"]
    assert any("lupus" in topic["label"] for topic in query["topics"])
    assert "asked: --country CN" in done.err
    text.write_text("Nothing of the kind.")
    none = ask("partners", "--text", text)
    assert (none.code, none.out) == (2, "")
    other = tmp_path / "mail"
    other.write_bytes(b"\xff\xfe")
    assert "no text in UTF-8" in ask("partners", "--text", other).err


ASKING = "Our hospital seeks a partner in Japan for a study of lupus"
WAYS = [
    pytest.param(ASKING, id="words"),
    pytest.param(ASKING + ".", id="a sentence"),
    pytest.param(ASKING + ". " + "We wait. " * 600, id="longer than a name may be"),
]


@pytest.mark.parametrize("text", WAYS)
def test_words_are_read_where_no_file_is_called_so(ask: Kg, text: str) -> None:
    done = ask("partners", "--text", text)
    assert done.code == 0, done.err
    assert "the words themselves" in done.err
    assert "asked: --country JP" in done.err


def test_a_page_is_read_without_its_marks(ask: Kg, tmp_path: Path) -> None:
    page = tmp_path / "call.html"
    page.write_text(f"<html><body><article><p>{ASKING}.</p></article></body></html>")
    assert "asked: --country JP" in ask("partners", "--text", page).err


def test_a_study_that_is_called_by_its_topic_is_no_asker(ask: Kg) -> None:
    told = ask(
        "partners", "--text", "We look for partners in Japan for a CAR-T trial in lupus."
    ).err
    assert "asked: --topic 'CAR-T cell therapy'" in told
    assert "--for" not in told


@pytest.mark.parametrize("name", ["lupus", "no.txt", "our abstract.docx", "."])
def test_what_is_no_text_is_told(ask: Kg, name: str) -> None:
    done = ask("partners", "--text", name)
    assert done.code == 2
    assert done.err.startswith(f"kg: {name}")
    assert "name one file" in done.err or "goes in quotes, or to --text -" in done.err


def test_a_department_is_not_known_by_its_name_alone(ask: Kg) -> None:
    """Another hospital's department of that name is in the store."""
    text = "Our Department of Rheumatology at Charité seeks a partner in Japan for lupus."
    done = ask("partners", "--text", text, "--format", "json")
    assert done.code == 0, done.err
    assert "Department" not in done.err
    assert "asked: --for 'Charité - Universitätsmedizin Berlin'" in done.err

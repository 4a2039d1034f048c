"""Field maps: those of the product, an analyst's own, and what is said of a mistake in one."""

import re
from pathlib import Path

import pytest

from extractors.documents import documents
from extractors.reader import Reader
from extractors.records.clauses import clause
from extractors.records.maps import field_maps
from extractors.version import reader_version
from kg.errors import BadRequest
from kg.model import Document, Predicate
from kg.settings import Settings

DOCS = (Path(__file__).parents[3] / "docs" / "sources.md").read_text(encoding="utf-8")
[SHOWN] = re.findall(r"^```toml\n(.*?)^```$", DOCS, re.MULTILINE | re.DOTALL)
TABLE = (
    "Laboratory;Head;Hospital;Land;Studies\n"
    "Cell Foundry Lab;Ana Ruiz; University Hospital Ulm;DE;CAR-T cell therapy in lupus nephritis\n"
)


def own(folder: Path, text: str) -> Settings:
    (folder / "maps").mkdir(exist_ok=True)
    (folder / "maps" / "own.toml").write_text(text, encoding="utf-8")
    field_maps.cache_clear()
    return Settings(records=str(folder / "maps"))


def test_the_map_of_the_documentation_reads_its_table(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "labs.csv").write_text(TABLE)
    [doc] = documents([str(tmp_path / "labs.csv")], own(tmp_path, SHOWN))
    assert isinstance(doc, Document)
    assert doc.text.split("\n")[2:] == [
        "Laboratory: Cell Foundry Lab (University Hospital Ulm, DE)",
        "Head of Cell Foundry Lab: Ana Ruiz",
        "Studies at Cell Foundry Lab: CAR-T cell therapy in lupus nephritis",
    ]
    reading = reader(doc)
    names = {entity.iri: entity.label for entity in reading.entities}
    assert {
        (names[c.subject], c.predicate.value, names[c.value], c.role, c.evidence.confidence)  # type: ignore[index]
        for c in reading.claims
    } == {
        ("Cell Foundry Lab", "partOf", "University Hospital Ulm", None, 0.98),
        ("University Hospital Ulm", "locatedIn", "Germany", None, 0.98),
        ("Ana Ruiz", "affiliatedWith", "Cell Foundry Lab", "head", 0.98),
        ("Cell Foundry Lab", "worksOn", "CAR-T cell therapy", None, 0.9),
        ("Cell Foundry Lab", "worksOn", "lupus nephritis", None, 0.9),
    }


def test_another_map_is_another_way_of_reading(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    first = reader_version(own(tmp_path / "one", SHOWN))
    second = reader_version(own(tmp_path / "other", SHOWN.replace("as head", "as chief")))
    assert len({first, second, reader_version(Settings())}) == 3


@pytest.mark.parametrize(
    ("wrong", "right", "why"),
    [
        ("[find]", "[fnd]", "find.form is missing"),
        (
            'kind = "consortium"',
            'kind = "list"',
            "kind: 'list' is none of news, conference, consortium",
        ),
        ('"csv", "xlsx"', '"csv", "doc"', "find.form: 'doc' is none of csv, xlsx"),
        ('label = "Laboratory"', 'lable = "Laboratory"', "[[line]] 1: lable is not known here"),
        (
            "lab partOf hospital",
            "lab treats hospital",
            "treats leads from no Organization to a Body",
        ),
        ("lab partOf hospital", "lab partOf clinic", "no name 'clinic' in this line or before it"),
        (
            "lab partOf hospital",
            "lab belongsTo hospital",
            "'belongsTo' is none of affiliatedWith, memberOf",
        ),
        ("lab partOf hospital", "lab", "'lab' is not SUBJECT PREDICATE OBJECT [as ROLE]"),
        ("lab partOf hospital", "lab startDate hospital", "an attribute has a {path}"),
        ("lab partOf hospital", "country date {lab}", "a Place has no date"),
        ('type = "Place"', 'type = "Town"', "names.country.type: 'Town' is none of Person"),
        ('say = ["{lab}", "{hospital}", ', 'say = ["{lab}", ', "the name {hospital} is not in it"),
        ("{@lab}", "{@laboratory}", "no line above has the name {@laboratory}"),
        ('split = ";"', 'split = "("', "[[line]] 2: split: '(' is no regular expression"),
        ('sure = "derived"', 'sure = "surely"', "'surely' is none of stated, derived, supposed"),
        ('say = ["{head}"]', "say = 7", "[[line]] 2: say: text, or a list of texts, is needed"),
        ('title = "{lab}"', "", "document.title is missing"),
    ],
)
def test_a_mistake_is_told_with_its_place(wrong: str, right: str, why: str, tmp_path: Path) -> None:
    assert wrong in SHOWN
    settings = own(tmp_path, SHOWN.replace(wrong, right))
    with pytest.raises(BadRequest) as caught:
        field_maps(settings.records)
    assert why in str(caught.value)
    assert "own.toml" in str(caught.value)


def test_a_folder_without_maps_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"no field map \(\*\.toml\) in this folder"):
        field_maps(str(tmp_path))


@pytest.mark.parametrize(
    ("words", "predicate", "noun", "role"),
    [
        ("a leads b", Predicate.LEADS, "", ""),
        ("a participatesIn b as {role}", Predicate.PARTICIPATES_IN, "", "{role}"),
        ("a count rare diseases {n}", Predicate.COUNT, "rare diseases", ""),
        ("a endDate {x.y}", Predicate.END_DATE, "", ""),
    ],
)
def test_a_claim_in_words(words: str, predicate: Predicate, noun: str, role: str) -> None:
    found = clause(words)
    assert (found.predicate, found.noun, found.role) == (predicate, noun, role)


def test_fields_that_no_record_has_are_told(tmp_path: Path) -> None:
    settings = own(tmp_path, SHOWN.replace('name = "{field}"', 'name = "{feild}"'))
    table = tmp_path / "labs.csv"
    table.write_text("Lab,Head,Hospital,Land,Studies\nGene Lab,Ana Silva,Charit\u00e9,DE,lupus\n")
    notes: list[str] = []
    [doc] = documents([str(table)], settings, notes=notes)
    assert isinstance(doc, Document)
    assert notes == [f"{table}: no record has what the field map 'laboratories' calls feild"]


def test_a_line_shows_the_date_that_it_claims(reader: Reader, tmp_path: Path) -> None:
    claims = 'claims = ["lab partOf hospital", "lab startDate {since}", '
    settings = own(tmp_path, SHOWN.replace('claims = ["lab partOf hospital", ', claims))
    table = tmp_path / "labs.csv"
    table.write_text("Lab,Head,Hospital,Land,Studies,Since\nGene Lab,Ana Silva,Keio,JP,,2019-07\n")
    [doc] = documents([str(table)], settings)
    assert isinstance(doc, Document)
    [claim] = [one for one in reader(doc).claims if one.predicate is Predicate.START_DATE]
    assert claim.evidence.quote == "Laboratory: Gene Lab (Keio, JP, 2019-07)"

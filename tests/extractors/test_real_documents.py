"""What five real articles say, asked as a reader would; run where they are beside the checkout."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from extractors.documents.titles import dateline
from extractors.reader import Reader
from kg.model import Document, Iri
from tests.extractors.conftest import Told

FORUM = "Sino-American Forum of Academicians International Health Conference"
NETWORK = "National Rare Disease Treatment Cooperation Network"
TOUR = "Rare Diseases Healthy China Tour"
COMMITTEE = "Rare Disease Treatment and Steering Experts Committee"
CENTRE = "National Cancer Center of China"


@pytest.fixture(scope="module")
def article(reader: Reader, shared: Callable[[str], Path]) -> Callable[[str], Told]:
    folder = shared("gold/dev")

    @cache
    def read(name: str) -> Told:
        path = next(folder.glob(f"{name}-*.txt"))
        text = path.read_text(encoding="utf-8")
        iri = Iri(f"https://example.org/{path.stem}")
        return Told(reader(Document(iri, text, published=dateline(text))))

    return read


# Article, subject, predicate, value; a name may be any of an entity's names.
STATED = [
    ("seed4", "PUMCH", "leads", NETWORK),
    ("seed4", NETWORK, "count", "324 hospitals"),
    ("seed4", NETWORK, "count", "32 provincial-level leading hospitals"),
    ("seed4", NETWORK, "count", "291 member hospitals"),
    ("seed4", "National Health Commission", "runs", NETWORK),
    ("seed4", NETWORK, "about", "Rare Disease"),
    ("seed4", "National Health Commission", "organizes", "press conference"),
    ("seed4", "press conference", "date", "2019-02-13"),
    ("seed4", "Jiao Yahui", "participatesIn", "press conference"),
    ("seed4", "Zhang Shuyang", "participatesIn", "press conference"),
    ("seed4", "Jiao Yahui", "affiliatedWith", "Bureau of Medical Administration"),
    ("seed4", "Bureau of Medical Administration", "partOf", "National Health Commission"),
    ("seed4", COMMITTEE, "partOf", "National Health Commission"),
    ("seed1", "China Red Cross Foundation", "runs", "Rare Disease Care Action"),
    ("seed1", "Rare Disease Care Action", "startDate", "2019-07"),
    ("seed1", "Rare Disease Care Action", "count", "700 patients"),
    ("seed1", "China Red Cross Foundation", "runs", TOUR),
    ("seed1", "Takeda China", "supports", TOUR),
    ("seed1", f"{TOUR}-The First Training of Rare Disease Physicians", "date", "2021-09-23"),
    ("seed1", f"{TOUR}-The First Training of Rare Disease Physicians", "about",
     "hereditary angioedema"),
    ("seed1", "Guo Changjiang", "affiliatedWith", "China Red Cross Foundation"),
    ("seed2", CENTRE, "organizes", FORUM),
    ("seed2", FORUM, "date", "2024-11-16"),
    ("seed2", FORUM, "locatedIn", "Beijing"),
    ("seed2", FORUM, "count", "500 participants"),
    ("seed2", "Victor Joseph Dzau", "leads", FORUM),
    ("seed2", "Victor Joseph Dzau", "affiliatedWith", "United States National Academy of Medicine"),
    ("seed2", "Chen Zhu", "affiliatedWith", "School of Medicine"),
    ("seed2", "He Jie", "affiliatedWith", CENTRE),
    ("seed2", "He Jie", "memberOf", "Chinese Academy of Sciences"),
    *(("seed2", person, "participatesIn", FORUM)
      for person in ("Chen Zhu", "Victor Joseph Dzau", "He Jie")),
    *(("seed2", FORUM, "about", topic)
      for topic in ("precision oncology", "cancer genomics", "artificial intelligence", "big data",
                    "cancer epidemiology", "cancer prevention")),
    ("seed3", "University of Pennsylvania", "develops", "Kymriah"),
    ("seed3", "Novartis", "develops", "Kymriah"),
    ("seed3", "University of Pennsylvania", "collaboratesWith", "Novartis"),
    ("seed3", "IRDiRC", "about", "Rare Diseases"),
    ("seed0", "CGTN", "organizes", "panel"),
    ("seed0", "China", "collaboratesWith", "U.S."),
    *(("seed0", "panel", "about", field)
      for field in ("rare diseases", "gene editing", "gene therapy", "genetic sequencing",
                    "precision medicine")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "subject", "predicate", "value"), STATED)
def test_an_article_states(
    name: str, subject: str, predicate: str, value: str, article: Callable[[str], Told]
) -> None:
    told = article(name)

    def called(label: str) -> set[str]:
        """Every name of an entity, and its first words: a panel of experts is a panel."""
        names = {label, *told.aliases.get(label, ())}
        return names | {known for known in (subject, value) if label.startswith(f"{known} of ")}

    assert any(
        subject in called(one) and said == predicate and value in called(other)
        for one, said, other in told.claims()
    )


@pytest.mark.parametrize(
    ("name", "person", "body", "role"),
    [
        ("seed4", "Jiao Yahui", "Bureau of Medical Administration", "deputy director"),
        ("seed4", "Zhang Shuyang", "PUMCH", "vice president"),
        ("seed4", "Zhang Shuyang", COMMITTEE, "deputy director"),
        (
            "seed4",
            "Zhang Shuyang",
            "China Alliance for Rare Diseases",
            "deputy director and secretary general",
        ),
        ("seed1", "Guo Changjiang", "Chinese Red Cross Foundation", "chairman"),
        ("seed2", "Victor Joseph Dzau", "United States National Academy of Medicine", "president"),
        ("seed2", "Victor Joseph Dzau", FORUM, "co-chair"),
        ("seed2", "Chen Zhu", "School of Medicine", "honorary professor"),
        ("seed2", "He Jie", CENTRE, "director"),
        ("seed2", "He Jie", "Chinese Academy of Sciences", "academician"),
    ],
)
def test_speakers_have_posts(
    name: str, person: str, body: str, role: str, article: Callable[[str], Told]
) -> None:
    assert article(name).posts[person, body] == role


def test_two_bodies_are_known_by_short_and_long_names(article: Callable[[str], Told]) -> None:
    assert ("Network", "International Rare Diseases Research Consortium") in article("seed3").names
    ich = "International Council for Harmonisation of Technical Requirements"
    council = f"{ich} for Pharmaceuticals for Human Use"
    assert "ICH" in article("seed3").aliases[council]
    about = {v for s, p, v in article("seed3").claims() if s == council and p == "about"}
    assert "regulatory collaboration" in about


@pytest.mark.parametrize("name", ["seed0", "seed1", "seed2", "seed3", "seed4"])
def test_every_claim_has_its_sentence(name: str, article: Callable[[str], Told]) -> None:
    reading = article(name).reading
    for claim in reading.claims:
        quote = reading.document.text[claim.evidence.start : claim.evidence.end]
        assert claim.evidence.quote == quote
        assert "\n\n" not in quote

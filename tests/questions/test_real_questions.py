"""The five real articles answer the questions for which the project was begun, by SPARQL alone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extractors.documents import documents
from extractors.reader import Reader
from extractors.version import reader_version
from kg.ingest import Method, ingest
from kg.ontology import Ontology
from kg.settings import Settings
from kg.store.embedded import MemoryStore, open_memory

QUESTIONS = Path(__file__).parent
CANCER_CENTER, ACADEMY = "National Cancer Center", "Chinese Academy of Sciences"
DAY = "2024-11-16"

# Question -> rows that must be among the answers, by the columns that the first row names.
EXPECTED: dict[str, tuple[tuple[str, ...], set[tuple[object, ...]]]] = {
    "network": (
        ("network", "counted", "number"),
        {
            ("National Rare Disease Treatment Cooperation Network", noun, number)
            for noun, number in (
                ("hospitals", 324),
                ("provincial-level leading hospitals", 32),
                ("member hospitals", 291),
            )
        },
    ),
    "notice": (("founder",), {("National Health Commission",)}),
    "press_conference": (
        ("host", "date", "speaker", "post"),
        {
            ("National Health Commission", "2019-02-13", "Jiao Yahui", "deputy director"),
            ("National Health Commission", "2019-02-13", "Zhang Shuyang", "vice president"),
        },
    ),
    "foundation": (
        ("foundation", "programme", "since", "head", "post", "supporter"),
        {
            (
                "China Red Cross Foundation",
                "Rare Disease Care Action",
                "2019-07",
                "Guo Changjiang",
                "chairman",
                None,
            ),
            (
                "China Red Cross Foundation",
                "Rare Diseases Healthy China Tour",
                None,
                "Guo Changjiang",
                "chairman",
                "Takeda China",
            ),
        },
    ),
    "training": (("date", "disease"), {("2021-09-23", "hereditary angioedema")}),
    "forum": (
        ("how", "who", "date", "place"),
        {
            ("organizes", CANCER_CENTER, DAY, "Beijing"),
            ("leads", "Victor Joseph Dzau", DAY, "Beijing"),
            ("participatesIn", "Chen Zhu", DAY, "Beijing"),
            ("participatesIn", "He Jie", DAY, "Beijing"),
        },
    ),
    "forum_topics": (
        ("topic",),
        {
            (topic,)
            for topic in (
                "cancer research",
                "medical innovation",
                "cancer prevention",
                "chronic disease management",
                "cancer epidemiology",
                "precision oncology",
                "cancer genomics",
                "artificial intelligence",
                "big data",
            )
        },
    ),
    "forum_size": (("number",), {(500,)}),
    "posts": (
        ("who", "post", "body"),
        {
            ("Chen Zhu", "honorary professor", "School of Medicine"),
            ("Victor Joseph Dzau", "president", "National Academy of Medicine"),
            ("He Jie", "academician", ACADEMY),
            ("He Jie", "director", CANCER_CENTER),
        },
    ),
    "product": (
        ("university", "company", "product"),
        {("University of Pennsylvania", "Novartis", "Kymriah")},
    ),
    "acronyms": (
        ("acronym", "topic"),
        {("IRDiRC", "rare disease"), ("ICH", "regulatory harmonisation")},
    ),
    "panel": (
        ("broadcaster", "left", "right", "topic"),
        {
            ("CGTN", "China", "United States", topic)
            for topic in (
                "rare disease",
                "gene editing",
                "gene therapy",
                "precision medicine",
                "genetic sequencing",
            )
        },
    ),
    "china_rare": (
        ("who", "kind"),
        {
            ("Peking Union Medical College Hospital", "Organization"),
            ("China Red Cross Foundation", "Organization"),
            ("CGTN", "Organization"),
            ("Zhang Shuyang", "Person"),
        },
    ),
}


@pytest.fixture(scope="module")
def store(shared: Callable[[str], Path], reader: Reader) -> Iterator[MemoryStore]:
    articles = sorted(shared("gold/dev").glob("seed*.txt"))
    settings = Settings()
    with open_memory() as found:
        report = ingest(
            documents([str(path) for path in articles], settings),
            Method(reader_version(settings), lambda: reader),
            found,
            Ontology(settings),
        )
        assert report.taken == len(articles) == 5
        yield found


@pytest.mark.parametrize("question", sorted(EXPECTED))
def test_question(question: str, store: MemoryStore) -> None:
    columns, expected = EXPECTED[question]
    rows = list(store.query((QUESTIONS / f"{question}.rq").read_text(encoding="utf-8")))
    assert {tuple(row.get(column) for column in columns) for row in rows} >= expected
    assert all(row["quote"] for row in rows), "each answer has the sentence behind it"


def test_every_question_is_expected_to_answer_something() -> None:
    assert {path.stem for path in QUESTIONS.glob("*.rq")} == EXPECTED.keys()

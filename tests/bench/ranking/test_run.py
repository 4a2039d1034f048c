"""The bench on a folder of tables, whole or with columns missing, and without what came later."""

import csv
import gzip
import shutil
from itertools import islice
from pathlib import Path

import pytest

from bench.ranking.__main__ import model_ranker, run
from bench.ranking.questions import Numbers, lines, question
from bench.ranking.tables import read
from kg.analytics.ranking.model import read as read_model
from kg.analytics.ranking.rank import Order
from kg.errors import SourceUnavailable

SHARED = Path(__file__).parents[3].parent / "shared" / "corpora" / "ranking"
TABLES = {
    "participations.csv": "event_id,start_date,org_id,role\n"
    "1,2015-02-01,a,participant\n1,2015-02-01,b,coordinator\n2,2016-01-01,b,x\n2,2016-01-01,c,x\n"
    "3,2019-01-01,a,x\n3,2019-01-01,d,x\n",
    "event_topics.csv": "event_id,topic\n1,T\n2,T\n3,U\n",
    "orgs.csv": "org_id,country,sector,name,city\na,DE,HES,,\nb,FR,PRC,,\nc,CN,,,\nd,CN,,,\n",
}
QUERY = {"qid": "q1", "type": "X", "x": "a", "cut": "2018-01-01"}


def folder(tmp_path: Path, tables: dict[str, str]) -> Path:
    for name, text in tables.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_folder_is_read_up_to_a_date(tmp_path: Path) -> None:
    records = read(folder(tmp_path, TABLES), "2018-01-01")
    assert records.agents == ("a", "b", "c")
    assert records.topics == ("T",)
    assert records.countries == ("CN", "DE", "FR")
    assert records.kinds == ("HES", "PRC")
    assert len(read(tmp_path).events) == 3


def test_what_a_folder_does_not_tell_is_left_open(tmp_path: Path) -> None:
    table = "event_id,date,person_id\n1,2015,a\n1,2015,b\n2,2016,b\n2,2016,c\n"
    records = read(folder(tmp_path, {"participations.csv": table}))
    assert records.agents == ("a", "b", "c")
    assert (records.topics, records.countries, records.kinds) == ((), (), ())
    rankers = [model_ranker(read_model(), Order())]
    assert run(tmp_path, [QUERY], rankers, learned=False) == {"model": ["q1\tc"]}


def test_what_its_own_past_cannot_teach_the_package_tells(tmp_path: Path) -> None:
    rankers = [model_ranker(read_model(), Order())]
    found = run(folder(tmp_path, TABLES), [QUERY], rankers, learned=True)
    assert found == {"model": ["q1\tc"], "own past": ["q1\tc"]}


def test_a_folder_without_participations_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable, match="participations"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, ["q1\tc"]),
        ({"abroad": True}, ["q1\tc"]),
        ({"country": "FR"}, []),
        ({"x": "nobody", "x_country": "FR", "topics": ["T"], "type": "COLD"}, ["a", "b", "c"]),
        ({"x": "nobody", "topics": ["T"], "seed_partner": "c", "type": "SEED"}, ["a", "b"]),
    ],
)
def test_each_form_of_question_is_answered(
    tmp_path: Path, more: dict[str, object], found: list[str]
) -> None:
    rankers = [model_ranker(read_model(), Order())]
    lines = run(folder(tmp_path, TABLES), [QUERY | more], rankers, learned=False).get("model", [])
    assert sorted(line.removeprefix("q1\t") for line in lines) == [
        line.removeprefix("q1\t") for line in found
    ]


def test_names_that_are_not_known_are_left_out(tmp_path: Path) -> None:
    records = read(folder(tmp_path, TABLES))
    asked = question({"x": "a", "topic": "V", "country": "XX"}, Numbers.of(records), records)
    assert (asked.seekers, asked.topics, asked.countries) == ((0,), (), frozenset())
    assert records.countries[asked.country] == "DE"


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
def test_removing_all_later_records_changes_nothing(tmp_path: Path) -> None:
    with gzip.open(SHARED / "participations.csv.gz", "rt") as rows:
        kept = [row for row in csv.DictReader(rows) if row["start_date"] < "2019-01-01"]
    with (tmp_path / "participations.csv").open("w") as file:
        writer = csv.DictWriter(file, kept[0].keys())
        writer.writeheader()
        writer.writerows(kept)
    for name in ("event_topics.csv.gz", "orgs.csv"):
        shutil.copyfile(SHARED / name, tmp_path / name)
    queries = list(islice(lines(SHARED / "test_2019.jsonl.gz"), 0, None, 300))
    rankers = [model_ranker(read_model(), Order())]
    found = [run(each, queries, rankers, learned=False) for each in (SHARED, tmp_path)]
    assert found[0]["model"]
    assert found[0] == found[1]

from collections.abc import Iterator

import pytest

from kg.outside import Mentioned
from kg.resolution.affiliation import Affiliations
from kg.resolution.authorities.index import write
from kg.resolution.authorities.lookup import Bodies
from kg.resolution.authorities.ror import bodies
from tests.kg.resolution.authorities.dumps import NECKER, PUMCH, TWIN_CN, TWIN_US, write_ror
from tests.kg.resolution.made import ONTOLOGY


@pytest.fixture(scope="module")
def linker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Affiliations]:
    folder = tmp_path_factory.mktemp("index")
    write((body for body, _ in bodies(write_ror(folder / "x.json"))), folder / "ror.sqlite")
    opened = Bodies.open(folder / "ror.sqlite")
    yield Affiliations(opened, ONTOLOGY)
    opened.close()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Peking Union Medical College Hospital, Beijing, China", PUMCH),
        ("Dept. of Cardiology, Peking Union Med. Coll. Hosp., Beijing, P. R. China", PUMCH),
        ("Ortel Children Hospital, Boston, MA, USA", TWIN_US),
    ],
)
def test_the_likeliest_body_is_the_one_that_is_named(
    linker: Affiliations, text: str, key: str
) -> None:
    _, rated = linker._rated(text)
    assert rated[0][1].body.id == key


@pytest.mark.parametrize(
    "text", ["", "University of Nowhere, Kuala Lumpur", "Boston, MA, USA", "x"]
)
def test_none_is_the_answer_where_none_is_named(linker: Affiliations, text: str) -> None:
    found = linker.link(text)
    assert found.body is None
    assert found.reasons


@pytest.mark.parametrize(
    ("mentioned", "key"),
    [
        (Mentioned(("Peking Union Medical College Hospital",)), PUMCH),
        (Mentioned(("PUMCH",), "CN"), PUMCH),
        (Mentioned(("PUMCH",)), None),
        (Mentioned(("PUMCH",), "FR"), None),
        (Mentioned(("PUMCH", "Port Union Municipal Centre"), "CN"), None),
        (Mentioned(("Ortel Children Hospital",)), None),
        (Mentioned(("Ortel Children Hospital",), "CN"), TWIN_CN),
        (Mentioned(("Ortel Children Hospital",), "", ("Boston",)), TWIN_US),
        (Mentioned(("Delphine Children Clinic",)), NECKER),
        (Mentioned(("Hôpital Delphine-Enfants Malades",), "US"), None),
        (Mentioned(("Ministry of Health",)), None),
    ],
)
def test_a_mention_is_a_body_only_where_it_can_be_no_other(
    linker: Affiliations, mentioned: Mentioned, key: str | None
) -> None:
    found = linker.link_mention(mentioned)
    assert (found.id if found else None) == key

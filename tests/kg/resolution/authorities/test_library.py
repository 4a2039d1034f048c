from pathlib import Path

import pytest

from kg.model import Iri, Type
from kg.ontology import Ontology
from kg.resolution.authorities.adding import prepare, put
from kg.resolution.authorities.files import FOLDER
from kg.resolution.authorities.library import ontology_of
from kg.settings import DATA, Settings
from tests.kg.resolution.authorities.dumps import BEIJING, Record, name, record, write_ror

RENJI, XUANWU = "0ggggg888", "0hhhhh999"


def known(tmp_path: Path, *records: Record) -> Ontology:
    settings = Settings(store=str(tmp_path / "store"))
    folder = settings.folder / FOLDER
    dump = write_ror(tmp_path / "v1.1-2024-01-01-x.json", records)
    put(*prepare("ror", dump, folder), folder)
    return ontology_of(settings)


def test_a_body_of_the_starter_list_without_an_id_gets_that_of_its_namesake_in_its_city(
    tmp_path: Path,
) -> None:
    country, _, *where = BEIJING
    ontology = known(
        tmp_path,
        record(RENJI, [name("Renji Hospital", "label")], place=(country, "Shanghai", *where)),
        record(XUANWU, [name("Xuanwu Hospital", "label")], place=(country, "Wuhan", *where)),
    )
    renji, xuanwu = (Iri(f"{DATA}organization/{key}-hospital") for key in ("renji", "xuanwu"))
    found = {iri: ontology.organization(iri) for iri in (renji, xuanwu)}
    assert {iri: body.identifiers for iri, body in found.items() if body} == {
        renji: (f"ROR:{RENJI}",),
        xuanwu: (),
    }
    assert ontology.authorities
    assert ontology.authorities.identified(f"ROR:{RENJI}") == renji
    assert ontology.authorities.identified(XUANWU) == f"{DATA}organization/ror-{XUANWU}"


@pytest.mark.parametrize(
    ("label", "types", "type", "subclass"),
    [
        ("Ortel Rare Blood Network", ["nonprofit"], Type.NETWORK, None),
        ("Ortel Alliance for Rare Blood", ["other", "funder"], Type.NETWORK, "Alliance"),
        ("Consortium of Ortel", ["facility"], Type.NETWORK, "Consortium"),
        ("Ortel Health Network", ["healthcare"], Type.ORGANIZATION, "Hospital"),
        ("Ortel Network Company", ["nonprofit"], Type.ORGANIZATION, None),
    ],
)
def test_a_body_that_is_called_a_network_and_is_nothing_else_is_one(
    tmp_path: Path, label: str, types: list[str], type: Type, subclass: str | None
) -> None:
    ontology = known(tmp_path, record(RENJI, [name(label, "label")], place=BEIJING, types=types))
    assert ontology.authorities
    iri = ontology.authorities.identified(RENJI)
    assert iri == f"{DATA}{type.lower()}/ror-{RENJI}"
    body = ontology.organization(iri)
    assert body
    assert (body.type, body.subclass) == (type, subclass)
    # Until its name was known to be a network's, it had another address.
    assert ontology.authorities.replaced(Iri(f"{DATA}organization/ror-{RENJI}")) == iri

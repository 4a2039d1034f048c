"""Small dumps in the forms in which authorities release theirs."""

import gzip
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

type Record = dict[str, Any]

PUMCH, CAMS, NECKER, APHP, GONE, TWIN_CN, TWIN_US = (
    "04jztag35", "02drdmm93", "0cccccc44", "0dddddd55", "0zzzzzz11", "0aaaaaa22", "0bbbbbb33",
)  # fmt: skip


def name(value: str, *types: str, lang: str | None = None) -> Record:
    return {"value": value, "types": list(types), "lang": lang}


def record(key: str, names: Sequence[Record], **more: object) -> Record:
    """A record with the fields of the second schema; those not given are empty."""
    place = more.pop("place", None)
    assert place is None or isinstance(place, tuple)
    details = {
        "country_code": place[0], "country_name": place[0], "name": place[1], "lat": place[2],
        "lng": place[3], "continent_code": "AS", "continent_name": "Asia",
        "country_subdivision_code": None, "country_subdivision_name": None,
    } if place else None  # fmt: skip
    made: Record = {
        "admin": {
            "created": {"date": "2018-11-14", "schema_version": "1.0"},
            "last_modified": {"date": "2024-12-11", "schema_version": "2.1"},
        },
        "domains": [], "established": 1921, "external_ids": [], "id": f"https://ror.org/{key}",
        "links": [{"type": "website", "value": "https://example.org"}], "relationships": [],
        "locations": [{"geonames_id": 1, "geonames_details": details}] if details else [],
        "names": list(names), "status": "active", "types": ["healthcare"],
    }  # fmt: skip
    return made | more


def related(kind: str, key: str) -> Record:
    return {"type": kind, "id": f"https://ror.org/{key}", "label": key}


BEIJING, PARIS = ("CN", "Beijing", 39.9075, 116.39723), ("FR", "Paris", 48.85341, 2.3488)
RECORDS = [
    record(
        PUMCH,
        [
            name("Peking Union Medical College Hospital", "ror_display", "label", lang="en"),
            name("北京协和医院", "label", lang="zh"),
            name("PUMCH", "acronym"),
        ],
        place=BEIJING,
        relationships=[related("parent", CAMS)],
        external_ids=[
            {"type": "wikidata", "all": ["Q7160744"], "preferred": "Q7160744"},
            {"type": "isni", "all": ["0000 0000 9889 6335"], "preferred": None},
            {"type": "grid", "all": ["grid.413106.1"], "preferred": "grid.413106.1"},
        ],
    ),
    record(
        CAMS,
        [name("Chinese Academy of Medical Sciences", "ror_display", "label", lang="en")],
        place=BEIJING,
        types=["facility"],
        relationships=[related("child", PUMCH)],
    ),
    record(
        NECKER,
        [
            name("Hôpital Delphine-Enfants Malades", "ror_display", "label", lang="fr"),
            name("Delphine–Enfants Malades Hospital", "label", lang="en"),
        ],
        place=PARIS,
        relationships=[related("parent", APHP)],
    ),
    record(APHP, [name("Assistance Publique de Delphine", "ror_display", "label", lang="fr"),
                  name("APHD", "acronym")], place=PARIS),
    record(
        GONE,
        [name("Delphine Children Clinic", "ror_display", "label", lang="en")],
        place=PARIS,
        status="withdrawn",
        relationships=[related("successor", NECKER)],
    ),
    record(TWIN_CN, [name("Ortel Children Hospital", "ror_display", "label", lang="en")],
           place=BEIJING),
    record(TWIN_US, [name("Ortel Children Hospital", "ror_display", "label", lang="en")],
           place=("US", "Boston", 42.36, -71.06)),
]  # fmt: skip


def write_ror(path: Path, records: Sequence[Record] = RECORDS) -> Path:
    """A dump in the form that the end of its name tells."""
    text = json.dumps(list(records), indent=2, ensure_ascii=False)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("v1.70-2025-06-24-ror-data.csv", "id,name\n")
            archive.writestr("v1.70-2025-06-24-ror-data.json", '[{"name": "first schema"}]')
            archive.writestr("v1.70-2025-06-24-ror-data_schema_v2.json", text)
    elif path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, "utf-8")
    return path


OBO = """format-version: 1.2
data-version: mondo/releases/2025-03-04/mondo.obo

[Term]
id: MONDO:0700096
name: human disease

[Term]
id: MONDO:0007947
name: Marfan syndrome, newly named
synonym: "MFS" EXACT ABBREVIATION []
synonym: "a broad one" BROAD []
xref: OMIM:154700
is_a: MONDO:9000001 {source="x"} ! new group

[Term]
id: MONDO:9000001
name: new group of aortic diseases
is_a: MONDO:0700096 ! human disease

[Term]
id: MONDO:0005059
name: obsolete leukemia
is_obsolete: true
replaced_by: MONDO:9000001
"""

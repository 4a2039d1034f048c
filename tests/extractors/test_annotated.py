import json
import re
from pathlib import Path

import pytest

from extractors.evaluation.annotated import Annotated, fold, parse, read
from kg.errors import BadRequest

ENTITY = {"id": "e1", "type": "Person", "name": "Li Na"}
OTHER = {"id": "e2", "type": "Organization", "name": "Basel Institute"}
RELATION = {"subject": "e1", "predicate": "affiliatedWith", "object": "e2"}

FOLDED = {
    "The Basel Institute": "basel institute",
    "  «A Łódź-Ørsted» ": "lodz orsted",
    "A. B. O'Neill & Sons": "a b oneill and sons",
    "Theodor": "theodor",
    "\uff32\uff11": "r1",
    "...": "",
}


@pytest.mark.parametrize(("name", "folded"), FOLDED.items())
def test_names_are_folded(name: str, folded: str) -> None:
    assert fold(name) == folded


MALFORMED = [
    ([], "not a JSON object"),
    ({"entities": {}}, "entities is not a list"),
    ({"entities": ["e1"]}, "entities[0]: not an object"),
    ({"entities": [{"id": "e1", "type": "Person", "name": " "}]}, "entities[0]: no name"),
    ({"entities": [ENTITY, ENTITY]}, "an entity id is used twice"),
    ({"entities": [{**ENTITY, "aliases": "Li"}]}, "entities[0]: aliases is not a list of strings"),
    ({"entities": [ENTITY], "relations": [RELATION]}, "relations[0]: object 'e2' is no entity id"),
    (
        {"entities": [ENTITY, OTHER], "relations": [{**RELATION, "role": 3}]},
        "relations[0]: role is neither a string nor null",
    ),
    (
        {"entities": [ENTITY], "attributes": [{"entity": "e1", "attribute": "date"}]},
        "attributes[0]: no value",
    ),
]


@pytest.mark.parametrize(("content", "why"), MALFORMED, ids=[why for _, why in MALFORMED])
def test_what_is_malformed_is_named_with_its_place(content: object, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        parse(content)


def test_a_malformed_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"entities": [')
    with pytest.raises(BadRequest, match=r"x\.json"):
        read(path)
    path.write_text(json.dumps({"entities": [ENTITY]}))
    assert read(path).entities[0].names == ("li na",)


def test_parts_that_are_absent_are_empty() -> None:
    assert parse({}) == Annotated()

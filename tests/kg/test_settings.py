"""What can be set, and what is refused before anything is done with it."""

import pytest

from kg.errors import BadRequest
from kg.settings import Settings


@pytest.mark.parametrize("name", ["KG_QUERY_TIMEOUT", "KG_QUERY_WORKERS", "KG_LONGEST_TEXT"])
@pytest.mark.parametrize("text", ["nan", "0", "-5", "inf", "much"])
def test_a_number_that_bounds_nothing_is_refused_by_name(name: str, text: str) -> None:
    with pytest.raises(BadRequest, match=f"{name}='{text}'") as refused:
        Settings.from_env({name: text})
    assert refused.value.field == name.removeprefix("KG_").lower()


def test_what_is_not_set_has_its_default() -> None:
    assert Settings.from_env({"KG_QUERY_TIMEOUT": "2.5", "KG_STORE": ""}).query_timeout == 2.5
    assert Settings.from_env({}) == Settings()

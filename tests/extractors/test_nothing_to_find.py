"""Texts that say nothing of collaboration, or deny it: nothing is concluded from them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.model import Predicate
from tests.extractors.conftest import Told

TEXTS = Path(__file__).with_name("nothing.txt").read_text(encoding="utf-8").splitlines()
# Where a body sits is said of any body, whatever the news.
HARMLESS = {Predicate.LOCATED_IN}


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_is_said(text: str, told: Callable[..., Told]) -> None:
    assert [claim for claim in told(text).claims() if claim[1] not in HARMLESS] == []

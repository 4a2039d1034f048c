"""What the graph tells of itself."""

import re
from pathlib import Path

import httpx
import pytest

from api.about import measured

ACCURACY = Path(__file__).parents[2] / "docs" / "accuracy.md"


def test_the_page_tells_counts_and_accuracy(client: httpx.Client) -> None:
    found = client.get("/about").raise_for_status().json()
    assert found["counts"] == client.get("/stats").json()
    page = client.get("/about", headers={"accept": "text/html"}).raise_for_status().text
    assert f"<b>{found['accuracy'][0]['precision'] * 100:.0f} %</b>" in page
    assert found["generation"] in page


def test_the_accuracy_is_that_of_the_last_training() -> None:
    text = ACCURACY.read_text(encoding="utf-8")
    (one,) = measured()
    row = re.search(r"learned pairs, calibrated \|(.+)\|", text)
    assert row
    figures = [float(part) for part in row[1].split("|")]
    told = [one.right, one.false, one.missed, one.precision, one.recall, one.f1]
    assert told == pytest.approx(figures), "make train was run: copy its row to accuracy.tsv"
    assert f"{one.documents} annotated documents" in text
    fresh = re.search(r"On the (\d+) documents.*?to ([\d.]+) F1", text, re.DOTALL)
    assert fresh
    assert (one.fresh, one.fresh_f1) == (int(fresh[1]), float(fresh[2]))

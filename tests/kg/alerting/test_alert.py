"""The alerts of a file, and what is wrong with others; nothing in them gets into a mail's head."""

from pathlib import Path

import pytest

from kg.alerting.alert import read_alerts
from kg.asking.typed import Typed
from kg.errors import BadRequest

WHOLE = """
[sources.files]
kind = "folder"
path = "in"
[alerts.partners]
title = "Partners  for lupus"
for = "Charité"
topic = ["lupus", "CAR-T"]
country = "CN, JP"
exclude_partners = 5
top = 7
mail = "office@example.org"
every = "1 d"
[alerts.staff]
query = "@staff.rq"
webhook = "https://example.org/hook"
secret = "at least sixteen characters"
"""


def test_a_file_with_alerts_and_sources(tmp_path: Path) -> None:
    (tmp_path / "staff.rq").write_text("SELECT ?a { ?a ?b ?c }")
    path = tmp_path / "sources.toml"
    path.write_text(WHOLE)
    partners, staff = read_alerts(path).values()
    assert (partners.title, partners.every, partners.ways) == (
        "Partners for lupus",
        86_400,
        ("mail",),
    )
    assert partners.asked == Typed(
        for_=("Charité",),
        topics=("lupus", "CAR-T"),
        countries=("CN", "JP"),
        exclude_partners="5",
        limit=7,
    )
    assert (staff.title, staff.asked) == ("staff", "SELECT ?a { ?a ?b ?c }")
    assert staff.ways == ("webhook",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "nothing is asked"),
        ("topic = 3", "topic is text, or a list"),
        ("topic = ['lupus', '']", "topic is text, or a list"),
        ("query = 'ASK {}'\ntopic = 'lupus'", "not both"),
        ("query = 'ASK {}'\ntop = 3", "not both"),
        ("query = '@none.rq'", "cannot be read"),
        ("query = 'DELETE WHERE { ?a ?b ?c }'", "this is an update"),
        ("query = 'ASK { SERVICE <http://x> {} }'", "SERVICE is refused"),
        ("topic = 'x'\nmail = 'nobody'", "no address for mail"),
        (
            'topic = "x"\nmail = "a@example.org\\r\\nBcc: all@example.org"',
            "is no address for mail",
        ),
        ('topic = "x"\nmail = "a@example.org, b@example.org"', "is no address for mail"),
        ('topic = "x"\ntitle = "a\\u0000b"', "a title is one line"),
        ("topic = 'x'\nwebhook = 'ftp://example.org'\nsecret = '1234567890123456'", "http"),
        ("topic = 'x'\nwebhook = 'https://example.org'", "goes with a secret"),
        ("topic = 'x'\nwebhook = 'https://example.org'\nsecret = 'short'", "16 characters"),
        ("topic = 'x'\nevery = '1 d'", "there is no mail"),
        ("topic = 'x'\ntop = 1001", "top is from 1 to 1000"),
        ("topic = 'x'\ntopics = 'y'", "unknown field 'topics'"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(f"[alerts.a]\n{text}")
    with pytest.raises(BadRequest, match=told) as error:
        read_alerts(path)
    assert str(error.value).startswith(f"{path}: alerts.a: ")


@pytest.mark.parametrize("text", ["[alert.a]\ntopic = 'x'", "alerts = 3", "[[alerts]]\nname = 'a'"])
def test_a_file_of_another_form(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(text)
    with pytest.raises(BadRequest, match=r"\[alerts\.NAME\]"):
        read_alerts(path)


def test_a_title_of_several_lines_is_one(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text('[alerts.a]\ntopic = "x"\ntitle = "a\\r\\nBcc: all@example.org"')
    assert read_alerts(path)["a"].title == "a Bcc: all@example.org"

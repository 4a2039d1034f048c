"""robots.txt as RFC 9309 has it, and as hosts write it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.documents.fetching.robots import Rule, rules_for

ALL = "User-agent: *\n"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("<html><p>Not found: no page</p>", "/a", True),
        (ALL + "Disallow:", "/a", True),
        (ALL + "Disallow: /", "/a", False),
        (ALL + "Disallow: /", "/robots.txt", True),
        ("\ufeff" + ALL + "Disallow: /x", "/x", False),
        # The longest rule counts, wherever it stands, and of two the one that allows.
        (ALL + "Disallow: /\nAllow: /news/", "/news/1", True),
        (ALL + "Allow: /news/\nDisallow: /news/old", "/news/old/1", False),
        (ALL + "Disallow: /page\nAllow: /page", "/page", True),
        # Wildcards
        (ALL + "Disallow: /*?print=", "/a?print=1", False),
        (ALL + "Disallow: /*?print=", "/a?page=1", True),
        (ALL + "Disallow: /*.pdf$", "/a.pdf", False),
        (ALL + "Disallow: /*.pdf$", "/a.pdf?x", True),
        (ALL + "Disallow: /a*b*c", "/a-b-c-d", False),
        (ALL + "Disallow: /$", "/", False),
        (ALL + "Disallow: /$", "/a", True),
        # Groups
        (ALL + "Disallow: /\n\nUser-agent: collab-kg\nDisallow: /x", "/a", True),
        ("User-agent: Collab-KG/2.0\nDisallow: /\n\n" + ALL + "Disallow:", "/a", False),
        ("User-agent: collab-kg-bot\nDisallow: /", "/a", True),
        ("User-agent: other\nUser-agent: *\nDisallow: /x", "/x", False),
        (ALL + "Disallow: /a\n\n" + ALL + "Disallow: /b", "/b", False),
        (ALL + "Sitemap: https://a.example/s.xml\nDisallow: /x", "/x", False),
        (ALL + "Disallow: /x # all of it", "/x/y", False),
        ("user-AGENT : *\nDISALLOW:/x", "/x", False),
        ("Disallow: /", "/a", True),
        # One path, written in several ways
        (ALL + "Disallow: /%7euser/", "/~user/", False),
        (ALL + "Disallow: /Z\u00fcrich", "/Z%C3%BCrich", False),
        (ALL + "Disallow: /a%2Fb", "/a/b", True),
    ],
)
def test_what_may_be_asked_for(text: str, path: str, allowed: bool) -> None:
    assert rules_for("collab-kg", text).allow(f"https://a.example{path}") is allowed


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("10", 10.0), ("0.5", 0.5), ("1h", 0.0), ("-3", 0.0), ("inf", 0.0), ("nan", 0.0), ("", 0.0)],
)
def test_how_often_a_host_wants_to_be_asked(value: str, seconds: float) -> None:
    assert rules_for("collab-kg", f"{ALL}Crawl-delay: {value}\nDisallow: /x").delay == seconds


def test_rules_made_to_take_long_take_no_time() -> None:
    text = ALL + "".join(f"Disallow: /{'*a' * 200}{number}b$\n" for number in range(1000))
    began = time.process_time()
    assert rules_for("collab-kg", text).allow(f"https://a.example/{'a' * 2000}")
    assert time.process_time() - began < 5


@given(st.text(max_size=300))
def test_any_text_is_an_answer(text: str) -> None:
    assert rules_for("collab-kg", text).allow("https://a.example/a") in (True, False)


@given(st.text("ab", max_size=8), st.text("ab", max_size=8), st.text("ab", max_size=8))
def test_a_wildcard_stands_for_anything(start: str, middle: str, end: str) -> None:
    assert Rule(f"/{start}*{end}$", allows=False).fits(f"/{start}{middle}{end}")

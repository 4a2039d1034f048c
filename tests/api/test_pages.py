"""Every page that can be reached, read as a browser and a screen reader would read it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from api.pages import STATIC, web
from kg.settings import Settings
from tests.api.conftest import EVIL, serving

HTML = {"accept": "text/html"}
VOID = frozenset("meta link input br hr img path circle rect".split())
STARTS = [
    "/",
    "/search?q=valmont",
    "/search?q=nothing+like+it",
    "/partners",
    "/partners?topic=leukemia&region=Africa",
    "/paths?from=Zhang+Shuyang&to=Valmont+Hospital",
    "/gap?for=Valmont+Hospital&topic=leukemia",
    "/partners?topic=leukemia",
    "/partners?topic=leukemia&for=Valmont+Hospital&country=CN&type=organization",
    "/documents",
    "/sparql",
    "/sparql?query=SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+5&format=html",
    "/network?of=Valmont+Hospital",
    "/stats",
    "/docs",
]


class Read(HTMLParser):
    """A page taken apart; a tag that is not closed is an error."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        assert len(found) == len(attrs), f"an attribute of <{tag}> is there twice"
        self.tags.append((tag, found))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def every(self, tag: str) -> Iterator[dict[str, str]]:
        return (attributes for name, attributes in self.tags if name == tag)

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.tags if "id" in attributes]


def sound(page: Read, path: str) -> None:
    assert len(page.ids) == len(set(page.ids)), f"{path}: an id is there twice"
    assert len(list(page.every("h1"))) == 1
    assert [it["id"] for it in page.every("main")] == ["main"]
    assert next(page.every("a"))["href"] == "#main"
    assert all(it["src"].startswith("/static/web/") for it in page.every("script"))
    assert not list(page.every("style"))
    labelled = {it.get("for") for it in page.every("label")}
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        if tag in ("select", "textarea") or (tag == "input" and attributes.get("type") != "hidden"):
            assert attributes.get("id") in labelled or attributes.get("aria-label")
        for reference in re.findall(r"\S+", attributes.get("aria-labelledby", "")):
            assert reference in page.ids
        address = attributes.get("href", "")
        assert urlsplit(address).scheme in ("", "http", "https"), address
        if address.startswith("#"):
            assert address[1:] in page.ids, f"{path}: {address} leads nowhere"


def test_every_page_is_sound_and_every_link_leads_somewhere(client: httpx.Client) -> None:
    waiting, seen = list(STARTS), set(STARTS)
    anchors: list[tuple[str, str]] = []
    pages: dict[str, Read] = {}
    while waiting:
        path = waiting.pop()
        response = client.get(path, headers=HTML)
        assert response.status_code == 200, f"{path}: {response.text}"
        if not response.headers["content-type"].startswith("text/html"):
            continue
        pages[path] = page = Read(response.text)
        sound(page, path)
        for link in page.every("a"):
            target = urlsplit(urljoin(path, link["href"]))
            if target.netloc:
                assert "noreferrer" in link["rel"]
                continue
            address = target.path + (f"?{target.query}" if target.query else "")
            anchors.append((address, target.fragment))
            if address not in seen:
                seen.add(address)
                waiting.append(address)
    assert len(pages) > 25
    for address, anchor in anchors:
        if anchor and address in pages:
            assert anchor in pages[address].ids, f"{address}#{anchor} is not there"


@pytest.mark.parametrize("path", [*STARTS, "/static/style.css", "/nothing", "/openapi.json"])
def test_every_answer_has_its_shield(client: httpx.Client, path: str) -> None:
    headers = client.get(path, headers=HTML).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in headers


def assert_only_our_scripts(html: str) -> None:
    assert EVIL not in html
    tags = re.findall("<script[^>]*>(.*?)</script>", html, re.DOTALL)
    assert tags == [""] * html.count("<script")
    assert all(it["src"].startswith("/static/web/") for it in Read(html).every("script"))


def test_what_a_text_says_is_never_markup(client: httpx.Client) -> None:
    for path in ("/documents/evil", "/documents", "/search?q=clinic", "/"):
        response = client.get(path, headers=HTML)
        assert_only_our_scripts(response.text)
        assert "<b>Sons</b>" not in response.text
        assert 'href="javascript' not in response.text
    page = Read(client.get("/documents/evil", headers=HTML).text)
    assert EVIL in page.text
    assert "javascript:alert(1)" in page.text
    person = next(it["href"] for it in page.every("a") if "/entities/person/" in it["href"])
    assert EVIL in Read(client.get(person, headers=HTML).text).text


def test_a_document_shows_why_each_statement_was_taken(client: httpx.Client) -> None:
    html = client.get("/documents/news-1", headers=HTML).text
    assert '<mark class="subject"><small>subject</small> Zhang Shuyang</mark>' in html
    assert '<mark class="role"><small>role</small> president</mark>' in html
    assert "<small>object</small> 324 hospitals</mark>" in html
    assert "standing negated, confidence 0.80, rule “by hand”" in html
    evil = Read(client.get("/documents/evil", headers=HTML).text)
    assert f"subject {EVIL}" in evil.text


@pytest.mark.parametrize(
    "path",
    ["/search?q={}", "/partners?topic={}", "/partners?for={}", "/sparql?query={}&format=html"],
)
def test_what_is_typed_is_never_markup(client: httpx.Client, path: str) -> None:
    response = client.get(path.format(str(httpx.QueryParams({"q": EVIL}))[2:]), headers=HTML)
    assert response.status_code in (200, 400, 404)
    assert_only_our_scripts(response.text)
    assert EVIL in Read(response.text).text + "".join(
        it.get("value", "") for it in Read(response.text).every("input")
    )


def test_an_empty_graph_says_how_to_fill_it(tmp_path: Path) -> None:
    with serving(Settings(store=str(tmp_path / "none"))) as client:
        for path in ("/", "/search", "/partners", "/documents", "/stats"):
            response = client.get(path, headers=HTML)
            assert response.status_code == 200
            assert "kg ingest" in response.text
            sound(Read(response.text), path)
        assert client.get("/health").json()["documents"] == 0
        assert client.get("/search?q=zzzzzzzz").json()["hits"] == []
    assert not (tmp_path / "none").exists()


def test_an_error_is_a_page_for_those_who_read(client: httpx.Client) -> None:
    for path in ("/nothing", "/entities/person/nobody", "/search?q=a&limit=0"):
        response = client.get(path, headers=HTML)
        assert response.status_code in (404, 422)
        sound(Read(response.text), path)


def test_pages_ask_nothing_of_others() -> None:
    style = (STATIC / "style.css").read_text()
    assert "url(" not in style
    assert "@import" not in style
    assert "prefers-color-scheme: dark" in style
    assert "@media print" in style


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://example.org/a?b=c", True),
        ("http://example.org", True),
        ("HTTPS://example.org", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https:///path", False),
        ("http://[broken", False),
        ("", False),
        ("\x01javascript:alert(1)", False),
        (" https://example.org", True),
    ],
)
def test_only_web_addresses_can_be_followed(address: str, kept: bool) -> None:
    assert bool(web(address)) is kept


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "card"])
def test_words_stand_out_from_their_ground(scheme: str, ground: str) -> None:
    blocks = re.findall(r":root \{(.*?)\}", (STATIC / "style.css").read_text(), re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[scheme == "dark"]))
    inks = "ink soft accent bad person organization network disease therapy".split()
    for ink in inks:
        light, dark = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{ink} on {ground}"

"""A store with a bit of everything, one server and one browser for all tests of pages."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from api.assets import MANIFEST
from kg.model import Iri, Kind, Predicate, Reading, Type, When
from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import DATA, Settings
from kg.store.embedded import open_writer
from tests.api.conftest import Writing, evil, news, serving
from tests.browser.tended import tend

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LUPUS = "http://purl.obolibrary.org/obo/MONDO_0007915"
expect.set_options(timeout=40_000)  # machines that test are busy
LONG = "Interdisciplinary Reference Institute for " + "Rarediseasesandtheirtherapies" * 8
ARABIC, CHINESE = "مستشفى الأمل التخصصي", "北京协和医院风湿免疫科"


def meeting() -> Reading:
    """A meeting, a programme, and names that are hard to lay out."""
    doc = Writing(
        "meeting-1",
        title="Lupus days in Lyon",
        url="https://example.org/meeting/1",
        publisher="Example Congress",
        published=When("2025-03-02"),
        kind=Kind.CONFERENCE,
    )
    event = doc.thing(Type.EVENT, "lupus-days", "Lupus Days 2025")
    programme = doc.thing(Type.PROGRAMME, "lumen", "Lumen Programme")
    valmont = doc.thing(Type.ORGANIZATION, "valmont", "Valmont Hospital")
    arabic = doc.thing(Type.ORGANIZATION, "amal", ARABIC)
    chinese = doc.thing(Type.ORGANIZATION, "xiehe", CHINESE)
    long = doc.thing(Type.ORGANIZATION, "long", LONG)
    lupus = doc.thing(Type.DISEASE, "lupus", "lupus", same_as=LUPUS)
    lyon = doc.thing(Type.PLACE, "france", "France", same_as=f"{DATA}place/fr")
    japan = doc.thing(Type.PLACE, "japan", "Japan", same_as=f"{DATA}place/jp")
    doc.says(
        "Lupus Days 2025 in France are organized by Valmont Hospital and speak of lupus.",
        (valmont, Predicate.ORGANIZES, event),
        (event, Predicate.LOCATED_IN, lyon),
        (event, Predicate.ABOUT, lupus),
        (event, Predicate.START_DATE, When("2025-03-10")),
        (event, Predicate.END_DATE, When("2025-03-12")),
    )
    doc.says(
        f"Valmont Hospital runs the Lumen Programme on lupus with {CHINESE} in Japan.",
        (valmont, Predicate.RUNS, programme),
        (programme, Predicate.ABOUT, lupus),
        (valmont, Predicate.WORKS_ON, lupus),
        (chinese, Predicate.LOCATED_IN, japan),
        (chinese, Predicate.WORKS_ON, lupus),
        (chinese, Predicate.COLLABORATES_WITH, valmont),
    )
    for guest in (arabic, chinese, long):
        doc.says(
            f"{doc.entities[guest].label} works on lupus and comes to Lupus Days 2025.",
            (guest, Predicate.WORKS_ON, lupus),
            (guest, Predicate.PARTICIPATES_IN, event),
        )
    return doc.reading()


def withdrawn() -> Reading:
    """What is taken out again."""
    doc = Writing("withdrawn", title="Withdrawn")
    doc.thing(Type.ORGANIZATION, "quortz", "Quortz Clinic")
    return doc.reading()


def long() -> Reading:
    """A text of several parts, with a statement in the first and one in the last."""
    doc = Writing("long", title="A long report")
    clinic = doc.thing(Type.ORGANIZATION, "far", "Far Clinic")
    japan = doc.thing(Type.PLACE, "japan", "Japan", same_as=f"{DATA}place/jp")
    for sentence in ("Far Clinic is in Japan.", "Far Clinic stays in Japan."):
        doc.says(sentence, (clinic, Predicate.LOCATED_IN, japan))
        doc.text += "word " * 20_000 + "\n"
    return doc.reading()


@pytest.fixture(scope="package")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over the store."""
    settings = Settings(store=str(tmp_path_factory.mktemp("shown") / "kg"), query_workers=1)
    with open_writer(settings) as store:
        readings = [news(), evil(), meeting(), long(), withdrawn()]
        store.apply(change_for(store, Ontology(settings), readings))
        store.apply(change_for(store, Ontology(settings), (), [withdrawn().document.iri]))
    tend(settings, settings.folder.parent)
    with serving(settings) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's chromium; the tests are skipped where it or the built scripts are not."""
    if CHROMIUM is None:
        pytest.skip("no chromium here: apt-get install chromium")
    if not MANIFEST.exists():
        pytest.skip("the scripts of the pages are not built: make web")
    # Its sandbox refuses to run as root; it opens pages of ours alone.
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=alone)
        yield found
        found.close()


def opened(browser: Browser, address: str, **how: object) -> BrowserContext:
    """A window of its own, without what an earlier test has left; slow pages are faults."""
    context = browser.new_context(base_url=address, accept_downloads=True, **how)  # type: ignore[arg-type]  # by name
    context.set_default_timeout(60_000)
    return context


@pytest.fixture
def page(browser: Browser, shown: str) -> Iterator[Page]:
    """A page at a desk; errors of its scripts are errors of the test."""
    context = opened(browser, shown, viewport={"width": 1200, "height": 900})
    found = context.new_page()
    faults: list[str] = []
    found.on("pageerror", lambda error: faults.append(str(error)))
    found.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield found
    context.close()
    assert faults == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The checker of accessibility, as a script."""
    web = Path(__file__).parents[2] / "api" / "web"
    file = web / "node_modules" / "axe-core" / "axe.min.js"
    if not file.exists():
        pytest.skip("axe-core is not installed: make web")
    return file.read_text(encoding="utf-8")


def entity(kind: str, key: str) -> Iri:
    """What an entity of the store is called."""
    return Iri(f"{DATA}{kind}/{key}")

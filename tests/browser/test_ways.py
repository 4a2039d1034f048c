"""The main ways through the pages, by mouse, by keyboard alone, and without scripts."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import opened

HOSPITAL = "/entities/organization/valmont-hospital"


def test_a_search_completes_and_leads_to_an_entity(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("combobox")
    box.press_sequentially("valm")
    expect(page.get_by_role("option", name="Valmont Hospital")).to_be_visible()
    page.get_by_role("option", name="Valmont Hospital").click()
    expect(box).to_have_value("Valmont Hospital")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Valmont Hospital", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Valmont Hospital")


def test_a_line_of_the_network_shows_its_sentences(page: Page) -> None:
    page.goto(HOSPITAL)
    line = page.locator("svg.network [role=button][aria-label*='collaborates']").first
    line.focus()
    page.keyboard.press("Enter")
    chosen = page.locator(".chosen")
    expect(chosen.locator("blockquote").first).to_contain_text("Valmont Hospital")
    chosen.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/documents/(news|meeting)-1$"))


def test_a_link_to_a_statement_finds_its_part(page: Page) -> None:
    page.goto("/documents/long#claim-2")
    expect(page).to_have_url(re.compile(r"/documents/long\?part=2#claim-2$"))
    expect(page.locator("#claim-2")).to_be_in_viewport()
    page.goto("/documents/long#claim-1")
    expect(page.locator("#claim-1")).to_be_in_viewport()


def test_a_picture_is_saved(page: Page) -> None:
    page.goto(HOSPITAL)
    for name, start in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        button = page.locator("[data-network]").get_by_role("button", name=f"Save as {name}")
        with page.expect_download() as waiting:
            button.click()
        assert waiting.value.path().read_bytes().startswith(start)


def test_by_keyboard_alone(page: Page) -> None:
    page.goto("/partners")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    box = page.get_by_label("A disease, a therapy or a topic")
    expect(box).to_be_focused()
    page.keyboard.type("leuk")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(box).to_have_value("leukemia")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 partner for leukemia")).to_be_visible()


def test_a_partner_is_kept_with_a_note_and_let_go(page: Page) -> None:
    page.goto("/partners?topic=lupus")
    card = page.locator(".card", has_text="Valmont Hospital").first
    card.get_by_role("button", name="Keep on the short list").click()
    expect(card.get_by_role("button", name="Take off the short list")).to_be_visible()
    page.get_by_role("link", name="Short list 1").click()
    expect(page.get_by_role("columnheader", name="Valmont Hospital")).to_be_visible()
    page.get_by_label("Note on Valmont Hospital").fill("=write to them")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as CSV").click()
    assert '"\'=write to them"' in waiting.value.path().read_text(encoding="utf-8")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as XLSX").click()
    book = load_workbook(BytesIO(waiting.value.path().read_bytes()))
    note = book["Partners"]["F2"]
    assert (note.value, note.data_type) == ("=write to them", "s")
    quotes = [row[2] for row in book["Sentences"].iter_rows(min_row=2, values_only=True)]
    assert quotes
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    assert page.locator("section blockquote").all_inner_texts() == quotes
    page.emulate_media(media="screen")
    page.reload()
    expect(page.get_by_label("Note on Valmont Hospital")).to_have_value("=write to them")
    page.get_by_role("button", name="Remove Valmont Hospital").click()
    expect(page.get_by_text("Nothing is kept yet")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


def test_the_map_narrows_an_answer_by_keyboard(page: Page) -> None:
    page.goto("/partners?topic=lupus")
    spot = page.locator("svg.map").get_by_role("link", name="Japan: 1 partner")
    spot.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("country=JP"))
    expect(page.get_by_role("heading", name="1 partner for")).to_be_visible()


def test_the_editor_completes_and_asks(page: Page) -> None:
    page.goto("/sparql")
    page.get_by_role("button", name="Edit with colours").click()
    page.locator(".yasqe textarea").first.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT * { ?who ckg:works")
    expect(page.locator(".CodeMirror-hint", has_text="ckg:worksOn")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.type("On ?what }")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("table")).to_contain_text("valmont-hospital")
    expect(page.locator(".yasqe")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


@pytest.fixture
def plain(browser: Browser, shown: str) -> Iterator[Page]:
    """A page that runs no scripts."""
    context = opened(browser, shown, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_it_works_without_scripts(plain: Page) -> None:
    plain.goto("/partners")
    plain.get_by_label("A disease, a therapy or a topic").fill("leukemia")
    plain.get_by_role("button", name="Find partners").click()
    plain.get_by_role("link", name="Valmont Hospital", exact=True).first.click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Valmont Hospital")
    plain.get_by_role("link", name="The network around it").click()
    expect(plain.get_by_role("table")).to_contain_text("collaborates with")
    plain.goto("/sparql?query=ASK{}&format=html")
    expect(plain.get_by_text("Yes")).to_be_visible()

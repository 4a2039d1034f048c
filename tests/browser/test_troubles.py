"""What is gone, slow or lost: each page says what is the matter and can still be used."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import opened

HOSPITAL = "/entities/organization/valmont-hospital"


@pytest.fixture
def page(browser: Browser, shown: str) -> Iterator[Page]:
    """A page that may log errors: of these tests they are the matter."""
    context = opened(browser, shown, viewport={"width": 390, "height": 800})
    yield context.new_page()
    context.close()


def test_what_is_gone_says_so_and_leads_on(page: Page) -> None:
    response = page.goto("/entities/organization/quortz-clinic")
    assert response
    assert response.status == 410
    expect(page.get_by_role("heading", level=1)).to_have_text("It is here no more")
    expect(page.get_by_text("was in this graph until")).to_be_visible()
    page.get_by_role("link", name="quortz clinic").click()
    expect(page).to_have_url(re.compile(r"/search\?q=quortz%20clinic"))


def test_a_slow_network_says_that_it_is_asked_for(page: Page) -> None:
    asked: list[Route] = []
    page.route("**/network?*", lambda route: asked.append(route))
    page.goto(HOSPITAL)
    page.locator("[data-network]").scroll_into_view_if_needed()
    expect(page.get_by_text("Asking for the network")).to_be_visible()
    for route in asked:  # not before it was seen
        route.continue_()
    expect(page.locator("svg.network")).to_be_visible()
    expect(page.get_by_text("Asking for the network")).to_be_hidden()


def test_without_a_connection_the_page_stays(page: Page) -> None:
    page.route("**/network?*", lambda route: route.abort())
    page.goto(HOSPITAL)
    expect(page.get_by_text("the server does not answer")).to_be_visible()
    expect(page.get_by_role("link", name="The network around it")).to_be_visible()
    page.goto("/search")
    page.context.set_offline(True)
    box = page.get_by_role("combobox", name="A name")
    box.press_sequentially("valm")
    page.wait_for_timeout(500)
    expect(page.locator(".complete")).to_be_hidden()
    page.context.set_offline(False)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="Valmont Hospital", exact=True)).to_be_visible()


def test_a_filter_with_counts_is_followed_by_keyboard(page: Page) -> None:
    page.goto("/search?q=hospital")
    chip = page.get_by_role("list", name="By country").get_by_role("link", name="France")
    chip.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("country=FR"))
    expect(page.get_by_role("status")).to_contain_text("fit")

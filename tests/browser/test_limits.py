"""What holds for every page: it fits a phone, all can use it, it asks nobody else, it is small."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Request

from tests.browser.conftest import opened

PAGES = [
    "/",
    "/search?q=hospital",
    "/partners?topic=leukemia&topic=lupus",
    "/partners?topic=lupus",
    "/partners?topic=lupus&format=print",
    "/shortlist",
    "/partners?topic=nobodyknowsthis",
    "/entities/organization/valmont-hospital",
    "/entities/event/lupus-days-2025",
    "/network?of=Valmont+Hospital",
    "/documents",
    "/documents/meeting-1",
    "/sparql?query=SELECT+*+%7B%3Fs+%3Fp+%3Fo%7D+LIMIT+5&format=html",
    "/examples",
    "/about",
    "/events",
    "/countries",
    "/countries/FR/JP",
    "/stats",
    "/sources",
    "/alerts",
    "/alerts/staff",
    "/changes",
    "/docs",
    "/nothing-is-here",
    "/entities/organization/quortz-clinic",
    "/search?q=hospital&type=event",
]
MOST_SCRIPT = 200_000  # bytes on first load
PHONE = {"width": 390, "height": 800}
# In the dark only colours are others.
RULES = {"light": "", "dark": ', runOnly: ["color-contrast"]'}
CHECK = """() => axe.run(document, {resultTypes: ["violations"]%s}).then(found => found.violations
  .filter(one => ["serious", "critical"].includes(one.impact))
  .map(one => [one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 200))]))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page(browser: Browser, shown: str, axe: str, scheme: str) -> None:
    """One window for all pages: what each asks for, how wide it is, and what axe says of it."""
    context = opened(browser, shown, viewport=PHONE, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    foreign: list[str] = []
    scripts: dict[str, int] = {}

    def answered(request: Request) -> None:
        if request.resource_type == "script" and (response := request.response()):
            scripts[request.url] = len(response.body())

    page.on("requestfinished", answered)
    ours = (shown, "data:", "blob:")
    page.on("request", lambda it: None if it.url.startswith(ours) else foreign.append(it.url))
    faults: dict[str, Any] = {}
    for path in PAGES:
        scripts.clear()
        page.goto(path, wait_until="networkidle" if "/network" in path else "load")
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        page.evaluate(axe)
        found = page.evaluate(CHECK % RULES[scheme])
        size = sum(scripts.values())
        if found or wide > 0 or size > MOST_SCRIPT:
            faults[path] = {"axe": found, "too wide": wide, "bytes of script": size}
    context.close()
    assert faults == {}
    assert foreign == []


@pytest.mark.parametrize("path", ["/", "/partners?topic=leukemia", "/documents/evil"])
def test_nothing_is_kept_before_a_choice(browser: Browser, shown: str, path: str) -> None:
    context = opened(browser, shown)
    page = context.new_page()
    page.goto(path, wait_until="networkidle")
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    context.close()

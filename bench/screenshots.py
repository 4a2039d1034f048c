"""The README's pictures of the main pages: `python -m bench.screenshots STORE`, with chromium.

Any store does; those of the README are of the sample records (`make demo`, then `.demo`).
"""

import os
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import uvicorn
from playwright.sync_api import sync_playwright

from api.app import create_app
from kg.settings import Settings

FOLDER = Path(__file__).parents[1] / "docs" / "pages"
SIZE = {"width": 860, "height": 560}
PAGES = {
    "partners": "/partners?topic=leukemia&topic=CAR-T+cell+therapy",
    "network": "/network?of=Charité",
    "events": "/events",
    "countries": "/countries",
}
PATIENCE = 180_000  # milliseconds; the machine may have other things to do
# What is looked at: the page is scrolled there first.
START = {"partners": "#found", "network": "[data-network]"}


@contextmanager
def serving(store: str) -> Iterator[str]:
    """The address of a server over a store."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        app = create_app(Settings(store=store, query_workers=1))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.05)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)


def shoot(address: str) -> None:
    """Take each page as a small PNG."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("no chromium here: apt-get install chromium")
    FOLDER.mkdir(parents=True, exist_ok=True)
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []  # its sandbox refuses to run as root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=alone)
        page = browser.new_page(viewport=SIZE, color_scheme="light")  # type: ignore[arg-type]  # a dict
        page.set_default_timeout(PATIENCE)
        for name, path in PAGES.items():
            page.goto(address + path, wait_until="networkidle")
            if start := START.get(name):
                page.locator(start).first.evaluate("it => it.scrollIntoView()")
                page.wait_for_timeout(800)  # pictures are drawn when they are near
                page.locator(start).first.evaluate("it => it.scrollIntoView()")
            file = FOLDER / f"{name}.png"
            page.screenshot(path=file)
            print(f"{file.relative_to(FOLDER.parents[1])}: {file.stat().st_size // 1000} kB")
        browser.close()


if __name__ == "__main__":
    with serving(sys.argv[1] if len(sys.argv) > 1 else ".demo") as here:
        shoot(here)

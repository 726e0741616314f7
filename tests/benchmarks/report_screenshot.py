"""Takes pictures of a report, to be looked at.

`python tests/benchmarks/report_screenshot.py RUN docs/images/report.png` takes the one of the README: the top of the
first page. `python tests/benchmarks/report_screenshot.py RUN FOLDER` takes every view as wide as a desk's screen and a
telephone's, light and dark, the card of an entity, and the views as they are printed on A4 (PDF); it prints what the
browser complained about and which names are cut.

Needs a finished run with its report, Playwright, and a Chromium on the search path.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

VIEWS = {
    "evidence": "",
    "network": "#/evidence?as=network&predicate=any",
    "list": "#/evidence?as=list&predicate=any",
    "overview": "#/overview",
    "entities": "#/entities",
    "groups": "#/entities?group=parent",
    "documents": "#/documents",
    "failures": "#/failures",
    "nowhere": "#/entity/X:1",
}
LINKS = {"claim": ".matrix td a", "entity": "#/entities", "document": "#/documents"}
"""Views that are reached from others: the first link of a list."""

_CUT = """[...document.querySelectorAll("td, th, .chip, h1, h2, h3, a, button, label")].filter((item) =>
    getComputedStyle(item).overflow !== "visible" && item.scrollWidth > item.clientWidth + 1)
    .concat([...document.querySelectorAll("svg text")].filter((item) => item.textContent.includes("…")))
    .map((item) => item.textContent)"""
_WIDE = "document.documentElement.scrollWidth > innerWidth"


def main(run: Path, target: Path) -> None:
    """Save the top of a run's report in its light theme, or all of it into a folder."""
    from playwright.sync_api import sync_playwright

    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    address = (run / "report.html").resolve().as_uri()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=[*sandbox, "--disable-gpu"])
        if target.suffix == ".png":
            page = browser.new_page(viewport={"width": 1240, "height": 980}, color_scheme="light")
            page.goto(address)
            page.wait_for_selector(".chart svg, .matrix td a")
            page.screenshot(path=str(target))
        else:
            target.mkdir(parents=True, exist_ok=True)
            for width in (1440, 390):
                for theme in ("light", "dark"):
                    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
                    _look(context.new_page(), address, target, f"{width}-{theme}")
                    context.close()
            _print(browser.new_page(), address, target)
        browser.close()


def _look(page: Any, address: str, folder: Path, name: str) -> None:
    page.on("console", lambda message: print(f"{name}: the browser says {message.text}"))
    page.on("pageerror", lambda error: print(f"{name}: {error}"))
    for view, route in (VIEWS | _linked(page, address)).items():
        _open(page, address, route)
        page.screenshot(path=str(folder / f"{view}-{name}.png"), full_page=view not in ("list", "documents"))
        for text in page.evaluate(_CUT):
            print(f"{view}-{name}: cut: {text[:80]}")
        if page.evaluate(_WIDE):
            print(f"{view}-{name}: wider than the screen")
    mark = page.locator("article .m").first
    if "document" in LINKS and mark.count():
        mark.hover()
        page.screenshot(path=str(folder / f"card-{name}.png"))


def _linked(page: Any, address: str) -> dict[str, str]:
    found = {}
    for view, place in LINKS.items():
        _open(page, address, place if place.startswith("#") else "")
        link = page.locator("tbody .name-cell a, tbody td a" if place.startswith("#") else place).first
        if link.count():
            found[view] = link.get_attribute("href")
    return found


def _print(page: Any, address: str, folder: Path) -> None:
    for view in ("evidence", "network", "overview", "entities"):
        _open(page, address, VIEWS[view])
        page.pdf(format="A4", path=str(folder / f"{view}-print.pdf"))


def _open(page: Any, address: str, route: str) -> None:
    page.goto("about:blank")
    page.goto(address + route)
    page.wait_for_selector("body[data-ready]")
    page.wait_for_timeout(300)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

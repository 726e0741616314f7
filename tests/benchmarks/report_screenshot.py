"""Takes the picture of the README: `python tests/benchmarks/report_screenshot.py RUN docs/images/report.png`.

Needs a finished run with its report, Playwright, and a Chromium on the search path.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path


def main(run: Path, target: Path) -> None:
    """Save the top of a run's report, its evidence or else its overview, in its light theme, as a picture."""
    from playwright.sync_api import sync_playwright

    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=[*sandbox, "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1240, "height": 860}, color_scheme="light")
        page.goto((run / "report.html").resolve().as_uri())
        page.wait_for_selector(".chart svg, .matrix td a")
        page.screenshot(path=str(target))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""The report as a reader meets it: opened from disk in a headless browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.report.conftest import HOSTILE, Visit, make_documents, open_views

pytestmark = pytest.mark.slow

VIEWS = (
    "",
    "#/entities",
    "#/entity/MONDO:0021042",
    "#/documents",
    *(f"#/document/{quote(document.doc_id)}" for document in make_documents()),
    "#/failures",
    "#/x",
    "#/entity/%E0%A4%A",
)


@pytest.fixture
def visit(browser: Any, report: Path) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield Visit(context.new_page(), report.as_uri())
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_every_view_opens_without_complaint(browser: Any, report: Path, theme: str, width: int) -> None:
    open_views(browser, report, VIEWS, width=width, theme=theme)


def test_charts_are_drawn_and_lead_on(visit: Visit) -> None:
    visit.go("")
    assert visit.page.locator(".chart svg").count() == 8
    assert "glioma" in visit.texts("#chart-concepts svg text")
    visit.page.select_option("#chart-concepts select", "vesicle")
    visit.page.wait_for_function(
        "![...document.querySelectorAll('#chart-concepts svg text')].some((item) => item.textContent === 'glioma')"
    )
    visit.page.locator("#chart-types svg .mark-rect path").first.click()
    visit.page.wait_for_selector("body[data-ready=entities]")
    assert "type=" in visit.page.url
    assert visit.problems == []


def test_entities_are_searched_filtered_and_sorted(visit: Visit) -> None:
    visit.go("#/entities")
    everything = visit.texts("tbody tr td:first-child")
    assert everything[0] == "glioma" and len(everything) == 6 + len(HOSTILE)
    visit.page.fill("input[type=search]", "EXO some")
    assert visit.texts("tbody tr td:first-child") == ["extracellular exosome"]
    visit.page.fill("input[type=search]", "")
    fields = visit.page.locator(".filters select")
    fields.nth(0).select_option("cell_type")
    assert set(visit.texts("tbody tr td:first-child")) == {"mesenchymal stem cell", "Glioma stem cells"}
    fields.nth(1).select_option("no")
    assert visit.texts("tbody tr td:first-child") == ["Glioma stem cells"]
    visit.page.go_back()
    visit.go("#/entities?assertion=absent")
    assert visit.texts("tbody tr td:first-child") == ["metastases"]
    visit.go("#/entities?role=methods")
    visit.page.locator("th button", has_text="Name").click()
    names = visit.texts("tbody tr td:first-child")
    assert names == sorted(names) and len(names) == 3
    visit.page.locator("th button", has_text="Name").click()
    assert visit.texts("tbody tr td:first-child") == names[::-1]
    assert visit.problems == []


def test_an_entity_shows_its_documents_and_sentences(visit: Visit) -> None:
    visit.go("#/entities?q=mesenchymal")
    visit.page.locator("tbody a").first.click()
    visit.page.wait_for_selector("body[data-ready=entity]")
    assert visit.page.locator("h1 + p a").get_attribute("href").startswith("https://")
    assert len(visit.texts(".hit")) == 2
    assert visit.texts(".quotes mark") == ["MSCs", "MSCs", "MSCs"]
    visit.page.locator(".filters select").nth(1).select_option("methods")
    assert visit.texts(".quotes mark") == ["MSCs"]
    visit.page.locator(".hit h3 a").click()
    visit.page.wait_for_selector("body[data-ready=document]")
    assert set(visit.texts(".wanted")) == {"MSCs"}
    visit.page.go_back()
    visit.page.wait_for_selector("body[data-ready=entity]")
    assert visit.problems == []


def test_the_reader_marks_what_was_found(visit: Visit) -> None:
    for document in make_documents()[:3]:
        visit.go(f"#/document/{quote(document.doc_id)}")
        marked = visit.page.evaluate("[...document.querySelectorAll('article .m')].map((item) => item.textContent)")
        assert marked == [mention.text for mention in document.mentions]
    visit.go("#/document/a/glioma.txt")
    assert visit.texts("article .m .m") == ["Glioma"]
    assert visit.texts(".is-absent") == ["metastases"]
    assert visit.texts(".side dt") == ["MSCs"]
    assert visit.texts(".digest dt") == ["title", "abstract"]
    visit.page.locator("button.chip[data-type=disease]").click()
    assert set(visit.texts(".m.off")) == {"Glioma", "metastases", "glioma"}
    assert visit.problems == []


def test_cards_open_by_pointer_and_by_keyboard(visit: Visit) -> None:
    visit.go("#/document/a/glioma.txt")
    card = visit.page.locator("#card")
    visit.page.locator("article .m .m").first.hover()
    assert [text.strip() for text in visit.texts("#card .name")] == ["glioma", "Glioma stem cells"]
    visit.page.mouse.move(5, 700)
    card.wait_for(state="hidden")
    visit.page.locator("article .m").first.focus()
    visit.page.keyboard.press("ArrowRight")
    visit.page.keyboard.press("ArrowRight")
    assert visit.texts("#card .name") == ["extracellular exosome"]
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate("document.getElementById('card').contains(document.activeElement)")
    visit.page.keyboard.press("Escape")
    assert card.is_hidden()
    assert visit.page.evaluate("document.activeElement.textContent") == "exosomes"
    assert visit.problems == []


def test_the_theme_can_be_chosen(visit: Visit) -> None:
    visit.go("")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = visit.page.evaluate(ground)
    visit.page.locator("#theme").click()
    visit.page.locator("#theme").click()
    assert visit.page.evaluate(ground) != light
    assert visit.page.locator("#theme").inner_text() == "Theme: dark"
    assert visit.problems == []

"""The report of a run with relations, in a headless browser: the matrix, the network, the claims and what stays."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gliomine.config import ReportOptions
from gliomine.report.page import write_report

from tests.report.claims import claim_documents, write_claims_run
from tests.report.conftest import Visit, open_views

pytestmark = pytest.mark.slow

VIEWS = (
    "",
    "#/overview",
    "#/evidence?as=network&predicate=any&background=yes",
    "#/evidence?as=list&predicate=any",
    "#/claim?subject=CHEBI%3A72564&predicate=treats&object=MONDO%3A0021042",
    "#/claim?subject=no&object=where",
    "#/entities?group=parent",
    "#/entity/MONDO:0021042?narrower=yes",
    "#/documents",
    "#/document/e/one.txt",
)
CLAIM = VIEWS[4]


@pytest.fixture(scope="module")
def claims_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = write_claims_run(tmp_path_factory.mktemp("claims") / "first", claim_documents())
    return write_report(run, options=ReportOptions())


@pytest.fixture
def visit(browser: Any, claims_report: Path) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    yield Visit(context.new_page(), claims_report.as_uri())
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_view_opens_without_complaint(browser: Any, claims_report: Path, theme: str, width: int) -> None:
    open_views(browser, claims_report, VIEWS, width=width, theme=theme)


def test_the_first_page_answers_what_treats_what(visit: Visit) -> None:
    visit.go("")
    assert visit.texts("h1") == ["What the papers claim"]
    assert sorted(visit.texts(".matrix tbody th")) == ["Surgical Procedures", "extracellular exosome", "temozolomide"]
    cells = visit.page.locator(".matrix td a").evaluate_all(
        "items => items.map((item) => item.getAttribute('aria-label'))"
    )
    assert cells == [
        "temozolomide, glioma: works 2",
        "temozolomide, glioblastoma: unclear 2",
        "extracellular exosome, glioma: does not 2",
        "Surgical Procedures, neuroglioma: works 2",
    ]
    visit.page.locator(".matrix td a[aria-label*='does not']").click()
    visit.page.wait_for_selector("body[data-ready=claim]")
    assert visit.texts("h1") == ["extracellular exosome treats glioma"]
    assert len(visit.texts(".support")) == 2
    assert visit.texts(".support mark.subject") == ["exosomes"] * 2
    assert visit.texts(".support mark.object") == ["glioma"] * 2
    assert visit.texts(".support mark.cue") == ["stop"] * 2
    assert visit.problems == []


def test_narrower_diseases_answer_for_wider_ones(visit: Visit) -> None:
    visit.go("#/evidence?object=glioma")
    assert visit.texts(".matrix thead th a") == ["glioma", "glioblastoma"]
    visit.page.get_by_label("Narrower concepts too").uncheck()
    assert visit.texts(".matrix thead th a") == ["glioma"]
    assert "narrower=no" in visit.page.url
    visit.page.locator("input[type=search]").nth(1).fill("gliom")  # no name: whoever has it in a name
    assert visit.texts(".matrix thead th a") == ["glioma", "neuroglioma"]
    visit.go("#/evidence?object=MONDO:0021042")
    assert visit.texts(".matrix thead th a") == ["glioma", "glioblastoma"]


def test_claims_are_filtered_by_score_and_people_are_left_out(visit: Visit) -> None:
    visit.go("#/evidence?score=0.65")
    assert len(visit.texts(".matrix td a")) == 2
    visit.page.get_by_label("Background words").check()
    assert "Homo sapiens" in visit.texts(".matrix tbody th")
    visit.page.locator(".filters select").nth(1).select_option("absent")
    assert visit.texts(".matrix tbody th") == ["extracellular exosome"]
    visit.page.locator("input[type=range]").fill("1")
    assert "No claim fits" in visit.texts(".note")[0]
    assert visit.problems == []


def test_the_network_is_filtered_and_leads_to_sentences(visit: Visit) -> None:
    visit.go("#/evidence?as=network&predicate=any")
    places = "[...document.querySelectorAll('.node')].map((item) => item.getAttribute('transform'))"
    first = visit.page.evaluate(places)
    visit.go("#/evidence?as=network&predicate=any")
    assert visit.page.evaluate(places) == first and len(set(first)) == len(first) > 5
    visit.page.locator("input[type=search]").first.fill("temozolomide")
    assert sorted(visit.texts(".node title")) == [
        "glioblastoma (disease)", "glioma (disease)", "temozolomide (chemical)",
    ]  # fmt: skip
    visit.page.locator(".node", has_text="temozolomide").focus()
    visit.page.keyboard.press("Enter")
    assert len(visit.texts(".network + div li")) == 2
    visit.page.locator(".network + div li a").first.click()
    visit.page.wait_for_selector("body[data-ready=claim]")
    assert visit.problems == []


def test_lists_are_copied_and_saved(visit: Visit) -> None:
    visit.go("#/evidence?as=list&predicate=any")
    with visit.page.expect_download() as caught:
        visit.page.get_by_role("button", name="CSV").click()
    rows = list(csv.reader(io.StringIO(Path(caught.value.path()).read_text(encoding="utf-8-sig"))))
    assert rows[0] == ["Subject", "Says", "Object", "affirmed", "denied", "uncertain", "Documents", "Score", "Years"]
    assert ["temozolomide", "treats", "glioma", "2", "0", "0", "2", "0.99", "2019–2020"] in rows
    visit.go(CLAIM)
    with visit.page.expect_download() as caught:
        visit.page.get_by_role("button", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(caught.value.path()).read_text(encoding="utf-8-sig"))))
    assert {row["sentence"] for row in rows} == {"In patients temozolomide slowed glioma."}
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.page.get_by_role("button", name="Copy").click()
    visit.page.wait_for_selector("text=Copied")
    assert (
        visit.page.evaluate("navigator.clipboard.readText()").splitlines()[1].startswith("temozolomide\ttreats\tglioma")
    )


@pytest.mark.parametrize(
    ("text", "saved"),
    [("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-IgA", "-IgA"), ("+cmd|' /C x'!A0", "'+cmd|' /C x'!A0")],
)
def test_a_spreadsheet_runs_no_cell(visit: Visit, text: str, saved: str) -> None:
    visit.go("")
    assert visit.page.evaluate("(text) => cell(text)", text) == saved


def test_cards_and_entities_name_their_claims(visit: Visit) -> None:
    visit.go("#/document/e/one.txt")
    visit.page.locator("article .m", has_text="temozolomide").first.hover()
    assert visit.texts("#card .lines a") == ["temozolomide treats glioma"]
    visit.go("#/entity/MONDO:0021042")
    assert "temozolomide treats this" in " ".join(visit.texts("a.chip"))


def test_people_are_hidden_until_asked_for(visit: Visit) -> None:
    visit.go("#/entities")
    assert "Homo sapiens" not in visit.texts("tbody .name-cell")
    assert "without 1 background word" in visit.texts("[role=status]")[0]
    visit.page.get_by_label("People and other background words").check()
    assert "Homo sapiens" in visit.texts("tbody .name-cell")
    visit.go("#/overview")
    shown = (
        "[...document.querySelectorAll('#chart-concepts svg text')].some((item) => item.textContent === 'Homo sapiens')"
    )
    assert not visit.page.evaluate(shown)
    visit.page.get_by_label("Background words").check()
    visit.page.wait_for_function(shown)


def test_entities_stand_under_their_parents(visit: Visit) -> None:
    visit.go("#/entities?group=parent&q=gli")
    names = [text.strip() for text in visit.texts("tbody .name-cell")]
    assert names.index("glioma and narrower") < names.index("glioblastoma")
    left = """(name) => parseFloat(getComputedStyle([...document.querySelectorAll(".name-cell")]
        .find((item) => item.textContent.startsWith(name))).paddingLeft)"""
    assert visit.page.evaluate(left, "glioblastoma") > visit.page.evaluate(left, "glioma")
    visit.page.locator("tbody a", has_text="glioma").first.click()
    visit.page.wait_for_selector("body[data-ready=entity]")
    assert "glioblastoma" in visit.texts(".quotes mark")
    visit.page.get_by_label("With narrower concepts").uncheck()
    assert "glioblastoma" not in visit.texts(".quotes mark")
    assert visit.problems == []


def test_identifiers_of_papers_are_linked(visit: Visit) -> None:
    visit.go("#/document/e/one.txt")
    links = visit.page.locator(".reader a.out").evaluate_all("items => items.map((item) => item.href)")
    assert links == ["https://doi.org/10.1000/a%3Cb%3E", "https://pubmed.ncbi.nlm.nih.gov/123/"]
    visit.go("#/documents?q=10.1000/a")
    assert visit.texts("tbody .name-cell > a") == ["Trial one"]


def test_addresses_mean_the_same_in_another_run(browser: Any, visit: Visit, tmp_path: Path) -> None:
    other = write_claims_run(tmp_path / "second", claim_documents()[::-1][:-1] + claim_documents()[:1])
    page = write_report(other, options=ReportOptions())
    again = Visit(visit.page.context.new_page(), page.as_uri())
    for route in (CLAIM, "#/entity/MONDO:0021042", "#/entity/gene%20oddase", "#/document/b/emoji.txt"):
        visit.go(route)
        again.go(route)
        assert again.texts("h1") == visit.texts("h1") != ["Not in this report"]


def test_an_unknown_address_names_what_comes_near(visit: Visit) -> None:
    visit.go("#/entity/gene%20Glioblastoma")
    assert visit.texts("h1") == ["Not in this report"]
    assert visit.texts("main li a") == ["glioblastoma"]
    visit.go("#/document/elsewhere/one.txt")
    assert visit.texts("main li a") == ["Trial one"]


def test_names_have_the_width_of_a_telephone(browser: Any, claims_report: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    visit = Visit(context.new_page(), claims_report.as_uri())
    for route in ("#/entities", "#/documents"):
        visit.go(route)
        widths = visit.page.locator("tbody .name-cell").evaluate_all("items => items.map((item) => item.clientWidth)")
        assert widths and min(widths) >= 300
    context.close()


def test_a_printed_page_cuts_nothing(visit: Visit) -> None:
    visit.go("#/overview")
    visit.page.set_viewport_size({"width": 703, "height": 1000})  # A4 less its margins, in CSS pixels
    visit.page.emulate_media(media="print")
    visit.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    wide = """[...document.querySelectorAll(".chart svg, table")]
        .filter((item) => item.getBoundingClientRect().right > innerWidth + 1).length"""
    visit.page.wait_for_timeout(300)
    assert visit.page.locator(".chart svg").count() >= 6
    assert visit.page.evaluate(wide) == 0
    visit.go("")
    assert visit.page.evaluate(wide) == 0
    assert visit.page.pdf(format="A4").startswith(b"%PDF")
    assert visit.problems == []


def test_axes_count_in_whole_numbers(visit: Visit) -> None:
    visit.go("#/overview")
    counted = 0
    for axis in visit.page.locator(".chart svg .role-axis-label, .chart svg .role-legend-label").all():
        labels = [text.replace(",", "") for text in axis.locator("text").all_text_contents()]
        numbers = [text for text in labels if text.replace(".", "").isdigit()]
        counted += len(numbers)
        # Two equal labels are halves that were rounded.
        assert not [text for text in numbers if "." in text] and len(set(numbers)) == len(numbers)
    assert counted > 6


def test_what_lies_below_the_last_row_of_the_matrix_is_hinted_at(visit: Visit) -> None:
    visit.go("#/evidence?predicate=any&background=yes")
    frame = visit.page.locator(".matrix")
    shaded = "document.querySelector('.matrix').classList.contains('has-more')"
    assert not visit.page.evaluate(shaded)
    frame.evaluate("frame => { frame.style.maxHeight = '12rem'; frame.dispatchEvent(new Event('scroll')); }")
    assert visit.page.evaluate(shaded)
    frame.evaluate("frame => { frame.scrollTop = frame.scrollHeight; frame.dispatchEvent(new Event('scroll')); }")
    assert not visit.page.evaluate(shaded)


def test_an_untitled_document_shows_its_first_words(visit: Visit) -> None:
    visit.go("")
    assert visit.page.evaluate("firstWords('  One two.\\nThree')") == "One two."
    assert visit.page.evaluate("firstWords('word '.repeat(40))") == "word " * 14 + "word …"
    assert visit.page.evaluate("firstWords('')") == ""
    # Headings and addresses stand before the abstract; its labels are no part of it.
    sections = """[{name: "affiliations", start: 12, end: 20, parent: null}, {name: "abstract", start: 32, end: 70,
        parent: null}, {name: "abstract", start: 38, end: 70, parent: "abstract"}]"""
    text = "Affiliation\\n1 Street.\\n\\nAbstract Aims: \U0001f600 cells\\nof gliomas were seen."
    assert visit.page.evaluate(f"opening('{text}', {sections})") == "\U0001f600 cells of gliomas were seen."
    assert visit.page.evaluate(f"opening('{text}', [])") == "Affiliation"


def test_names_are_whole_in_the_network_and_in_heads(visit: Visit) -> None:
    visit.go("")
    name = "extracellular exosome from mesenchymal stem cell of the bone marrow"
    assert " ".join(visit.page.evaluate("(name) => lines(name, 14)", name)) == name
    assert visit.page.evaluate("lines('hemangioma/malformation', 14)") == ["hemangioma/", "malformation"]
    assert visit.page.evaluate("lines('word '.repeat(99), 14)")[-1].endswith("…")


def test_a_composed_identifier_leads_to_both_of_its_parts(visit: Visit) -> None:
    visit.go("")
    shown, links = visit.page.evaluate(
        """() => {
            const made = outside("GO:0070062~derived_from~CL:0000134");
            return [made.textContent, [...made.querySelectorAll("a")].map((item) => item.textContent)];
        }"""
    )
    assert shown == "GO:0070062 derived from CL:0000134"
    assert links == ["GO:0070062", "CL:0000134"]

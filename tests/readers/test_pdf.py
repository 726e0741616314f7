"""PDF: papers set by hand in one and two columns, and what cannot be read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from gliomine.document import Document, Failure
from gliomine.readers.pdf_types import heading_number
from gliomine.readers.pdf_words import join_lines, vocabulary
from gliomine.validate import validate

from tests.readers.conftest import Read, parts
from tests.readers.pdf_maker import BOLD, ITALIC, ODD, Shown, column, make_pdf

DATA = Path(__file__).parent / "data"

FILLER = (
    "The cells were kept in warm medium for nine days and the flasks were turned every morning. We looked at all "
    "of them with the same lens and wrote the counts into one book. Each count was repeated by a second reader on "
    "another day."
)


def heading(text: str, x: float, y: float) -> Shown:
    return Shown(x, y, text, 11, BOLD)


def paper() -> bytes:
    """Two pages in two columns, with everything that stands around a paper."""
    first = [
        Shown(60, 760, "J Invent Med 2021, 4:11", 8),
        Shown(60, 730, "Research Article", 12, ITALIC),
        Shown(60, 700, "Drops of marsh mint slow the growth", 20, BOLD),
        Shown(60, 676, "of glioma cells in a dish", 20, BOLD),
        Shown(60, 650, "Ada Moor", 11),
        Shown(103, 654, "1", 6),
        Shown(107, 650, ", Ben Fenn", 11),
        Shown(155, 654, "2", 6),
        Shown(60, 634, "1", 6),
        Shown(64, 630, "Department of Botany, Fen University, Ely, UK", 8),
        Shown(60, 622, "2", 6),
        Shown(64, 618, "Marsh Hospital, Lund, Sweden", 8),
        heading("Abstract", 60, 590),
        *column(
            "Background: Marsh mint is a herb of wet meadows. Results: Its oil slowed glioma cells by one half, and "
            "the vehicle did not. Conclusions: The oil deserves a second look in animals.",
            x=60,
            y=576,
            width=95,
            size=9,
        ),
        Shown(60, 530, "Keywords: marsh mint; glioma; oil", 9),
        heading("1. Introduction", 60, 490),
        *column(
            "Glioma is hard to treat, and few plants have been|looked at. Marsh mint was used by healers as a tran-"
            "|quilliser.",
            x=60,
            y=474,
        ),
        Shown(105, 453.5, "1,2", 6),
        Shown(118, 450, "It grows in the wild-", 10),
        *column("type form only, at 10", x=60, y=438),
        Shown(142.5, 441.5, "9", 6),
        Shown(152, 438, "plants a field.", 10),
        heading("2. Methods", 60, 410),
        Shown(60, 394, "2.1. Cell culture", 10, ITALIC),
        *column(FILLER, x=60, y=378),
        *column("Figure 1 shows the dish. " + FILLER, x=320, y=490),
        Shown(320, 380, "Figure 1.", 8, BOLD),
        Shown(356, 380, "A dish with drops of oil.", 8),
        Shown(300, 30, "1", 8),
    ]
    second = [
        Shown(60, 760, "J Invent Med 2021, 4:11", 8),
        heading("3. Results", 60, 730),
        *column(
            "The oil halved the count of U87 cells. TP53 was not" + "|changed. " + "It is a gene of many words here.",
            x=60,
            y=714,
        ),
        Shown(60, 660, "Table 1.", 8, BOLD),
        Shown(95, 660, "Counts of the cells.", 8),
        *[Shown(60 + 90 * place, 646 - 10 * row, f"cell {row}{place}", 8) for row in range(3) for place in range(3)],
        heading("4. Discussion", 60, 600),
        *column(FILLER, x=60, y=584),
        heading("Acknowledgements", 320, 730),
        *column("We thank the keepers of the leukaemia garden.", x=320, y=714),
        heading("References", 320, 680),
        *column("1. Moor A. Mint against malaria. Herbs 1999;1:2-3.", x=320, y=664, size=8),
        Shown(300, 30, "2", 8),
    ]
    return make_pdf(first, second, title="untitled.doc")


@pytest.fixture
def read_paper(read: Read) -> Document:
    (found,) = read("a.pdf", paper())
    assert isinstance(found, Document)
    validate(found)
    return found


def test_front_of_a_paper(read_paper: Document) -> None:
    assert read_paper.title == "Drops of marsh mint slow the growth of glioma cells in a dish"
    assert read_paper.layout == "structured"
    assert parts(read_paper, "authors") == [(None, "Ada Moor, Ben Fenn")]
    assert [item.text for item in read_paper.affiliations] == [
        "Department of Botany, Fen University, Ely, UK",
        "Marsh Hospital, Lund, Sweden",
    ]
    assert parts(read_paper, "keywords") == [(None, "marsh mint; glioma; oil")]
    assert [name for name, _ in parts(read_paper, "abstract")] == [
        "Abstract",
        ">Background",
        ">Results",
        ">Conclusions",
    ]


def test_body_of_a_paper(read_paper: Document) -> None:
    body = [name for name, _ in parts(read_paper, "body") if name]
    assert body == ["1. Introduction", "2. Methods", ">2.1. Cell culture", "3. Results", "4. Discussion"]
    introduction = dict(parts(read_paper, "body"))["1. Introduction"]
    assert introduction == (
        "Glioma is hard to treat, and few plants have been looked at. Marsh mint was used by healers as a "
        "tranquilliser. It grows in the wild-type form only, at 109 plants a field."
    )
    methods = dict(parts(read_paper, "body"))[">2.1. Cell culture"]
    assert methods.endswith("on another day. Figure 1 shows the dish. " + FILLER)


def test_what_is_set_apart(read_paper: Document) -> None:
    text = read_paper.text
    floats = [item for item in read_paper.sections if item.place != "text"]
    assert [(item.place, item.label, text[item.start : item.end]) for item in floats] == [
        ("caption", "Figure 1", "A dish with drops of oil."),
        ("caption", "Table 1", "Counts of the cells."),
        ("table", "Table 1", "cell 00 | cell 01 | cell 02\ncell 10 | cell 11 | cell 12\ncell 20 | cell 21 | cell 22"),
    ]
    assert [item.path for item in floats] == ["2. Methods", "3. Results", "3. Results"]
    assert [(item.row, item.column, item.row_heading, item.column_heading) for item in read_paper.tables][:5] == [
        (1, 1, None, None),
        (1, 2, "cell 00", None),
        (1, 3, "cell 00", None),
        (2, 1, None, "cell 00"),
        (2, 2, "cell 10", "cell 01"),
    ]
    assert parts(read_paper, "acknowledgements") == [
        ("Acknowledgements", "We thank the keepers of the leukaemia garden.")
    ]
    for left_out in ("malaria", "J Invent Med", "Research Article", "Correspondence"):
        assert left_out not in text


def test_running_text_in_bold_is_no_heading(read: Read) -> None:
    lines = [
        Shown(60, 700, "A herb and its many names in books", 18, BOLD),
        heading("Introduction", 60, 660),
        *column("The gene that we looked at is one of those that", x=60, y=644),
        Shown(60, 632, "Tumour Protein Fifty Three", 10, BOLD),
        *column("stands for in our books, and there is nothing else.", x=60, y=620),
        heading("Results", 60, 590),
        *column(FILLER, x=60, y=574),
    ]
    (found,) = read("a.pdf", make_pdf(lines))
    assert isinstance(found, Document)
    assert [name for name, _ in parts(found, "body")] == ["Introduction", "Results"]
    assert "those that Tumour Protein Fifty Three stands for" in found.text


def test_run_in_headings_and_small_notes(read: Read) -> None:
    lines = [
        Shown(60, 700, "A herb and its many names in books", 18, BOLD),
        heading("Methods", 60, 660),
        Shown(60, 644, "Patients.", 10, BOLD),
        Shown(110, 644, "We asked forty people who live beside the fen to", 10),
        *column("count the herbs. " + FILLER, x=60, y=632),
        heading("Conclusion", 60, 520),
        *column(FILLER, x=60, y=504),
        Shown(60, 420, "Competing interests", 8),
        Shown(60, 410, "The authors sell mint tea.", 8),
    ]
    (found,) = read("a.pdf", make_pdf(lines))
    assert isinstance(found, Document)
    assert [name for name, _ in parts(found, "body")] == ["Methods", ">Patients", "Conclusion"]
    assert parts(found, "conflicts") == [("Competing interests", "The authors sell mint tea.")]


def test_paper_without_headings_and_line_numbers(read: Read) -> None:
    body = column(FILLER + " " + FILLER, x=90, y=640, width=80)
    numbers = [Shown(60, line.y, str(at + 3), 8) for at, line in enumerate(body)]
    more = column(FILLER + " " + FILLER + " " + FILLER, x=90, y=500, width=80)
    numbers += [Shown(60, line.y, str(at + 30), 8) for at, line in enumerate(more)]
    (found,) = read("a.pdf", make_pdf([Shown(90, 700, "A letter on mint and its friends", 16), *body, *more, *numbers]))
    assert isinstance(found, Document)
    assert found.title == "A letter on mint and its friends"
    assert [(name, text.count("turned every morning")) for name, text in parts(found, "body")] == [(None, 5)]
    assert "30" not in found.text


def test_page_that_is_no_paper(read: Read) -> None:
    (found,) = read(
        "a.pdf", make_pdf([Shown(72, 720, "Exosomes in glioma", 12), Shown(72, 706, "They carry drugs.", 12)])
    )
    assert isinstance(found, Document)
    assert (found.text, found.input_format, found.layout) == ("Exosomes in glioma\nThey carry drugs.", "pdf", "page")
    assert found.unread_pages == 0


def test_pages_are_parted_wherever_their_lines_stand(read: Read) -> None:
    # The second page goes on at the height at which the first one ends.
    (found,) = read("a.pdf", make_pdf([Shown(72, 700, "Notes on rats")], [Shown(72, 700, "Notes on mice")]))
    assert isinstance(found, Document)
    assert found.text == "Notes on rats\n\nNotes on mice"
    (found,) = read("a.pdf", make_pdf([Shown(72, 700, "Notes on rats"), Shown(72, 688, "Notes on mice")]))
    assert isinstance(found, Document)
    assert found.text == "Notes on rats\nNotes on mice"


def test_encrypted_files(read: Read) -> None:
    (opened,) = read("a.pdf", (DATA / "aes-open.pdf").read_bytes())
    assert isinstance(opened, Document)
    assert opened.text.startswith("Exosomes")
    (locked,) = read("a.pdf", (DATA / "aes-locked.pdf").read_bytes())
    assert isinstance(locked, Failure)
    assert "locked with a password" in locked.error


def test_pages_that_cannot_be_read_are_counted(read: Read) -> None:
    page = column(FILLER, x=72, y=700)
    odd = [Shown(72, 700, "nobody knows these letters", 10, ODD)]
    (found,) = read("a.pdf", make_pdf(page, [], odd, page))
    assert isinstance(found, Document)
    assert found.unread_pages == 2
    (failed,) = read("a.pdf", make_pdf(page, [], odd))
    assert isinstance(failed, Failure)
    assert "2 of 3 pages hold no text" in failed.error


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (make_pdf(column(FILLER, x=72, y=700))[:60], "cannot be read"),
        (b"%PDF-1.7\n" + b"\x00\xff" * 500, "cannot be read"),
        (make_pdf([]), "no text"),
        (make_pdf([Shown(72, 700, "nobody knows these letters", 10, ODD)]), "no text that can be read"),
    ],
)
def test_pdf_that_cannot_be_read(read: Read, data: bytes, message: str) -> None:
    (found,) = read("a.pdf", data)
    assert isinstance(found, Failure)
    assert message in found.error


def test_broken_words() -> None:
    lines = ["The re-", "ceptor of wild-", "type mice; a non-", "coding receptor, well-", "known and known well"]
    assert join_lines(lines, vocabulary(lines)) == (
        "The receptor of wild-type mice; a non-coding receptor, well-known and known well"
    )
    assert join_lines(["IL-", "6 and CD8-", "positive cells"], frozenset()) == "IL-6 and CD8-positive cells"


def test_heading_numbers() -> None:
    assert [heading_number(text) for text in ("3.1.2. Cells", "3 cells were", "2021", "IV. Results", "5 mm")] == [
        3,
        1,
        0,
        1,
        1,
    ]


PEAK = """
import resource, sys
import subprocess
import sys
from pathlib import Path
from gliomine.config import ReadConfig
from gliomine.readers import pdf
path = Path(sys.argv[1])
(document,) = pdf.read(path, doc_id=path.name, source=path.name, config=ReadConfig())
print(len(document.text), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_a_book_is_read_in_bounded_memory(tmp_path: Path) -> None:
    found = []
    for pages in (10, 300):
        shown = [
            [
                Shown(72, 740, f"{number}. A chapter of the book", 14, BOLD),
                *column(FILLER * 12, x=72, y=700, width=90),
            ]
            for number in range(1, pages + 1)
        ]
        path = tmp_path / f"{pages}.pdf"
        path.write_bytes(make_pdf(*shown))
        done = subprocess.run([sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True)
        found.append([int(value) for value in done.stdout.split()])
    (short, base), (long, peak) = found
    assert long > 25 * short
    assert peak - base < 120, "MB for 290 pages more"

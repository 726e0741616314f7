"""What stands between the lines of a paper and is no running text, and the text that goes on around it."""

from __future__ import annotations

import pytest
from gliomine.document import Document, Failure

from tests.readers.conftest import Read
from tests.readers.pdf_maker import BOLD, Shown, column, make_pdf
from tests.readers.test_pdf import FILLER, heading

FRONT = [
    Shown(60, 740, "Oil of fen mint and the growth of cells", 18, BOLD),
    Shown(60, 715, "Ada Moor and Ben Fenn", 11),
    heading("Abstract", 60, 690),
    *column("Fen mint slowed the growth of glioma cells for nine days.", x=60, y=676, width=95, size=9),
    heading("Introduction", 60, 640),
]


def read_page(read: Read, *shown: Shown) -> tuple[str, list[tuple[str | None, str]]]:
    """Return the introduction of a page, and its captions with their labels."""
    (found,) = read("a.pdf", make_pdf([*FRONT, *shown]))
    assert isinstance(found, Document), found
    places = {item.place: [] for item in found.sections}  # type: ignore[var-annotated]
    for item in found.sections:
        places[item.place].append((item.label, item.heading, found.text[item.start : item.end]))
    (text,) = (text for _, title, text in places["text"] if title == "Introduction")
    return " ".join(text.split()), [(label, text) for label, _, text in places.get("caption", [])]


LONG = "Growth of cells in a dish with oil of fen mint. Bars: means of nine dishes. The line is the dose of the oil."


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        # The label alone on its line, and a caption of several lines under it.
        (
            [Shown(60, 420, "Figure 1", 8, BOLD), *column(LONG, x=60, y=410, width=60, size=8)],
            ("Figure 1", LONG),
        ),
        # Label and caption in one line and type, smaller than the text.
        (
            [Shown(60, 420, "Fig. 2. A second dish,", 8), Shown(60, 410, "seen from above.", 8)],
            ("Fig. 2", "A second dish, seen from above."),
        ),
        # A note in another size right below is none of it.
        (
            [
                Shown(60, 420, "Figure 3. A third dish with drops of oil in it.", 8),
                Shown(60, 408, "By A. Moor.", 6),
            ],
            ("Figure 3", "A third dish with drops of oil in it."),
        ),
        # Nor is text of the body.
        (
            [Shown(60, 420, "Figure 4.", 8, BOLD), Shown(95, 420, "A dish.", 8), *column(FILLER, x=60, y=400)],
            ("Figure 4", "A dish."),
        ),
    ],
)
def test_a_caption_ends_where_its_type_or_its_place_does(
    read: Read, caption: list[Shown], expected: tuple[str, str]
) -> None:
    behind = column("The text goes on in the second column. " + FILLER, x=320, y=640)
    text, captions = read_page(read, *column(FILLER, x=60, y=624), *caption, *behind)
    assert captions == [expected]
    own = f" {FILLER}" if expected[0] == "Figure 4" else ""
    assert text == f"{FILLER}{own} The text goes on in the second column. {FILLER}"


@pytest.mark.parametrize(
    "sentence",
    [
        "Figure 1 shows the dish from above as it stood there.",
        "Table 2 and what it says of rats is no news to them.",
    ],
)
def test_a_sentence_that_begins_with_a_label_is_text(read: Read, sentence: str) -> None:
    text, captions = read_page(read, *column(f"{sentence} {FILLER}", x=60, y=624))
    assert (text, captions) == (f"{sentence} {FILLER}", [])


def test_text_that_a_figure_parts_is_one_paragraph(read: Read) -> None:
    """Above and below a caption, and over the foot of a column with its notes in small type."""
    notes = column("* These authors did the same work. Address: Fen 1.", x=60, y=60, size=7, width=70)
    caption = [Shown(320, 500, "Figure 1.", 8, BOLD), Shown(356, 500, "A dish with drops of oil.", 8)]
    left = column("Cells were kept in a warm and dark place, and then they were|moved to", x=60, y=624)
    right = column("another one, which was|as warm as the first one was but not as dark, for the rest of", x=320, y=640)
    below = column("the nine days, and there|they stayed until the end of it.", x=320, y=480)
    text, captions = read_page(read, *left, *notes, *right, *caption, *below)
    assert captions == [("Figure 1", "A dish with drops of oil.")]
    assert text == (
        "Cells were kept in a warm and dark place, and then they were moved to another one, which was as warm as the "
        "first one was but not as dark, for the rest of the nine days, and there they stayed until the end of it."
    )


@pytest.mark.parametrize(
    ("unread", "pages", "read_at_all"), [(1, 2, True), (4, 8, True), (5, 9, False), (6, 10, False)]
)
def test_a_file_is_read_where_half_of_its_pages_are(read: Read, unread: int, pages: int, read_at_all: bool) -> None:
    page = column(FILLER, x=72, y=700)
    (found,) = read("a.pdf", make_pdf(*[page] * (pages - unread), *[[]] * unread))
    if read_at_all:
        assert isinstance(found, Document)
        assert found.unread_pages == unread
    else:
        assert isinstance(found, Failure)
        assert f"{unread} of {pages} pages hold no text" in found.error


def test_a_line_of_running_text_may_begin_with_a_label(read: Read) -> None:
    """Set like the text around it and in the middle of its sentence, it opens no caption."""
    lines = "The cells went on as before, as is to be seen from the|Figure 3. Then they died, as all of them must do."
    text, captions = read_page(read, *column(lines, x=60, y=624))
    assert (text, captions) == (lines.replace("|", " "), [])

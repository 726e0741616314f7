"""PDF: tables whose cells have several lines, line numbers near the text, and parts of papers without a first page."""

from __future__ import annotations

from collections.abc import Sequence

from gliomine.document import Document, Failure

from tests.readers.conftest import Read, parts
from tests.readers.pdf_maker import BOLD, Shown, column, make_pdf

TEXT = (
    "The cells were kept in warm medium for nine days and the flasks were turned every morning. We looked at all "
    "of them with the same lens and wrote the counts into one book. Each count was repeated on another day. "
)

OTHER = (
    "We asked the keepers of the garden for leaves that were cut before noon. Their oil was pressed on the same "
    "evening, and what was left of it went to the bees. No keeper was paid for this. "
)


def one(found: Sequence[Document | Failure]) -> Document:
    (document,) = found
    assert isinstance(document, Document)
    return document


def with_table(cells: list[tuple[float, float, str]]) -> bytes:
    """Return a paper with a table; a cell is its left edge, its base line below the caption, and its text."""
    front = [
        Shown(60, 740, "Drops of marsh mint slow the growth of cells", 18, BOLD),
        Shown(60, 715, "Introduction", 12, BOLD),
        *column(TEXT * 2, x=60, y=700, width=100),
        Shown(60, 560, "Table 1. Days of oil.", 9, BOLD),
        *[Shown(x, 545 - down, text, 9) for x, down, text in cells],
        Shown(60, 350, "Results", 12, BOLD),
        *column(TEXT * 3, x=60, y=335, width=100),
    ]
    return make_pdf(front)


def rows(document: Document) -> list[list[str]]:
    made: dict[int, list[str]] = {}
    for cell in document.tables:
        made.setdefault(cell.row, []).append(cell.cell)
    return list(made.values())


HEAD = [(60.0, 0.0, "Plant"), (160.0, 0.0, "Use"), (330.0, 0.0, "Days")]


def test_cells_of_several_lines(read: Read) -> None:
    found = one(
        read(
            "a.pdf",
            with_table(
                [
                    *HEAD,
                    *((60, 16, "Marsh mint"), (160, 16, "Oil that was pressed from"), (330, 16, "7")),
                    *((160, 27, "leaves in the summer"),),
                    *((60, 43, "Water mint"), (160, 43, "Tea"), (330, 43, "12")),
                    *((60, 59, "Corn mint"), (160, 59, "Dried leaves in a bag of"), (330, 59, "3")),
                    *((160, 70, "Linen"),),
                    *((60, 86, "Horse mint"), (160, 86, "None"), (330, 86, "1")),
                ]
            ),
        )
    )
    assert rows(found) == [
        ["Plant", "Use", "Days"],
        ["Marsh mint", "Oil that was pressed from leaves in the summer", "7"],
        ["Water mint", "Tea", "12"],
        ["Corn mint", "Dried leaves in a bag of Linen", "3"],
        ["Horse mint", "None", "1"],
    ]
    assert {(cell.column_heading, cell.row_heading) for cell in found.tables if cell.cell == "12"} == {
        ("Days", "Water mint")
    }


def test_rows_with_empty_cells_stay_rows(read: Read) -> None:
    cells = [
        *HEAD,
        *((60, 12, "Marsh mint"), (160, 12, "Oil"), (330, 12, "7")),
        *((160, 24, "Tea"), (330, 24, "8")),
        *((60, 36, "Water mint"), (330, 36, "9")),
        *((60, 48, "corn mint"),),
        *((60, 60, "Horse mint"), (160, 60, "Tea"), (330, 60, "2")),
    ]
    found = one(read("a.pdf", with_table(cells)))
    assert rows(found) == [
        ["Plant", "Use", "Days"],
        ["Marsh mint", "Oil", "7"],
        ["Tea", "8"],
        ["Water mint", "9"],
        ["corn mint"],
        ["Horse mint", "Tea", "2"],
    ]
    # The column of a cell is where it stands, not how many stand before it.
    assert [(cell.column, cell.column_heading) for cell in found.tables if cell.cell == "9"] == [(3, "Days")]


def test_cells_that_are_centred_beside_each_other(read: Read) -> None:
    cells = list(HEAD)
    for number, plant in enumerate(["Marsh mint", "Water mint", "Corn mint"]):
        down = 20 + 28 * number
        cells += [(60, down + 5, plant), (160, down, "Oil of the"), (160, down + 10, "leaves"), (330, down + 5, "7")]
    found = one(read("a.pdf", with_table(cells)))
    assert rows(found)[1:] == [[plant, "Oil of the leaves", "7"] for plant in ("Marsh mint", "Water mint", "Corn mint")]


def test_rules_made_of_characters_are_no_cells(read: Read) -> None:
    rule = (60.0, 10.0, ". . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . .")
    cells = [*HEAD, rule, (60.0, 20.0, "Marsh mint"), (160.0, 20.0, "Oil"), (330.0, 20.0, "...")]
    assert rows(one(read("a.pdf", with_table(cells))))[1:] == [["Marsh mint", "Oil", "..."]]


def numbered(first: int, lines: list[Shown], *, step: int = 1) -> list[Shown]:
    """Return the lines, each with its number drawn behind it."""
    made: list[Shown] = []
    for at, line in enumerate(lines):
        made += [line, Shown(30, line.y, str(first + step * at), 7)]
    return made


def test_line_numbers_near_the_text(read: Read) -> None:
    body = [
        Shown(60, 700, "Introduction", 12, BOLD),
        *column(TEXT * 2, x=60, y=682, width=80),
        Shown(60, 560, "Results", 12, BOLD),
        *column(TEXT * 3, x=60, y=542, width=80),
    ]
    title = Shown(60, 740, "Drops of marsh mint slow the growth of cells", 18, BOLD)
    found = one(read("a.pdf", make_pdf([title, *numbered(1, body)])))
    assert [name for name, _ in parts(found, "body")] == ["Introduction", "Results"]
    assert not any(char.isdigit() for char in found.text)
    # Numbers that fall are none of lines, and nothing is taken away.
    falling = one(read("b.pdf", make_pdf([title, *numbered(90, body, step=-1)])))
    assert "88 " in falling.text


def test_a_heading_is_no_title_and_loses_nothing(read: Read) -> None:
    # A part of a paper without its first page: the largest type is that of its headings.
    pages = [
        [Shown(60, 740, "Introduction", 12, BOLD), *column(TEXT * 8, x=60, y=722, width=90)],
        [Shown(60, 740, "Materials and Methods", 12, BOLD), *column(OTHER * 8, x=60, y=722, width=90)],
    ]
    found = one(read("a.pdf", make_pdf(*pages)))
    assert found.title is None
    assert [name for name, _ in parts(found, "body")] == ["Introduction", "Materials and Methods"]
    assert found.text.count("turned every morning") == found.text.count("asked the keepers") == 8

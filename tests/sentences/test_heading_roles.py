"""Roles of the sentences of a body, from the headings above them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from gliomine.config import Config, ReadConfig
from gliomine.document import Document, Section, Sentence, containing
from gliomine.pages.stages import sections
from gliomine.readers import read_documents
from gliomine.readers.building import Part, TextBuilder
from gliomine.sentences.heading_roles import roles_of_path
from gliomine.sentences.stage import build as sentences

NAMED = re.compile(
    r"(?:\d+\.?\s*)?(?:(?P<background>introduction|background)|(?P<methods>(?:(?:materials?|patients) and )?methods?|"
    r"experimental procedures|methodology)|(?P<results>results)|(?P<conclusions>conclusions?))",
    re.IGNORECASE,
)


def with_sentences(document: Document) -> Document:
    (document,) = sections(Config())([document])
    (document,) = sentences(Config())([document])
    return document


def roles(document: Document) -> list[tuple[str, str | None]]:
    return [(item.text, item.role) for item in document.sentences if item.section == "body"]


def test_headings_of_a_pasted_paper_give_roles() -> None:
    text = (
        "Title\nMint and glioma\n\nAbstract\nMint was tried. It failed.\n\nKeywords: mint\n\n"
        "1. Introduction\nGlioma is rare. We found mint in meadows.\n\n"
        "2. Materials and Methods\nCells were kept warm.\n\n"
        "2.1. Results of a first count\nIt rose by 5% (p < 0.01).\n\n"
        "3. Results\nMint may help patients in the future.\n\n4. Conclusions\nWe counted the cells twice.\n\n"
        "Acknowledgements\nWe thank the gardener."
    )
    found = with_sentences(Document("a", text))
    assert roles(found) == [
        ("Glioma is rare.", "background"),
        ("We found mint in meadows.", "background"),
        ("Cells were kept warm.", "methods"),
        ("It rose by 5% (p < 0.01).", "methods"),
        ("Mint may help patients in the future.", "results"),
        ("We counted the cells twice.", "conclusions"),
    ]
    assert all(item.role_score is None for item in found.sentences if item.section == "body")
    assert all(item.role and item.role_score for item in found.sentences if item.section == "abstract")


def test_of_two_headings_the_inner_one_is_read_where_the_outer_names_no_role() -> None:
    text = "Mint\n\nIt was odd.\n\nMethods\nCells were kept warm.\n\nConclusions\nMint may help.\n\nIt rose."
    end, outer = text.index("\n\nIt rose"), "2. A second case"
    inner = (("Methods", "Cells were kept warm."), ("Conclusions", "Mint may help."))
    given = [
        Section(0, 4, "title"),
        Section(6, end, "body", outer, None, None, 1, outer),
        Section(end + 2, len(text), "body", "3. Results", None, None, 1, "3. Results"),
    ]
    for heading, shown in inner:
        at = text.index(shown)
        given.append(Section(at, at + len(shown), "body", heading, "body", heading, 2, f"{outer} > {heading}"))
    given.sort(key=lambda item: (item.start, -item.end))
    assert roles(with_sentences(Document("a", text, layout="structured", sections=tuple(given)))) == [
        ("It was odd.", None),
        ("Cells were kept warm.", "methods"),
        ("Mint may help.", "conclusions"),
        ("It rose.", "results"),
    ]


def built(*parts: tuple[str | None, str], caption: str | None = None) -> Document:
    builder = TextBuilder()
    builder.add_title("Mint and glioma")
    for heading, text in parts:
        builder.add_section("body", [Part((text,))], heading=heading)
    if caption:
        builder.add_section("body", [Part((caption,))], label="Fig. 1", place="caption")
    return builder.document("a", title="Mint and glioma")


def test_discussion_is_read_by_the_words_of_each_sentence() -> None:
    said = [
        "Taken together, our results suggest that mint should be studied further.",
        "Median survival was 14 months versus 9 months (p = 0.01).",
        "These findings suggest that mint may improve the survival of patients.",
    ]
    document = with_sentences(built(("METHODS", "Cells were kept."), ("Discussion", " ".join(said))))
    given, *found = [item for item in document.sentences if item.section == "body"]
    assert (given.role, given.role_score) == ("methods", None)
    assert [item.role for item in found] == ["conclusions", "results", "conclusions"]
    assert all(item.role_score is not None and 1 / 3 <= item.role_score <= 1 for item in found)
    alone = with_sentences(built(("Discussion", said[0]))).sentences[-1]
    assert (alone.role, alone.role_score) == (found[0].role, found[0].role_score)


def test_nothing_says_nothing() -> None:
    found = with_sentences(
        built(("Methods", "Cells were kept."), ("Exosomes in mint", "They are small."), caption="The dish with oil.")
    )
    assert roles(found) == [("Cells were kept.", "methods"), ("They are small.", None), ("The dish with oil.", None)]


def test_long_discussion_is_read_whole() -> None:
    said = " ".join(f"The count of dish number {number} was high." for number in range(450))
    found = [item for item in with_sentences(built(("Discussion", said))).sentences if item.section == "body"]
    assert len(found) == 450
    assert all(item.role for item in found)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("STAR Methods > Method details > Mice", ("methods",)),
        ("Main text > Results", ("results",)),
        ("Simulation methods", ("methods",)),
        ("Experimental Section", ("methods",)),
        ("Patients", ("methods",)),
        ("IV. CONCLUSION", ("conclusions",)),
        ("Discussion > Limitations", ("background", "results", "conclusions")),
        ("Results > Statistical analysis", ("results",)),
        ("Treatment", None),
        ("Case report", None),
        ("Methods of purification of exosomes in the clinic", None),
        ("Discussion of a mint", None),
    ],
)
def test_roles_of_a_path(path: str, expected: tuple[str, ...] | None) -> None:
    assert roles_of_path(path) == expected


def _stated(document: Document, sentence: Sentence) -> str | None:
    """Return the role that the main heading above a sentence names, told by a pattern of the test's own."""
    outer = [item for item in document.sections if item.name == "body" and item.parent is None]
    number = containing(sorted(outer, key=lambda item: item.start), sentence.start)
    heading = sorted(outer, key=lambda item: item.start)[number].heading if number is not None else None
    match = NAMED.fullmatch(heading or "")
    return match.lastgroup if match else None


def test_real_papers(shared: Path) -> None:
    named = right = 0
    for path in sorted((shared / "xml" / "jats").glob("*.nxml"))[:15]:
        for found in read_documents(path, doc_id=path.name, source=path.name, config=ReadConfig()):
            assert isinstance(found, Document)
            document = with_sentences(found)
            for sentence in document.sentences:
                if sentence.section == "body" and (stated := _stated(document, sentence)):
                    named += 1
                    right += sentence.role == stated
    assert named > 1000
    assert right / named >= 0.98

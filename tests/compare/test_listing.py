"""What `gliomine diff` prints of one change of each kind, whole, and cut at a limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from gliomine.compare.diff import Comparison, compare
from gliomine.compare.show import change_lines, markdown, summary_lines
from gliomine.document import Document

from tests.compare.runs import document, mention, relinked, with_mention, without_mention, write_run

SUMMARY = """\
document_missing          1
document_added            1
document_changed          1
lost                      1
gained                    1
retyped                   1
moved                     1
relinked                  1
reasserted                1
rescored                  1
  chemical           1 lost, 1 moved
  disease            1 relinked, 1 rescored
  gene               1 retyped
  treatment          1 gained
  vesicle            1 reasserted
  CHEBI:72564        -1 +0 temozolomide
  MESH:D005910       -0 +1 Glioma
  MONDO:0021042      -1 +0 glioma
"""
LISTED = """\
a.txt
  document_changed  documents: cited_by_count: 2 -> 9
  gained            "treated" treatment 35-42
                    The glioma was [treated] with temozolomide.
  lost              "temozolomide" chemical 48-60 CHEBI:72564 temozolomide
                    The glioma was treated with [temozolomide].
b.txt
  reasserted        "exosomes" vesicle 11-19: assertion: "present" -> "absent"
                    Glioma and [exosomes]
  relinked          "glioma" disease 24-30: MONDO:0021042 glioma -> MESH:D005910 Glioma
                    The [glioma] was treated with temozolomide.
c.txt
  rescored          "Glioma" disease 0-6: score: 0.9000 -> 0.8000
                    [Glioma] and exosomes
  moved             "temozolomid" chemical 48-59 was "temozolomide" 48-60
                    The glioma was treated with [temozolomid]e.
  retyped           "TP53" cell_line 79-83: entity_type: "gene" -> "cell_line"
                    Exosomes carried [TP53] to the brain.
d.txt
  document_missing
e.txt
  document_added
"""
TABLE = """\
| document | change | what | sentence |
|---|---|---|---|
| a.txt | document\\_changed | documents: cited\\_by\\_count: 2 -&gt; 9 |  |
| a.txt | gained | "treated" treatment 35-42 | The glioma was \\[treated\\] with temozolomide. |

and 8 more
"""


def changed() -> Iterator[Document]:
    first = without_mention(document("a.txt"), 3)
    treated = mention("a.txt", 35, 42, "treatment")
    yield replace(first, mentions=(*first.mentions, treated), cited_by_count=9)
    second = relinked(document("b.txt"), 2, "MESH:D005910", "Glioma")
    one, two, *others = second.assertions
    yield replace(second, assertions=(one, replace(two, status="absent"), *others))
    third = with_mention(document("c.txt"), 5, entity_type="cell_line")
    third = with_mention(third, 3, end=third.mentions[3].end - 1)
    yield with_mention(third, 0, score=0.8)
    yield document("e.txt")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("listing")
    base = write_run(folder / "base", [document(f"{name}.txt") for name in "abcd"])
    return compare(base, write_run(folder / "other", changed()))


def test_the_summary(found: Comparison) -> None:
    assert "".join(f"{line}\n" for line in summary_lines(found.summary)) == SUMMARY


@pytest.mark.parametrize(
    ("limit", "lines", "more"), [(100, 22, None), (10, 22, None), (9, 20, 1), (3, 6, 7), (1, 2, 9), (0, 0, 10)]
)
def test_changes_by_document_up_to_a_limit(found: Comparison, limit: int, lines: int, more: int | None) -> None:
    shown = list(change_lines(found, limit=limit))
    last = [] if more is None else [f"... and {more} more"]
    assert shown == LISTED.splitlines()[:lines] + last
    assert found.total == 10


def test_markdown_is_cut_too(found: Comparison) -> None:
    text = markdown(found, limit=2)
    assert text.startswith("## gliomine: what changed\n\n`base` -> `other`\n")
    assert "| lost | 1 |" in text
    assert text[text.index("| document |") :] == TABLE
    assert "more" not in markdown(found, limit=10)


def test_long_sentences_are_shown_around_the_change(tmp_path: Path) -> None:
    left, right = "word " * 60, " word" * 60
    text = f"{left}glioma{right}."
    given = document("a.txt")
    (sentence, *_) = given.sentences
    place = (len(left), len(left) + 6)
    bare = replace(given, text=text, title=None, sections=(), assertions=(), links=(), mentions=())
    long = replace(bare, sentences=(replace(sentence, start=0, end=len(text), text=text),))
    made = replace(mention("a.txt", 0, 6, "disease"), start=place[0], end=place[1], text="glioma")
    base = write_run(tmp_path / "base", [long])
    (_, line, around) = change_lines(
        compare(base, write_run(tmp_path / "other", [replace(long, mentions=(made,))])), limit=9
    )
    assert line == f'  gained            "glioma" disease {place[0]}-{place[1]}'
    shown = around.strip()
    assert shown.startswith("...") and shown.endswith("...")
    before, _, behind = shown[3:-3].partition("[glioma]")
    assert before and left.endswith(before) and right.startswith(behind)
    assert len(before) == len(behind) == 60

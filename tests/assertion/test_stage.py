"""The stage that finds cues and asserts mentions."""

from __future__ import annotations

from gliomine.assertion.stage import build
from gliomine.config import Config
from gliomine.document import Document
from gliomine.tables.rows import rows
from gliomine.tables.schema import table_schemas
from gliomine.validate import validate

from tests.markup import parse


def assess(document: Document) -> Document:
    (done,) = build(Config())([document])
    validate(done)
    return done


def test_every_mention_has_one_assertion_and_every_sentence_its_cues() -> None:
    document, _ = parse(
        "No <m type=disease>recurrence</m> was seen, but <m type=vesicle>exosomes</m> may help.", role="results"
    )
    done = assess(document)
    assert [(item.status, item.cue) for item in done.assertions] == [("absent", "No"), ("possible", "may")]
    assert [(item.text, item.kind) for item in done.cues] == [("No", "negation"), ("may", "speculation")]


def test_cues_need_no_mentions() -> None:
    document, _ = parse("It was not done.")
    assert [item.text for item in assess(document).cues] == ["not"]


def test_the_wide_table_holds_status_and_cue() -> None:
    document, _ = parse("There was no <m type=disease>recurrence</m>.")
    (row,) = rows("entities", [assess(document)])
    names = [item.name for item in table_schemas()["entities"].columns]
    found = dict(zip(names, row, strict=True))
    assert (found["assertion"], found["cue"]) == ("absent", "no")


def test_nothing_to_read() -> None:
    assert assess(Document("a", "")).cues == ()

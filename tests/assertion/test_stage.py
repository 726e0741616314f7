"""The stage that finds cues and asserts mentions."""

from __future__ import annotations

import time
from dataclasses import replace

from gliomine.assertion.cue_model import LONGEST, pieces_of, without_citations
from gliomine.assertion.cues import tokens_of
from gliomine.assertion.stage import build
from gliomine.config import Config, MentionConfig, RelationConfig
from gliomine.document import Document
from gliomine.stages import Pipeline
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


def test_a_document_that_brings_its_mentions_is_read_as_in_a_run() -> None:
    text = "These data suggest that honokiol may protect neurons from hypoxia. No seizures were seen."
    (run,) = Pipeline(Config(), until="assertions", check=False)([Document("a", text)])
    assert run.mentions
    bare = replace(run, assertions=(), cues=(), words=())
    done = assess(bare)
    assert (done.assertions, done.cues) == (run.assertions, run.cues)
    assert done.words == () and done.votes == ()


def test_vectors_go_on_to_the_relations_only() -> None:
    text = "No seizures were seen."
    for model, kept in (("default", True), ("none", False)):
        config = Config(relations=RelationConfig(model=model))
        (run,) = Pipeline(config, until="assertions", check=False)([Document("a", text)])
        assert bool(run.words) == kept


def test_without_the_recogniser_the_signs_alone_answer() -> None:
    document, _ = parse("No <m type=disease>recurrence</m> was seen.", role="results")
    (done,) = build(Config(mentions=MentionConfig(model="none")))([document])
    assert [item.status for item in done.assertions] == ["absent"]


def test_nothing_to_read() -> None:
    assert assess(Document("a", "")).cues == ()


def test_a_table_without_stops_is_read_in_pieces_and_each_mention_beside_its_cue() -> None:
    filler = "value " * (LONGEST // 2)
    document, _ = parse(
        f"There was no <m type=disease>edema</m>; {filler}; patients had <m type=disease>relapse</m>; {filler};"
        f" there were no <m type=disease>seizures</m>."
    )
    text, (sentence,) = document.text, document.sentences
    pieces = pieces_of(text, sentence.start, sentence.end)
    assert len(pieces) > 1
    assert "".join(text[start:end] for start, end in pieces) == text[sentence.start : sentence.end]
    assert all(len(tokens_of(text, start, end)) <= LONGEST for start, end in pieces)
    assert [item.status for item in assess(document).assertions] == ["absent", "present", "absent"]


def test_only_what_is_longer_than_prose_is_cut_and_behind_a_semicolon() -> None:
    text = "a; " * (LONGEST // 2)
    assert pieces_of(text, 0, len(text)) == [(0, len(text))]
    text += "b"
    assert pieces_of(text, 0, len(text)) == [(0, len(text) - 2), (len(text) - 2, len(text))]


def test_a_long_bracket_is_read_in_proportion_to_its_length() -> None:
    cited = "; ".join(f"{chr(65 + at % 26)}mith et al., {1950 + at % 70}" for at in range(6000))
    for bracket in (f"({cited})", f"({cited.replace('19', 'x').replace('20', 'x')})", "(" + "1, " * 30_000 + "x)"):
        text = f"This may reflect hypoxia {bracket}"
        began = time.process_time()
        end = without_citations(text, 8, len(text))
        # With the cube of the length this took hours.
        assert time.process_time() - began < 2
        assert (text[:end] == "This may reflect hypoxia") == (bracket == f"({cited})")

"""The one loop over the stages: what is loaded, what is caught, what stays in order."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace

import gliomine
import pytest
from gliomine.config import Config
from gliomine.document import Document, Failure, Section
from gliomine.errors import ConfigError, PipelineError
from gliomine.stages import BATCH, STAGES, Pipeline, process_batch


def documents(*texts: str) -> list[Document]:
    return [Document(f"{number}.txt", text) for number, text in enumerate(texts)]


def grumble(batch: Sequence[Document]) -> list[Document]:
    if any("bad" in item.text for item in batch):
        raise ValueError("bad text")
    return list(batch)


def test_a_failing_document_fails_alone() -> None:
    done = process_batch(documents("a", "bad", "c"), stages=[("first", list), ("grumble", grumble)])
    assert [type(item) for item in done] == [Document, Failure, Document]
    assert done[1] == Failure("1.txt", "", "grumble", "ValueError: bad text")


def test_a_stage_that_loses_documents_is_found_out() -> None:
    done = process_batch(documents("a", "b"), stages=[("lossy", lambda batch: list(batch)[:1])])
    assert [type(item) for item in done] == [Document, Document]  # one at a time, nothing is lost
    done = process_batch(documents("a", "b"), stages=[("lossy", lambda batch: [])])
    assert [item.stage for item in done if isinstance(item, Failure)] == ["lossy", "lossy"]


def test_a_document_that_breaks_the_rules_is_a_failure() -> None:
    def overlong(batch: Sequence[Document]) -> list[Document]:
        return [replace(item, sections=(Section(0, 99, "body"),)) for item in batch]

    (done,) = process_batch(documents("short"), stages=[("overlong", overlong)])
    assert isinstance(done, Failure)
    assert done.stage == "validate"


def test_failures_among_the_documents_stay_where_they_are() -> None:
    lost = Failure("x", "x", "read", "no text")
    batch = [Document("0", "a"), lost, Document("2", "bad")]
    done = process_batch(batch, stages=[("grumble", grumble)])
    assert done[:2] == [Document("0", "a"), lost]
    assert isinstance(done[2], Failure)
    assert process_batch([lost], stages=[("grumble", grumble)]) == [lost]


def test_only_what_is_asked_for_is_loaded() -> None:
    assert [name for name, _ in Pipeline(Config(), until="sentences").stages] == list(STAGES)[:4]
    assert [name for name, _ in Pipeline(Config(), only=["sentences", "sections"]).stages] == ["sections", "sentences"]
    script = (
        "import sys; from gliomine import Pipeline\n"
        "list(Pipeline(until='abbreviations').process(['Glioma cells (GCs) grow.']))\n"
        "sys.exit('onnxruntime' in sys.modules or 'marisa_trie' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize("choice", [{"until": "sentence"}, {"only": ["sentence"]}])
def test_an_unknown_stage_names_the_nearest(choice: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match="did you mean 'sentences'"):
        Pipeline(Config(), **choice)  # type: ignore[arg-type]


def test_texts_come_out_in_order_and_a_failing_one_is_an_error_that_names_it() -> None:
    pipeline = Pipeline(Config(), only=["sections"])
    texts = [f"Abstract\ntext {number}" for number in range(2 * BATCH + 3)]
    assert [item.doc_id for item in pipeline.process(texts)] == [str(number) for number in range(len(texts))]
    pipeline.stages = (("grumble", grumble),)
    made = pipeline.process(["good", "bad"])
    assert next(made).text == "good"
    with pytest.raises(PipelineError, match=r"bad text.*document 1, stage grumble"):
        next(made)


def test_mentions_that_others_chose_need_not_keep_our_rules() -> None:
    def overlong(batch: Sequence[Document]) -> list[Document]:
        return [replace(item, sections=(Section(0, 99, "body"),)) for item in batch]

    pipeline = Pipeline(Config(), only=[], check=False)
    pipeline.stages = (("overlong", overlong),)
    assert isinstance(pipeline([Document("a", "short")])[0], Document)


def test_the_public_names() -> None:
    public = ["Config", "Document", "Pipeline", "PipelineError", "__version__", "load", "read_tables", "run"]
    assert dir(gliomine) == public
    assert all(hasattr(gliomine, name) for name in public)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = gliomine.nothing

"""What the encoder says of a name in one place is applied to the other places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from gliomine.document import Abbreviation, Document, Sentence
from gliomine.encoder.model import Found, load_recogniser
from gliomine.errors import ResourceError
from gliomine.mentions.dictionary import read_vocabulary
from gliomine.mentions.recognise import answers_of, load_heads, recognise

TINY = Path(__file__).parents[1] / "data" / "tiny_models" / "ner"


def test_a_defined_short_form_is_found_with_its_long_form() -> None:
    try:
        model = load_heads("ncbi_disease")
    except ResourceError:
        pytest.skip("no trained recogniser beside this checkout")
    text = "Kniest-like dysplasia tarda (KDT) was found. Three families had KDT and one had no KDT."
    sentences = [[(0, 44), (45, len(text))]]
    defined = [[Abbreviation(29, 32, "KDT", text[:27], 0, 27)]]
    (heads,) = recognise(model, [text], sentences, schemas=["ncbi_disease"], definitions=defined)
    found = [text[item.start : item.end] for item in heads["ncbi_disease"]]
    assert found.count("KDT") == 3


def test_sentences_of_many_texts_are_answered_as_those_of_one() -> None:
    model = load_recogniser(TINY)
    texts = ["red things and blue ones", "", "blue things, red things and TNF-a (3 nM)"]
    spans = [[(0, len(text))] if text else [] for text in texts]
    none: list[list[Abbreviation]] = [[] for _ in texts]
    together = recognise(model, texts, spans, schemas=model.schemas, definitions=none)
    for text, sentences, answer in zip(texts, spans, together, strict=True):
        assert recognise(model, [text], [sentences], schemas=model.schemas, definitions=[[]]) == [answer]


@pytest.mark.parametrize(
    ("known", "added"),
    [
        ({"things": [("cold", "Tool")]}, ["cold"]),
        ({"things": [("warm", "Tool")]}, []),
        ({"colours": [("cold", "Warm")]}, []),
    ],
)
def test_a_name_of_the_index_is_added_where_its_label_set_nearly_found_it(
    known: dict[str, list[tuple[str, str]]], added: list[str]
) -> None:
    model, text = load_recogniser(TINY), "warm days and cold nights in the fens"
    names = {schema: read_vocabulary(rows) for schema, rows in known.items()}

    def found(**more: Any) -> dict[str, list[Found]]:
        (answer,) = recognise(model, [text], [[(0, len(text))]], schemas=model.schemas, definitions=[[]], **more)
        return answer

    before, after = found(), found(known=names)
    assert after["colours"] == before["colours"]
    assert [text[item.start : item.end] for item in after["things"] if item not in before["things"]] == added
    assert all(item in after["things"] for item in before["things"])


def test_a_model_without_heads_for_cues_leaves_the_votes_alone() -> None:
    model = load_recogniser(TINY)
    document = Document("a", "red things", sentences=(Sentence(0, 10, 0, "title", "red things"),))
    ((after, found),) = answers_of(model, [document], "things")
    assert after is document
    assert list(found) == model.predict(["red things"], [[(0, 10)]], schemas=["things"])[0]["things"]


def test_the_heads_for_cues_answer_word_by_word_for_each_sentence() -> None:
    text = "Foals did not grow. Calves may grow."
    sentences = (Sentence(0, 19, 0, "body", text[:19]), Sentence(20, 36, 0, "body", text[20:]))
    ((after, _),) = answers_of(load_heads(), [Document("a", text, sentences=sentences)], None)
    best = {
        text[start:end]: int(scores[:9].argmax())
        for words in after.votes
        for start, end, scores in zip(words.starts, words.ends, words.values, strict=True)
    }
    # Outside, then begin, inside, end and single of negation, and the same of speculation.
    assert (best["not"], best["may"], best["Foals"], best["Calves"]) == (4, 8, 0, 0)
    assert [len(words.starts) for words in after.votes] == [5, 4]
    assert {words.values.shape[1] for words in after.votes} == {21}

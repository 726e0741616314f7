"""The recogniser, with a tiny random model (tests/tiny_model.py) and, where it is there, the shipped one."""

from __future__ import annotations

import random
import shutil
import string
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from gliomine.encoder.inputs import WINDOW, cut_windows
from gliomine.encoder.model import Found, NerModel, load_recogniser
from gliomine.errors import ConfigError, ResourceError
from gliomine.resources import models_folder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TINY = Path(__file__).parents[1] / "data" / "tiny_models" / "ner"
BOTH = ("colours", "things")
Answer = list[dict[str, list[Found]]]


@pytest.fixture(scope="module")
def tiny() -> NerModel:
    return load_recogniser(TINY)


def shipped_folder() -> Path:
    try:
        folder = models_folder() / "ner"
    except ResourceError:
        pytest.skip("no models beside this checkout")
    if not (folder / "encoder.onnx").is_file():
        pytest.skip("no trained recogniser beside this checkout")
    return folder


@pytest.fixture(scope="module")
def shipped() -> NerModel:
    return load_recogniser(shipped_folder())


def random_texts(count: int, *, seed: int = 3) -> list[str]:
    chooser = random.Random(seed)
    letters = string.ascii_letters + string.digits + "-(),αé"
    words = ["".join(chooser.choices(letters, k=chooser.randint(1, 9))) for _ in range(60)]
    return [" ".join(chooser.choices(words, k=chooser.randint(1, 60))) for _ in range(count)]


def whole(texts: list[str]) -> list[list[tuple[int, int]]]:
    return [[(0, len(text))] for text in texts]


def predict(model: NerModel, texts: list[str], schemas: tuple[str, ...] = BOTH) -> Answer:
    return model.predict(texts, whole(texts), schemas=schemas)


def test_spans_lie_in_the_text_and_do_not_overlap(tiny: NerModel) -> None:
    texts = random_texts(20)
    for text, heads in zip(texts, predict(tiny, texts), strict=True):
        for schema, found in heads.items():
            assert all(0 <= item.start < item.end <= len(text) for item in found)
            assert all(left.end <= right.start for left, right in pairwise(found))
            assert all(0 <= item.score <= 1 and item.label in tiny.labels(schema) for item in found)
    assert any(found for heads in predict(tiny, texts) for found in heads.values())


def test_a_text_alone_and_in_any_company_gets_the_same_answer(tiny: NerModel) -> None:
    texts = random_texts(24)
    together = predict(tiny, texts)
    assert [predict(tiny, [text])[0] for text in texts] == together
    assert predict(tiny, texts[::-1])[::-1] == together
    pairs = [predict(tiny, texts[place : place + 2]) for place in range(0, 24, 2)]
    assert [answer for pair in pairs for answer in pair] == together


def test_a_label_set_alone_and_beside_others_gives_the_same_answer(tiny: NerModel) -> None:
    texts = random_texts(15)
    together = predict(tiny, texts)
    for schema in BOTH:
        alone = predict(tiny, texts, (schema,))
        assert [heads[schema] for heads in alone] == [heads[schema] for heads in together]


def test_a_sentence_inside_a_text_gets_the_answer_of_the_sentence(tiny: NerModel) -> None:
    first, second = random_texts(2)
    text = f"{first} \n {second}"
    at = len(first) + 3
    (joint,) = tiny.predict([text], [[(0, len(first)), (at, len(text))]], schemas=["things"])
    left, right = (answer["things"] for answer in predict(tiny, [first, second], ("things",)))
    moved = [Found(item.start + at, item.end + at, item.label, item.score) for item in right]
    assert joint["things"] == left + moved


def test_every_word_of_a_long_sentence_is_judged(tiny: NerModel) -> None:
    text = " ".join(random_texts(12, seed=8))
    (heads,) = predict(tiny, [text])
    places = {item.start * 10 // len(text) for item in heads["things"]}
    assert places == set(range(10))


@pytest.mark.parametrize("pieces", [3, WINDOW, WINDOW + 1, 500, 1999])
def test_windows_cover_each_word_once_and_fit(pieces: int) -> None:
    ids = np.arange(pieces)
    firsts = np.array([place for place in range(1, pieces - 1) if place % 3 or pieces == 3])
    cut = list(cut_windows(0, ids, ids, firsts))
    assert [word for window in cut for word in range(*window.keep)] == list(range(len(firsts)))
    for window in cut:
        assert len(window.ids) <= WINDOW
        low, high = window.keep
        kept = window.firsts[window.skip : window.skip + high - low]
        assert window.ids[kept].tolist() == firsts[low:high].tolist()


def test_a_word_longer_than_a_window_is_no_obstacle() -> None:
    ids = np.arange(400)
    cut = list(cut_windows(0, ids, ids, np.array([1, 350, 380])))
    assert [word for window in cut for word in range(*window.keep)] == [0, 1, 2]
    assert all(len(window.ids) <= WINDOW for window in cut)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_no_text_is_too_strange(tiny: NerModel, text: str) -> None:
    (heads,) = predict(tiny, [text])
    assert all(text[item.start : item.end].strip() for found in heads.values() for item in found)


def test_nothing_in_nothing_out(tiny: NerModel) -> None:
    assert tiny.predict([], [], schemas=BOTH) == []
    assert tiny.predict(["text"], [[]], schemas=["things"]) == [{"things": []}]
    assert tiny.predict(["  "], [[(0, 2)]], schemas=["things"]) == [{"things": []}]


def test_an_unknown_schema_names_the_nearest(tiny: NerModel) -> None:
    with pytest.raises(ConfigError, match="things"):
        tiny.predict(["text"], [[(0, 4)]], schemas=["thing"])


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    shutil.copytree(TINY.parent, tmp_path / "models")
    path = tmp_path / "models" / "ner" / "encoder.onnx"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(ResourceError, match=r"encoder\.onnx"):
        load_recogniser(tmp_path / "models" / "ner")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    shutil.copytree(TINY.parent, tmp_path / "models")
    (tmp_path / "models" / "ner" / "heads" / "things.npz").unlink()
    with pytest.raises(ResourceError, match=r"things\.npz"):
        load_recogniser(tmp_path / "models" / "ner")


ABSTRACT = (
    "Temozolomide resistance in glioblastoma is driven by MGMT expression.\n"
    "Exosomes from human mesenchymal stem cells reduced the proliferation of U87 cells in mice. "
    "EGFR and PTEN were measured in 24 patients with recurrent glioma."
)


def test_the_shipped_model_recognises_plain_names(shipped: NerModel) -> None:
    (heads,) = shipped.predict([ABSTRACT], [[(0, 69), (70, len(ABSTRACT))]], schemas=["gliomine", "bc5cdr"])
    own = {(ABSTRACT[item.start : item.end], item.label) for item in heads["gliomine"]}
    assert {("glioblastoma", "disease"), ("MGMT", "gene"), ("mice", "organism"), ("Exosomes", "vesicle")} <= own
    other = {(ABSTRACT[item.start : item.end], item.label) for item in heads["bc5cdr"]}
    assert {("Temozolomide", "Chemical"), ("glioblastoma", "Disease")} <= other


def test_the_shipped_model_answers_for_each_corpus_alike_in_any_batch(shipped: NerModel) -> None:
    texts = [part for part in ABSTRACT.replace("\n", " ").split(". ") if part] + random_texts(8)
    together = predict(shipped, texts, shipped.schemas)
    assert [predict(shipped, [text], shipped.schemas)[0] for text in texts] == together
    assert predict(shipped, texts[::-1], shipped.schemas)[::-1] == together
    for schema in shipped.schemas:
        assert predict(shipped, texts, (schema,)) == [{schema: heads[schema]} for heads in together]


def test_the_shipped_model_is_small_and_loads_fast() -> None:
    folder = shipped_folder()
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= 30_000_000
    began = time.process_time()
    load_recogniser(folder)
    assert time.process_time() - began < 2.0


def test_a_long_text_is_read_in_parts_and_a_text_alone_gets_its_answer(tiny: NerModel) -> None:
    texts = random_texts(6)
    long = " ".join(random_texts(60, seed=9))
    cuts = [(place, min(place + 20, len(long))) for place in range(0, len(long), 20)] * 2
    sentences = [[(0, len(text))] for text in texts[:3]] + [cuts] + [[(0, len(text))] for text in texts[3:]]
    every = [*texts[:3], long, *texts[3:]]
    together = tiny.predict(every, sentences, schemas=BOTH)
    for text, spans, answer in zip(every, sentences, together, strict=True):
        assert tiny.predict([text], [spans], schemas=BOTH) == [answer]


def test_vectors_come_in_the_same_pass_and_change_no_score(tiny: NerModel) -> None:
    texts = random_texts(9, seed=8)
    plain = [list(outputs) for _, outputs in tiny.outputs(texts, whole(texts), schemas=BOTH)]
    for (words, outputs), before in zip(
        tiny.outputs(texts, whole(texts), schemas=BOTH, vectors=True), plain, strict=True
    ):
        for after, known in zip(outputs, before, strict=True):
            assert np.array_equal(after.scores, known.scores) and after.found == known.found
        assert words.vectors is not None and words.vectors.shape == (len(words.spans), tiny.width)
        alone = np.concatenate([values for text in texts for _, values in tiny.vectors(text, [(0, len(text))])])
        assert words.vectors.dtype == np.float16 and np.array_equal(words.vectors, alone.astype(np.float16))
    assert next(iter(tiny.outputs(texts, whole(texts), schemas=BOTH)))[0].vectors is None


def test_sentences_given_as_pieces_have_the_vectors_of_their_text(tiny: NerModel) -> None:
    text = "the red cat and the blue apple"
    ((_, values),) = tiny.vectors(text, [(0, len(text))])
    words, windows = tiny._encode([text], [(0, 0, len(text))])
    (window,) = windows
    (again,) = tiny.encoded([(window.ids, window.shape, window.firsts)])
    assert len(words.spans) == len(again) and np.array_equal(values, again)
    assert tiny.alone().schemas == tiny.schemas

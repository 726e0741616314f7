"""Unlabelled text and teachers: what a run learns before, and from, its annotations."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
pytest.importorskip("safetensors")

from gliomine.config import decode  # noqa: E402
from gliomine.training.batch import Batch, collate, moved  # noqa: E402
from gliomine.training.data import Example  # noqa: E402
from gliomine.training.distil import Teachers, sentence_scores  # noqa: E402
from gliomine.training.kept import load_state  # noqa: E402
from gliomine.training.learning import run_pretrain, run_teachers  # noqa: E402
from gliomine.training.model import Tagger, read_size  # noqa: E402
from gliomine.training.prepared import (  # noqa: E402
    load_tokenizer,
    run_prepare,
    run_prepare_held_out,
    run_prepare_text,
    run_prepare_unlabelled,
)
from gliomine.training.pretrain import inner_pieces, mask_words  # noqa: E402
from gliomine.training.settings import TrainSettings  # noqa: E402
from gliomine.training.stages import run_stages  # noqa: E402
from gliomine.training.start import start_labels  # noqa: E402
from gliomine.training.steps import steps_made  # noqa: E402

from tests.tiny_model import write_base  # noqa: E402
from tests.training.test_training import write_corpus  # noqa: E402


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> TrainSettings:
    root = tmp_path_factory.mktemp("teachers")
    write_corpus(root / "corpora" / "zoo", ["Animal"], seed=1)
    write_corpus(root / "corpora" / "shop", ["Fruit", "Tool"], seed=2)
    lines = [json.dumps({"text": f"Number {n}.\nThe red cat and the blue apple with a hammer."}) for n in range(30)]
    (root / "corpora" / "text.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    values = {
        "base": str(write_base(root / "base")),
        "corpora": str(root / "corpora"),
        "work": str(root / "work"),
        "output": str(root / "models" / "ner"),
        "workers": 1,
        "heads": [{"name": "zoo", "held_out": 0.9}, {"name": "shop", "held_out": 0.9}],
        "finetune": {"passes": 16.0, "learning_rate": 3e-3, "head_rate": 1e-2, "micro_tokens": 120, "keep": 1},
        "pretrain": {"steps": 6, "text": ["text.jsonl"], "tokens": 64, "max_pieces": 8},
        "teachers": {"count": 2, "text": ["text.jsonl"], "sentences": 25, "minutes": 1.0},
    }
    return decode(TrainSettings, values, where="settings")


def test_words_are_masked_whole(settings: TrainSettings) -> None:
    inner = torch.tensor([False, False, False, False, True, True])
    ids = torch.tensor([[1, 4, 5, 2, 3, 4, 1, 2]]).repeat(400, 1)
    random = torch.Generator().manual_seed(3)
    hidden, where = mask_words(ids, inner, random, share=0.3, mask=0)
    chosen = torch.zeros(ids.numel(), dtype=torch.bool)
    chosen[where] = True
    chosen = chosen.reshape(ids.shape)
    assert (chosen[:, 0] == chosen[:, 1]).all() and (chosen[:, 1] == chosen[:, 2]).all()  # one word of three pieces
    assert (chosen[:, 4] == chosen[:, 5]).all() and not (chosen[:, 0] == chosen[:, 3]).all()
    assert 0.25 < chosen.float().mean() < 0.35
    assert (hidden == ids)[~chosen].all()
    assert 0.7 < (hidden[chosen] == 0).float().mean() < 0.97  # most are hidden, some are other pieces, some stay
    again, _ = mask_words(ids, inner, torch.Generator().manual_seed(3), share=0.3, mask=0)
    assert (again == hidden).all()
    tokenizer = load_tokenizer(settings)
    pieces = inner_pieces(tokenizer, vocabulary=read_size(Path(settings.base)).vocabulary)
    vocabulary = tokenizer.get_vocab()
    assert all(bool(pieces[number]) == piece.startswith("##") for piece, number in vocabulary.items())


def test_what_a_run_reads_is_encoded_once(settings: TrainSettings) -> None:
    prepared = run_prepare(settings)
    ids, shapes = run_prepare_text(settings)
    sentences, held_out = run_prepare_unlabelled(settings), run_prepare_held_out(settings, prepared)
    assert ids.shape == shapes.shape and ids.shape[1] == 8
    assert len(sentences) == 25 and not any(item.tags for item in sentences)
    assert held_out and all(item.tags for item in held_out)
    nowhere = dataclasses.replace(settings, corpora=settings.corpora, base=settings.base)
    path = Path(settings.corpora) / "text.jsonl"
    text = path.read_bytes()
    path.write_bytes(b"")  # what is encoded is not read again
    try:
        assert (run_prepare_text(nowhere)[0] == ids).all()
        again = run_prepare_unlabelled(nowhere)
    finally:
        path.write_bytes(text)
    assert [item.ids.tolist() for item in again] == [item.ids.tolist() for item in sentences]


def test_a_model_learns_from_teachers_and_says_which_labels_it_has(settings: TrainSettings) -> None:
    run_stages(settings, [])
    made = json.loads((Path(settings.output) / "metrics.json").read_text(encoding="utf-8"))
    assert made["heads"]["zoo"]["f1"] > 80 and made["heads"]["shop"]["f1"] > 80
    work = Path(settings.work)
    first, second = (load_state(work / f"teacher-{number}.safetensors")["model"] for number in range(2))
    assert not torch.equal(first["heads.zoo.own"], second["heads.zoo.own"])
    assert start_labels(str(work / "averaged.safetensors")) == run_prepare(settings).labels
    before = (work / "teacher-0.safetensors").stat().st_mtime_ns
    run_teachers(settings)
    run_pretrain(settings)
    assert (work / "teacher-0.safetensors").stat().st_mtime_ns == before


def test_teachers_teach_words_that_nobody_has_annotated(settings: TrainSettings) -> None:
    run_stages(settings, ["prepare", "pretrain", "teachers"])
    prepared = run_prepare(settings)
    state = load_state(Path(settings.work) / "teacher-0.safetensors")["model"]
    size = read_size(Path(settings.base))
    knows, learns = Tagger(size, prepared.labels), Tagger(size, prepared.labels)
    for model in (knows, learns):
        model.load_state_dict(state)
    torch.nn.init.zeros_(learns.heads["zoo"].own)
    torch.nn.init.zeros_(learns.heads["zoo"].kind)
    torch.nn.init.zeros_(learns.heads["zoo"].part)
    held_out = run_prepare_held_out(settings, prepared)
    assert sentence_scores(knows, held_out)["zoo"] > 80 > 20 > sentence_scores(learns, held_out)["zoo"]
    plain = [Example(item.ids, item.shape, item.firsts) for item in prepared.train]
    teachers = Teachers([knows], ["zoo"], weight=1.0, annotated=0.5)
    optimiser = torch.optim.Adam(learns.heads["zoo"].parameters(), lr=0.05)
    for _ in range(30):
        batch = collate(plain[:60])
        with torch.no_grad():
            words = learns.encoder(batch.ids, batch.shape, batch.lengths).flatten(0, 1)[batch.firsts]
        optimiser.zero_grad()
        teachers.loss(learns, words, batch).backward()
        optimiser.step()
    assert sentence_scores(learns, held_out)["zoo"] > 80


def test_annotations_and_teachers_share_the_words_between_them(settings: TrainSettings) -> None:
    prepared = run_prepare(settings)
    torch.manual_seed(1)
    model = Tagger(read_size(Path(settings.base)), prepared.labels).eval()
    both = next(item for item in prepared.train if "zoo" in item.tags and item.tags["zoo"].any())
    batch = collate([Example(both.ids, both.shape, both.firsts, {"zoo": both.tags["zoo"]})])
    words = model.encoder(batch.ids, batch.shape, batch.lengths).flatten(0, 1)[batch.firsts]
    alone = Teachers([], [], weight=0.3, annotated=0.5).loss(model, words, batch)
    which, tags = batch.targets["zoo"]
    gold = torch.nn.functional.cross_entropy(model.heads["zoo"](words[which]), tags, reduction="sum")
    assert alone.item() == pytest.approx(gold.item(), rel=1e-5)
    shared = Teachers([model], ["zoo"], weight=0.3, annotated=0.5).loss(model, words, batch)
    chances = model.heads["zoo"](words).softmax(1)
    entropy = -(chances * chances.log()).sum()
    assert shared.item() == pytest.approx(0.5 * gold.item() + 0.5 * entropy.item(), rel=1e-4)


def make_squares(step: int) -> list[Batch | int]:
    return [step * step]


def test_batches_made_in_other_processes_come_in_order() -> None:
    assert list(steps_made(make_squares, 3, 12, apart=2)) == list(steps_made(make_squares, 3, 12))
    assert [made[0] for made in steps_made(make_squares, 3, 6)] == [9, 16, 25]


def test_everything_in_a_batch_moves() -> None:
    example = Example(np.array([1, 5, 2]), np.zeros(3, dtype=np.int64), np.array([1]), {"zoo": np.array([4])})
    batch = moved([collate([example])], "meta")[0]
    assert {str(item.device) for item in (batch.ids, batch.lengths, *batch.targets["zoo"])} == {"meta"}

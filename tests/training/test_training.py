"""Training from corpora to a recogniser, on a tiny model; skipped without the extra `train`."""

from __future__ import annotations

import dataclasses
import json
import random
import shutil
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
pytest.importorskip("safetensors")

from gliomine.config import decode  # noqa: E402
from gliomine.encoder.model import load_recogniser  # noqa: E402
from gliomine.errors import ResourceError  # noqa: E402
from gliomine.relations.candidates import Labels  # noqa: E402
from gliomine.relations.classify import load_relations  # noqa: E402
from gliomine.training.annotations import Entity  # noqa: E402
from gliomine.training.batch import collate  # noqa: E402
from gliomine.training.export import export  # noqa: E402
from gliomine.training.exported import read_exported  # noqa: E402
from gliomine.training.finetune import Trainer, batch_loss, checkpoints, finetune  # noqa: E402
from gliomine.training.graph import quantise_weights  # noqa: E402
from gliomine.training.head import add_head  # noqa: E402
from gliomine.training.kept import read_taught  # noqa: E402
from gliomine.training.learning import run_finetune  # noqa: E402
from gliomine.training.model import Tagger, load_base, read_size  # noqa: E402
from gliomine.training.plan import make_plan  # noqa: E402
from gliomine.training.prepared import run_prepare  # noqa: E402
from gliomine.training.relation_corpora import Claim, Related, labels_of  # noqa: E402
from gliomine.training.relation_stage import begun_network  # noqa: E402
from gliomine.training.settings import FitSettings, PretrainSettings, RelationSettings, TrainSettings  # noqa: E402
from gliomine.training.stages import run_stages  # noqa: E402
from gliomine.training.start import grown, start_relations, take_up  # noqa: E402

from tests.tiny_model import write_base, write_recogniser  # noqa: E402

pytestmark = pytest.mark.slow
TINY_MODELS = Path(__file__).parents[1] / "data" / "tiny_models"
NAMES = {"Animal": ["cat", "dog", "red cat"], "Fruit": ["apple", "blue apple"], "Tool": ["hammer", "saw"]}
TEXTS = ["The dog and the saw were seen.", "A blue apple of the red cat."]
WHOLE = [[(0, len(text))] for text in TEXTS]
FRAMES = ("The {} and the {} were seen.", "A {} of the {}.", "No {} with {} and {}.", "Nothing was seen.")


def write_corpus(folder: Path, types: list[str], *, seed: int, documents: int = 60) -> None:
    chooser = random.Random(seed)
    folder.mkdir(parents=True)
    for part, count in (("train", documents), ("dev", documents // 3)):
        with (folder / f"{part}.jsonl").open("w", encoding="utf-8") as stream:
            for number in range(count):
                text, entities = "", []
                for place in range(4):
                    frame = chooser.choice(FRAMES).split("{}")
                    for piece in frame[:-1]:
                        text += piece
                        label = chooser.choice(list(NAMES))
                        name = chooser.choice(NAMES[label])
                        if label in types:
                            entities.append({"start": len(text), "end": len(text) + len(name), "type": label})
                        text += name
                    text += frame[-1] + ("\n" if place == 0 else " ")
                row = {"doc_id": f"{seed}-{part}{number}", "text": text, "entities": entities}
                stream.write(json.dumps(row) + "\n")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> TrainSettings:
    root = tmp_path_factory.mktemp("training")
    write_corpus(root / "corpora" / "zoo", ["Animal"], seed=1)
    write_corpus(root / "corpora" / "shop", ["Fruit", "Tool"], seed=2)
    (root / "corpora" / "text.jsonl").write_text(
        "".join(json.dumps({"text": "the red cat and the blue apple with a hammer " * 4}) + "\n" for _ in range(20)),
        encoding="utf-8",
    )
    values = {
        "base": str(write_base(root / "base")),
        "corpora": str(root / "corpora"),
        "work": str(root / "work"),
        "output": str(root / "models" / "ner"),
        "workers": 2,
        "average": 2,
        "heads": [{"name": "zoo", "held_out": 0.9}, {"name": "shop", "held_out": 0.9}],
        "finetune": {"passes": 24.0, "learning_rate": 3e-3, "head_rate": 1e-2, "micro_tokens": 120, "keep": 2},
        "pretrain": {"steps": 8, "text": ["text.jsonl"], "tokens": 256, "max_pieces": 16},
    }
    return decode(TrainSettings, values, where="settings")


def test_all_stages_give_a_recogniser_that_has_learnt(prepared: TrainSettings) -> None:
    run_stages(prepared, [])
    made = json.loads((Path(prepared.output) / "metrics.json").read_text(encoding="utf-8"))
    assert made["heads"]["zoo"]["f1"] > 80 and made["heads"]["shop"]["f1"] > 80
    assert made["int8_mean_f1_loss"] < 1
    model = load_recogniser(Path(prepared.output))
    text = "The dog and the saw were seen."
    (heads,) = model.predict([text], [[(0, len(text))]], schemas=["zoo", "shop"])
    assert [text[item.start : item.end] for item in heads["zoo"]] == ["dog"]
    assert [item.label for item in heads["shop"]] == ["Tool"]


def test_a_second_run_learns_on_from_the_first(prepared: TrainSettings, tmp_path: Path) -> None:
    run_stages(prepared, [])
    again = dataclasses.replace(
        prepared,
        work=str(tmp_path / "work"),
        output=str(tmp_path / "models" / "ner"),
        heads=tuple(dataclasses.replace(item, taught=True) for item in prepared.heads),
        finetune=dataclasses.replace(
            prepared.finetune,
            passes=2.0,
            learning_rate=1e-4,
            start=str(Path(prepared.work) / "averaged.safetensors"),
            hidden=0.05,
            exchanged=0.3,
        ),
        pretrain=PretrainSettings(),
    )
    run_stages(again, ["prepare", "finetune", "average", "export", "evaluate"])
    made = json.loads((Path(again.output) / "metrics.json").read_text(encoding="utf-8"))
    assert made["heads"]["zoo"]["f1"] > 80 and made["heads"]["shop"]["f1"] > 80
    taught = read_taught(Path(again.work) / "taught.npz")
    examples = run_prepare(again).train
    assert len(taught) == len(examples)
    for example, tags in zip(examples, taught, strict=True):
        assert set(example.tags) | set(tags) == {"zoo", "shop"} and not set(example.tags) & set(tags)
        assert all(len(values) == len(example.firsts) for values in tags.values())
    nowhere = dataclasses.replace(again.finetune, start="nowhere.safetensors")
    with pytest.raises(ResourceError, match="cannot start"):
        run_finetune(dataclasses.replace(again, work=str(tmp_path / "other"), finetune=nowhere))


def test_a_stopped_run_goes_on_where_it_was(prepared: TrainSettings, tmp_path: Path) -> None:
    data = run_prepare(prepared)
    settings = dataclasses.replace(prepared.finetune, passes=1.0, dropout=0.0)
    plan = make_plan(data.train, prepared.heads, settings, seed=1)
    ends = []
    for stops in ([len(plan)], [2, len(plan)]):
        for stop in stops:
            torch.manual_seed(1)
            model = Tagger(read_size(Path(prepared.base)), data.labels, sparse=True)
            load_base(model.encoder, Path(prepared.base))
            folder = tmp_path / str(len(stops))
            trainer = Trainer(model, settings, folder=folder, workers=1, device="cpu")
            # A run that is stopped early has the learning rate of the whole plan.
            trainer.progress = lambda _, trainer=trainer: trainer.step / len(plan)  # type: ignore[method-assign]
            finetune(trainer, data.train, plan[:stop])
        ends.append(trainer.model.heads["zoo"].own.detach().numpy())
    assert np.allclose(ends[0], ends[1], atol=1e-6)


def test_a_second_call_of_a_finished_run_changes_nothing(prepared: TrainSettings) -> None:
    run_stages(prepared, ["finetune"])
    before = checkpoints(Path(prepared.work) / "checkpoints")[-1].name
    run_finetune(prepared)
    assert checkpoints(Path(prepared.work) / "checkpoints")[-1].name == before


def test_the_graph_computes_what_the_network_computes(tmp_path: Path) -> None:
    import onnxruntime

    base = write_base(tmp_path / "base")
    single = write_recogniser(tmp_path / "single", base, quantised=False)
    session = onnxruntime.InferenceSession(str(single / "encoder.onnx"), providers=["CPUExecutionProvider"])
    model = Tagger(read_size(base), {"things": ("Animal",)}).eval()
    load_base(model.encoder, base)
    random_ids = np.random.default_rng(0).integers(5, 60, (3, 16))
    shape, lengths = random_ids % 10, np.array([16, 9, 12], dtype=np.int32)
    places = np.concatenate([np.arange(count) + 16 * row for row, count in enumerate(lengths)])
    feed = {"ids": random_ids, "shape": shape, "lengths": lengths, "firsts": places}
    eye = {"weight": np.eye(32, dtype=np.float32), "bias": np.zeros(32, dtype=np.float32)}
    made, *_ = session.run(None, {**feed, **eye})
    with torch.no_grad():
        wanted = model.encoder(*(torch.from_numpy(feed[name]) for name in ("ids", "shape", "lengths")))
    assert np.allclose(made, wanted.reshape(-1, 32).numpy()[places], atol=1e-4)


def test_neighbouring_weights_never_overflow_sixteen_bits() -> None:
    weights = np.random.default_rng(1).standard_t(2, size=(64, 40))
    values, scale = quantise_weights(weights)
    size = np.abs(values.astype(int))
    assert (size[0::2] + size[1::2]).max() <= 128
    assert np.abs(values * scale - weights).max() <= scale.max() * 0.51


def test_padding_does_not_change_the_loss(prepared: TrainSettings) -> None:
    data = run_prepare(prepared)
    model = Tagger(read_size(Path(prepared.base)), data.labels).eval()
    load_base(model.encoder, Path(prepared.base))
    examples = sorted(data.train[:6], key=lambda item: len(item.ids))
    alone = sum(float(batch_loss(model, collate([item])).detach()) for item in examples)
    assert float(batch_loss(model, collate(examples)).detach()) == pytest.approx(alone, rel=1e-4)


def test_a_head_of_ones_own_leaves_the_others_alone(tmp_path: Path) -> None:
    shutil.copytree(TINY_MODELS, tmp_path / "models")
    folder = tmp_path / "models" / "ner"
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    write_corpus(tmp_path / "mine", ["Animal", "Tool"], seed=4)
    score = add_head(folder, [tmp_path / "mine" / "train.jsonl", tmp_path / "mine" / "dev.jsonl"], "mine")
    assert score is not None and score.f1 > 60
    assert all((next(folder.rglob(name))).read_bytes() == data for name, data in before.items())
    assert load_recogniser(folder).schemas == ("colours", "mine", "things")


def write_relations(folder: Path, *, seed: int, part: str, documents: int = 40) -> None:
    """Write sentences in which an animal eats or avoids a fruit; the verb says which."""
    chooser = random.Random(seed)
    lines = []
    for number in range(documents):
        subject, object_ = chooser.choice(NAMES["Animal"]), chooser.choice(NAMES["Fruit"])
        verb, predicate = chooser.choice([("with", "eats"), ("of", "avoids"), ("and", None)])
        text = f"The {subject} {verb} the {object_}."
        start = len(f"The {subject} {verb} the ")
        places = [(4, 4 + len(subject), "Animal"), (start, start + len(object_), "Fruit")]
        entities = [
            {"id": f"T{n}", "start": a, "end": b, "text": text[a:b], "type": kind}
            for n, (a, b, kind) in enumerate(places)
        ]
        relation = {"type": predicate, "subject": "T0", "object": "T1", "negated": False, "speculated": False}
        lines.append(
            json.dumps(
                {
                    "doc_id": f"{part}{number}",
                    "text": text,
                    "entities": entities,
                    "relations": [relation] if predicate else [],
                }
            )
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{part}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_relations_are_learnt_with_the_recogniser_and_fitted_on_its_vectors(
    prepared: TrainSettings, tmp_path: Path
) -> None:
    for name in ("eating", "own"):
        write_relations(tmp_path / "relations" / name, seed=5, part="train")
        write_relations(tmp_path / "relations" / name, seed=6, part="dev")
    settings = dataclasses.replace(
        prepared,
        work=str(tmp_path / "work"),
        output=str(tmp_path / "models" / "ner"),
        relations_root=str(tmp_path / "relations"),
        relations=(
            RelationSettings("eating", held_out=1.0),
            RelationSettings("own", held_out=1.0, frozen=True, apart=True),
        ),
        finetune=dataclasses.replace(prepared.finetune, passes=4.0, relation_passes=20.0, relation_rate=3e-3),
        fit=FitSettings(passes=40.0, rate=3e-3, pairs=20),
        pretrain=PretrainSettings(),
    )
    run_stages(settings, ["prepare", "finetune", "average", "export", "relations"])
    folder = Path(settings.output).parent / "relations"
    made = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))["heads"]
    assert made["eating"]["f1"] > 80 and made["own"]["f1"] > 80
    assert load_relations(folder / "shared.npz").of("eating").predicates
    assert set(load_relations(folder / "own.npz").labels) == {"own"}
    assert "own.npz" in (Path(settings.output).parent / "manifest.toml").read_text(encoding="utf-8")
    # A run that starts from this recogniser goes on with its relations, too.
    state, _ = read_exported(Path(settings.output))
    with np.load(folder / "shared.npz", allow_pickle=False) as kept:
        names = [name for name in kept.files if name != "about"]
        assert names and all(np.array_equal(state[f"relations.{name}"], kept[name]) for name in names)
    begun = Tagger(
        read_size(Path(settings.base)),
        {"zoo": ("Animal",)},
        relations={"eating": load_relations(folder / "shared.npz").of("eating")},
    )
    take_up(begun, settings.output)
    found = begun.state_dict()["relations.project.weight"].numpy()
    assert np.array_equal(found, state["relations.project.weight"])
    before = start_relations(settings.output)["eating"]
    assert before == load_relations(folder / "shared.npz").of("eating")
    averaged = start_relations(str(Path(settings.work) / "averaged.safetensors"))["eating"]
    assert (averaged.predicates, averaged.pairs) == (before.predicates, before.pairs)
    # A network of its own goes on where it is asked to, from a copy: the file will be replaced.
    onward = dataclasses.replace(
        settings,
        work=str(tmp_path / "onward"),
        finetune=dataclasses.replace(settings.finetune, start=settings.output),
    )
    Path(onward.work).mkdir()
    labels = dict(load_relations(folder / "own.npz").labels)
    network = begun_network(onward, "own.npz", labels, width=state["relations.project.weight"].shape[1])
    with np.load(Path(onward.work) / "start-own.npz", allow_pickle=False) as kept:
        given = {name: values.numpy() for name, values in network.state_dict().items()}
        assert all(np.array_equal(given[name], kept[name].astype(np.float32)) for name in kept.files if name != "about")


def test_rows_of_relations_stay_where_new_ones_come_behind_them() -> None:
    known = Labels(("eats", "sees"), ("bird", "worm"), ((0, 1), (1, 0)))
    text = "ant bird"
    entities = (Entity(0, 3, "ant"), Entity(4, 8, "bird"))
    claims = tuple(Claim(1, 0, "sees", None) for _ in range(5)) + tuple(Claim(1, 0, "bites", None) for _ in range(9))
    document = Related("d", None, text, entities, ((), ()), claims, False, False)
    after = labels_of([document], RelationSettings("zoo"), known)
    assert (after.predicates, after.types) == (("eats", "sees", "bites"), ("bird", "worm", "ant"))
    assert after.pairs == ((0, 1), (1, 0), (0, 2))
    rows = torch.arange(6.0).reshape(2, 3)
    more = grown(rows, torch.zeros(4, 3))
    assert torch.equal(more[:2], rows) and not more[2:].any()
    assert not grown(rows, torch.zeros(4, 2)).any()


def test_an_exported_recogniser_is_taken_up_as_it_is(prepared: TrainSettings, tmp_path: Path) -> None:
    run_stages(prepared, [])
    state, labels = read_exported(Path(prepared.output))
    again = tmp_path / "again" / "ner"
    size = read_size(Path(prepared.base))
    export(
        state,
        again,
        labels=labels,
        tokenizer=Path(prepared.base) / "tokenizer.json",
        attention_heads=size.attention_heads,
        epsilon=size.epsilon,
    )
    assert read_exported(again)[1] == labels
    for name, values in read_exported(again)[0].items():
        # Rounding once more moves a weight by half a step at most.
        assert np.abs(values - state[name]).max() <= 0.006 * max(1e-9, np.abs(state[name]).max()), name
    once, twice = (
        load_recogniser(folder).predict(TEXTS, WHOLE, schemas=["zoo", "shop"])
        for folder in (Path(prepared.output), again)
    )
    for before, after in zip(once, twice, strict=True):
        for head, found in before.items():
            assert [(item.start, item.label) for item in found] == [(item.start, item.label) for item in after[head]]
    with pytest.raises(ResourceError, match="cannot read the exported"):
        read_exported(tmp_path)

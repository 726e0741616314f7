"""A tiny, randomly initialised base model and recogniser, made by the project's own code.

`python -m tests.tiny_model tests/data/tiny_models` made the fixture that the run-time tests use (needs the extra
`train`).
"""

from __future__ import annotations

import json
import string
import sys
from pathlib import Path

LABELS = {"colours": ("Warm", "Cold"), "things": ("Animal", "Fruit", "Tool")}
WORDS = ("the", "red", "blue", "apple", "cat", "hammer", "and", "of", "with", "cell", "protein", "##s", "##ing", "##ed")


def write_tokenizer(folder: Path) -> int:
    """Write an uncased word-piece tokenizer over single letters and a few words; return the vocabulary's size."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    signs = [*string.ascii_lowercase, *string.digits]
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *signs, *(f"##{sign}" for sign in signs), *WORDS]
    names += list(string.punctuation)
    vocabulary = {name: number for number, name in enumerate(dict.fromkeys(names))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = [(name, vocabulary[name]) for name in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=special)
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.save(str(folder / "tokenizer.json"))
    return len(vocabulary)


def write_base(folder: Path, *, width: int = 32, layers: int = 2) -> Path:
    """Write config.json, model.safetensors and tokenizer.json in the form of a BERT model."""
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    vocabulary, inner = write_tokenizer(folder), 2 * width
    config = {
        "vocab_size": vocabulary,
        "hidden_size": width,
        "num_hidden_layers": layers,
        "num_attention_heads": 4,
        "intermediate_size": inner,
        "max_position_embeddings": 160,
    }
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    torch.manual_seed(5)
    shapes = {
        "embeddings.word_embeddings.weight": (vocabulary, width),
        "embeddings.position_embeddings.weight": (160, width),
        "embeddings.token_type_embeddings.weight": (2, width),
    }
    for number in range(layers):
        layer = f"encoder.layer.{number}"
        for part in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            shapes[f"{layer}.{part}.weight"] = (width, width)
        shapes[f"{layer}.intermediate.dense.weight"] = (inner, width)
        shapes[f"{layer}.output.dense.weight"] = (width, inner)
    tensors = {name: torch.randn(shape) * 0.15 for name, shape in shapes.items()}
    for name, shape in list(shapes.items()):
        if name.startswith("encoder"):
            tensors[name.replace(".weight", ".bias")] = torch.randn(shape[0]) * 0.02
    norms = ["embeddings.LayerNorm"]
    norms += [f"encoder.layer.{n}.{part}.output.LayerNorm" for n in range(layers) for part in ("attention",)]
    norms += [f"encoder.layer.{n}.output.LayerNorm" for n in range(layers)]
    for name in norms:
        tensors[f"{name}.weight"], tensors[f"{name}.bias"] = torch.ones(width), torch.zeros(width)
    save_file(tensors, str(folder / "model.safetensors"))
    return folder


def write_recogniser(models: Path, base: Path, *, quantised: bool = True) -> Path:
    """Write a recogniser with random heads into `models`/ner, with its manifest."""
    import torch
    from gliomine.training.export import export
    from gliomine.training.model import Tagger, load_base, read_size

    size = read_size(base)
    torch.manual_seed(7)
    model = Tagger(size, LABELS)
    load_base(model.encoder, base)
    for head in model.heads.values():
        torch.nn.init.normal_(head.own, std=0.3)
    state = {name: values.detach().numpy() for name, values in model.state_dict().items()}
    export(
        state,
        models / "ner",
        labels=LABELS,
        tokenizer=base / "tokenizer.json",
        attention_heads=size.attention_heads,
        epsilon=size.epsilon,
        quantised=quantised,
    )
    return models / "ner"


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as made:
        write_recogniser(Path(sys.argv[1]), write_base(Path(made)))

"""What a training run keeps is read again as it was, and nothing in a working folder is carried out."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from gliomine.errors import ResourceError
from gliomine.training.annotations import Entity
from gliomine.training.data import Annotated, Example, Prepared
from gliomine.training.kept import read_prepared, read_taught, write_prepared, write_taught


def example(pieces: list[int], **tags: list[int]) -> Example:
    ids = np.array(pieces, dtype=np.int64)
    return Example(
        ids, (ids % 5).astype(np.int8), np.arange(len(ids) - 1), {name: np.array(row) for name, row in tags.items()}
    )


TRAIN = [example([2, 9, 3], zoo=[0, 4], shop=[1, 0]), example([2, 7, 8, 3], shop=[0, 0, 2]), example([2, 3])]


def told(item: Example) -> list[object]:
    arrays = [item.ids, item.shape, item.firsts, *item.tags.values()]
    return [list(item.tags), [(array.dtype, array.tolist()) for array in arrays]]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_prepared_corpora_are_read_as_they_were_written(tmp_path: Path, count: int) -> None:
    held_out = {"zoo": [Annotated("1", None, "A dog.", (Entity(2, 5, "Animal"),), True)], "shop": []}
    prepared = Prepared({"zoo": ("Animal",), "shop": ()}, TRAIN[:count], held_out, {"zoo": 2})
    path = tmp_path / "prepared.npz"
    write_prepared(path, prepared, key="these settings")
    found = read_prepared(path, key="these settings")
    assert found is not None
    assert [told(item) for item in found.train] == [told(item) for item in TRAIN[:count]]
    assert (found.labels, found.held_out, found.lost) == (prepared.labels, held_out, {"zoo": 2})
    assert read_prepared(path, key="other settings") is None


def test_tags_are_read_as_they_were_written(tmp_path: Path) -> None:
    tags = [{}, {"zoo": np.array([1, 2], dtype=np.int16)}, {"zoo": np.array([], dtype=np.int16), "é": np.array([3])}]
    write_taught(tmp_path / "taught.npz", tags)
    found = read_taught(tmp_path / "taught.npz")
    assert [{name: (row.dtype, row.tolist()) for name, row in item.items()} for item in found] == [
        {name: (row.dtype, row.tolist()) for name, row in item.items()} for item in tags
    ]


class Harmful:
    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.mark,)


def test_a_pickle_in_the_working_folder_is_not_carried_out(tmp_path: Path) -> None:
    mark, path = tmp_path / "carried out", tmp_path / "prepared.npz"
    for data in (
        lambda stream: pickle.dump(Harmful(mark), stream),
        lambda stream: np.savez(stream, values=np.array([Harmful(mark)], dtype=object)),
        lambda stream: stream.write(b"PK\x03\x04"),
        lambda stream: None,
    ):
        with path.open("wb") as stream:
            data(stream)
        assert read_prepared(path, key="") is None
        with pytest.raises(ResourceError, match="cannot be read"):
            read_taught(path)
    assert not mark.exists()


def test_the_state_of_a_network_is_read_as_it_was_written(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("safetensors")
    from gliomine.training.kept import load_state, save_state

    network = torch.nn.Linear(3, 2)
    optimiser = torch.optim.AdamW(network.parameters(), lr=0.01)
    network(torch.ones(1, 3)).sum().backward()
    optimiser.step()
    shared = network.weight.detach().T  # neither contiguous nor alone in its memory
    state = {"model": network.state_dict(), "optimiser": optimiser.state_dict(), "step": 7, "also": [shared, None, ()]}
    save_state(tmp_path / "a.safetensors", state)
    found = load_state(tmp_path / "a.safetensors")
    assert torch.equal(found["also"][0], shared) and found["also"][1:] == [None, ()]
    assert found["step"] == 7
    other = torch.nn.Linear(3, 2)
    other.load_state_dict(found["model"])
    assert torch.equal(other.weight, network.weight)
    again = torch.optim.AdamW(other.parameters())
    again.load_state_dict(found["optimiser"])
    assert again.param_groups[0]["lr"] == 0.01
    assert again.param_groups[0]["betas"] == (0.9, 0.999)
    assert torch.equal(again.state_dict()["state"][0]["exp_avg"], optimiser.state_dict()["state"][0]["exp_avg"])
    mark = tmp_path / "carried out"
    for data in (pickle.dumps(Harmful(mark)), b"", b"\xff" * 64):
        (tmp_path / "a.safetensors").write_bytes(data)
        with pytest.raises(ResourceError, match="cannot be read"):
            load_state(tmp_path / "a.safetensors")
    assert not mark.exists()

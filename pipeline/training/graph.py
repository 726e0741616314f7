"""The encoder as an ONNX graph, in int8 or in single precision.

Weights are int8 with one scale an output channel; activations are quantised with one scale a row (a piece), so that no
row depends on what else is in the batch. The zero point of the activations is 128, and a channel's scale is chosen so
that two neighbouring weights never add up to more than 128: then the 16-bit sums of processors without VNNI cannot
overflow, and the integer part of the result is the same on all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

CONTRIB = "com.microsoft"
OPSET = 18


def quantise_weights(weights: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return int8 weights and the scale of each column, for inputs x outputs.

    >>> quantised, scale = quantise_weights(np.array([[1.0], [-0.5]]))
    >>> quantised.ravel().tolist(), bool(np.isclose(quantised * scale, [[1.0], [-0.5]], atol=0.01).all())
    ([85, -43], True)
    """
    size = np.abs(weights).astype(np.float64)
    pairs = size[0::2] + (size[1::2] if len(size) % 2 == 0 else np.vstack([size[1::2], np.zeros_like(size[:1])]))
    scale = np.maximum(np.maximum(size.max(axis=0) / 127, pairs.max(axis=0) / 127), 1e-12)
    quantised = np.clip(np.round(weights / scale), -127, 127).astype(np.int8)
    return quantised, scale.astype(np.float32)


@dataclass(slots=True)
class Graph:
    """Nodes and constants while a graph is put together."""

    quantised: bool
    nodes: list[Any] = field(default_factory=list)
    constants: dict[str, NDArray[Any]] = field(default_factory=dict)
    count: int = 0

    def constant(self, name: str, values: NDArray[Any]) -> str:
        """Keep a constant under a name."""
        self.constants[name] = values
        return name

    def add(self, kind: str, inputs: list[str], *, outputs: int = 1, contrib: bool = False, **attributes: Any) -> Any:
        """Append a node; return the name of its output, or the names."""
        names = [f"{kind.lower()}_{self.count}_{number}" for number in range(outputs)]
        self.count += 1
        self.nodes.append(helper.make_node(kind, inputs, names, domain=CONTRIB if contrib else "", **attributes))
        return names[0] if outputs == 1 else names


def _rows(graph: Graph, hidden: str) -> tuple[str, str]:
    """Return rows as unsigned bytes around 128, and the scale of each row."""
    largest = graph.add("ReduceMax", [graph.add("Abs", [hidden]), "last_axis"], keepdims=1)
    scale = graph.add("Mul", [graph.add("Max", [largest, "tiny"]), "step"])
    return graph.add("QuantizeLinear", [graph.add("Div", [hidden, scale]), "one", "middle"]), scale


def _linear(graph: Graph, rows: Any, name: str, weights: NDArray[Any]) -> str:
    """Multiply rows by weights, inputs x outputs, without a bias."""
    if not graph.quantised:
        product: str = graph.add("MatMul", [rows, graph.constant(name, np.ascontiguousarray(weights))])
        return product
    values, scale = quantise_weights(weights)
    graph.constant(name, values)
    graph.constant(f"{name}.scale", scale)
    product = graph.add("MatMulIntegerToFloat", [rows[0], name, "one", f"{name}.scale", "middle"], contrib=True)
    scaled: str = graph.add("Mul", [product, rows[1]])
    return scaled


def _ready(graph: Graph, hidden: str) -> Any:
    return _rows(graph, hidden) if graph.quantised else hidden


def _embedding(graph: Graph, state: dict[str, NDArray[Any]], epsilon: float) -> str:
    words = state["encoder.words.weight"]
    if graph.quantised:
        scale = np.maximum(np.abs(words).max(axis=1, keepdims=True) / 127, 1e-12).astype(np.float32)
        graph.constant("words", np.round(words / scale).astype(np.int8))
        graph.constant("words.scale", scale)
        taken = graph.add("Cast", [graph.add("Gather", ["words", "flat_ids"])], to=TensorProto.FLOAT)
        vectors = graph.add("Mul", [taken, graph.add("Gather", ["words.scale", "flat_ids"])])
    else:
        vectors = graph.add("Gather", [graph.constant("words", words), "flat_ids"])
    graph.constant("positions", state["encoder.positions.weight"])
    graph.constant("shapes", state["encoder.shapes.weight"])
    graph.constant("norm.weight", state["encoder.norm.weight"])
    graph.constant("norm.bias", state["encoder.norm.bias"])
    extra = graph.add(
        "Add", [graph.add("Gather", ["shapes", "flat_shape"]), graph.add("Gather", ["positions", "place"])]
    )
    total = graph.add("Add", [vectors, extra])
    normal: str = graph.add("LayerNormalization", [total, "norm.weight", "norm.bias"], axis=-1, epsilon=epsilon)
    return normal


def _layer(
    graph: Graph, number: int, state: dict[str, NDArray[Any]], hidden: str, *, heads: int, epsilon: float
) -> str:
    def part(name: str) -> NDArray[Any]:
        return state[f"encoder.layers.{number}.{name}"]

    def named(name: str) -> str:
        return graph.constant(f"{number}.{name}", part(name))

    joined = _linear(graph, _ready(graph, hidden), f"{number}.qkv", part("query_key_value.weight").T)
    joined = graph.add("Add", [joined, named("query_key_value.bias")])
    joined = graph.add("Reshape", [joined, "batch_shape"])
    query, key, value = graph.add("Split", [joined], outputs=3, axis=2, num_outputs=3)
    mixed = graph.add("MultiHeadAttention", [query, key, value, "", "lengths"], contrib=True, num_heads=heads)
    mixed = graph.add("Reshape", [mixed, "row_shape"])
    out = _linear(graph, _ready(graph, mixed), f"{number}.attended", part("attended.weight").T)
    hidden = _add_normal(graph, out, hidden, "attended", named, epsilon)
    inner = _linear(graph, _ready(graph, hidden), f"{number}.inner", part("inner.weight").T)
    inner = graph.add("BiasGelu", [inner, named("inner.bias")], contrib=True)
    out = _linear(graph, _ready(graph, inner), f"{number}.outer", part("outer.weight").T)
    return _add_normal(graph, out, hidden, "outer", named, epsilon)


def _add_normal(graph: Graph, out: str, hidden: str, name: str, named: Any, epsilon: float) -> str:
    inputs = [out, hidden, named(f"{name}_norm.weight"), named(f"{name}_norm.bias"), named(f"{name}.bias")]
    result: str = graph.add("SkipLayerNormalization", inputs, contrib=True, epsilon=epsilon)
    return result


def build_graph(state: dict[str, NDArray[Any]], *, attention_heads: int, epsilon: float, quantised: bool) -> bytes:
    """Return a serialised ONNX model of the encoder.

    Inputs: `ids` and `shape` (batch x length), `lengths` (batch), `firsts` (words, indices into the flattened batch),
    `weight` (width x tags) and `bias` (tags) of the heads wanted. Output: `scores`, words x tags.
    """
    graph = Graph(quantised)
    width = state["encoder.norm.weight"].shape[0]
    for name, values in {
        "last_axis": np.array([-1]),
        "tiny": np.array(1e-6, np.float32),
        "step": np.array(1 / 127, np.float32),
        "one": np.array(1, np.float32),
        "middle": np.array(128, np.uint8),
        "flat": np.array([-1]),
        "zero_scalar": np.array(0),
        "one_scalar": np.array(1),
        "one_list": np.array([1]),
        "row_shape": np.array([-1, width]),
        "triple": np.array([3 * width]),
    }.items():
        graph.constant(name, values)
    graph.nodes += [
        helper.make_node("Reshape", ["ids", "flat"], ["flat_ids"]),
        helper.make_node("Reshape", ["shape", "flat"], ["flat_shape"]),
        helper.make_node("Shape", ["ids"], ["sizes"]),
        helper.make_node("Concat", ["sizes", "triple"], ["batch_shape"], axis=0),
        helper.make_node("Gather", ["sizes", "one_scalar"], ["length"]),
        helper.make_node("Range", ["zero_scalar", "length", "one_scalar"], ["range"]),
        helper.make_node("Expand", ["range", "sizes"], ["places"]),
        helper.make_node("Reshape", ["places", "flat"], ["place"]),
    ]
    hidden = _embedding(graph, state, epsilon)
    layers = 1 + max(int(name.split(".")[2]) for name in state if name.startswith("encoder.layers."))
    for number in range(layers):
        hidden = _layer(graph, number, state, hidden, heads=attention_heads, epsilon=epsilon)
    words = graph.add("Gather", [hidden, "firsts"])
    product = graph.add("MatMul", [words, "weight"])
    graph.nodes.append(helper.make_node("Add", [product, "bias"], ["scores"]))
    return _serialise(graph, width)


def _serialise(graph: Graph, width: int) -> bytes:
    integer, single = TensorProto.INT64, TensorProto.FLOAT
    inputs = [
        helper.make_tensor_value_info("ids", integer, ["batch", "length"]),
        helper.make_tensor_value_info("shape", integer, ["batch", "length"]),
        helper.make_tensor_value_info("lengths", TensorProto.INT32, ["batch"]),
        helper.make_tensor_value_info("firsts", integer, ["words"]),
        helper.make_tensor_value_info("weight", single, [width, "tags"]),
        helper.make_tensor_value_info("bias", single, ["tags"]),
    ]
    outputs = [helper.make_tensor_value_info("scores", single, ["words", "tags"])]
    used = {name for node in graph.nodes for name in node.input}
    tensors = [numpy_helper.from_array(values, name) for name, values in graph.constants.items() if name in used]
    made = helper.make_graph(graph.nodes, "encoder", inputs, outputs, tensors)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
    model = helper.make_model(made, opset_imports=opsets, ir_version=9, producer_name="gliomine")
    data: bytes = model.SerializeToString()
    return data

